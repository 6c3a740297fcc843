import { textOf } from "../at/text.js";
import type { BlobLayout } from "./traits.js";

/** The server that a creation names. */
export interface ServerChoice {
  readonly host: string;
  readonly port: number;
  /** Whether it is a bootstrap server. */
  readonly bootstrap: boolean;
}

/** What a configuration blob says. */
export interface BlobContent {
  readonly server: ServerChoice;
  /** Empty for none. */
  readonly authCode: string;
  readonly dtls: boolean;
}

const VERSION = 1;
const MOST_ITEMS = 3;
const NET_ITEM = 0xf2;
/** Bit 12 of the host's length chooses bootstrap in the layout of China Mobile's M5310 and M5311. */
const BOOTSTRAP_BIT = 0x1000;
const COAP_PORT = 5683;

/** Flags of the third layout. */
const FLAG_BOOTSTRAP = 0x80;
const FLAG_DTLS = 0x40;

/**
 * Reads the configuration blob of AT+MIPLCREATE=: a header with version, number of items and total length, then the
 * items init, net and system, each with its own length. The net item has the first of the layouts that fits.
 *
 * @returns `undefined` if it is anything else
 */
export function parseBlob(bytes: Uint8Array, layouts: readonly BlobLayout[]): BlobContent | undefined {
  const reader = new Cursor(bytes);
  const head = reader.uint(1);
  const total = reader.uint(2);
  if (head === undefined || total !== bytes.length || head >> 4 !== VERSION) return undefined;
  const items = head & 15;
  if (items > MOST_ITEMS) return undefined;
  let content: BlobContent | undefined;
  for (let i = 0; i < items; i++) {
    const kind = reader.uint(1);
    const length = reader.uint(2);
    const body = length === undefined || length < 3 ? undefined : reader.take(length - 3);
    if (kind !== 0xf1 + i || body === undefined) return undefined;
    if (kind === NET_ITEM) {
      for (let j = 0; j < layouts.length; j++) content ??= parseNet(body, layouts[j] as BlobLayout);
      if (content === undefined) return undefined;
    }
  }
  return reader.remaining === 0 ? content : undefined;
}

/** MTU, link and band, flags in one layout, then access point, user, password, server, user data behind their lengths. */
function parseNet(body: Uint8Array, layout: BlobLayout): BlobContent | undefined {
  const reader = new Cursor(body);
  if (!reader.skip(3)) return undefined;
  const flags = layout === "N3" ? reader.uint(1) : 0;
  if (flags === undefined) return undefined;
  for (let i = 0; i < 3; i++) if (!reader.skip(reader.uint(2) ?? body.length)) return undefined;
  const word = reader.uint(2) ?? 0;
  const text = reader.take(layout === "N3" ? word : word & ~BOOTSTRAP_BIT);
  if (text === undefined || text.length === 0) return undefined;
  const rest = reader.uint(2);
  const data = rest === undefined ? undefined : reader.take(rest);
  if (data === undefined || reader.remaining > 0) return undefined;
  const server = parseServer(textOf(text));
  if (server === undefined) return undefined;
  if (layout === "N2") {
    return { server: { ...server, bootstrap: (word & BOOTSTRAP_BIT) !== 0 }, authCode: "", dtls: false };
  }
  const user = textOf(data);
  const dtls = (flags & FLAG_DTLS) !== 0 || fieldOf(user, "PSK:") !== "";
  return {
    server: { ...server, bootstrap: (flags & FLAG_BOOTSTRAP) !== 0 },
    authCode: fieldOf(user, "AuthCode:"),
    dtls,
  };
}

/** What stands behind a name, up to the next semicolon. */
function fieldOf(text: string, name: string): string {
  const at = text.indexOf(name);
  if (at < 0) return "";
  const rest = text.slice(at + name.length);
  const end = rest.indexOf(";");
  return end < 0 ? rest : rest.slice(0, end);
}

/** "host" or "host:port"; `undefined` if it is neither. */
export function parseServer(text: string): { readonly host: string; readonly port: number } | undefined {
  const colon = text.indexOf(":");
  const host = colon < 0 ? text : text.slice(0, colon);
  const port = colon < 0 ? COAP_PORT : Number(text.slice(colon + 1));
  if (host === "" || host.length > 255 || host.indexOf(" ") >= 0) return undefined;
  return Number.isInteger(port) && port >= 1 && port <= 65_535 ? { host, port } : undefined;
}

/** Reads bytes from the front, most significant first; `undefined` where there are not so many. */
class Cursor {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get remaining(): number {
    return this.#bytes.length - this.#at;
  }

  take(count: number): Uint8Array | undefined {
    if (count > this.remaining) return undefined;
    this.#at += count;
    return this.#bytes.slice(this.#at - count, this.#at);
  }

  skip(count: number): boolean {
    return this.take(count) !== undefined;
  }

  uint(size: number): number | undefined {
    const bytes = this.take(size);
    let value = 0;
    for (let i = 0; i < size; i++) value = value * 256 + (bytes?.[i] ?? 0);
    return bytes === undefined ? undefined : value;
  }
}
