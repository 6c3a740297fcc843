import { Method } from "../coap/codes.js";
import type { Message } from "../coap/message.js";
import { findUint, OptionNumber, uriPath, uriQuery } from "../coap/options.js";
import { parseAttributes } from "../lwm2m/attributes.js";
import { decodeContent, type Formats } from "../lwm2m/formats/index.js";
import { ContentFormat } from "../lwm2m/formats/numbers.js";
import type { Models } from "../lwm2m/model.js";
import { Code, type SingleOperation } from "../lwm2m/operation.js";
import { depth, pathOfSegments, type Path } from "../lwm2m/path.js";
import { utf8Text } from "../base/text.js";

/** What a CoAP request asks for, in LwM2M's words: an operation, the end of the bootstrap, or an error code at once. */
export type CoapRequest =
  | { readonly kind: "operation"; readonly operation: SingleOperation }
  | { readonly kind: "observe"; readonly path: Path }
  | { readonly kind: "cancel"; readonly path: Path }
  | { readonly kind: "bootstrapFinish" }
  | { readonly kind: "refused"; readonly code: Code; readonly reason: string };

/** The critical options that we understand in a request. */
export const UNDERSTOOD: readonly number[] = Object.freeze([
  OptionNumber.uriHost,
  OptionNumber.uriPort,
  OptionNumber.uriPath,
  OptionNumber.uriQuery,
  OptionNumber.accept,
  OptionNumber.block1,
  OptionNumber.block2,
]);

/** Reads a request by the mapping of operations to methods (OMA LwM2M 1.0 clause 8.2.3 to 8.2.5). */
export function readRequest(message: Message, models: Models, formats: Formats): CoapRequest {
  const segments = uriPath(message);
  if (message.code === Method.post && segments.length === 1 && segments[0] === "bs") return { kind: "bootstrapFinish" };
  const path = pathOfSegments(segments);
  if (path === undefined) return refused(Code.notFound, "no path of an LwM2M client");
  switch (message.code) {
    case Method.get:
      return readGet(message, path);
    case Method.put:
      return readPut(message, path, models, formats);
    case Method.post:
      return readPost(message, path, models, formats);
    case Method.delete:
      return { kind: "operation", operation: { kind: "delete", path } };
    default:
      return refused(Code.methodNotAllowed, "method is not used by LwM2M");
  }
}

function readGet(message: Message, path: Path): CoapRequest {
  const observe = findUint(message, OptionNumber.observe);
  if (observe === 0) return { kind: "observe", path };
  if (observe === 1) return { kind: "cancel", path };
  if (findUint(message, OptionNumber.accept) === ContentFormat.link) {
    return { kind: "operation", operation: { kind: "discover", path } };
  }
  return { kind: "operation", operation: { kind: "read", path } };
}

function readPut(message: Message, path: Path, models: Models, formats: Formats): CoapRequest {
  if (findUint(message, OptionNumber.contentFormat) !== undefined || message.payload.length > 0) {
    return readWrite(message, path, "replace", models, formats);
  }
  const attributes = parseAttributes(uriQuery(message));
  if (attributes === undefined) return refused(Code.badRequest, "malformed attributes");
  return { kind: "operation", operation: { kind: "writeAttributes", path, attributes } };
}

function readPost(message: Message, path: Path, models: Models, formats: Formats): CoapRequest {
  const level = depth(path);
  if (level === 2) return readWrite(message, path, "update", models, formats);
  if (level === 1) return readCreate(message, path, models, formats);
  if (level !== 3) return refused(Code.methodNotAllowed, "nothing to post to");
  const argument = utf8Text(message.payload);
  if (argument === undefined) return refused(Code.badRequest, "execute arguments are not UTF-8");
  return { kind: "operation", operation: { kind: "execute", path, argument } };
}

function readWrite(
  message: Message,
  path: Path,
  mode: "replace" | "update",
  models: Models,
  formats: Formats,
): CoapRequest {
  const decoded = decodeContent(formats, contentFormat(message), message.payload, path, models);
  if (decoded.kind === "refused") return refused(decoded.code, decoded.reason);
  if (decoded.removed !== undefined) return refused(Code.badRequest, "only a composite write takes values away");
  return { kind: "operation", operation: { kind: "write", path, mode, entries: decoded.entries } };
}

function readCreate(message: Message, path: Path, models: Models, formats: Formats): CoapRequest {
  const decoded = decodeContent(formats, contentFormat(message), message.payload, path, models);
  if (decoded.kind === "refused") return refused(decoded.code, decoded.reason);
  if (decoded.removed !== undefined) return refused(Code.badRequest, "only a composite write takes values away");
  return { kind: "operation", operation: { kind: "create", path, entries: decoded.entries } };
}

/** A write without a format is taken for text, as a server that leaves it out means (OMA LwM2M 1.0 clause 6.4). */
function contentFormat(message: Message): number {
  return findUint(message, OptionNumber.contentFormat) ?? ContentFormat.text;
}

function refused(code: Code, reason: string): CoapRequest {
  return { kind: "refused", code, reason };
}
