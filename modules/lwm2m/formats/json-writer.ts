import { ByteWriter } from "../../base/bytes.js";
import { utf8Bytes } from "../../base/text.js";
import { isMinusZero } from "../number.js";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Writes JSON texts without blanks up to a limit in bytes (RFC 8259). */
export class JsonWriter {
  readonly #writer: ByteWriter;
  #impossible = false;

  constructor(limit: number) {
    this.#writer = new ByteWriter(64, limit);
  }

  /** What was written; `undefined` if it is more than the limit, or JSON has no form for it. */
  finish(): Uint8Array | undefined {
    return this.#impossible || this.#writer.overflowed ? undefined : this.#writer.finish();
  }

  /** Brackets, commas, names in quotes with their colon. */
  mark(ascii: string): this {
    this.#writer.ascii(ascii);
    return this;
  }

  /** The shortest digits that give the same number again; JSON has none for NaN and the infinities. */
  number(value: number | bigint): this {
    if (typeof value === "number" && !Number.isFinite(value)) this.#impossible = true;
    this.#writer.ascii(typeof value === "number" && isMinusZero(value) ? "-0" : `${value}`);
    return this;
  }

  /** A text in ASCII of which nothing needs an escape: long ones should not be here as a string as well. */
  quoted(ascii: Uint8Array): this {
    this.#writer.uint(QUOTE, 1).put(ascii).uint(QUOTE, 1);
    return this;
  }

  string(text: string): this {
    const writer = this.#writer;
    const bytes = utf8Bytes(text);
    writer.uint(QUOTE, 1);
    let start = 0;
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i] as number;
      if (byte >= 0x20 && byte !== QUOTE && byte !== BACKSLASH) continue;
      writer.put(bytes.subarray(start, i)).uint(BACKSLASH, 1).ascii(escapeOf(byte));
      start = i + 1;
    }
    writer.put(bytes.subarray(start)).uint(QUOTE, 1);
    return this;
  }
}

/** What stands behind the backslash (RFC 8259 section 7). */
function escapeOf(byte: number): string {
  if (byte === QUOTE) return '"';
  if (byte === BACKSLASH) return "\\";
  if (byte === 0x0a) return "n";
  if (byte === 0x0d) return "r";
  if (byte === 0x09) return "t";
  return `u00${byte < 0x10 ? "0" : ""}${byte.toString(16)}`;
}
