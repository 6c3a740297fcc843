import { asciiBytes, hexCode, utf8Bytes } from "../base/text.js";
import { commandName, type Command, type Ending } from "./command.js";
import { ERROR, OK, parseFinal, type FinalResult } from "./result.js";
import { hasPrefix, urcOwner, type UrcRow } from "./urc.js";
import { shown } from "./wire.js";

/** A bare `AT` asks for nothing but OK: it finds out where the talk stands after an answer stayed away. */
export const ATTENTION = "AT";

/** True for the echo of what was sent last (ITU-T V.250 6.2.4), or of the `AT` that gets in step. */
export function isEcho(line: string, command: Command | undefined): boolean {
  if (command === undefined) return line === ATTENTION;
  return command.hex === undefined ? line === command.text : line.startsWith(command.text);
}

/** What ends a command of an ending of its own; a plain OK does not. */
export function parseEnding(line: string, ending: Ending): FinalResult | undefined {
  for (let i = 0; i < ending.good.length; i++) if (line.endsWith(ending.good[i] as string)) return OK;
  for (let i = 0; i < ending.bad.length; i++) if (line.endsWith(ending.bad[i] as string)) return ERROR;
  const final = parseFinal(line);
  return final?.kind === "ok" ? undefined : final;
}

/** The ESC that ends the giving of data (3GPP TS 27.005, 3.5.1). */
export function escape(): Uint8Array {
  const bytes = new Uint8Array(1);
  bytes[0] = 0x1b;
  return bytes;
}

/** True for the information text of a command. */
export function isAnswer(line: string, command: Command, urcs: readonly UrcRow[]): boolean {
  if (command.answer === undefined) return false;
  if (command.answer !== "") return hasPrefix(line, command.answer);
  const name = commandName(command.text);
  return (name !== "" && hasPrefix(line, name)) || urcOwner(urcs, line, true) === undefined;
}

/** The bytes of the whole command line: text, hex digits, CR LF. */
export function commandBytes(command: Command): Uint8Array {
  const text = isAscii(command.text) ? asciiBytes(command.text) : utf8Bytes(command.text);
  const hex = command.hex;
  const bytes = new Uint8Array(text.length + 2 + (hex === undefined ? 0 : 2 * hex.length));
  bytes.set(text);
  let at = text.length;
  if (hex !== undefined) {
    for (let i = 0; i < hex.length; i++) {
      const byte = hex[i] as number;
      bytes[at++] = hexCode(byte >> 4);
      bytes[at++] = hexCode(byte & 15);
    }
  }
  bytes[at] = 0x0d;
  bytes[at + 1] = 0x0a;
  return bytes;
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}

export function shownCommand(command: Command): string {
  if (command.secret === true) return `-> ${command.text.slice(0, command.text.indexOf("=") + 1)}…`;
  const hex = command.hex === undefined ? "" : `(${String(command.hex.length)} bytes of hex)`;
  return `-> ${shown(command.text)}${hex}`;
}
