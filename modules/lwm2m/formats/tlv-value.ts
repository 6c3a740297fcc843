import { ByteReader, ByteWriter } from "../../base/bytes.js";
import { utf8Bytes, utf8Text } from "../../base/text.js";
import { isSingle } from "../number.js";
import type { ResourceType, Scalar } from "../value.js";

/** The bytes of a value in TLV (OMA LwM2M 1.0 appendix C). The type tells floats and unsigned from integers. */
export function valueBytes(type: ResourceType, value: Scalar): Uint8Array {
  switch (typeof value) {
    case "string":
      return utf8Bytes(value);
    case "boolean":
      return new Uint8Array([value ? 1 : 0]);
    case "bigint":
      return bigBytes(value);
    case "number":
      return type === "float" ? floatBytes(value) : integerBytes(value);
    default:
      if (value instanceof Uint8Array) return value;
      return new ByteWriter(4, 4).uint(value.object, 2).uint(value.instance, 2).finish();
  }
}

/** The value that bytes have as this type; `undefined` if they cannot. Without a type they stay as they are. */
export function parseValue(type: ResourceType | undefined, bytes: Uint8Array): Scalar | undefined {
  switch (type) {
    case undefined:
    case "opaque":
      return bytes;
    case "string":
    case "corelnk":
      return utf8Text(bytes);
    case "integer":
    case "time":
      return parseInteger(bytes, false);
    case "unsigned":
      return parseInteger(bytes, true);
    case "float":
      return parseFloat(bytes);
    case "boolean":
      return bytes.length === 1 && (bytes[0] as number) < 2 ? bytes[0] === 1 : undefined;
    case "objlink":
      return parseLink(bytes);
    case "none":
      return undefined;
  }
}

/**
 * In 1, 2, 4 or 8 bytes, the fewest that hold it in two's complement. An unsigned one begins with a clear bit, too, as
 * long as there is room: peers are known that take 255 in one byte for −1.
 */
function integerBytes(value: number): Uint8Array {
  const size = integerSize(value);
  const writer = new ByteWriter(size, size);
  if (size < 8) return writer.uint(value < 0 ? value + 2 ** (8 * size) : value, size).finish();
  const high = Math.floor(value / 2 ** 32);
  return writer
    .uint(high < 0 ? high + 2 ** 32 : high, 4)
    .uint(value - high * 2 ** 32, 4)
    .finish();
}

function integerSize(value: number): number {
  for (let size = 1; size < 8; size *= 2) {
    const span = 2 ** (8 * size);
    if (value >= -span / 2 && value < span / 2) return size;
  }
  return 8;
}

function bigBytes(value: bigint): Uint8Array {
  const pattern = BigInt.asUintN(64, value);
  const low = Number(pattern & 0xffff_ffffn);
  return new ByteWriter(8, 8)
    .uint(Number(pattern >> 32n), 4)
    .uint(low, 4)
    .finish();
}

/** In 4 bytes if they hold it exactly, in 8 otherwise (IEEE 754). */
function floatBytes(value: number): Uint8Array {
  const single = isSingle(value);
  const bytes = new Uint8Array(single ? 4 : 8);
  const view = new DataView(bytes.buffer);
  if (single) view.setFloat32(0, value);
  else view.setFloat64(0, value);
  return bytes;
}

function parseInteger(bytes: Uint8Array, unsigned: boolean): number | bigint | undefined {
  const size = bytes.length;
  const reader = new ByteReader(bytes);
  if (size !== 1 && size !== 2 && size !== 4 && size !== 8) return undefined;
  if (size === 8) {
    const pattern = (BigInt(reader.uint(4) as number) << 32n) | BigInt(reader.uint(4) as number);
    const value = unsigned ? pattern : BigInt.asIntN(64, pattern);
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }
  const value = reader.uint(size) as number;
  const span = 2 ** (8 * size);
  return !unsigned && value >= span / 2 ? value - span : value;
}

function parseFloat(bytes: Uint8Array): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length === 4) return view.getFloat32(0);
  return bytes.length === 8 ? view.getFloat64(0) : undefined;
}

function parseLink(bytes: Uint8Array): Scalar | undefined {
  if (bytes.length !== 4) return undefined;
  const reader = new ByteReader(bytes);
  return { object: reader.uint(2) as number, instance: reader.uint(2) as number };
}
