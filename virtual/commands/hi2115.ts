import { freeze } from "../../modules/base/freeze.js";
import type { SetLine } from "../at/line.js";
import type { Reply } from "../at/port.js";
import { Cme, type CommandTable, type Parts } from "../parts.js";
import type { SettingTable } from "../settings.js";

/** Commands of modules with the Hi2115 chip, beside those of 3GPP. */

/** A made-up card number (ITU-T E.118) whose end is that of the IMSI, or `undefined` without a card. */
function cardNumber(imsi: string): string | undefined {
  return imsi === "" ? undefined : `898604${imsi.slice(5).padStart(14, "0").slice(-14)}`;
}

function card(parts: Parts): Reply {
  const number = cardNumber(parts.options.imsi);
  if (number === undefined) return { cme: Cme.noSim };
  parts.port.info("+NCCID", number);
  return "ok";
}

/** AT+NRB has no final result: the boot lines follow. */
function reboot(parts: Parts): Reply {
  parts.port.line("REBOOTING");
  parts.reboot = parts.model.boot.causes.command;
  return "silent";
}

function statistics(parts: Parts): Reply {
  const cell = parts.model.cell;
  const attached = parts.network.attached;
  parts.port.line(`Signal power:${attached ? cell.rsrp : -32768}`);
  parts.port.line(`Cell ID:${attached ? cell.physicalCell : 0}`);
  parts.port.line(`ECL:${attached ? 0 : 255}`);
  parts.port.line(`SNR:${attached ? cell.snr : -32768}`);
  parts.port.line(`EARFCN:${attached ? cell.channel : 0}`);
  parts.port.line(`RSRQ:${attached ? cell.rsrq : -32768}`);
  return "ok";
}

function cellStatistics(parts: Parts, line: SetLine): Reply {
  if (line.text.toUpperCase() !== "CELL") return { cme: Cme.parameter };
  const cell = parts.model.cell;
  if (parts.network.attached) {
    const figures = `${cell.channel},${cell.physicalCell},1,${cell.rsrp},${cell.rsrq},${cell.signal},${cell.snr}`;
    parts.port.line(`NUESTATS:CELL,${figures}`);
  }
  return "ok";
}

/** What eDRX the network has granted (3GPP TS 27.007 clause 7.41): here just what was asked for. */
function grantedEdrx(parts: Parts): Reply {
  const [mode, technology, cycle] = parts.settings.value("+CEDRXS").split(",");
  const granted = mode !== undefined && mode !== "0" && cycle !== undefined && parts.network.attached;
  parts.port.info("+CEDRXRDP", granted ? `${technology},${cycle},${cycle},"0011"` : "0");
  return "ok";
}

export const HI2115: CommandTable = freeze({
  "+NCCID": { execute: card, read: card },
  "+NRB": { execute: reboot },
  "+NUESTATS": { execute: statistics, set: cellStatistics },
  "+CEDRXRDP": { execute: grantedEdrx },
  "+NCSEARFCN": { execute: () => "ok" },
});

/** Settings that change nothing in a module without a real radio. */
export const HI2115_SETTINGS: SettingTable = freeze({
  "+CPSMS": { initial: "0", test: "(0-2),,,,(00000000-11111111),(00000000-11111111)" },
  "+NPSMR": { initial: "0", test: "(0,1)", values: ["0", "1"] },
  "+CEDRXS": { initial: "0,5", test: "(0-3),(5),(0000-1111)" },
  "+NBAND": { initial: "8", test: "(5,8)" },
  "+NEARFCN": { initial: "0,0" },
  "+NCONFIG": { initial: "AUTOCONNECT,TRUE" },
  "+NATSPEED": { initial: "9600,30,1,2,1,0,0" },
  "+NCDP": { initial: "0.0.0.0,5683" },
});
