/**
 * Reads big-endian numbers and byte ranges from a buffer. Reading past the end gives `undefined` and leaves the
 * position where it was, so that a parser can tell "too short" from "wrong".
 */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  #position: number;

  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.#position = start;
    this.#end = end;
  }

  /** Index of the next byte in the buffer given to the constructor. */
  get position(): number {
    return this.#position;
  }

  /** Bytes that are still to be read. */
  get remaining(): number {
    return this.#end - this.#position;
  }

  /** An unsigned number of 1 to 6 bytes, or `undefined` if there are fewer left. */
  uint(size: number): number | undefined {
    if (this.remaining < size) return undefined;
    let value = 0;
    for (let i = 0; i < size; i++) value = value * 256 + (this.#bytes[this.#position + i] as number);
    this.#position += size;
    return value;
  }

  /** A copy of the next `size` bytes, or `undefined` if there are fewer left. */
  take(size: number): Uint8Array | undefined {
    if (this.remaining < size) return undefined;
    const start = this.#position;
    this.#position += size;
    return this.#bytes.slice(start, start + size);
  }

  /** Skips `size` bytes; `false` if there are fewer left. */
  skip(size: number): boolean {
    if (this.remaining < size) return false;
    this.#position += size;
    return true;
  }
}

/**
 * Writes big-endian numbers and bytes into a buffer that grows by doubling up to a limit. What does not fit any more
 * is not written and sets `overflowed`, which the caller checks once at the end.
 */
export class ByteWriter {
  #bytes: Uint8Array;
  readonly #limit: number;
  #length = 0;
  #overflowed = false;

  /** `initial` and `limit` are in bytes. */
  constructor(initial: number, limit: number) {
    this.#bytes = new Uint8Array(initial < limit ? initial : limit);
    this.#limit = limit;
  }

  /** Bytes written so far. */
  get length(): number {
    return this.#length;
  }

  /** True once something did not fit under the limit. */
  get overflowed(): boolean {
    return this.#overflowed;
  }

  /** An unsigned number in `size` bytes (1 to 6). */
  uint(value: number, size: number): this {
    if (!this.reserve(size)) return this;
    for (let i = size - 1; i >= 0; i--) {
      this.#bytes[this.#length + i] = value % 256;
      value = Math.floor(value / 256);
    }
    this.#length += size;
    return this;
  }

  put(bytes: Uint8Array): this {
    if (!this.reserve(bytes.length)) return this;
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
    return this;
  }

  /** The characters' codes, one byte each; for text that is known to be ASCII. */
  ascii(text: string): this {
    const size = text.length;
    if (!this.reserve(size)) return this;
    for (let i = 0; i < size; i++) this.#bytes[this.#length + i] = text.charCodeAt(i);
    this.#length += size;
    return this;
  }

  /** A copy of what was written. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  private reserve(size: number): boolean {
    const wanted = this.#length + size;
    if (wanted > this.#limit) {
      this.#overflowed = true;
      return false;
    }
    if (wanted > this.#bytes.length) {
      let capacity = this.#bytes.length * 2;
      if (capacity < wanted) capacity = wanted;
      if (capacity > this.#limit) capacity = this.#limit;
      const grown = new Uint8Array(capacity);
      grown.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = grown;
    }
    return true;
  }
}

/** True when both hold the same bytes. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
