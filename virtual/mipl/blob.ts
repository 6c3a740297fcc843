import { ByteReader } from "../../modules/base/bytes.js";
import { latinText } from "../../modules/base/text.js";

/** The server that a creation names. */
export interface ServerChoice {
  readonly host: string;
  readonly port: number;
  /** Whether it is a bootstrap server. */
  readonly bootstrap: boolean;
}

const VERSION = 1;
const MOST_ITEMS = 3;
const NET_ITEM = 0xf2;
/** Bit 12 of the host's length chooses bootstrap in the layout of China Mobile's M5310 and M5311. */
const BOOTSTRAP_BIT = 0x1000;
const COAP_PORT = 5683;

/**
 * Reads the configuration blob of AT+MIPLCREATE= in the layout of China Mobile's modules: a header with version, number
 * of items and total length, then the items init, net and system, each with its own length.
 *
 * @returns `undefined` if it is anything else
 */
export function parseBlob(bytes: Uint8Array): ServerChoice | undefined {
  const reader = new ByteReader(bytes);
  const head = reader.uint(1);
  const total = reader.uint(2);
  if (head === undefined || total !== bytes.length || head >> 4 !== VERSION) return undefined;
  const items = head & 15;
  if (items > MOST_ITEMS) return undefined;
  let server: ServerChoice | undefined;
  for (let i = 0; i < items; i++) {
    const kind = reader.uint(1);
    const length = reader.uint(2);
    const body = length === undefined || length < 3 ? undefined : reader.take(length - 3);
    if (kind !== 0xf1 + i || body === undefined) return undefined;
    if (kind === NET_ITEM) {
      server = parseNet(body);
      if (server === undefined) return undefined;
    }
  }
  return reader.remaining === 0 ? server : undefined;
}

/** MTU, link and band, then access point, user, password, server, user data, each behind its length. */
function parseNet(body: Uint8Array): ServerChoice | undefined {
  const reader = new ByteReader(body);
  if (!reader.skip(3)) return undefined;
  for (let i = 0; i < 3; i++) if (!reader.skip(reader.uint(2) ?? body.length)) return undefined;
  const word = reader.uint(2) ?? 0;
  const text = reader.take(word & ~BOOTSTRAP_BIT);
  if (text === undefined || text.length === 0) return undefined;
  const rest = reader.uint(2);
  if (rest === undefined || !reader.skip(rest) || reader.remaining > 0) return undefined;
  const server = parseServer(latinText(text));
  return server === undefined ? undefined : { ...server, bootstrap: (word & BOOTSTRAP_BIT) !== 0 };
}

/** "host" or "host:port"; `undefined` if it is neither. */
export function parseServer(text: string): { readonly host: string; readonly port: number } | undefined {
  const colon = text.indexOf(":");
  const host = colon < 0 ? text : text.slice(0, colon);
  const port = colon < 0 ? COAP_PORT : Number(text.slice(colon + 1));
  if (host === "" || host.length > 255 || host.indexOf(" ") >= 0) return undefined;
  return Number.isInteger(port) && port >= 1 && port <= 65_535 ? { host, port } : undefined;
}
