import { asciiBytes } from "../base/text.js";
import { Method } from "../coap/codes.js";
import { OptionNumber, textOption, uintOption, type Option } from "../coap/options.js";
import type { Request } from "../coap/transfer.js";
import { ContentFormat } from "../lwm2m/formats/numbers.js";
import { hasQueueParameter, type Version } from "../lwm2m/version.js";
import { Peer } from "./peer.js";

/** The requests that the device makes of its servers, as CoAP (OMA LwM2M 1.0 clauses 8.2.3 and 8.2.4). */

/** Whose request it is, and the mark that its answer comes back with. */
export interface Addressed {
  readonly peer: number;
  readonly tag: number;
}

/** What a server is told with a registration. */
export interface Registering {
  readonly endpoint: string;
  readonly version: Version;
  /** Seconds. */
  readonly lifetime: number;
  /** The transport's letter, such as "U", without that of queue mode. */
  readonly binding: string;
  readonly queue: boolean;
  /** The object list in link format. */
  readonly links: string;
}

/**
 * Bootstrap-Request: POST /bs?ep=…, since LwM2M 1.1 with the content format that the device prefers (1.1 clause 6.1.6.1).
 */
export function bootstrapRequest(endpoint: string, preferred: number | undefined, tag: number): Request {
  const options = [textOption(OptionNumber.uriPath, "bs"), query(`ep=${endpoint}`)];
  if (preferred !== undefined) options.push(query(`pct=${preferred}`));
  return { kind: "request", peer: Peer.bootstrap, tag, code: Method.post, options };
}

/**
 * Register: POST /rd?lwm2m=…&ep=…&b=…&lt=… with the object list, in the order in which OneNET's own client has them. In
 * LwM2M 1.0 queue mode is a letter of the binding, later a parameter without a value (1.1 clause 6.2.1).
 */
export function registerRequest(to: Addressed, what: Registering): Request {
  const { endpoint, version, lifetime, binding, queue, links } = what;
  const options = [
    textOption(OptionNumber.uriPath, "rd"),
    uintOption(OptionNumber.contentFormat, ContentFormat.link),
    query(`lwm2m=${version}`),
    query(`ep=${endpoint}`),
    query(`b=${bindingParameter(version, binding, queue)}`),
    query(`lt=${lifetime}`),
  ];
  if (queue && hasQueueParameter(version)) options.push(query("Q"));
  return { kind: "request", ...to, code: Method.post, options, payload: asciiBytes(links) };
}

/** What an update tells: only what is another than the server knows. The lifetime is in seconds. */
export interface Changes {
  readonly lifetime: number | undefined;
  readonly binding: string | undefined;
  readonly links: string | undefined;
}

/** Update: POST to the location. */
export function updateRequest(to: Addressed, location: readonly string[], changes: Changes): Request {
  const { lifetime, binding, links } = changes;
  const options = pathOptions(location);
  if (links !== undefined) options.push(uintOption(OptionNumber.contentFormat, ContentFormat.link));
  if (lifetime !== undefined) options.push(query(`lt=${lifetime}`));
  if (binding !== undefined) options.push(query(`b=${binding}`));
  const payload = links === undefined ? undefined : asciiBytes(links);
  return { kind: "request", ...to, code: Method.post, options, payload };
}

/** Deregister: DELETE the location. */
export function deregisterRequest(to: Addressed, location: readonly string[]): Request {
  return { kind: "request", ...to, code: Method.delete, options: pathOptions(location) };
}

/** OneNET's own option for its auth code, as the CIS core 2.3 sends it. */
const AUTH_CODE = 63;

/** A request to a server with the auth code that OneNET wants to hear from this device, if it does. */
export function withAuthCode(request: Request, auth: string | undefined): Request {
  if (auth === undefined) return request;
  return { ...request, options: [...request.options, textOption(AUTH_CODE, auth)] };
}

/** The parameter `b`. */
export function bindingParameter(version: Version, binding: string, queue: boolean): string {
  return queue && !hasQueueParameter(version) ? `${binding}Q` : binding;
}

function pathOptions(location: readonly string[]): Option[] {
  const options: Option[] = [];
  for (let i = 0; i < location.length; i++) options.push(textOption(OptionNumber.uriPath, location[i] as string));
  return options;
}

function query(text: string): Option {
  return textOption(OptionNumber.uriQuery, text);
}
