import { freeze } from "../../base/freeze.js";
import type { Models } from "../model.js";
import type { Entry } from "../operation.js";
import { Code } from "../operation.js";
import type { Path } from "../path.js";
import type { Decoded, Format } from "./format.js";
import { ContentFormat } from "./numbers.js";

/** The bytes of one opaque value and nothing else (OMA LwM2M 1.0 clause 6.4.2). */
export const opaque: Format = freeze({ numbers: [ContentFormat.opaque], encode, decode });

function encode(path: Path, entries: readonly Entry[], _models: Models, limit: number): Uint8Array | Code {
  const entry = entries[0];
  if (path.resource === undefined || entries.length !== 1 || entry === undefined) return Code.notAcceptable;
  if (!(entry.value instanceof Uint8Array)) return Code.notAcceptable;
  return entry.value.length > limit ? Code.internalError : entry.value;
}

function decode(bytes: Uint8Array, path: Path, models: Models): Decoded {
  if (path.resource === undefined) {
    return { kind: "refused", code: Code.unsupportedFormat, reason: "opaque goes with a single resource" };
  }
  const resource = models.resourceModel(path.object as number, path.resource);
  if (resource !== undefined && resource.type !== "opaque") {
    return { kind: "refused", code: Code.unsupportedFormat, reason: `opaque does not go with a ${resource.type}` };
  }
  return { kind: "decoded", entries: [{ path, value: bytes }] };
}
