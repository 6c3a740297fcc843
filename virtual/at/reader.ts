import { latinText } from "../../modules/base/text.js";

/** What one byte from the host can complete. */
export type Received = { readonly kind: "line"; readonly text: string } | { readonly kind: "overflow" };

const CR = 13;
const OVERFLOW: Received = Object.freeze({ kind: "overflow" });

/**
 * Collects what the host sends into command lines, which end with a carriage return (ITU-T V.250 clause 5.2.1, S3 = 13).
 * Line feeds and other control characters are ignored. A line longer than the limit is dropped up to its end and
 * reported as an overflow. Text is one character a byte.
 */
export class LineReader {
  readonly #bytes: Uint8Array;
  #length = 0;
  #overflowed = false;

  /** `limit` is the most bytes of a line. */
  constructor(limit: number) {
    this.#bytes = new Uint8Array(limit);
  }

  /** Takes one byte; gives the line that it completes, if any. */
  take(byte: number): Received | undefined {
    if (byte === CR) return this.#end();
    if (byte < 0x20) return undefined;
    if (this.#length === this.#bytes.length) this.#overflowed = true;
    else this.#bytes[this.#length++] = byte;
    return undefined;
  }

  #end(): Received {
    const received: Received = this.#overflowed
      ? OVERFLOW
      : { kind: "line", text: latinText(this.#bytes, 0, this.#length) };
    this.#length = 0;
    this.#overflowed = false;
    return received;
  }
}
