import type { Ending } from "../../at/command.js";
import { freeze } from "../../base/freeze.js";
import type { SocketProfile } from "../profile.js";
import type { DialectCommand, SocketDialect, SocketUrc } from "./dialect.js";
import { addressIn, addressInAnswer, closedLink, fieldsOf } from "./read.js";

const CONNECTED: Ending = freeze({ good: ["CONNECT OK", "ALREADY CONNECT"], bad: ["CONNECT FAIL"] });
const SENT: Ending = freeze({ good: ["SEND OK"], bad: ["SEND FAIL"] });

/**
 * The IPSTART… socket commands of modules on the RDA8909B: raw bytes after a prompt, arrivals as raw bytes behind
 * `+RECEIVE,<socket>,<length>:`. As seen in the public driver for M5313.
 */
export const prompt: SocketDialect = Object.freeze({
  connected: true,
  polled: false,

  setup(_profile: SocketProfile, index: number): DialectCommand | undefined {
    if (index === 0) return { text: "AT+CMHEAD=1" };
    if (index === 1) return { text: "AT+CMSHOWPT=1" };
    return index === 2 ? { text: "AT+CMMUX=1" } : undefined;
  },

  open(_profile: SocketProfile, socket: number, address: string, port: number): DialectCommand {
    return { text: `AT+IPSTART=${String(socket)},"UDP","${address}",${String(port)}`, ending: CONNECTED };
  },

  opened(): undefined {
    return undefined;
  },

  send(socket: number, _address: string, _port: number, bytes: Uint8Array): DialectCommand {
    return { text: `AT+IPSEND=${String(socket)},${String(bytes.length)}`, data: bytes, ending: SENT };
  },

  sent(): undefined {
    return undefined;
  },

  fetch(): DialectCommand {
    return { text: "AT" };
  },

  fetched(): undefined {
    return undefined;
  },

  close(socket: number): DialectCommand {
    return { text: `AT+IPCLOSE=${String(socket)}` };
  },

  resolve(name: string): DialectCommand {
    return { text: `AT+CMDNSGIP="${name}"`, answer: "+CMDNSGIP" };
  },

  resolved(answer: readonly string[]): string | undefined {
    return addressInAnswer(answer, "+CMDNSGIP");
  },

  urc(line: string, data: Uint8Array | undefined): SocketUrc | undefined {
    if (line.startsWith("+RECEIVE")) {
      const socket = fieldsOf(line.slice(9), "").integer();
      if (socket === undefined || data === undefined) return undefined;
      return { kind: "arrival", socket, address: undefined, port: 0, bytes: data };
    }
    if (line.startsWith("+CMDNSGIP")) return { kind: "resolved", text: addressIn(line, "+CMDNSGIP") };
    if (line.startsWith("NO CARRIER")) return { kind: "lost" };
    const named = line.startsWith("+IPCLOSE") ? fieldsOf(line, "+IPCLOSE").integer() : undefined;
    const socket = named ?? closedLink(line);
    return socket < 0 ? undefined : { kind: "closed", socket };
  },
});
