import type { Models } from "../model.js";
import type { Entry } from "../operation.js";
import { Code } from "../operation.js";
import type { Path } from "../path.js";

/** What came of reading a payload. A refusal names what is wrong and at which byte. */
export type Decoded =
  | { readonly kind: "decoded"; readonly entries: readonly Entry[] }
  | { readonly kind: "refused"; readonly code: Code; readonly reason: string };

/** One way to write values as bytes. */
export interface Format {
  /** The content-format numbers that it goes by. */
  readonly numbers: readonly number[];
  /** The bytes of what was read at `path`, `limit` at most, or the code of the refusal. */
  encode(path: Path, entries: readonly Entry[], models: Models, limit: number): Uint8Array | Code;
  /** The values that a payload has for `path`. Never throws: malformed bytes are refused with 4.00. */
  decode(bytes: Uint8Array, path: Path, models: Models): Decoded;
}

/** How many values one payload may have; one with more is refused with 4.13. */
export const MAX_ENTRIES = 128;

/** A refusal of malformed bytes. */
export function malformed(what: string, at: number): Decoded {
  return { kind: "refused", code: Code.badRequest, reason: `${what} at byte ${at}` };
}
