import { closeSync, openSync, writeSync } from "node:fs";
import { ToolError } from "./arguments.js";
import { systemWords } from "./system-words.js";

/** Where a datagram comes from or goes to: an IPv4 address and a UDP port. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

const MAGIC = 0xa1b2c3d4;
const LINKTYPE_RAW = 101;
const SNAPLEN = 65_535;
const UDP = 17;
const IP_HEADER = 20;
const UDP_HEADER = 8;

/**
 * Writes UDP datagrams into a capture file (libpcap's classic format, link type RAW: IPv4 without a link layer), each
 * at once, so that the file is whole whenever the program ends.
 */
export class PcapWriter {
  readonly #file: number;
  #identification = 0;

  /** @throws ToolError if the file cannot be written */
  constructor(path: string) {
    try {
      this.#file = openSync(path, "w");
    } catch (error) {
      throw new ToolError(`cannot write ${path}: ${systemWords(error)}`);
    }
    const header = Buffer.alloc(24);
    header.writeUInt32LE(MAGIC, 0);
    header.writeUInt16LE(2, 4);
    header.writeUInt16LE(4, 6);
    header.writeUInt32LE(SNAPLEN, 16);
    header.writeUInt32LE(LINKTYPE_RAW, 20);
    writeSync(this.#file, header);
  }

  /** `time` is in milliseconds since 1970-01-01 UTC. */
  write(time: number, from: Endpoint, to: Endpoint, payload: Uint8Array): void {
    const packet = ipPacket(from, to, payload, this.#identification);
    this.#identification = (this.#identification + 1) & 0xffff;
    const header = Buffer.alloc(16);
    header.writeUInt32LE(Math.floor(time / 1000), 0);
    header.writeUInt32LE(Math.floor((time % 1000) * 1000), 4);
    header.writeUInt32LE(packet.length, 8);
    header.writeUInt32LE(packet.length, 12);
    writeSync(this.#file, Buffer.concat([header, packet]));
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** An IPv4 packet with a UDP datagram (RFC 791, RFC 768), both with their checksums. */
export function ipPacket(from: Endpoint, to: Endpoint, payload: Uint8Array, identification: number): Buffer {
  const length = UDP_HEADER + payload.length;
  const packet = Buffer.alloc(IP_HEADER + length);
  packet.writeUInt8(0x45, 0);
  packet.writeUInt16BE(packet.length, 2);
  packet.writeUInt16BE(identification, 4);
  packet.writeUInt16BE(0x4000, 6);
  packet.writeUInt8(64, 8);
  packet.writeUInt8(UDP, 9);
  packet.set(from.address.split(".").map(Number), 12);
  packet.set(to.address.split(".").map(Number), 16);
  packet.writeUInt16BE(checksum(packet.subarray(0, IP_HEADER), 0), 10);
  packet.writeUInt16BE(from.port, 20);
  packet.writeUInt16BE(to.port, 22);
  packet.writeUInt16BE(length, 24);
  packet.set(payload, IP_HEADER + UDP_HEADER);
  // The pseudo header is the addresses, the protocol and the length; a sum of 0 is written as all ones.
  const sum = checksum(packet.subarray(12), UDP + length);
  packet.writeUInt16BE(sum === 0 ? 0xffff : sum, 26);
  return packet;
}

/** The Internet checksum (RFC 1071) of big-endian words, an odd last byte padded with zero. */
function checksum(bytes: Uint8Array, initial: number): number {
  let sum = initial;
  for (let i = 0; i < bytes.length; i += 2) sum += ((bytes[i] as number) << 8) | (bytes[i + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x1_0000);
  return ~sum & 0xffff;
}
