import type { Ending } from "../../at/command.js";
import { freeze } from "../../base/freeze.js";
import { decimal } from "../../base/text.js";
import { addressKind } from "../address.js";
import type { SocketProfile } from "../profile.js";
import type { Arrival, DialectCommand, SocketDialect, SocketUrc } from "./dialect.js";
import { addressIn, addressInAnswer, closedLink, fieldsOf } from "./read.js";

const CONNECTED: Ending = freeze({ good: ["CONNECT OK", "ALREADY CONNECT"], bad: ["CONNECT FAIL"] });
const SENT: Ending = freeze({ good: ["SEND OK"], bad: ["SEND FAIL"] });
const CLOSED: Ending = freeze({ good: ["CLOSE OK"], bad: [] });

/** What the sockets are prepared with; the access point's name goes into the fifth. */
const SETUP: readonly string[] = freeze([
  "AT+CIPMUX=1",
  "AT+CIPQSEND=0",
  "AT+CIPSRIP=1",
  "AT+CIPRXGET=1",
  "AT+CSTT=",
  "AT+CIICR",
]);

/**
 * The CIP… socket commands of the RDA8908A's own firmware: raw bytes after a prompt, arrivals fetched as raw bytes. As seen
 * in the public driver for the bare chip, which does not trust the announcement of arrivals and looks for them.
 */
export const cip: SocketDialect = Object.freeze({
  connected: true,
  polled: true,

  setup(profile: SocketProfile, index: number): DialectCommand | undefined {
    const text = SETUP[index];
    if (text === undefined) return undefined;
    return { text: text === "AT+CSTT=" ? `${text}"${profile.apn}","",""` : text };
  },

  open(_profile: SocketProfile, socket: number, address: string, port: number): DialectCommand {
    return { text: `AT+CIPSTART=${String(socket)},"UDP","${address}",${String(port)}`, ending: CONNECTED };
  },

  opened(): undefined {
    return undefined;
  },

  send(socket: number, _address: string, _port: number, bytes: Uint8Array): DialectCommand {
    return { text: `AT+CIPSEND=${String(socket)},${String(bytes.length)}`, data: bytes, ending: SENT };
  },

  sent(): undefined {
    return undefined;
  },

  fetch(socket: number, most: number): DialectCommand {
    return { text: `AT+CIPRXGET=2,${String(socket)},${String(most)}`, answer: "+CIPRXGET" };
  },

  fetched(answer: readonly string[], data: Uint8Array | undefined): Arrival | undefined {
    if (data === undefined) return undefined;
    for (let i = 0; i < answer.length; i++) {
      const arrival = arrivalOf(answer[i] as string, data);
      if (arrival !== undefined) return arrival;
    }
    return undefined;
  },

  close(socket: number): DialectCommand {
    return { text: `AT+CIPCLOSE=${String(socket)}`, ending: CLOSED };
  },

  resolve(name: string): DialectCommand {
    return { text: `AT+CDNSGIP="${name}"`, answer: "+CDNSGIP" };
  },

  resolved(answer: readonly string[]): string | undefined {
    return addressInAnswer(answer, "+CDNSGIP");
  },

  urc(line: string): SocketUrc | undefined {
    if (line.startsWith("+CIPRXGET")) {
      const reader = fieldsOf(line, "+CIPRXGET");
      const announced = reader.integer() === 1 ? reader.integer() : undefined;
      return announced === undefined ? undefined : { kind: "announced", socket: announced };
    }
    if (line.startsWith("+CDNSGIP")) return { kind: "resolved", text: addressIn(line, "+CDNSGIP") };
    if (line.startsWith("NO CARRIER")) return { kind: "lost" };
    const socket = closedLink(line);
    return socket < 0 ? undefined : { kind: "closed", socket };
  },
});

/** `2,<socket>,<asked>,<length>[,<address>:<port>]` and its bytes. */
function arrivalOf(line: string, bytes: Uint8Array): Arrival | undefined {
  const reader = fieldsOf(line, "+CIPRXGET").skip(3);
  if (reader.integer() !== bytes.length) return undefined;
  const from = reader.text() ?? "";
  const colon = from.lastIndexOf(":");
  const address = colon < 0 ? from : from.slice(0, colon);
  const port = colon < 0 ? reader.integer() : decimal(from.slice(colon + 1));
  // The answer does not say whether there is more.
  if (port === undefined || addressKind(address) === "name") return { address: undefined, port: 0, bytes, left: 1 };
  return { address, port, bytes, left: 1 };
}
