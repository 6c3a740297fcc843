import { textOf } from "./text.js";

/** What one byte from the host can complete. */
export type Received =
  | { readonly kind: "line"; readonly text: string }
  | { readonly kind: "overflow" }
  /** The raw data that a command has asked for. */
  | { readonly kind: "data"; readonly bytes: Uint8Array };

const CR = 13;
const LF = 10;
const OVERFLOW: Received = Object.freeze({ kind: "overflow" });

/**
 * Collects what the host sends into command lines, which end with a carriage return (ITU-T V.250 clause 5.2.1, S3 = 13).
 * Line feeds and other control characters are ignored. A line longer than the limit is dropped up to its end and
 * reported as an overflow. Text is one character a byte.
 */
export class LineReader {
  readonly #bytes: Uint8Array;
  #data: Uint8Array | undefined;
  #length = 0;
  #overflowed = false;
  /** Whether the line feed of the command's line end may still come. */
  #ending = false;

  /** `limit` is the most bytes of a line. */
  constructor(limit: number) {
    this.#bytes = new Uint8Array(limit);
  }

  /** How many bytes of raw data are still to come; 0 if lines are read. */
  get wanted(): number {
    return this.#data === undefined ? 0 : this.#data.length - this.#length;
  }

  /**
   * Takes the next `count` bytes as they are; 0 goes back to lines. A line feed right behind the command's carriage return
   * still belongs to the command: the module sees it before its own prompt.
   */
  raw(count: number): void {
    this.#data = count === 0 ? undefined : new Uint8Array(count);
    this.#ending = count > 0;
    this.#length = 0;
    this.#overflowed = false;
  }

  /** Takes one byte; gives the line that it completes, if any. */
  take(byte: number): Received | undefined {
    if (this.#data !== undefined) return this.#datum(this.#data, byte);
    if (byte === CR) return this.#end();
    if (byte < 0x20) return undefined;
    if (this.#length === this.#bytes.length) this.#overflowed = true;
    else this.#bytes[this.#length++] = byte;
    return undefined;
  }

  #datum(data: Uint8Array, byte: number): Received | undefined {
    const ended = this.#ending && byte === LF;
    this.#ending = false;
    if (ended) return undefined;
    data[this.#length++] = byte;
    if (this.#length < data.length) return undefined;
    this.raw(0);
    return { kind: "data", bytes: data };
  }

  #end(): Received {
    const received: Received = this.#overflowed
      ? OVERFLOW
      : { kind: "line", text: textOf(this.#bytes, 0, this.#length) };
    this.#length = 0;
    this.#overflowed = false;
    return received;
  }
}
