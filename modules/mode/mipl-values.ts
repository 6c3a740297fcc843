import { asciiBytes, decimal, hexBytes, hexText, latinText, utf8Bytes, utf8Text } from "../base/text.js";
import { isSingle } from "../lwm2m/number.js";
import type { ResourceType, Scalar } from "../lwm2m/value.js";
import { TYPES, type MiplValue } from "./mipl.js";

/** Values in AT+MIPLREADRSP and AT+MIPLNOTIFY, and back from +MIPLWRITE. */

/** How a value is written in a reply or notification. Values of type string are quoted. */
export function encodeMiplValue(value: Scalar, type: ResourceType): MiplValue {
  if (typeof value === "boolean") return { type: TYPES.boolean, length: 1, text: value ? "1" : "0" };
  if (typeof value === "string") return encodeText(value);
  if (value instanceof Uint8Array) return encodeBytes(value);
  if (typeof value === "object") return encodeBytes(linkBytes(value.object, value.instance));
  if (type === "float" && typeof value === "number") {
    const text = plainDecimal(value);
    // Modules tell a float by its point.
    const point = text.indexOf(".") < 0 ? ".0" : "";
    return { type: TYPES.float, length: isSingle(value) ? 4 : 8, text: text + point };
  }
  const small = value >= -0x8000_0000 && value <= 0x7fff_ffff;
  return {
    type: TYPES.integer,
    length: small ? 4 : 8,
    text: typeof value === "bigint" ? `${value}` : plainDecimal(value),
  };
}

/**
 * The value that a +MIPLWRITE carries, by the resource's own type. The URC's type number only says how the text is
 * written: modules that do not know the resource print the bytes of the request in hex.
 *
 * @returns `undefined` if the text is no such value
 */
export function decodeMiplValue(written: number, text: string, type: ResourceType): Scalar | undefined {
  if (written === TYPES.opaque || written === TYPES.hex) {
    const bytes = hexBytes(text);
    return bytes === undefined ? undefined : fromBytes(bytes, type);
  }
  return type === "opaque" ? hexBytes(text) : fromText(text, type);
}

/** Bytes that a value takes; 8 for anything that is neither text nor bytes. */
export function miplBytes(value: Scalar): number {
  if (value instanceof Uint8Array) return value.length;
  return typeof value === "string" ? utf8Bytes(value).length : LONGEST_NUMBER;
}

const LONGEST_NUMBER = 8;

function encodeText(text: string): MiplValue {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    // An AT string has no escape, so anything that would end it or the line goes as hex.
    if (code < 0x20 || code > 0x7e || code === 0x22) return encodeBytes(utf8Bytes(text));
  }
  return { type: TYPES.string, length: text.length, text: `"${text}"` };
}

function encodeBytes(bytes: Uint8Array): MiplValue {
  return { type: TYPES.opaque, length: bytes.length, text: hexText(bytes) };
}

function linkBytes(object: number, instance: number): Uint8Array {
  const bytes = new Uint8Array(4);
  bytes[0] = object >> 8;
  bytes[1] = object & 255;
  bytes[2] = instance >> 8;
  bytes[3] = instance & 255;
  return bytes;
}

/** A number without an exponent, which modules do not read. */
function plainDecimal(value: number): string {
  const text = `${value}`;
  if (text.indexOf("e") < 0) return text;
  return Math.abs(value) < 1 ? value.toFixed(20) : `${BigInt(Math.round(value))}`;
}

function fromText(text: string, type: ResourceType): Scalar | undefined {
  switch (type) {
    case "string":
    case "corelnk":
      return text;
    case "integer":
    case "unsigned":
    case "time":
      return integerOf(text, type === "unsigned");
    case "float":
      return floatOf(text);
    case "boolean":
      return text === "1" ? true : text === "0" ? false : undefined;
    case "objlink":
      return linkOf(text);
    case "opaque":
      return asciiBytes(text);
    case "none":
      return undefined;
  }
}

/** The bytes are those of a TLV value (OMA LwM2M 1.0 clause 6.4.3), or of a text where they cannot be. */
function fromBytes(bytes: Uint8Array, type: ResourceType): Scalar | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  switch (type) {
    case "string":
    case "corelnk":
      return utf8Text(bytes);
    case "opaque":
      return bytes;
    case "boolean":
      if (bytes.length !== 1) return undefined;
      return bytes[0] === 0 || bytes[0] === 0x30 ? false : bytes[0] === 1 || bytes[0] === 0x31 ? true : undefined;
    case "float":
      if (bytes.length === 4) return view.getFloat32(0);
      return bytes.length === 8 ? view.getFloat64(0) : fromText(latinText(bytes), type);
    case "integer":
    case "unsigned":
    case "time":
      return binaryInteger(view, type === "unsigned") ?? fromText(latinText(bytes), type);
    case "objlink":
      if (bytes.length === 4) return { object: view.getUint16(0), instance: view.getUint16(2) };
      return fromText(latinText(bytes), type);
    case "none":
      return undefined;
  }
}

function binaryInteger(view: DataView, unsigned: boolean): number | bigint | undefined {
  switch (view.byteLength) {
    case 1:
      return unsigned ? view.getUint8(0) : view.getInt8(0);
    case 2:
      return unsigned ? view.getUint16(0) : view.getInt16(0);
    case 4:
      return unsigned ? view.getUint32(0) : view.getInt32(0);
    case 8: {
      const value = unsigned ? view.getBigUint64(0) : view.getBigInt64(0);
      const number = Number(value);
      return Number.isSafeInteger(number) ? number : value;
    }
    default:
      return undefined;
  }
}

function integerOf(text: string, unsigned: boolean): number | undefined {
  const negative = text.startsWith("-");
  const value = decimal(negative ? text.slice(1) : text);
  if (value === undefined || (negative && unsigned)) return undefined;
  return negative ? -value : value;
}

function floatOf(text: string): number | undefined {
  if (text.length === 0 || text.indexOf(" ") >= 0) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

function linkOf(text: string): Scalar | undefined {
  const colon = text.indexOf(":");
  const object = decimal(text.slice(0, colon));
  const instance = decimal(text.slice(colon + 1));
  return colon < 0 || object === undefined || instance === undefined ? undefined : { object, instance };
}
