import { freeze } from "../../modules/base/freeze.js";
import type { Instant } from "../../modules/base/machine.js";
import type { SetLine } from "../at/line.js";
import { whole } from "../at/numbers.js";
import type { Reply } from "../at/port.js";
import { signalOf } from "../coverage.js";
import type { CommandTable, Parts } from "../parts.js";
import type { SettingTable } from "../settings.js";
import { NOT_ALLOWED, PARAMETER, pin, rebootWith, says, takes, tells, tellsCard } from "./handlers.js";

/** Commands of modules with the MT2625 chip, beside those of 3GPP, as public drivers of the M5311 use them. */

/** AT*ENGINFO=0: the serving cell, signal figures in dBm and dB. */
function engineering(parts: Parts, line: SetLine): Reply {
  if (whole(line.parameters[0], 0, 0) === undefined || line.parameters.length !== 1) return PARAMETER;
  const { model, network, port } = parts;
  const { cell } = model;
  if (!network.attached) return "ok";
  const { rsrp, rsrq, signal, snr } = signalOf(cell, network.radio.level);
  const place = `${cell.channel},0,${cell.physicalCell},"${cell.cell}"`;
  const figures = [rsrp, rsrq, signal, snr].map((tenths) => Math.round(tenths / 10)).join(",");
  port.info("*ENGINFOSC", `${place},${figures},${cell.band},"${cell.area}",${network.radio.level},23`);
  return "ok";
}

/** AT*ENTERSLEEP: OK comes first. */
function enterSleep(parts: Parts, now: Instant): Reply {
  if (!parts.network.attached || parts.settings.value("+SM").startsWith("LOCK")) return NOT_ALLOWED;
  parts.port.final("ok");
  parts.network.radio.sleep(now);
  return "silent";
}

export const MT2625: CommandTable = freeze({
  "+GSN": { execute: says((parts) => parts.options.imei) },
  "+ICCID": { execute: tellsCard("+ICCID"), read: tellsCard("+ICCID") },
  "+CPIN": { read: pin },
  /** 3GPP TS 27.007 clause 7.2. */
  "+CREG": { read: tells("+CREG", (parts) => `0,${parts.network.status}`), set: takes(0, 2, () => "ok") },
  "+CMRB": { execute: rebootWith("REBOOTING") },
  "+COLDRB": { execute: rebootWith("REBOOTING") },
  "*ENGINFO": { set: engineering },
  "*ENTERSLEEP": { execute: enterSleep },
  "+CLPLMN": { execute: () => "ok" },
});

export const MT2625_SETTINGS: SettingTable = freeze({
  "+SM": { initial: "UNLOCK", values: ["LOCK", "UNLOCK", "LOCK_FOREVER"] },
  "+IPR": { initial: "115200" },
  "+DNSSER": { initial: '"192.0.2.53",0,0' },
  "+CMSYSCTRL": { initial: "0,0" },
  "*CMBAND": { initial: "0" },
  "*NBIOTRAI": { initial: "0" },
});

/** Not on the M5311-CM. */
export const FREQUENCY_LOCK: SettingTable = freeze({ "*FRCLLCK": { initial: "0" } });
