import type { SocketProfile } from "../profile.js";
import type { Arrival, DialectCommand, Release, SocketDialect, SocketUrc } from "./dialect.js";
import { addressIn, addressInAnswer, fieldsOf } from "./read.js";

/**
 * The NSO… socket commands of modules on the Hi2115 chip: datagrams in hex, arrivals announced and then fetched. As
 * seen in the public drivers for M5310-A; the answer of NSORF carries its name there and is bare on the older M5310. NSOSTF
 * is NSOST with a flag for release assistance.
 */
export const nso: SocketDialect = Object.freeze({
  connected: false,
  polled: false,

  setup(): undefined {
    return undefined;
  },

  open(profile: SocketProfile): DialectCommand {
    // The 1 at the end: announce arrivals by +NSONMI.
    return { text: `AT+NSOCR="DGRAM",17,${String(profile.localPort)},1`, answer: "" };
  },

  opened(answer: readonly string[]): number | undefined {
    return firstInteger(answer, "+NSOCR");
  },

  send(socket: number, address: string, port: number, bytes: Uint8Array, release?: Release): DialectCommand {
    const name = release === undefined ? "AT+NSOST" : "AT+NSOSTF";
    const flag = release === undefined ? "" : `${release === "nothing" ? "0x200" : "0x400"},`;
    return {
      text: `${name}=${String(socket)},${address},${String(port)},${flag}${String(bytes.length)},`,
      answer: "",
      hex: bytes,
    };
  },

  sent(answer: readonly string[]): number | undefined {
    for (let i = 0; i < answer.length; i++) {
      const length = fieldsOf(answer[i] as string, "+NSOST")
        .skip()
        .integer();
      if (length !== undefined) return length;
    }
    return undefined;
  },

  fetch(socket: number, most: number): DialectCommand {
    return { text: `AT+NSORF=${String(socket)},${String(most)}`, answer: "" };
  },

  fetched(answer: readonly string[]): Arrival | undefined {
    for (let i = 0; i < answer.length; i++) {
      const arrival = arrivalOf(answer[i] as string);
      if (arrival !== undefined) return arrival;
    }
    return undefined;
  },

  close(socket: number): DialectCommand {
    return { text: `AT+NSOCL=${String(socket)}` };
  },

  resolve(name: string): DialectCommand {
    return { text: `AT+CMDNS="${name}"`, answer: "+CMDNS" };
  },

  resolved(answer: readonly string[]): string | undefined {
    return addressInAnswer(answer, "+CMDNS");
  },

  urc(line: string): SocketUrc | undefined {
    if (line.startsWith("+CMDNS")) return { kind: "resolved", text: addressIn(line, "+CMDNS") };
    const closed = line.startsWith("+NSOCLI");
    const socket = fieldsOf(line, closed ? "+NSOCLI" : "+NSONMI").integer();
    if (socket === undefined || (!closed && !line.startsWith("+NSONMI"))) return undefined;
    return { kind: closed ? "closed" : "announced", socket };
  },
});

/** `<socket>,<address>,<port>,<length>,<hex>,<left>`, all of it or nothing. */
function arrivalOf(line: string): Arrival | undefined {
  const reader = fieldsOf(line, "+NSORF").skip();
  const address = reader.text();
  const port = reader.integer();
  const length = reader.integer();
  const bytes = reader.bytes();
  const left = reader.integer();
  if (address === undefined || port === undefined || left === undefined || bytes?.length !== length) return undefined;
  return { address, port, bytes: bytes as Uint8Array, left };
}

function firstInteger(answer: readonly string[], name: string): number | undefined {
  for (let i = 0; i < answer.length; i++) {
    const value = fieldsOf(answer[i] as string, name).integer();
    if (value !== undefined) return value;
  }
  return undefined;
}
