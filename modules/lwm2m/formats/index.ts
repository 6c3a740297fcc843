import type { Models } from "../model.js";
import type { Entry } from "../operation.js";
import { Code } from "../operation.js";
import type { Path } from "../path.js";
import type { Decoded, Format } from "./format.js";
import { opaque } from "./opaque.js";
import { text } from "./text.js";
import { tlv } from "./tlv.js";

export { ContentFormat, defaultFormat } from "./numbers.js";

/** The formats of values that this firmware speaks. Each is a file of its own. */
export const FORMATS: readonly Format[] = Object.freeze([text, opaque, tlv]);

/** The longest payload that is written unless the caller says otherwise, in bytes. */
export const MAX_CONTENT = 4096;

/** True if values can be written in this format. */
export function isKnownFormat(number: number): boolean {
  return findFormat(number) !== undefined;
}

/**
 * Writes what was read at `path`. Gives the code of a refusal instead: 4.06 if the format is unknown or cannot hold
 * such values, 5.00 if they take more than `limit` bytes.
 */
export function encodeContent(
  format: number,
  path: Path,
  entries: readonly Entry[],
  models: Models,
  limit = MAX_CONTENT,
): Uint8Array | Code {
  const found = findFormat(format);
  return found === undefined ? Code.notAcceptable : found.encode(path, entries, models, limit);
}

/**
 * Reads the values that a payload has for `path`. Refused are unknown formats with 4.15 and malformed payloads with
 * 4.00. Values of resources that the device does not have are kept as bytes for the tree to judge.
 */
export function decodeContent(format: number, bytes: Uint8Array, path: Path, models: Models): Decoded {
  const found = findFormat(format);
  if (found !== undefined) return found.decode(bytes, path, models);
  return { kind: "refused", code: Code.unsupportedFormat, reason: `content format ${format} is not spoken` };
}

function findFormat(number: number): Format | undefined {
  for (let i = 0; i < FORMATS.length; i++) {
    const format = FORMATS[i] as Format;
    if (format.numbers.includes(number)) return format;
  }
  return undefined;
}
