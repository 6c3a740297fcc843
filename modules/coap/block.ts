import { crc32 } from "../base/checksum.js";
import { isSuccess, Response } from "./codes.js";
import {
  findOption,
  opaqueOption,
  OptionNumber,
  uintOption,
  uintValue,
  type Option,
  type Optioned,
} from "./options.js";

/** One Block option: which block, whether more follow, and the size of each (RFC 7959 section 2.2). */
export interface Block {
  readonly number: number;
  readonly more: boolean;
  /** 16, 32, … 1024 bytes. */
  readonly size: number;
}

/** The Block option of that number (`block1` or `block2`); `undefined` if missing, "malformed" for the reserved size. */
export function findBlock(message: Optioned, number: number): Block | "malformed" | undefined {
  const option = findOption(message, number);
  if (option === undefined) return undefined;
  const value = uintValue(option);
  const exponent = value & 7;
  if (exponent === 7 || option.value.length > 3) return "malformed";
  return { number: value >>> 4, more: (value & 8) !== 0, size: 16 << exponent };
}

/** Writes a Block option. `size` is a power of two from 16 to 1024. */
export function blockOption(number: number, block: Block): Option {
  let exponent = 0;
  while (16 << exponent < block.size) exponent++;
  return uintOption(number, block.number * 16 + (block.more ? 8 : 0) + exponent);
}

/** The largest block size, 16 to 1024, that is not above `bytes` (at least 16). */
export function blockSize(bytes: number): number {
  let size = 1024;
  while (size > 16 && size > bytes) size /= 2;
  return size;
}

/** What goes into the response in place of the whole payload, or the error that does. */
export interface Slice {
  readonly code: number;
  readonly options: readonly Option[];
  readonly payload?: Uint8Array;
}

/**
 * Cuts the answer of a GET or FETCH down to the block that the request asks for, or to the first one if it is longer
 * than `largest` (RFC 7959 section 2.4). Nothing is kept between the blocks: the owner makes the whole answer anew
 * for each, and the ETag, a checksum of the whole, shows the peer if it has changed meanwhile. Works for the first
 * block of a notification too (section 2.6).
 */
export function sliceAnswer(request: Optioned, answer: Required<Slice>, largest: number): Slice {
  const asked = findBlock(request, OptionNumber.block2);
  if (asked === "malformed") return { code: Response.badRequest, options: [] };
  const { code, options, payload } = answer;
  if (!isSuccess(code)) return answer;
  if (asked === undefined && payload.length <= largest) return answer;
  const number = asked === undefined ? 0 : asked.number;
  const size = blockSize(asked === undefined || asked.size > largest ? largest : asked.size);
  // A peer that asks for larger blocks than we send counts in its own: go on at the same byte (section 2.4).
  const start = number * (asked === undefined ? size : asked.size);
  if (start >= payload.length && start > 0) return { code: Response.badRequest, options: [] };
  const more = start + size < payload.length;
  const block = blockOption(OptionNumber.block2, { number: start / size, more, size });
  const whole = payload.length <= size ? [block] : [block, etag(payload)];
  const total = findOption(request, OptionNumber.size2) === undefined ? [] : [size2(payload.length)];
  return { code, options: options.concat(whole, total), payload: payload.slice(start, start + size) };
}

function etag(payload: Uint8Array): Option {
  const sum = crc32(payload);
  const value = new Uint8Array(4);
  for (let i = 0; i < 4; i++) value[i] = sum >>> (24 - 8 * i);
  return opaqueOption(OptionNumber.etag, value);
}

function size2(length: number): Option {
  return uintOption(OptionNumber.size2, length);
}
