import { freeze } from "../../modules/base/freeze.js";
import type { SetLine } from "../at/line.js";
import { isOmitted, whole } from "../at/numbers.js";
import type { Reply } from "../at/port.js";
import type { CommandTable, Parts } from "../parts.js";
import { grantedCycle, grantedSaving, isBits } from "../saving.js";
import type { SettingTable } from "../settings.js";
import { PARAMETER } from "./handlers.js";

/** Power saving mode and extended idle cycles (3GPP TS 27.007 clauses 7.38, 7.40 and 7.41), and NPSMR beside them. */

/** The paging time window that the network grants (24.008 clause 10.5.5.32). */
const WINDOW = "0011";

/** AT+CPSMS=<mode>[,,,<periodic>,<active>] */
function setSaving(parts: Parts, line: SetLine): Reply {
  const [mode, , , periodic, active] = line.parameters;
  if (whole(mode, 0, 2) === undefined || line.parameters.length > 5) return PARAMETER;
  if (!isOmitted(periodic) && !isBits(periodic?.text ?? "", 8)) return PARAMETER;
  if (!isOmitted(active) && !isBits(active?.text ?? "", 8)) return PARAMETER;
  parts.settings.keep("+CPSMS", mode?.text === "2" ? "0" : line.text);
  return "ok";
}

/** What the network has granted, once it has; until then what was asked for. */
function tellSaving(parts: Parts): Reply {
  const { settings, network, port } = parts;
  const granted = network.attached ? grantedSaving(settings, network.options) : undefined;
  const text = granted === undefined ? undefined : `1,,,"${granted.periodicBits}","${granted.activeBits}"`;
  port.info("+CPSMS", text ?? settings.value("+CPSMS"));
  return "ok";
}

/** AT+CEDRXS=<mode>[,<technology>[,<cycle>[,<window>]]] */
function setCycle(parts: Parts, line: SetLine): Reply {
  const [mode, technology, cycle] = line.parameters;
  if (whole(mode, 0, 3) === undefined || line.parameters.length > 4) return PARAMETER;
  if (!isOmitted(technology) && whole(technology, 5, 5) === undefined) return PARAMETER;
  if (!isOmitted(cycle) && !isBits(cycle?.text ?? "", 4)) return PARAMETER;
  parts.settings.keep("+CEDRXS", mode?.text === "3" ? "0,5" : line.text);
  if (mode?.text === "2" && parts.network.attached) {
    const fields = cycleFields(parts);
    if (fields !== undefined) parts.port.info("+CEDRXP", fields);
  }
  return "ok";
}

function tellCycle(parts: Parts): Reply {
  parts.port.info("+CEDRXRDP", (parts.network.attached ? cycleFields(parts) : undefined) ?? "0");
  return "ok";
}

function cycleFields(parts: Parts): string | undefined {
  const granted = grantedCycle(parts.settings, parts.network.options);
  if (granted === undefined) return undefined;
  return `${granted.technology},"${granted.asked}","${granted.bits}","${WINDOW}"`;
}

export const POWER: CommandTable = freeze({
  "+CPSMS": { read: tellSaving, set: setSaving, test: "(0-2),,,,(00000000-11111111),(00000000-11111111)" },
  "+CEDRXS": {
    read: (parts: Parts) => {
      parts.port.info("+CEDRXS", parts.settings.value("+CEDRXS"));
      return "ok";
    },
    set: setCycle,
    test: "(0-3),(5),(0000-1111)",
  },
  "+CEDRXRDP": { execute: tellCycle },
});

export const POWER_SETTINGS: SettingTable = freeze({
  "+CPSMS": { initial: "0" },
  "+CEDRXS": { initial: "0,5" },
  "+NPSMR": { initial: "0", test: "(0,1)", values: ["0", "1"] },
});
