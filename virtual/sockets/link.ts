import type { SetLine } from "../at/line.js";
import { isIpv4, whole } from "../at/numbers.js";
import type { Parts } from "../parts.js";
import type { Arrival, Remote, Socket } from "./sockets.js";

/** What the commands for links have in common: UDP sockets that are bound to one remote. */

/** More links than any module has. */
export const MOST_LINKS = 16;

/** `"UDP","<address>",<port>` from the parameter `at` to the end; `undefined` if it is anything else. */
export function remoteAt(line: SetLine, at: number): Remote | undefined {
  const [type, address, port] = line.parameters.slice(at);
  if (type?.text.toUpperCase() !== "UDP" || line.parameters.length !== at + 3) return undefined;
  const number = whole(port, 1, 65_535);
  if (address === undefined || !isIpv4(address.text) || number === undefined) return undefined;
  return { address: address.text, port: number };
}

/** The number of an open link that a parameter names. */
export function linkAt(parts: Parts, line: SetLine, at: number): number | undefined {
  const id = whole(line.parameters[at], 0, MOST_LINKS);
  return parts.sockets.find(id) === undefined ? undefined : id;
}

/** Takes the newest datagram away that waits. */
export function newest(socket: Socket): Arrival {
  return socket.waiting.pop() as Arrival;
}
