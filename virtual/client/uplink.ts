import { type Option, OptionNumber, textOption, uintOption } from "../../modules/coap/options.js";
import { ContentFormat } from "../../modules/lwm2m/formats/numbers.js";

/** OneNET's own option for the authentication code. */
const AUTH_CODE = 63;

/**
 * The options of a request to a server. `links` says that the payload is the list of objects; an empty `authCode` is
 * left out.
 */
export function uplinkOptions(
  path: readonly string[],
  queries: readonly string[],
  links: boolean,
  authCode: string,
): Option[] {
  const options: Option[] = [];
  for (let i = 0; i < path.length; i++) options.push(textOption(OptionNumber.uriPath, path[i] as string));
  if (links) options.push(uintOption(OptionNumber.contentFormat, ContentFormat.link));
  for (let i = 0; i < queries.length; i++) options.push(textOption(OptionNumber.uriQuery, queries[i] as string));
  if (authCode !== "") options.push(textOption(AUTH_CODE, authCode));
  return options;
}
