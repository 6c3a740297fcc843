import type { Message, Option } from "../coap/message.js";
import { Code } from "../coap/numbers.js";
import { uintOption, uintValue } from "../coap/options.js";
import type { Request } from "../coap/outgoing.js";
import { type ObjectContent, decodeContent, decodePlaces } from "../lwm2m/content.js";
import { encodePaths } from "../lwm2m/encode.js";
import { type Path, formatPath, parsePath } from "../lwm2m/path.js";
import { requestTo } from "./exchange.js";
import type { Session } from "./session.js";

/** What is read or observed: one place, or several at once (OMA LwM2M 1.1 clauses 6.3.8 and 6.4.4). */
export type Target =
  | { readonly kind: "path"; readonly path: Path; readonly accept?: number }
  | {
      readonly kind: "paths";
      readonly paths: readonly Path[];
      /** Content format of the request. */
      readonly format: number;
      /** Of the answer. */
      readonly accept: number;
    };

/** `/3300/0`, or `/3/0/0 /3300/0`: what tells an observation from others. */
export const targetKey = (target: Target): string =>
  target.kind === "path" ? formatPath(target.path) : compositePrefix + target.paths.map(formatPath).join(" ");

/** The paths of a key of several; undefined for that of a single place. */
export function compositePaths(key: string): string[] | undefined {
  return key.startsWith(compositePrefix) ? key.slice(compositePrefix.length).split(" ") : undefined;
}

/** A composite observation of one path is another than the observation of that path. */
const compositePrefix = "composite ";

/** The target of a key, as it is kept. Undefined if that makes no sense. */
export function targetOf(key: string, format: number | undefined, accept: number | undefined): Target | undefined {
  const paths = (compositePaths(key) ?? [key]).map(parsePath);
  const known = paths.filter((path) => path !== undefined);
  const [first] = known;
  if (known.length < paths.length || first === undefined) return undefined;
  if (compositePaths(key) === undefined) {
    return { kind: "path", path: first, ...(accept === undefined ? {} : { accept }) };
  }
  if (format === undefined || accept === undefined) return undefined;
  return { kind: "paths", paths: known, format, accept };
}

/** The request for what the target has. */
export function requestOf(session: Session, target: Target, options: readonly Option[]): Request {
  if (target.kind === "path") {
    const accept = target.accept === undefined ? [] : [uintOption("Accept", target.accept)];
    return requestTo(session, Code.get, target.path, [...options, ...accept]);
  }
  const formats = [uintOption("Content-Format", target.format), uintOption("Accept", target.accept)];
  return requestTo(session, Code.fetch, undefined, [...options, ...formats], encodePaths(target.format, target.paths));
}

/** The values in an answer or a notification. Throws `ContentError`. */
export function contentOf(target: Target, response: Message): ObjectContent[] {
  const format = uintValue(response, "Content-Format");
  if (target.kind === "paths") return decodePlaces(format, response.payload, target.paths);
  const { path } = target;
  return [{ object: path.object, instances: decodeContent(path, format, response.payload) }];
}
