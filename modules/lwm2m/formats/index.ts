import type { Models } from "../model.js";
import type { Entry } from "../operation.js";
import { Code } from "../operation.js";
import type { Path } from "../path.js";
import type { Version } from "../version.js";
import type { Decoded, DecodedPaths, Format, Formats, Refused } from "./format.js";
import { ContentFormat } from "./numbers.js";

export type { Formats } from "./format.js";
export { ContentFormat, defaultFormat } from "./numbers.js";

/** The longest payload that is written unless the caller says otherwise, in bytes. */
export const MAX_CONTENT = 4096;

/** True if values can be written in this format. */
export function isKnownFormat(formats: Formats, number: number): boolean {
  return findFormat(formats, number) !== undefined;
}

/**
 * The formats that a registration tells of, by rising number: those that a client need not speak (OMA LwM2M 1.1 clause
 * 6.2.1), since text, opaque and link format go without saying. 1.0 knows that for OMA JSON alone (1.0 clause 5.3.1), and
 * a registration of 1.0 is left as OneNET's own client writes it.
 */
export function announcedFormats(formats: Formats, version: Version): readonly number[] {
  if (version === "1.0") return NONE;
  const known = version === "1.1" ? OPTIONAL_1_1 : OPTIONAL_1_2;
  return known.filter((number) => isKnownFormat(formats, number));
}

/**
 * Writes what was read at `path`; the root stands for a composite answer and a Send. Gives the code of a refusal
 * instead: 4.06 if the format is unknown or cannot hold such values, 5.00 if they take more than `limit` bytes.
 */
export function encodeContent(
  formats: Formats,
  number: number,
  path: Path,
  entries: readonly Entry[],
  models: Models,
  limit = MAX_CONTENT,
): Uint8Array | Code {
  const format = findFormat(formats, number);
  if (format === undefined) return Code.notAcceptable;
  if (path.object === undefined && format.decodePaths === undefined) return Code.notAcceptable;
  return format.encode(path, entries, models, limit);
}

/**
 * Reads the values that a payload has for `path`; the root stands for a composite write. Refused are unknown formats,
 * and those that write one place only for a composite write, with 4.15, and malformed payloads with 4.00. Values of
 * resources that the device does not have are kept as they are written for the tree to judge.
 */
export function decodeContent(
  formats: Formats,
  number: number,
  bytes: Uint8Array,
  path: Path,
  models: Models,
): Decoded {
  const format = findFormat(formats, number);
  if (format === undefined) return unspoken(number);
  if (path.object === undefined && format.decodePaths === undefined) return unspoken(number);
  return format.decode(bytes, path, models);
}

/** Reads the paths of a composite read or observe, refused like values. */
export function decodePaths(formats: Formats, number: number, bytes: Uint8Array): DecodedPaths {
  return findFormat(formats, number)?.decodePaths?.(bytes) ?? unspoken(number);
}

function findFormat(formats: Formats, number: number): Format | undefined {
  for (let i = 0; i < formats.length; i++) {
    const format = formats[i] as Format;
    if (format.numbers.includes(number)) return format;
  }
  return undefined;
}

function unspoken(number: number): Refused {
  return { kind: "refused", code: Code.unsupportedFormat, reason: `content format ${number} is not spoken` };
}

const NONE: readonly number[] = Object.freeze([]);

/** The optional formats of LwM2M 1.1, and those of 1.2, by rising number (clause 7.4 of each). */
const OPTIONAL_1_1: readonly number[] = Object.freeze([
  ContentFormat.cbor,
  ContentFormat.senmlJson,
  ContentFormat.senmlCbor,
  ContentFormat.tlv,
  ContentFormat.json,
]);
const OPTIONAL_1_2: readonly number[] = Object.freeze([
  ContentFormat.cbor,
  ContentFormat.senmlJson,
  ContentFormat.senmlCbor,
  ContentFormat.senmlEtchJson,
  ContentFormat.senmlEtchCbor,
  ContentFormat.tlv,
  ContentFormat.json,
  ContentFormat.lwm2mCbor,
]);
