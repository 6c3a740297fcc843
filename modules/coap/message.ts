import { ByteReader } from "../base/bytes.js";
import { freeze } from "../base/freeze.js";
import { codeClass, EMPTY, isRequest, isReserved } from "./codes.js";
import type { Option } from "./options.js";

/** The four types of message (RFC 7252 section 3). */
export const MessageType = freeze({ confirmable: 0, nonConfirmable: 1, acknowledgement: 2, reset: 3 });

/** A message type as a number. */
export type MessageType = (typeof MessageType)[keyof typeof MessageType];

/** One CoAP message. Options are in the order of their numbers. */
export interface Message extends Draft {
  readonly payload: Uint8Array;
}

/** A message to be written: options in any order, the payload may be missing. */
export interface Draft {
  readonly type: MessageType;
  readonly code: number;
  readonly id: number;
  readonly token: Uint8Array;
  readonly options: readonly Option[];
  readonly payload?: Uint8Array | undefined;
}

/**
 * Why a datagram is no message, and the index of the byte that says so. What the header told is there once it could
 * be read: with it the receiver decides on a Reset (RFC 7252 section 4.2). Another protocol version gives none, since
 * such a datagram is to be ignored (section 3).
 */
export interface Malformed {
  readonly malformed: string;
  readonly at: number;
  readonly type?: MessageType;
  readonly code?: number;
  readonly id?: number;
}

/** The longest token (RFC 7252 section 3). */
export const MAX_TOKEN = 8;

/** The most options that a message may have here; an option is an object, so that a peer could fill the heap. */
export const MAX_OPTIONS = 24;

const HEADER = 4;
const PAYLOAD_MARKER = 0xff;
const LARGEST_OPTION_NUMBER = 0xffff;

/** Parses one datagram (RFC 7252 section 3). The message keeps copies, nothing of `bytes`. */
export function parseMessage(bytes: Uint8Array): Message | Malformed {
  if (bytes.length < HEADER) return { malformed: "shorter than the header", at: bytes.length };
  const reader = new ByteReader(bytes);
  const first = reader.uint(1) as number;
  if (first >> 6 !== 1) return { malformed: `version ${first >> 6}`, at: 0 };
  const type = ((first >> 4) & 3) as MessageType;
  const code = reader.uint(1) as number;
  const id = reader.uint(2) as number;
  const size = first & 15;
  if (size > MAX_TOKEN) return { malformed: `token length ${size}`, at: 0, type, code, id };
  const misuse = misused(type, code, bytes.length);
  if (misuse !== undefined) return { malformed: misuse, at: 1, type, code, id };
  const token = reader.take(size);
  if (token === undefined) return { malformed: "token cut short", at: HEADER, type, code, id };
  const options: Option[] = [];
  const fault = parseOptions(reader, options);
  if (fault !== undefined) return { malformed: fault.malformed, at: fault.at, type, code, id };
  return { type, code, id, token, options, payload: reader.take(reader.remaining) as Uint8Array };
}

/**
 * The bytes of a message, or `undefined` if they are more than `limit`. Options are put in order, those of one number
 * as they were given. A token or a number that no message can carry is the caller's mistake and throws.
 */
export function writeMessage(message: Draft, limit: number): Uint8Array | undefined {
  const { token, options, payload } = message;
  if (token.length > MAX_TOKEN) throw new RangeError(`token of ${token.length} bytes`);
  const content = payload === undefined ? 0 : payload.length;
  if (HEADER + token.length + content > limit) return undefined;
  const bytes = new Uint8Array(HEADER + token.length + optionRoom(options) + 1 + content);
  bytes[0] = 0x40 | (message.type << 4) | token.length;
  bytes[1] = message.code;
  bytes[2] = message.id >> 8;
  bytes[3] = message.id;
  bytes.set(token, HEADER);
  let end = writeOptions(bytes, HEADER + token.length, options);
  if (payload !== undefined && content > 0) {
    bytes[end++] = PAYLOAD_MARKER;
    bytes.set(payload, end);
    end += content;
  }
  return end > limit ? undefined : bytes.slice(0, end);
}

/** The four bytes of an empty acknowledgement or of a Reset (RFC 7252 sections 4.2 and 4.3). */
export function emptyMessage(type: MessageType, id: number): Uint8Array {
  const bytes = new Uint8Array(HEADER);
  bytes[0] = 0x40 | (type << 4);
  bytes[2] = id >> 8;
  bytes[3] = id & 0xff;
  return bytes;
}

