import { freeze } from "../../base/freeze.js";
import type { Models } from "../model.js";
import type { Entry } from "../operation.js";
import { Code } from "../operation.js";
import type { Path } from "../path.js";
import { CborReader } from "./cbor-reader.js";
import { CborWriter } from "./cbor-writer.js";
import type { Decoded, Format } from "./format.js";
import { malformed } from "./format.js";
import { ContentFormat } from "./numbers.js";
import { typed } from "./raw.js";

/** One value as one CBOR item (OMA LwM2M 1.1 clause 7.4.3 and appendix C.2). */
export const cbor: Format = freeze({ numbers: [ContentFormat.cbor], encode, decode });

/**
 * The tag of seconds since 1970 (RFC 7049 section 2.4.1, to which appendix C.2 refers). LwM2M 1.1 has tag 0 with a text
 * there; a number without a tag, which 1.2 might mean, is refused by servers of 1.1.
 */
const EPOCH = 1;

function encode(path: Path, entries: readonly Entry[], models: Models, limit: number): Uint8Array | Code {
  const entry = entries[0];
  if (path.resource === undefined || entries.length !== 1 || entry === undefined) return Code.notAcceptable;
  // The one instance of a multiple resource is not the resource.
  if (entry.path.resourceInstance !== path.resourceInstance) return Code.notAcceptable;
  const writer = new CborWriter(limit);
  const type = models.resourceModel(path.object as number, path.resource)?.type;
  if (type === "time") writer.tag(EPOCH);
  if (type === "float" && typeof entry.value === "number") writer.float(entry.value);
  else writer.value(entry.value);
  return writer.finish() ?? Code.internalError;
}

function decode(bytes: Uint8Array, path: Path, models: Models): Decoded {
  if (path.resource === undefined) {
    return { kind: "refused", code: Code.unsupportedFormat, reason: "CBOR goes with a single resource" };
  }
  const reader = new CborReader(bytes);
  const item = reader.scalar();
  reader.end();
  if (reader.failure !== undefined) return malformed(reader.failure.what, reader.failure.at);
  const type = models.resourceModel(path.object as number, path.resource)?.type;
  const value = item === undefined || item === null ? undefined : typed(type, item);
  return value === undefined ? malformed(`not of type ${type}`, 0) : { kind: "decoded", entries: [{ path, value }] };
}
