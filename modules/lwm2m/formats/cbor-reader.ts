import { ByteReader } from "../../base/bytes.js";
import { utf8Text } from "../../base/text.js";
import { halfValue, Major } from "./cbor-writer.js";
import type { Raw } from "./raw.js";

/** How deep items may nest in what is skipped. */
const MAX_DEPTH = 8;

/** Stands for the count of an array or map of indefinite length (RFC 8949 section 3.2.2). */
const INDEFINITE = Infinity;
const BREAK = 0xff;

/** The tags of integers as byte strings, of 64 bits at the most here (RFC 8949 section 3.4.3). */
const POSITIVE_BIGNUM = 2;
const NEGATIVE_BIGNUM = 3;
const LARGEST_SAFE = 0x1f_ffff_ffff_ffffn;
const LARGEST = 0xffff_ffff_ffff_ffffn;

/** The tag of decimal fractions (RFC 8949 section 3.4.4) and the farthest exponents of what a double can hold. */
const DECIMAL_FRACTION = 4;
const FARTHEST_EXPONENT = 400;

/** An array or a map around the next item of what is skipped. */
interface Container {
  /** Elements, or pairs, still to come. */
  left: number;
  readonly map: boolean;
  /** The key of a pair has come, its value has not. */
  halfway: boolean;
}

/**
 * Reads CBOR items one after the other (RFC 8949). At the first thing that is wrong it notes what and where, and gives
 * nothing any more, so that its user asks once at the end.
 */
