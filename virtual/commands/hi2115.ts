import { freeze } from "../../modules/base/freeze.js";
import type { SetLine } from "../at/line.js";
import type { Reply } from "../at/port.js";
import { signalOf } from "../coverage.js";
import { Cme, type CommandTable, type Parts } from "../parts.js";
import type { SettingTable } from "../settings.js";
import { rebootWith, tellsCard } from "./handlers.js";

/** Commands of modules with the Hi2115 chip, beside those of 3GPP. */

function statistics(parts: Parts): Reply {
  const { cell } = parts.model;
  const { attached, radio } = parts.network;
  const { rsrp, snr, rsrq } = signalOf(cell, radio.level);
  parts.port.line(`Signal power:${attached ? rsrp : -32768}`);
  parts.port.line(`Cell ID:${attached ? cell.physicalCell : 0}`);
  parts.port.line(`ECL:${attached ? radio.level : 255}`);
  parts.port.line(`SNR:${attached ? snr : -32768}`);
  parts.port.line(`EARFCN:${attached ? cell.channel : 0}`);
  parts.port.line(`RSRQ:${attached ? rsrq : -32768}`);
  return "ok";
}

function cellStatistics(parts: Parts, line: SetLine): Reply {
  if (line.text.toUpperCase() !== "CELL") return { cme: Cme.parameter };
  const { cell } = parts.model;
  if (parts.network.attached) {
    const { rsrp, rsrq, signal, snr } = signalOf(cell, parts.network.radio.level);
    const figures = `${cell.channel},${cell.physicalCell},1,${rsrp},${rsrq},${signal},${snr}`;
    parts.port.line(`NUESTATS:CELL,${figures}`);
  }
  return "ok";
}

export const HI2115: CommandTable = freeze({
  "+NCCID": { execute: tellsCard("+NCCID"), read: tellsCard("+NCCID") },
  "+NRB": { execute: rebootWith("REBOOTING") },
  "+NUESTATS": { execute: statistics, set: cellStatistics },
  "+NCSEARFCN": { execute: () => "ok" },
});

/** Settings that change nothing in a module without a real radio. */
export const HI2115_SETTINGS: SettingTable = freeze({
  "+NBAND": { initial: "8", test: "(5,8)" },
  "+NEARFCN": { initial: "0,0" },
  "+NCONFIG": { initial: "AUTOCONNECT,TRUE" },
  "+NATSPEED": { initial: "9600,30,1,2,1,0,0" },
  "+NCDP": { initial: "0.0.0.0,5683" },
});
