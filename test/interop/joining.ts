import { readFileSync } from "node:fs";
import { PcapWriter, type Endpoint } from "../../tools/pcap.js";

/** A UDP datagram of a capture. */
export interface Datagram {
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly bytes: Buffer;
}

/** What became of the payloads that went in blocks. */
export interface Joined {
  /** Each message with a block in it, without its piece of payload, and each payload that became whole, in one message. */
  readonly datagrams: readonly Datagram[];
  /** Payloads that became whole, and those that broke off. */
  readonly whole: number;
  readonly broken: number;
}

interface Option {
  readonly number: number;
  readonly value: Buffer;
}

interface Message {
  readonly code: number;
  /** Header and token. */
  readonly head: Buffer;
  readonly token: string;
  readonly options: readonly Option[];
  readonly payload: Buffer;
}

interface Transfer {
  /** The message with the first block. */
  readonly first: Message;
  readonly pieces: Buffer[];
  length: number;
}

/** Option numbers (RFC 7252 section 12.2, RFC 7959 section 6). */
const OptionNumber = { etag: 4, uriPath: 11, block2: 23, block1: 27, size2: 28, size1: 60 } as const;
const OF_BLOCKS: readonly number[] = [OptionNumber.block2, OptionNumber.block1, OptionNumber.size2, OptionNumber.size1];

const FIRST_RESPONSE = 64;
const PAYLOAD_MARKER = 0xff;

/**
 * Puts the payloads together that went in blocks (RFC 7959): those of requests by Block1, those of responses by Block2.
 * Blocks of one payload follow each other; a repeated one counts once.
 */
export function joinBlocks(datagrams: readonly Datagram[]): Joined {
  const joined: Datagram[] = [];
  const paths = new Map<string, string>();
  const transfers = new Map<string, Transfer>();
  let whole = 0;
  let broken = 0;
  for (const { from, to, bytes } of datagrams) {
    const message = readMessage(bytes);
    if (message === undefined) continue;
    const [here, there] = [`${from.address}:${from.port}`, `${to.address}:${to.port}`];
    const isResponse = message.code >= FIRST_RESPONSE;
    if (!isResponse) paths.set(`${here} ${there} ${message.token}`, pathOf(message));
    const block = message.options.find(
      ({ number }) => number === (isResponse ? OptionNumber.block2 : OptionNumber.block1),
    );
    if (block === undefined || message.payload.length === 0) continue;
    joined.push({ from, to, bytes: writeMessage(message, message.options, Buffer.alloc(0)) });
    const path = isResponse ? paths.get(`${there} ${here} ${message.token}`) : pathOf(message);
    const etag = message.options.find(({ number }) => number === OptionNumber.etag)?.value.toString("hex");
    const key = `${here} ${there} ${isResponse} ${path} ${etag}`;
    const value = block.value.length === 0 ? 0 : block.value.readUIntBE(0, block.value.length);
    const offset = (value >> 4) * (16 << (value & 7));
    let transfer = transfers.get(key);
    if (offset === 0 && transfer?.first.head.equals(message.head) !== true) {
      if (transfer !== undefined) broken++;
      transfer = { first: message, pieces: [], length: 0 };
      transfers.set(key, transfer);
    }
    if (transfer === undefined || offset !== transfer.length) continue;
    transfer.pieces.push(message.payload);
    transfer.length += message.payload.length;
    if ((value & 8) !== 0) continue;
    transfers.delete(key);
    whole++;
    const options = transfer.first.options.filter(({ number }) => !OF_BLOCKS.includes(number));
    joined.push({ from, to, bytes: writeMessage(transfer.first, options, Buffer.concat(transfer.pieces)) });
  }
  return { datagrams: joined, whole, broken: broken + transfers.size };
}

/** The datagrams of a capture that `PcapWriter` wrote. */
export function readCapture(file: string): Datagram[] {
  const bytes = readFileSync(file);
  const datagrams: Datagram[] = [];
  for (let at = 24; at + 16 <= bytes.length;) {
    const length = bytes.readUInt32LE(at + 8);
    const packet = bytes.subarray(at + 16, at + 16 + length);
    const address = (start: number): string => [...packet.subarray(start, start + 4)].join(".");
    datagrams.push({
      from: { address: address(12), port: packet.readUInt16BE(20) },
      to: { address: address(16), port: packet.readUInt16BE(22) },
      bytes: packet.subarray(28),
    });
    at += 16 + length;
  }
  return datagrams;
}

/** Writes datagrams as a capture; their times are of no importance. */
export function writeCapture(file: string, datagrams: readonly Datagram[]): void {
  const writer = new PcapWriter(file);
  for (const [i, { from, to, bytes }] of datagrams.entries()) writer.write(i, from, to, bytes);
  writer.close();
}

function pathOf(message: Message): string {
  const segments = message.options.filter(({ number }) => number === OptionNumber.uriPath);
  return `${message.code}/${segments.map(({ value }) => value.toString()).join("/")}`;
}

/** `undefined` for what is no CoAP message, of which the dissector tells. */
function readMessage(bytes: Buffer): Message | undefined {
  if (bytes.length < 4) return undefined;
  const start = 4 + ((bytes[0] as number) & 15);
  const options: Option[] = [];
  let number = 0;
  let at = start;
  while (at < bytes.length && bytes[at] !== PAYLOAD_MARKER) {
    const first = bytes[at++] as number;
    const [delta, afterDelta] = extended(bytes, first >> 4, at);
    const [length, afterLength] = extended(bytes, first & 15, afterDelta);
    number += delta;
    at = afterLength + length;
    if (at > bytes.length) return undefined;
    options.push({ number, value: bytes.subarray(afterLength, at) });
  }
  const token = bytes.subarray(4, start).toString("hex");
  return { code: bytes[1] as number, head: bytes.subarray(0, start), token, options, payload: bytes.subarray(at + 1) };
}

/** A delta or length of an option with its extension at `at`, and where what follows begins (RFC 7252 section 3.1). */
function extended(bytes: Buffer, nibble: number, at: number): readonly [number, number] {
  if (nibble < 13) return [nibble, at];
  if (nibble === 13) return [13 + (bytes[at] ?? 0), at + 1];
  return [269 + (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0), at + 2];
}

function writeMessage({ head }: Message, options: readonly Option[], payload: Buffer): Buffer {
  const parts = [head];
  let before = 0;
  for (const { number, value } of options) {
    const [delta, deltaBytes] = nibbleOf(number - before);
    const [length, lengthBytes] = nibbleOf(value.length);
    parts.push(Buffer.from([(delta << 4) | length, ...deltaBytes, ...lengthBytes]), value);
    before = number;
  }
  if (payload.length > 0) parts.push(Buffer.from([PAYLOAD_MARKER]), payload);
  return Buffer.concat(parts);
}

function nibbleOf(value: number): readonly [number, readonly number[]] {
  if (value < 13) return [value, []];
  if (value < 269) return [13, [value - 13]];
  return [14, [(value - 269) >> 8, (value - 269) & 255]];
}