export class CborReader {
  readonly #bytes: Uint8Array;
  readonly #reader: ByteReader;
  /** What is wrong and at which byte. */
  failure: { readonly what: string; readonly at: number } | undefined;
  #major = 0;
  /** The head's argument; `INDEFINITE` where it has none. */
  #argument: number | bigint = 0;
  #info = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#reader = new ByteReader(bytes);
  }

  /** Index of the next byte. */
  get position(): number {
    return this.#reader.position;
  }

  /** Major type of the next item, which stays where it is; `undefined` at the end. */
  peek(): number | undefined {
    const first = this.#bytes[this.#reader.position];
    return this.failure !== undefined || first === undefined ? undefined : first >> 5;
  }

  /** Enters an array or a map and gives the number of its elements, or pairs, for `another`; 0 if it is none. */
  open(major: typeof Major.array | typeof Major.map): number {
    const at = this.position;
    if (!this.head()) return 0;
    if (this.#major !== major) return this.fail(major === Major.array ? "not an array" : "not a map", at) ?? 0;
    return Number(this.#argument);
  }

  /** True if one more element is to come, of `left` that are left. Takes the break of an indefinite length. */
  another(left: number): boolean {
    if (this.failure !== undefined || left <= 0) return false;
    if (left !== INDEFINITE || this.#bytes[this.position] !== BREAK) return true;
    this.#reader.skip(1);
    return false;
  }

  /** An integer, float, text, byte string, boolean or null. */
  scalar(): Raw | undefined {
    const at = this.position;
    if (!this.head()) return undefined;
    switch (this.#major) {
      case Major.unsigned:
        return this.#argument;
      case Major.negative:
        return typeof this.#argument === "bigint" ? -1n - this.#argument : negative(this.#argument);
      case Major.bytes:
      case Major.text:
        return this.string(at);
      case Major.simple:
        return this.simple(at);
      case Major.tag:
        return this.tagged(at);
      default:
        return this.fail("no single value", at);
    }
  }

  /** Passes over an item of any kind. It does not call itself: nesting is the peer's choice, the stack is not. */
  skip(): void {
    const around: Container[] = [{ left: 1, map: false, halfway: false }];
    while (around.length > 0) {
      const container = around[around.length - 1] as Container;
      if (!container.halfway && !this.another(container.left)) {
        around.pop();
        continue;
      }
      if (!container.halfway) container.left--;
      container.halfway = container.map && !container.halfway;
      const at = this.position;
      while (this.peek() === Major.tag) this.head();
      const major = this.peek();
      if (major !== Major.array && major !== Major.map) this.scalar();
      else if (around.length > MAX_DEPTH) return void this.fail("nested too deep", at);
      else around.push({ left: this.open(major), map: major === Major.map, halfway: false });
    }
  }

  /** Nothing may follow what was read. */
  end(): void {
    if (this.#reader.remaining > 0) this.fail("more than one item", this.position);
  }

  fail(what: string, at: number): undefined {
    this.failure ??= { what, at };
    return undefined;
  }

  /** Reads a first byte and its argument; `false` if there is none or it is malformed. */
  private head(): boolean {
    if (this.failure !== undefined) return false;
    const at = this.position;
    const first = this.#reader.uint(1);
    if (first === undefined) return this.fail("cut off", at) ?? false;
    this.#major = first >> 5;
    this.#info = first & 31;
    if (this.#info < 24) this.#argument = this.#info;
    else if (this.#info === 31) return this.indefinite(at);
    else if (this.#info > 27) return this.fail("reserved length", at) ?? false;
    else {
      const argument = this.#info === 27 ? this.long() : this.#reader.uint(1 << (this.#info - 24));
      if (argument === undefined) return this.fail("cut off", at) ?? false;
      this.#argument = argument;
    }
    return true;
  }

  private indefinite(at: number): boolean {
    const { bytes, map } = Major;
    if (this.#major < bytes || this.#major > map) return this.fail("length missing", at) ?? false;
    this.#argument = INDEFINITE;
    return true;
  }

  private long(): number | bigint | undefined {
    const high = this.#reader.uint(4);
    const low = this.#reader.uint(4);
    if (high === undefined || low === undefined) return undefined;
    return high < 0x20_0000 ? high * 2 ** 32 + low : (BigInt(high) << 32n) | BigInt(low);
  }

  /** A byte or text string, put together if it is of indefinite length (RFC 8949 section 3.2.3). */
  private string(at: number): string | Uint8Array | undefined {
    const major = this.#major;
    if (this.#argument !== INDEFINITE) return this.piece(at);
    let text = "";
    let bytes = new Uint8Array(0);
    while (this.another(INDEFINITE)) {
      const start = this.position;
      if (!this.head()) return undefined;
      if (this.#major !== major || this.#argument === INDEFINITE) return this.fail("wrong piece of a string", start);
      const next = this.piece(start);
      if (next === undefined) return undefined;
      if (typeof next === "string") text += next;
      else bytes = joined(bytes, next);
    }
    if (this.failure !== undefined) return undefined;
    return major === Major.text ? text : bytes;
  }

  private piece(at: number): string | Uint8Array | undefined {
    const start = this.position;
    const size = Number(this.#argument);
    if (!this.#reader.skip(size)) return this.fail("cut off", at);
    if (this.#major === Major.bytes) return this.#bytes.slice(start, start + size);
    return utf8Text(this.#bytes, start, start + size) ?? this.fail("not UTF-8", at);
  }

  private simple(at: number): Raw | undefined {
    const bits = Number(this.#argument);
    switch (this.#info) {
      case 20:
      case 21:
        return this.#info === 21;
      case 22:
        return null;
      case 25:
        return halfValue(bits);
      case 26:
      case 27: {
        const size = this.#info === 26 ? 4 : 8;
        const view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset + this.position - size, size);
        return size === 4 ? view.getFloat32(0) : view.getFloat64(0);
      }
      default:
        return this.fail("simple value without a meaning here", at);
    }
  }

  private bignum(at: number): Raw | undefined {
    const isNegative = this.#argument === NEGATIVE_BIGNUM;
    const bytes = this.peek() === Major.bytes ? this.scalar() : undefined;
    if (!(bytes instanceof Uint8Array)) return this.fail("malformed bignum", at);
    const size = bigInteger(bytes);
    if (size === undefined) return this.fail("an integer of more than 64 bits", at);
    if (size > LARGEST_SAFE) return isNegative ? -1n - size : size;
    return isNegative ? negative(Number(size)) : Number(size);
  }

  /** A bignum or a decimal fraction counts as the number that it is; other tags do not change what their content is. */
  private tagged(at: number): Raw | undefined {
    if (this.#argument === POSITIVE_BIGNUM || this.#argument === NEGATIVE_BIGNUM) return this.bignum(at);
    if (this.#argument !== DECIMAL_FRACTION) {
      if (this.peek() === Major.tag) return this.fail("tag of a tag", at);
      return this.scalar();
    }
    if (this.open(Major.array) !== 2) return this.fail("malformed decimal fraction", at);
    const exponent = this.peek() === Major.unsigned || this.peek() === Major.negative ? this.scalar() : undefined;
    const mantissa = this.peek() === Major.unsigned || this.peek() === Major.negative ? this.scalar() : undefined;
    if (typeof exponent !== "number" || Math.abs(exponent) > FARTHEST_EXPONENT || mantissa === undefined) {
      return this.fail("malformed decimal fraction", at);
    }
    // The text's way to a number rounds once; a product would round twice.
    return Number(`${mantissa as number | bigint}e${exponent}`);
  }
}

/** An integer whose bytes, the highest first, are `bytes`; `undefined` if it has more than 64 bits. */
function bigInteger(bytes: Uint8Array): bigint | undefined {
  let value = 0n;
  for (let i = 0; i < bytes.length; i++) {
    value = value * 256n + BigInt(bytes[i] as number);
    if (value > LARGEST) return undefined;
  }
  return value;
}

/** −1 − n, whole also where the result leaves the safe range. */
function negative(argument: number): number | bigint {
  return argument === Number.MAX_SAFE_INTEGER ? -1n - BigInt(argument) : -1 - argument;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}
