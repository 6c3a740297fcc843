import { ByteWriter } from "../../base/bytes.js";
import { utf8Bytes } from "../../base/text.js";
import { isMinusZero, isSingle } from "../number.js";
import type { Scalar } from "../value.js";
import { formatObjectLink } from "./raw.js";

/** Major types of CBOR (RFC 8949 section 3.1). */
export const Major = Object.freeze({
  unsigned: 0,
  negative: 1,
  bytes: 2,
  text: 3,
  array: 4,
  map: 5,
  tag: 6,
  simple: 7,
} as const);

/** Writes CBOR items up to a limit in bytes, each in its preferred serialization (RFC 8949 section 4.1). */
export class CborWriter {
  readonly #writer: ByteWriter;

  constructor(limit: number) {
    this.#writer = new ByteWriter(64, limit);
  }

  /** What was written, or `undefined` if it is more than the limit. */
  finish(): Uint8Array | undefined {
    return this.#writer.overflowed ? undefined : this.#writer.finish();
  }

  array(count: number): this {
    return this.head(Major.array, count);
  }

  /** The start of a map of so many pairs. */
  map(count: number): this {
    return this.head(Major.map, count);
  }

  /** What comes next is of this kind (RFC 8949 section 3.4). */
  tag(tag: number): this {
    return this.head(Major.tag, tag);
  }

  text(text: string): this {
    const bytes = utf8Bytes(text);
    this.head(Major.text, bytes.length);
    this.#writer.put(bytes);
    return this;
  }

  integer(value: number | bigint): this {
    if (value >= 0) return this.head(Major.unsigned, value);
    return this.head(Major.negative, typeof value === "bigint" ? -1n - value : -1 - value);
  }

  /** In two, four or eight bytes: the fewest that hold exactly this value. */
  float(value: number): this {
    const half = halfBits(value);
    if (half !== undefined) {
      this.#writer.uint(0xf9, 1).uint(half, 2);
      return this;
    }
    const single = isSingle(value);
    const bytes = new Uint8Array(single ? 4 : 8);
    const view = new DataView(bytes.buffer);
    if (single) view.setFloat32(0, value);
    else view.setFloat64(0, value);
    this.#writer.uint(single ? 0xfa : 0xfb, 1).put(bytes);
    return this;
  }

  /** An integer where the number is one, else a float: the shortest form where the reader knows the type. */
  number(value: number | bigint): this {
    if (typeof value === "bigint" || (Number.isSafeInteger(value) && !isMinusZero(value))) return this.integer(value);
    return this.float(value);
  }

  /** A value as the item that goes with its type, numbers in the shorter of the forms that hold them. */
  value(value: Scalar): this {
    switch (typeof value) {
      case "string":
        return this.text(value);
      case "boolean":
        this.#writer.uint(value ? 0xf5 : 0xf4, 1);
        return this;
      case "bigint":
      case "number":
        return this.number(value);
      default:
        return value instanceof Uint8Array ? this.bytes(value) : this.text(formatObjectLink(value));
    }
  }

  private bytes(bytes: Uint8Array): this {
    this.head(Major.bytes, bytes.length);
    this.#writer.put(bytes);
    return this;
  }

  /** The first byte with its argument in the fewest bytes (RFC 8949 section 3). */
  private head(major: number, argument: number | bigint): this {
    const writer = this.#writer;
    const first = major << 5;
    if (argument < 24) writer.uint(first | Number(argument), 1);
    else if (argument < 0x100) writer.uint(first | 24, 1).uint(Number(argument), 1);
    else if (argument < 0x1_0000) writer.uint(first | 25, 1).uint(Number(argument), 2);
    else if (argument < 0x1_0000_0000) writer.uint(first | 26, 1).uint(Number(argument), 4);
    else this.longHead(first | 27, argument);
    return this;
  }

  private longHead(first: number, argument: number | bigint): void {
    const high = typeof argument === "bigint" ? Number(argument >> 32n) : Math.floor(argument / 2 ** 32);
    const low = typeof argument === "bigint" ? Number(argument & 0xffff_ffffn) : argument - high * 2 ** 32;
    this.#writer.uint(first, 1).uint(high, 4).uint(low, 4);
  }
}

/** The 16 bits of a number as half precision (IEEE 754 binary16), or `undefined` if they do not hold it exactly. */
export function halfBits(value: number): number | undefined {
  if (value !== value) return 0x7e00;
  const sign = value < 0 || isMinusZero(value) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (size === Infinity) return sign | 0x7c00;
  if (size < SMALLEST_NORMAL) {
    const units = size * UNITS;
    return Number.isInteger(units) ? sign | units : undefined;
  }
  let exponent = 1;
  let mantissa = size * UNITS;
  while (mantissa >= 2048 && exponent < 31) {
    mantissa /= 2;
    exponent++;
  }
  if (exponent === 31 || !Number.isInteger(mantissa)) return undefined;
  return sign | (exponent << 10) | (mantissa - 1024);
}

/** The number that 16 bits of half precision hold. */
export function halfValue(bits: number): number {
  const exponent = (bits >> 10) & 31;
  const mantissa = bits & 1023;
  const sign = bits & 0x8000 ? -1 : 1;
  if (exponent === 31) return mantissa === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return (mantissa / UNITS) * sign;
  return (sign * (1024 + mantissa) * 2 ** (exponent - 1)) / UNITS;
}

const SMALLEST_NORMAL = 2 ** -14;

/** Steps of the smallest numbers of half precision in 1. */
const UNITS = 2 ** 24;
