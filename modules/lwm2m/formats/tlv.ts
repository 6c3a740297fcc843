import { freeze } from "../../base/freeze.js";
import type { Models } from "../model.js";
import type { Entry } from "../operation.js";
import { Code } from "../operation.js";
import type { Path } from "../path.js";
import type { Decoded, Format } from "./format.js";
import { ContentFormat } from "./numbers.js";
import { TlvReader } from "./tlv-reader.js";
import { TlvWriter } from "./tlv-writer.js";

/**
 * Type, length and value, nested by level (OMA LwM2M 1.0 clause 6.4.3). Values that are written to an object without
 * an instance TLV around them come out at NEW_INSTANCE.
 */
export const tlv: Format = freeze({ numbers: [ContentFormat.tlv, ContentFormat.oldTlv], encode, decode });

function encode(path: Path, entries: readonly Entry[], models: Models, limit: number): Uint8Array | Code {
  return new TlvWriter(models, limit).write(path, entries) ?? Code.internalError;
}

function decode(bytes: Uint8Array, path: Path, models: Models): Decoded {
  return new TlvReader(bytes, models).read(path);
}
