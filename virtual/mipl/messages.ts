import { freeze } from "../../modules/base/freeze.js";
import { fromDecimal } from "../at/text.js";
import type { SetLine } from "../at/line.js";
import { whole } from "../at/numbers.js";
import type { Reply } from "../at/port.js";
import type { CommandTable, Parts } from "../parts.js";
import { answerDiscover } from "./answers.js";
import { parseServer } from "./blob.js";
import { MIPL_COMMON, onInstance } from "./commands.js";
import type { Configuration } from "./mipl.js";
import { Cis } from "./traits.js";

/** The AT+MIPL commands of generation Q: the host answers each observe and discover by its message id. */

const PARAMETER: Reply = Object.freeze({ cis: Cis.parameter });
const STATE: Reply = Object.freeze({ cis: Cis.state });

/** AT+MIPLCONFIG=<mode>,…: not while there is an instance. */
function configure(parts: Parts, line: SetLine): Reply {
  const mode = whole(line.parameters[0], 0, 6);
  if (mode === undefined) return PARAMETER;
  if (parts.mipl.created !== undefined) return STATE;
  const texts: string[] = [];
  for (let i = 1; i < line.parameters.length; i++) texts.push(line.parameters[i]?.text ?? "");
  return setMode(parts.mipl.configuration, mode, texts) ? "ok" : PARAMETER;
}

/** Sets one mode; false if the values make no sense. */
function setMode(configuration: Configuration, mode: number, texts: readonly string[]): boolean {
  const [first = "", second = ""] = texts;
  switch (mode) {
    case 0:
    case 1: {
      const server = texts.length === 2 ? parseServer(`${first}:${second}`) : undefined;
      if (server !== undefined) configuration.server = { ...server, bootstrap: mode === 1 };
      return server !== undefined;
    }
    case 2: {
      const seconds = texts.length === 2 && first === "1" ? (fromDecimal(second) ?? 0) : 0;
      if (seconds >= 2 && seconds <= 20) configuration.ackTimeout = seconds;
      return seconds >= 2 && seconds <= 20;
    }
    case 3:
    case 6:
      if (texts.length !== 1 || !isSwitch(first)) return false;
      if (mode === 3) configuration.answersObserve = first === "1";
      else configuration.printsText = first === "1";
      return true;
    case 4:
    case 5: {
      const fits = first === "0" ? texts.length === 1 : isSwitch(first) && isCode(second, mode === 4 ? 1 : 8);
      if (!fits || texts.length > 2) return false;
      if (mode === 4) configuration.authCode = second;
      else configuration.key = second;
      return true;
    }
    default:
      return false;
  }
}

/** One line for each mode. */
function tellConfiguration(parts: Parts): Reply {
  const { server, ackTimeout, answersObserve, authCode, key, printsText } = parts.mipl.configuration;
  parts.port.info("+MIPLCONFIG", `${server.bootstrap ? 1 : 0},${server.host},${server.port}`);
  parts.port.info("+MIPLCONFIG", `2,${ackTimeout ?? 2}`);
  parts.port.info("+MIPLCONFIG", `3,${answersObserve ? 1 : 0}`);
  parts.port.info("+MIPLCONFIG", authCode === "" ? "4,0" : `4,1,${authCode}`);
  parts.port.info("+MIPLCONFIG", key === "" ? "5,0" : `5,1,${key}`);
  parts.port.info("+MIPLCONFIG", `6,${printsText ? 1 : 0}`);
  return "ok";
}

function isSwitch(text: string): boolean {
  return text === "0" || text === "1";
}

/** Up to 16 letters and digits. */
function isCode(text: string, least: number): boolean {
  if (text.length < least || text.length > 16) return false;
  for (let i = 0; i < text.length; i++) {
    const code = text.toUpperCase().charCodeAt(i);
    if (!(code >= 0x30 && code <= 0x39) && !(code >= 0x41 && code <= 0x5a)) return false;
  }
  return true;
}

export const MIPL_Q: CommandTable = freeze({
  ...MIPL_COMMON,
  "+MIPLCONFIG": { set: configure, read: tellConfiguration },
  "+MIPLDISCOVERRSP": { set: onInstance(3, 6, answerDiscover) },
});
