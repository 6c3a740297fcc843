import { freeze } from "../../modules/base/freeze.js";
import { fromHex } from "../at/text.js";
import type { SetLine } from "../at/line.js";
import { whole } from "../at/numbers.js";
import type { Reply } from "../at/port.js";
import type { CommandTable, Parts } from "../parts.js";

/**
 * The AT+MIPL commands of generation L, as far as a host needs them to recognise it: they answer, but no client is behind
 * them, so that a registration fails at once.
 */

/** The reference is 0 in every command. */
function accept(_parts: Parts, line: SetLine): Reply {
  return whole(line.parameters[0], 0, 0) === undefined ? "error" : "ok";
}

/** AT+MIPLCONF=<bytes>,<hex>,<index from 1>,<1 last, 0 more> */
function configure(_parts: Parts, line: SetLine): Reply {
  const [size, hex, index, last] = line.parameters;
  const bytes = fromHex(hex?.text ?? "");
  if (bytes === undefined || line.parameters.length !== 4) return "error";
  const fits = whole(size, 1, 1024) === bytes.length && whole(index, 1, 255) !== undefined;
  return fits && whole(last, 0, 1) !== undefined ? "ok" : "error";
}

/** AT+MIPLOPEN=0,<seconds> */
function open(parts: Parts, line: SetLine): Reply {
  if (whole(line.parameters[0], 0, 0) === undefined) return "error";
  parts.port.line("OK");
  parts.port.info("+MIPLOPEN", "0,0");
  return "silent";
}

function version(parts: Parts): Reply {
  parts.port.info("+CMVER", "SP3");
  return "ok";
}

export const MIPL_L: CommandTable = freeze({
  "+CMVER": { execute: version },
  "+MIPLCONF": { set: configure },
  "+MIPLADDOBJ": { set: accept },
  "+MIPLDELOBJ": { set: accept },
  "+MIPLNOTIFY": { set: accept },
  "+MIPLOPEN": { set: open },
  "+MIPLUPDATE": { set: accept },
  "+MIPLREAD": { set: accept },
  "+MIPLWRITE": { set: accept },
  "+MIPLEXECUTE": { set: accept },
  "+MIPLCLOSE": { set: accept },
  "+MIPLDEL": { set: accept },
});
