import type { Models } from "../model.js";
import type { Entry } from "../operation.js";
import { Code } from "../operation.js";
import type { Path } from "../path.js";

/** A refusal names what is wrong and at which byte. */
export interface Refused {
  readonly kind: "refused";
  readonly code: Code;
  readonly reason: string;
}

/** What came of reading a payload of values. */
export type Decoded =
  | {
      readonly kind: "decoded";
      readonly entries: readonly Entry[];
      /** Resource instances that the payload takes away: those with the value null (OMA LwM2M 1.2 clause 6.3.9). */
      readonly removed?: readonly Path[];
    }
  | Refused;

/** What came of reading the payload of a composite read. */
export type DecodedPaths = { readonly kind: "decoded"; readonly paths: readonly Path[] } | Refused;

/** One way to write values as bytes. */
export interface Format {
  /** The content-format numbers that it goes by. */
  readonly numbers: readonly number[];
  /**
   * The bytes of what was read at `path`, `limit` at most, or the code of the refusal. A composite answer and a Send
   * have the root as their path; only formats with `decodePaths` can write them.
   */
  encode(path: Path, entries: readonly Entry[], models: Models, limit: number): Uint8Array | Code;
  /** The values that a payload has for `path`. Never throws: malformed bytes are refused with 4.00. */
  decode(bytes: Uint8Array, path: Path, models: Models): Decoded;
  /** The paths that a composite read or observe asks for. Formats that write one place only do not have it. */
  readonly decodePaths?: (bytes: Uint8Array) => DecodedPaths;
}

/** The formats that a firmware speaks, as its composition hands them in; what is not in the list is not in the image. */
export type Formats = readonly Format[];

/** How many values one payload may have; one with more is refused with 4.13. */
export const MAX_ENTRIES = 128;

/** A refusal of malformed bytes. */
export function malformed(what: string, at: number): Refused {
  return { kind: "refused", code: Code.badRequest, reason: `${what} at byte ${at}` };
}

/** A refusal of more values than the device takes. */
export function tooMany(): Refused {
  return { kind: "refused", code: Code.entityTooLarge, reason: `more than ${MAX_ENTRIES} values` };
}
