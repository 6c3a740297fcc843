import { freeze } from "../../base/freeze.js";
import { asciiBytes, decimal, utf8Bytes, utf8Text } from "../../base/text.js";
import type { Models } from "../model.js";
import { formatDecimal, isMinusZero, parseDecimal, parseInteger } from "../number.js";
import type { Entry } from "../operation.js";
import { Code } from "../operation.js";
import type { Path } from "../path.js";
import type { ResourceType, Scalar } from "../value.js";
import { base64Bytes, base64Of } from "./base64.js";
import type { Decoded, Format } from "./format.js";
import { malformed } from "./format.js";
import { ContentFormat } from "./numbers.js";

/** One value as plain text in UTF-8 (OMA LwM2M 1.0 clause 6.4.1 and appendix C). */
export const text: Format = freeze({ numbers: [ContentFormat.text], encode, decode });

function encode(path: Path, entries: readonly Entry[], _models: Models, limit: number): Uint8Array | Code {
  const entry = entries[0];
  if (path.resource === undefined || entries.length !== 1 || entry === undefined) return Code.notAcceptable;
  // The one instance of a multiple resource is not the resource.
  if (entry.path.resourceInstance !== path.resourceInstance) return Code.notAcceptable;
  const bytes = encodeValue(entry.value);
  if (bytes === undefined || bytes.length > limit) return Code.internalError;
  return bytes;
}

function decode(bytes: Uint8Array, path: Path, models: Models): Decoded {
  if (path.resource === undefined) {
    return { kind: "refused", code: Code.unsupportedFormat, reason: "text goes with a single resource" };
  }
  const content = utf8Text(bytes);
  if (content === undefined) return malformed("not UTF-8", 0);
  const type = models.resourceModel(path.object as number, path.resource)?.type ?? "string";
  const value = parseValue(type, content);
  return value === undefined ? malformed(`not of type ${type}`, 0) : { kind: "decoded", entries: [{ path, value }] };
}

function encodeValue(value: Scalar): Uint8Array | undefined {
  switch (typeof value) {
    case "string":
      return utf8Bytes(value);
    case "number":
      if (!Number.isFinite(value)) return undefined;
      return asciiBytes(isMinusZero(value) ? "-0" : formatDecimal(value));
    case "bigint":
      return asciiBytes(value.toString());
    case "boolean":
      return asciiBytes(value ? "1" : "0");
    default:
      return value instanceof Uint8Array ? base64Of(value) : asciiBytes(`${value.object}:${value.instance}`);
  }
}

function parseValue(type: ResourceType, content: string): Scalar | undefined {
  switch (type) {
    case "string":
    case "corelnk":
      return content;
    case "integer":
    case "unsigned":
    case "time":
      return parseInteger(content);
    case "float":
      return parseDecimal(content);
    case "boolean":
      return content === "1" ? true : content === "0" ? false : undefined;
    case "opaque":
      return base64Bytes(content);
    case "objlink":
      return parseLink(content);
    case "none":
      return undefined;
  }
}

function parseLink(content: string): Scalar | undefined {
  const colon = content.indexOf(":");
  if (colon < 0) return undefined;
  const object = decimal(content.slice(0, colon));
  const instance = decimal(content.slice(colon + 1));
  if (object === undefined || instance === undefined || object > 0xffff || instance > 0xffff) return undefined;
  return { object, instance };
}
