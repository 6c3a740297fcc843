import { Method } from "../coap/codes.js";
import type { Message } from "../coap/message.js";
import { findUint, OptionNumber, uriPath, uriQuery } from "../coap/options.js";
import { observationAttributes, parseAttributes } from "../lwm2m/attributes.js";
import { decodeContent, decodePaths, type Formats } from "../lwm2m/formats/index.js";
import type { Decoded } from "../lwm2m/formats/format.js";
import { ContentFormat } from "../lwm2m/formats/numbers.js";
import type { Models } from "../lwm2m/model.js";
import { Code, type AttributeValues, type Entry, type Operation } from "../lwm2m/operation.js";
import { depth, pathOfSegments, type Path } from "../lwm2m/path.js";
import { decimal, utf8Text } from "../base/text.js";
import type { Place } from "./observers.js";

/** What a CoAP request asks for, in LwM2M's words: an operation, the end of the bootstrap, or an error code at once. */
export type CoapRequest =
  | { readonly kind: "operation"; readonly operation: Operation }
  | { readonly kind: "observe"; readonly place: Place }
  | { readonly kind: "cancel"; readonly place: Place }
  | { readonly kind: "bootstrapFinish" }
  | Refused;

interface Refused {
  readonly kind: "refused";
  readonly code: Code;
  readonly reason: string;
}

/** What the mapping needs of the tree. */
export interface Served extends Models {
  /** Absent where composite operations are not served. */
  readonly composite?: unknown;
}

/** A request with all that is needed to understand it. */
interface Asked {
  readonly message: Message;
  readonly path: Path;
  readonly served: Served;
  readonly formats: Formats;
}

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

/** The greatest depth of a discover (OMA LwM2M 1.2 clause 6.3.2). */
const MAX_DEPTH = 3;

/**
 * Reads a request by the mapping of operations to methods (OMA LwM2M 1.2 Transport clauses 6.4.4 and 6.4.5, which hold
 * what clauses 8.2.3 to 8.2.5 of 1.0 have).
 */
export function readRequest(message: Message, served: Served, formats: Formats): CoapRequest {
  const segments = uriPath(message);
  if (message.code === Method.post && segments.length === 1 && segments[0] === "bs") return { kind: "bootstrapFinish" };
  const path = pathOfSegments(segments);
  if (path === undefined) return refused(Code.notFound, "no path of an LwM2M client");
  const asked: Asked = { message, path, served, formats };
  switch (message.code) {
    case Method.get:
      return readGet(asked);
    case Method.put:
      return readPut(asked);
    case Method.post:
      return readPost(asked);
    case Method.delete:
      return { kind: "operation", operation: { kind: "delete", path } };
    case Method.fetch:
      return served.composite === undefined ? unused() : readFetch(asked);
    case Method.ipatch:
      return served.composite === undefined ? unused() : readPatch(asked);
    default:
      return unused();
  }
}

function readGet({ message, path, served }: Asked): CoapRequest {
  const observe = findUint(message, OptionNumber.observe);
  const queries = uriQuery(message);
  if (observe === 0) {
    const model = path.resource === undefined ? undefined : served.resourceModel(path.object as number, path.resource);
    const attributes = readAttributes(queries, path, model);
    if (typeof attributes === "number") return refused(attributes, "malformed attributes of an observation");
    return { kind: "observe", place: { paths: [path], composite: false, attributes } };
  }
  if (observe === 1) return { kind: "cancel", place: { paths: [path], composite: false } };
  if (findUint(message, OptionNumber.accept) !== ContentFormat.link) {
    return { kind: "operation", operation: { kind: "read", path } };
  }
  const levels = readDepth(queries);
  if (levels === undefined) return { kind: "operation", operation: { kind: "discover", path } };
  if (levels > MAX_DEPTH) return refused(Code.badRequest, "depth is not 0 to 3");
  return { kind: "operation", operation: { kind: "discover", path, depth: levels } };
}

function readPut(asked: Asked): CoapRequest {
  const { message, path } = asked;
  if (findUint(message, OptionNumber.contentFormat) !== undefined || message.payload.length > 0) {
    return readWrite(asked, "replace");
  }
  const attributes = parseAttributes(uriQuery(message));
  if (attributes === undefined) return refused(Code.badRequest, "malformed attributes");
  return { kind: "operation", operation: { kind: "writeAttributes", path, attributes } };
}

