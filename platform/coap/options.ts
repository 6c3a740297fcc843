import type { Message, Option } from "./message.js";
import { type OptionName, optionNumbers } from "./numbers.js";

type Optioned = Pick<Message, "options">;

/** An option with an unsigned number in as few bytes as it takes (RFC 7252 3.2). */
export function uintOption(name: OptionName, value: number): Option {
  const size = value === 0 ? 0 : value < 0x100 ? 1 : value < 0x1_0000 ? 2 : value < 0x100_0000 ? 3 : 4;
  const bytes = Buffer.alloc(size);
  if (size > 0) bytes.writeUIntBE(value, 0, size);
  return { number: optionNumbers[name], value: bytes };
}

export function textOption(name: OptionName, value: string): Option {
  return { number: optionNumbers[name], value: Buffer.from(value, "utf8") };
}

export function findOption(message: Optioned, name: OptionName): Buffer | undefined {
  return message.options.find((option) => option.number === optionNumbers[name])?.value;
}

/** The number in an option; undefined if the option is absent or longer than four bytes. */
export function uintValue(message: Optioned, name: OptionName): number | undefined {
  const value = findOption(message, name);
  if (value === undefined || value.length > 4) return undefined;
  return value.length === 0 ? 0 : value.readUIntBE(0, value.length);
}

export function textValues(message: Optioned, name: OptionName): string[] {
  return message.options
    .filter((option) => option.number === optionNumbers[name])
    .map((option) => option.value.toString("utf8"));
}

/** Uri-Path segments. */
export const uriPath = (message: Optioned): string[] => textValues(message, "Uri-Path");

/** Uri-Query as names and values; a query without "=" has the value "". The first of equal names counts. */
export function uriQuery(message: Optioned): Map<string, string> {
  const query = new Map<string, string>();
  for (const text of textValues(message, "Uri-Query")) {
    const equals = text.indexOf("=");
    const name = equals < 0 ? text : text.slice(0, equals);
    if (!query.has(name)) query.set(name, equals < 0 ? "" : text.slice(equals + 1));
  }
  return query;
}

/** Value of Block1 or Block2 (RFC 7959 2.2): `size` is 16 to 1,024 bytes. */
export interface Block {
  readonly number: number;
  readonly more: boolean;
  readonly size: number;
}

export function blockOption(name: "Block1" | "Block2", block: Block): Option {
  const exponent = Math.log2(block.size) - 4;
  return uintOption(name, block.number * 16 + (block.more ? 8 : 0) + exponent);
}

/** Undefined if the option is absent, too long, or has the reserved size 7. */
export function blockValue(message: Optioned, name: "Block1" | "Block2"): Block | undefined {
  const value = uintValue(message, name);
  if (value === undefined || value > 0xff_ffff || (value & 7) === 7) return undefined;
  return { number: value >> 4, more: (value & 8) !== 0, size: 1 << ((value & 7) + 4) };
}