/** What must not be in a message of that type (RFC 7252 sections 4.1 to 4.3, table 1). */
function misused(type: MessageType, code: number, length: number): string | undefined {
  if (isReserved(code)) return `code class ${codeClass(code)} is reserved`;
  if (code === EMPTY) {
    if (length > HEADER) return "Empty message with more than a header";
    return type === MessageType.nonConfirmable ? "Empty Non-confirmable message" : undefined;
  }
  if (type === MessageType.reset) return "Reset that is not Empty";
  return type === MessageType.acknowledgement && isRequest(code) ? "Acknowledgement with a request" : undefined;
}

/** Reads options up to the end or behind the payload marker (RFC 7252 section 3.1); says what is wrong, if anything. */
function parseOptions(reader: ByteReader, options: Option[]): Malformed | undefined {
  let number = 0;
  while (reader.remaining > 0) {
    const at = reader.position;
    const first = reader.uint(1) as number;
    if (first === PAYLOAD_MARKER) {
      return reader.remaining === 0 ? { malformed: "payload marker without a payload", at } : undefined;
    }
    if (first >> 4 === 15) return { malformed: "option delta 15", at };
    if ((first & 15) === 15) return { malformed: "option length 15", at };
    const delta = extended(reader, first >> 4);
    const length = delta === undefined ? undefined : extended(reader, first & 15);
    if (delta === undefined || length === undefined) return { malformed: "option header cut short", at };
    number += delta;
    if (number > LARGEST_OPTION_NUMBER) return { malformed: `option number ${number}`, at };
    if (options.length === MAX_OPTIONS) return { malformed: `more than ${MAX_OPTIONS} options`, at };
    const value = reader.take(length);
    if (value === undefined) return { malformed: `option ${number} cut short`, at };
    options.push({ number, value });
  }
  return undefined;
}

/** A delta or length from its nibble and the bytes that extend it; `undefined` if they are missing. */
function extended(reader: ByteReader, nibble: number): number | undefined {
  if (nibble < 13) return nibble;
  const more = reader.uint(nibble - 12);
  return more === undefined ? undefined : more + (nibble === 13 ? 13 : 269);
}

/**
 * Writes the options from index `at` on, by rising number, and gives the index behind them. It does not sort a copy:
 * messages have few, and they mostly are in order. The bytes are put one by one, since each call deeper costs stack.
 */
function writeOptions(bytes: Uint8Array, at: number, options: readonly Option[]): number {
  let previous = 0;
  for (let number = nextNumber(options, -1); number >= 0; number = nextNumber(options, number)) {
    for (let i = 0; i < options.length; i++) {
      const option = options[i] as Option;
      if (option.number !== number) continue;
      at = writeOption(bytes, at, number - previous, option.value);
      previous = number;
    }
  }
  return at;
}

function writeOption(bytes: Uint8Array, at: number, delta: number, value: Uint8Array): number {
  const length = value.length;
  bytes[at++] = (nibble(delta) << 4) | nibble(length);
  at = extend(bytes, at, delta);
  at = extend(bytes, at, length);
  for (let i = 0; i < length; i++) bytes[at++] = value[i] as number;
  return at;
}

/** The least option number above `number`; −1 if there is none. */
function nextNumber(options: readonly Option[], number: number): number {
  let next = -1;
  for (let i = 0; i < options.length; i++) {
    const candidate = (options[i] as Option).number;
    if (candidate > LARGEST_OPTION_NUMBER) throw new RangeError(`option number ${candidate}`);
    if (candidate > number && (next < 0 || candidate < next)) next = candidate;
  }
  return next;
}

function nibble(value: number): number {
  if (value < 13) return value;
  return value < 269 ? 13 : 14;
}

/** Writes the bytes that extend a nibble of 13 or 14; gives the index behind them. */
function extend(bytes: Uint8Array, at: number, value: number): number {
  if (value >= 269) bytes[at++] = (value - 269) >> 8;
  if (value >= 13) bytes[at++] = value >= 269 ? value - 269 : value - 13;
  return at;
}

/** As many bytes as the options can take at most. */
function optionRoom(options: readonly Option[]): number {
  let room = 0;
  for (let i = 0; i < options.length; i++) room += 5 + (options[i] as Option).value.length;
  return room;
}