function readPost(asked: Asked): CoapRequest {
  const { message, path, served } = asked;
  const level = depth(path);
  if (level === 2) return readWrite(asked, "update");
  if (level === 1) return readCreate(asked);
  if (level < 3) return refused(Code.methodNotAllowed, "nothing to post to");
  const model = served.resourceModel(path.object as number, path.resource as number);
  // A multiple resource cannot be executed: it is updated (OMA LwM2M 1.2 Transport table 6.4.4-1).
  if (level === 3 && model?.multiple === true) return readWrite(asked, "update");
  const argument = utf8Text(message.payload);
  if (argument === undefined) return refused(Code.badRequest, "execute arguments are not UTF-8");
  return { kind: "operation", operation: { kind: "execute", path, argument } };
}

/** Read-Composite and Observe-Composite, and the cancel of one. */
function readFetch({ message, path, formats }: Asked): CoapRequest {
  if (path.object !== undefined) return refused(Code.methodNotAllowed, "FETCH is for the root");
  const decoded = decodePaths(formats, contentFormat(message), message.payload);
  if (decoded.kind === "refused") return refused(decoded.code, decoded.reason);
  const { paths } = decoded;
  if (paths.length === 0) return refused(Code.badRequest, "no path is asked for");
  const observe = findUint(message, OptionNumber.observe);
  if (observe === 1) return { kind: "cancel", place: { paths, composite: true } };
  if (observe !== 0) return { kind: "operation", operation: { kind: "readComposite", paths } };
  const attributes = readAttributes(uriQuery(message), path, undefined);
  if (typeof attributes === "number") return refused(attributes, "malformed attributes of an observation");
  return { kind: "observe", place: { paths, composite: true, attributes } };
}

/** Write-Composite. */
function readPatch({ message, path, served, formats }: Asked): CoapRequest {
  if (path.object !== undefined) return refused(Code.methodNotAllowed, "iPATCH is for the root");
  const decoded = decodeContent(formats, contentFormat(message), message.payload, path, served);
  if (decoded.kind === "refused") return refused(decoded.code, decoded.reason);
  const { entries, removed = NOTHING } = decoded;
  return { kind: "operation", operation: { kind: "writeComposite", entries, removed } };
}

const NOTHING: readonly Path[] = Object.freeze([]);

function readWrite({ message, path, served, formats }: Asked, mode: "replace" | "update"): CoapRequest {
  const decoded = decodeContent(formats, contentFormat(message), message.payload, path, served);
  const entries = valuesOf(decoded);
  if ("kind" in entries) return entries;
  return { kind: "operation", operation: { kind: "write", path, mode, entries } };
}

/** A create without any content leaves all values to the object. */
function readCreate({ message, path, served, formats }: Asked): CoapRequest {
  if (message.payload.length === 0) return { kind: "operation", operation: { kind: "create", path, entries: [] } };
  const decoded = decodeContent(formats, contentFormat(message), message.payload, path, served);
  const entries = valuesOf(decoded);
  if ("kind" in entries) return entries;
  return { kind: "operation", operation: { kind: "create", path, entries } };
}

/** The values of a payload; only a composite write may take some away (OMA LwM2M 1.2 clause 6.3.9). */
function valuesOf(decoded: Decoded): readonly Entry[] | Refused {
  if (decoded.kind === "refused") return refused(decoded.code, decoded.reason);
  return decoded.removed === undefined ? decoded.entries : refused(Code.badRequest, "null where only values belong");
}

/** The attributes that an observe brings along, `undefined` if it has none. */
function readAttributes(
  queries: readonly string[],
  path: Path,
  model: Parameters<typeof observationAttributes>[2],
): AttributeValues | Code | undefined {
  if (queries.length === 0) return undefined;
  const change = parseAttributes(queries);
  return change === undefined ? Code.badRequest : observationAttributes(path, change, model);
}

/** The number of "depth=2" among the queries; one that is none is greater than any depth. */
function readDepth(queries: readonly string[]): number | undefined {
  for (let i = 0; i < queries.length; i++) {
    const query = queries[i] as string;
    if (query.startsWith("depth=")) return decimal(query.slice(6)) ?? MAX_DEPTH + 1;
  }
  return undefined;
}

/** A write without a format is taken for text, as a server that leaves it out means (OMA LwM2M 1.0 clause 6.4). */
function contentFormat(message: Message): number {
  return findUint(message, OptionNumber.contentFormat) ?? ContentFormat.text;
}

function unused(): Refused {
  return refused(Code.methodNotAllowed, "method is not served");
}

function refused(code: Code, reason: string): Refused {
  return { kind: "refused", code, reason };
}
