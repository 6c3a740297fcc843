import type { SocketProfile } from "../profile.js";
import type { DialectCommand, SocketDialect, SocketUrc } from "./dialect.js";
import { addressIn, addressInAnswer, fieldsOf } from "./read.js";

/**
 * The IPSTART… socket commands of modules on the MT2625: datagrams in hex both ways, arrivals in the URC +IPRD with their
 * sender. As seen in the public drivers for M5311.
 */
export const ipstart: SocketDialect = Object.freeze({
  connected: true,
  polled: false,

  setup(_profile: SocketProfile, index: number): DialectCommand | undefined {
    // Print arrivals at once (1), with their sender (2), in hex (1).
    return index === 0 ? { text: "AT+IPRCFG=1,2,1" } : undefined;
  },

  open(_profile: SocketProfile, socket: number, address: string, port: number): DialectCommand {
    return { text: `AT+IPSTART=${String(socket)},"UDP","${address}",${String(port)}` };
  },

  opened(): undefined {
    return undefined;
  },

  send(socket: number, _address: string, _port: number, bytes: Uint8Array): DialectCommand {
    return { text: `AT+IPSEND=${String(socket)},${String(bytes.length)},`, answer: "+IPSEND", hex: bytes };
  },

  sent(answer: readonly string[]): number | undefined {
    return answer.length === 0
      ? undefined
      : fieldsOf(answer[0] as string, "+IPSEND")
          .skip()
          .integer();
  },

  fetch(): DialectCommand {
    return { text: "AT" };
  },

  fetched(): undefined {
    return undefined;
  },

  close(socket: number): DialectCommand {
    return { text: `AT+IPCLOSE=${String(socket)}`, answer: "+IPCLOSE" };
  },

  resolve(name: string): DialectCommand {
    return { text: `AT+CMDNS="${name}"`, answer: "+CMDNS" };
  },

  resolved(answer: readonly string[]): string | undefined {
    return addressInAnswer(answer, "+CMDNS");
  },

  urc(line: string): SocketUrc | undefined {
    if (line.startsWith("+IPRD")) return arrivalOf(line);
    if (line.startsWith("+CMDNS")) return { kind: "resolved", text: addressIn(line, "+CMDNS") };
    if (line.startsWith("NO CARRIER")) return { kind: "lost" };
    const socket = line.startsWith("+IPCLOSE") ? fieldsOf(line, "+IPCLOSE").integer() : undefined;
    return socket === undefined ? undefined : { kind: "closed", socket };
  },
});

/** `<socket>[,<address>,<port>],<length>,<hex>`, all of it or nothing. */
function arrivalOf(line: string): SocketUrc | undefined {
  const reader = fieldsOf(line, "+IPRD");
  const socket = reader.integer();
  const second = reader.text();
  if (socket === undefined || second === undefined) return undefined;
  const told = second.includes(".") || second.includes(":");
  const port = told ? reader.integer() : 0;
  const length = told ? reader.integer() : Number(second);
  const bytes = reader.bytes();
  if (port === undefined || bytes === undefined || bytes.length !== length) return undefined;
  return { kind: "arrival", socket, address: told ? second : undefined, port, bytes };
}
