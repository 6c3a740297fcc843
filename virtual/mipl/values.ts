import { fromHex, textOf, toUtf8Text, fromUtf8 } from "../at/text.js";
import type { ResourceType, Scalar } from "../../modules/lwm2m/value.js";
import type { Parameter } from "../at/line.js";
import { whole } from "../at/numbers.js";

/** A value from the host at its place. */
export interface HostValue {
  readonly object: number;
  readonly instance: number;
  readonly resource: number;
  readonly type: ResourceType;
  readonly value: Scalar;
}

/** What the module takes as the type of a value, and what it is to the platform. */
const Type = Object.freeze({ string: 1, opaque: 2, integer: 3, float: 4, boolean: 5, toHex: 6 });

/**
 * Reads a value from `type`, `length` and `value` as in AT+MIPLREADRSP and AT+MIPLNOTIFY.
 *
 * The length is held against the value as loosely as public drivers need: that of a string may count characters, bytes,
 * or the quotes too; that of an opaque may count bytes or hex digits.
 *
 * @returns `undefined` if they do not go together
 */
export function parseValue(
  type: Parameter | undefined,
  length: Parameter | undefined,
  text: Parameter | undefined,
): { readonly type: ResourceType; readonly value: Scalar } | undefined {
  const size = whole(length, 0, 65_535);
  if (size === undefined || text === undefined) return undefined;
  switch (whole(type, 1, 6)) {
    case Type.string:
      return stringValue(text.text, size);
    case Type.opaque: {
      const value = fromHex(text.text);
      if (value === undefined || (size !== value.length && size !== text.text.length)) return undefined;
      return { type: "opaque", value };
    }
    case Type.integer: {
      const value = size === 2 || size === 4 || size === 8 ? integerValue(text.text, size) : undefined;
      return value === undefined ? undefined : { type: "integer", value };
    }
    case Type.float: {
      const value = size === 4 || size === 8 ? floatValue(text.text) : undefined;
      return value === undefined ? undefined : { type: "float", value };
    }
    case Type.boolean:
      if (size !== 1 || (text.text !== "0" && text.text !== "1")) return undefined;
      return { type: "boolean", value: text.text === "1" };
    case Type.toHex:
      return fromHex(text.text) === undefined ? undefined : { type: "string", value: text.text };
    default:
      return undefined;
  }
}

/** The line's text is one character a byte; the value's is what these bytes mean in UTF-8. */
function stringValue(text: string, size: number): { type: "string"; value: string } | undefined {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  const value = fromUtf8(bytes) ?? textOf(bytes);
  const characters = characterCount(bytes);
  const fits = size === bytes.length || size === characters || size === bytes.length + 2 || size === characters + 2;
  return fits ? { type: "string", value } : undefined;
}

function characterCount(bytes: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < bytes.length; i++) if (((bytes[i] as number) & 0xc0) !== 0x80) count++;
  return count;
}

/** A fromDecimal integer that `size` bytes can hold. */
function integerValue(text: string, size: number): number | bigint | undefined {
  const digits = text.startsWith("-") ? text.slice(1) : text;
  if (digits === "" || digits.length > 20 || !allIn(digits, "0123456789")) return undefined;
  const value = BigInt(text);
  if (BigInt.asIntN(size * 8, value) !== value) return undefined;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function floatValue(text: string): number | undefined {
  if (text === "" || !allIn(text, "0123456789+-.eE")) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

function allIn(text: string, alphabet: string): boolean {
  for (let i = 0; i < text.length; i++) if (alphabet.indexOf(text.charAt(i)) < 0) return false;
  return true;
}

/** True if the bytes can stand between quotes in a line: printable ASCII without a quote, or UTF-8 above it. */
export function isPrintable(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    if (byte < 0x20 || byte === 0x22 || byte === 0x7f) return false;
  }
  return true;
}

/** The UTF-8 bytes of a text as one character a byte, for a line to the host. */
export function lineText(text: string): string {
  return toUtf8Text(text);
}
