import { asciiBytes } from "../base/text.js";
import { Method } from "../coap/codes.js";
import { OptionNumber, textOption, uintOption, type Option } from "../coap/options.js";
import type { Request } from "../coap/transfer.js";
import { ContentFormat } from "../lwm2m/formats/numbers.js";
import { Peer } from "./peer.js";

/** The requests that the device makes of its servers, as CoAP (OMA LwM2M 1.0 clauses 8.2.3 and 8.2.4). */

/** Bootstrap-Request: POST /bs?ep=… */
export function bootstrapRequest(endpoint: string, tag: number): Request {
  const options = [textOption(OptionNumber.uriPath, "bs"), query(`ep=${endpoint}`)];
  return { kind: "request", peer: Peer.bootstrap, tag, code: Method.post, options };
}

/**
 * Register: POST /rd?lwm2m=1.0&ep=…&b=U&lt=… with the object list, in the order in which OneNET's own client has them.
 *
 * @param lifetime seconds
 * @param links the object list in link format
 */
export function registerRequest(endpoint: string, lifetime: number, links: string, tag: number): Request {
  const options = [
    textOption(OptionNumber.uriPath, "rd"),
    uintOption(OptionNumber.contentFormat, ContentFormat.link),
    query("lwm2m=1.0"),
    query(`ep=${endpoint}`),
    query("b=U"),
    query(`lt=${lifetime}`),
  ];
  return { kind: "request", peer: Peer.access, tag, code: Method.post, options, payload: asciiBytes(links) };
}

/** Update: POST to the location, with a lifetime in seconds only if it changed, and with the objects only if they did. */
export function updateRequest(
  location: readonly string[],
  lifetime: number | undefined,
  links: string | undefined,
  tag: number,
): Request {
  const options = pathOptions(location);
  if (links !== undefined) options.push(uintOption(OptionNumber.contentFormat, ContentFormat.link));
  if (lifetime !== undefined) options.push(query(`lt=${lifetime}`));
  const payload = links === undefined ? undefined : asciiBytes(links);
  return { kind: "request", peer: Peer.access, tag, code: Method.post, options, payload };
}

/** Deregister: DELETE the location. */
export function deregisterRequest(location: readonly string[], tag: number): Request {
  return { kind: "request", peer: Peer.access, tag, code: Method.delete, options: pathOptions(location) };
}

function pathOptions(location: readonly string[]): Option[] {
  const options: Option[] = [];
  for (let i = 0; i < location.length; i++) options.push(textOption(OptionNumber.uriPath, location[i] as string));
  return options;
}

function query(text: string): Option {
  return textOption(OptionNumber.uriQuery, text);
}
