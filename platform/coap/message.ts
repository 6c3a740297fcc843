import { generate, parse } from "coap-packet";
import { type OptionName, optionNumbers } from "./numbers.js";

export type MessageType = "CON" | "NON" | "ACK" | "RST";

export interface Option {
  readonly number: number;
  readonly value: Buffer;
}

/** One CoAP message. `code` is written class.detail, such as "2.05". */
export interface Message {
  readonly type: MessageType;
  readonly code: string;
  readonly id: number;
  readonly token: Buffer;
  readonly options: readonly Option[];
  readonly payload: Buffer;
}

/** Where a message came from or goes to. */
export interface Peer {
  readonly address: string;
  readonly port: number;
}

export const peerKey = (peer: Peer): string => `${peer.address}#${peer.port}`;

/** The greatest datagram that is sent or taken: RFC 7252 4.6 advises 1,152; NB-IoT clients go up to one MTU. */
export const maxDatagram = 1_500;

/**
 * Reads one datagram.
 * @returns the message, or what is wrong with it (RFC 7252 clause 3; the packet codec itself is lenient)
 */
export function readMessage(bytes: Buffer): Message | { readonly malformed: string } {
  const malformed = formatError(bytes);
  if (malformed !== undefined) return { malformed };
  const packet = parse(bytes);
  return {
    type: packet.confirmable ? "CON" : packet.ack ? "ACK" : packet.reset ? "RST" : "NON",
    code: packet.code,
    id: packet.messageId,
    token: packet.token,
    options: packet.options.map(({ name, value }) => ({ number: optionNumber(name), value })),
    payload: packet.payload,
  };
}

/** Writes one datagram. Throws if it would be longer than `maxDatagram`, which is a fault of ours. */
export function writeMessage(message: Message): Buffer {
  return generate(
    {
      code: message.code,
      confirmable: message.type === "CON",
      ack: message.type === "ACK",
      reset: message.type === "RST",
      messageId: message.id,
      token: message.token,
      options: message.options.map(({ number, value }) => ({ name: number, value })),
      payload: message.payload,
    },
    maxDatagram,
  );
}

/** True for codes 2.xx, 4.xx and 5.xx. */
export const isResponse = (code: string): boolean => code[0] === "2" || code[0] === "4" || code[0] === "5";
export const isRequest = (code: string): boolean => code[0] === "0" && code !== "0.00";
export const isSuccess = (code: string): boolean => code[0] === "2";

export const emptyBytes = Buffer.alloc(0);

/** An empty acknowledgement or reset of the message with that id. */
export const emptyMessage = (type: "ACK" | "RST", id: number): Message => ({
  type,
  code: "0.00",
  id,
  token: emptyBytes,
  options: [],
  payload: emptyBytes,
});

function optionNumber(name: string | number): number {
  return optionNumbers[name as OptionName] ?? Number(name);
}

/** The message format errors of RFC 7252 clauses 3 and 3.1 that the packet codec lets pass or trips over. */
function formatError(bytes: Buffer): string | undefined {
  if (bytes.length < 4) return "shorter than the header";
  const head = bytes.readUInt8(0);
  if (head >> 6 !== 1) return "version is not 1";
  const tokenLength = head & 0x0f;
  if (tokenLength > 8) return "token length is reserved";
  const code = bytes.readUInt8(1);
  if (code === 0) return bytes.length === 4 ? undefined : "an empty message carries more than its header";
  const codeClass = code >> 5;
  if (codeClass === 1 || codeClass === 6 || codeClass === 7) return "code class is reserved";
  if (4 + tokenLength > bytes.length) return "token is cut off";
  return optionsError(bytes, 4 + tokenLength);
}

function optionsError(bytes: Buffer, start: number): string | undefined {
  let at = start;
  let number = 0;
  while (at < bytes.length) {
    const head = bytes.readUInt8(at++);
    if (head === 0xff) return at < bytes.length ? undefined : "payload marker without payload";
    const delta = extended(bytes, at, head >> 4);
    if (delta === undefined) return "option delta is reserved or cut off";
    const length = extended(bytes, delta.next, head & 0x0f);
    if (length === undefined) return "option length is reserved or cut off";
    number += delta.value;
    at = length.next + length.value;
    if (number > 0xffff) return "option number is out of range";
    if (at > bytes.length) return "option value is cut off";
  }
  return undefined;
}

function extended(bytes: Buffer, at: number, nibble: number): { value: number; next: number } | undefined {
  if (nibble < 13) return { value: nibble, next: at };
  const size = nibble - 12;
  if (nibble === 15 || at + size > bytes.length) return undefined;
  return { value: bytes.readUIntBE(at, size) + (nibble === 13 ? 13 : 269), next: at + size };
}
