import { freeze } from "../../modules/base/freeze.js";
import type { SetLine } from "../at/line.js";
import { whole } from "../at/numbers.js";
import type { Reply } from "../at/port.js";
import type { CommandTable, Parts } from "../parts.js";
import type { SettingTable } from "../settings.js";
import { NO_NETWORK, PARAMETER, pin, says } from "./handlers.js";

/**
 * Commands of modules with the RDA8908A and RDA8909B chips, as a public driver of the M5313 and one of the bare chip use
 * them. Some answers have a blank behind the colon, most have none.
 */

/** AT+CGACT=<state>[,<context>] (3GPP TS 27.007 clause 10.1.10). */
function activate(parts: Parts, line: SetLine): Reply {
  const state = whole(line.parameters[0], 0, 1);
  if (state === undefined || line.parameters.length > 2) return PARAMETER;
  return state === 1 && !parts.network.attached ? NO_NETWORK : "ok";
}

/** AT+TRB */
function reboot(parts: Parts): Reply {
  parts.reboot = "command";
  return "ok";
}

export const RDA: CommandTable = freeze({
  "+CPIN": { read: pin },
  "+COPS": {
    read: says((parts) => (parts.network.attached ? `+COPS: 0,2,"${parts.model.cell.operator}"` : "+COPS: 0")),
    set: (_parts: Parts, line: SetLine) => (whole(line.parameters[0], 0, 2) === undefined ? PARAMETER : "ok"),
    test: "(0-2)",
  },
  "+CGACT": { read: says((parts) => `+CGACT: 1, ${parts.network.attached ? 1 : 0}`), set: activate },
  "+TRB": { execute: reboot },
});

export const RDA_SETTINGS: SettingTable = freeze({
  "+IPR": { initial: "9600" },
  "+QNITZ": { initial: "0" },
  "+CTZR": { initial: "0" },
});

/** Of those that know GSM too. */
export const DUAL_MODE: SettingTable = freeze({
  "+CFGDUALMODE": { initial: "1,0", blank: true },
  "+CFGRATPRIO": { initial: "2", blank: true },
});
