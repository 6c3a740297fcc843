import { Method } from "../../modules/coap/codes.js";
import type { Message } from "../../modules/coap/message.js";
import { findUint, OptionNumber, unknownCritical, uriPath, uriQuery } from "../../modules/coap/options.js";
import { ContentFormat } from "../../modules/lwm2m/formats/numbers.js";
import { Code } from "../../modules/lwm2m/operation.js";
import { depth, type Path, pathOfSegments } from "../../modules/lwm2m/path.js";

/** What the platform asks of the module's client. */
export type ServerRequest =
  | { readonly kind: "read"; readonly path: Path; readonly accept: number | undefined }
  | { readonly kind: "observe"; readonly path: Path; readonly accept: number | undefined }
  | { readonly kind: "cancel"; readonly path: Path }
  | { readonly kind: "discover"; readonly path: Path }
  | { readonly kind: "write"; readonly path: Path; readonly format: number | undefined; readonly payload: Uint8Array }
  | { readonly kind: "parameter"; readonly path: Path; readonly text: string }
  | { readonly kind: "execute"; readonly path: Path; readonly argument: Uint8Array }
  | { readonly kind: "refused"; readonly code: number };

const KNOWN_CRITICAL: readonly number[] = Object.freeze([
  OptionNumber.uriHost,
  OptionNumber.uriPort,
  OptionNumber.uriPath,
  OptionNumber.uriQuery,
  OptionNumber.accept,
  OptionNumber.block2,
]);

/** The order in which the host gets them. */
const ATTRIBUTES: readonly string[] = Object.freeze(["pmin", "pmax", "gt", "lt", "st"]);

/** Tells from method, path and options what a request wants (OMA LwM2M 1.0 clause 8.2.4). */
export function readRequest(message: Message): ServerRequest {
  if (unknownCritical(message, KNOWN_CRITICAL) !== undefined) return { kind: "refused", code: Code.badOption };
  const path = pathOfSegments(uriPath(message));
  if (path === undefined) return { kind: "refused", code: Code.notFound };
  const level = depth(path);
  if (level === 0 || level === 4) return { kind: "refused", code: Code.methodNotAllowed };
  switch (message.code) {
    case Method.get:
      return readGet(message, path);
    case Method.put:
      return message.payload.length === 0 && uriQuery(message).length > 0
        ? readParameter(message, path)
        : readWrite(message, path);
    case Method.post:
      // Creating an instance has no place in the talk with the host.
      if (level === 3) return { kind: "execute", path, argument: message.payload };
      return readWrite(message, path);
    default:
      return { kind: "refused", code: Code.methodNotAllowed };
  }
}

function readGet(message: Message, path: Path): ServerRequest {
  const accept = findUint(message, OptionNumber.accept);
  const observe = findUint(message, OptionNumber.observe);
  if (observe === 0) return { kind: "observe", path, accept };
  if (observe === 1) return { kind: "cancel", path };
  return accept === ContentFormat.link ? { kind: "discover", path } : { kind: "read", path, accept };
}

function readWrite(message: Message, path: Path): ServerRequest {
  if (path.instance === undefined) return { kind: "refused", code: Code.methodNotAllowed };
  const format = findUint(message, OptionNumber.contentFormat);
  return { kind: "write", path, format, payload: message.payload };
}

function readParameter(message: Message, path: Path): ServerRequest {
  const queries = uriQuery(message);
  const parts: string[] = [];
  for (let i = 0; i < ATTRIBUTES.length; i++) {
    const name = ATTRIBUTES[i] as string;
    for (let j = 0; j < queries.length; j++) {
      const query = queries[j] as string;
      if (query === name || query.startsWith(`${name}=`)) parts.push(query);
    }
  }
  if (parts.length !== queries.length) return { kind: "refused", code: Code.badRequest };
  return { kind: "parameter", path, text: parts.join(";") };
}
