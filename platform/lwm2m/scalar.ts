/** Data types of OMA LwM2M 1.0 appendix C; unsigned and corelnk came with 1.1. `none` is that of executables. */
export type DataType =
  "string" | "integer" | "unsigned" | "float" | "boolean" | "opaque" | "time" | "objlink" | "corelnk" | "none";

export interface ObjectLink {
  readonly object: number;
  readonly instance: number;
}

/** Any value. A bigint stands only for an integer that a number cannot hold exactly. */
export type Scalar = string | number | bigint | boolean | Buffer | ObjectLink;

/** What JSON can carry of a value: bytes as hex, object links as "object:instance", great integers as digits. */
export type JsonScalar = string | number | boolean;

/** A value that does not fit its type, or a payload that is not what its format says. */
export class ContentError extends Error {}

/** Bytes of a TLV value (OMA LwM2M 1.0 appendix C). */
export function encodeScalar(type: DataType, value: Scalar): Buffer {
  switch (type) {
    case "integer":
    case "time":
      return encodeInteger(asInteger(value));
    case "unsigned":
      return encodeUnsigned(asInteger(value));
    case "float":
      return encodeFloat(typeof value === "number" ? value : Number(asInteger(value)));
    case "boolean":
      return Buffer.of(value === true ? 1 : 0);
    case "objlink":
      return encodeLink(value as ObjectLink);
    case "opaque":
      return value as Buffer;
    case "string":
    case "corelnk":
    case "none":
      return Buffer.from(String(value), "utf8");
  }
}

/** The value of TLV bytes. Of a resource that no table knows the bytes are kept, or taken as text where they are text. */
export function decodeScalar(type: DataType | undefined, bytes: Buffer): Scalar {
  switch (type) {
    case "integer":
    case "time":
      return decodeInteger(bytes);
    case "unsigned":
      return decodeUnsigned(bytes);
    case "float":
      if (bytes.length === 4) return shortest(bytes.readFloatBE(0));
      if (bytes.length === 8) return bytes.readDoubleBE(0);
      throw new ContentError(`a float of ${bytes.length} bytes`);
    case "boolean":
      if (bytes.length !== 1 || bytes.readUInt8(0) > 1) throw new ContentError("a boolean that is neither 0 nor 1");
      return bytes.readUInt8(0) === 1;
    case "objlink":
      if (bytes.length !== 4) throw new ContentError(`an object link of ${bytes.length} bytes`);
      return { object: bytes.readUInt16BE(0), instance: bytes.readUInt16BE(2) };
    case "opaque":
      return bytes;
    case "string":
    case "corelnk":
      return bytes.toString("utf8");
    case "none":
    case undefined:
      return isText(bytes) ? bytes.toString("utf8") : bytes;
  }
}

/** The value of a plain text payload (OMA LwM2M 1.0 clause 6.4.1: opaque is base64). */
export function parseText(type: DataType | undefined, text: string): Scalar {
  switch (type) {
    case "integer":
    case "time":
    case "unsigned":
      if (!/^-?\d{1,20}$/.test(text)) throw new ContentError(`"${clip(text)}" is not an integer`);
      return narrow(BigInt(text));
    case "float":
      if (!/^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(text))
        throw new ContentError(`"${clip(text)}" is not a number`);
      return Number(text);
    case "boolean":
      if (text !== "0" && text !== "1") throw new ContentError(`"${clip(text)}" is neither 0 nor 1`);
      return text === "1";
    case "objlink":
      return parseLink(text);
    case "opaque":
      return Buffer.from(text, "base64");
    case "string":
    case "corelnk":
    case "none":
    case undefined:
      return text;
  }
}

export function toJson(value: Scalar): JsonScalar {
  if (typeof value === "bigint") return value.toString();
  if (Buffer.isBuffer(value)) return value.toString("hex");
  if (typeof value === "object") return `${value.object}:${value.instance}`;
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  return value;
}

/** How the caller says a JSON value is to be read: 1 hex of opaque bytes, 2 time (OneNET's `type` of a write). */
export type JsonHint = 1 | 2 | undefined;

/**
 * A value for a write, from JSON.
 * @param type that of the table; without one it follows from the JSON value
 */
export function fromJson(type: DataType | undefined, json: unknown, hint: JsonHint): { type: DataType; value: Scalar } {
  if (hint === 1) return { type: "opaque", value: fromHex(json) };
  if (hint === 2) return { type: "time", value: fromDigits(json) };
  const target = type === undefined || type === "none" ? typeOfJson(json) : type;
  return { type: target, value: jsonScalar(target, json) };
}

function jsonScalar(type: DataType, json: unknown): Scalar {
  switch (type) {
    case "integer":
    case "time":
    case "unsigned":
      return fromDigits(json);
    case "float":
      if (typeof json === "string") return parseText("float", json);
      if (typeof json === "number") return json;
      break;
    case "boolean":
      if (typeof json === "boolean") return json;
      if (json === 0 || json === "0" || json === "false") return false;
      if (json === 1 || json === "1" || json === "true") return true;
      break;
    case "objlink":
      return parseLink(String(json));
    case "opaque":
      return fromHex(json);
    case "string":
    case "corelnk":
    case "none":
      if (typeof json === "string") return json;
      if (typeof json === "number" || typeof json === "boolean") return String(json);
      break;
  }
  throw new ContentError(`${clip(JSON.stringify(json) ?? "nothing")} is not of type ${type}`);
}

function typeOfJson(json: unknown): DataType {
  if (typeof json === "number") return Number.isSafeInteger(json) ? "integer" : "float";
  return typeof json === "boolean" ? "boolean" : "string";
}

function fromDigits(json: unknown): Scalar {
  if (typeof json === "number" && Number.isSafeInteger(json)) return json;
  if (typeof json === "string") return parseText("integer", json);
  throw new ContentError(`${clip(JSON.stringify(json) ?? "nothing")} is not an integer`);
}

function fromHex(json: unknown): Buffer {
  if (typeof json === "string" && json.length % 2 === 0 && /^[0-9a-fA-F]*$/.test(json)) return Buffer.from(json, "hex");
  throw new ContentError("bytes are given as hex digits, two for each byte");
}

function parseLink(text: string): ObjectLink {
  const match = /^(\d{1,5}):(\d{1,5})$/.exec(text);
  const [object, instance] = [Number(match?.[1]), Number(match?.[2])];
  if (!(object <= 0xffff && instance <= 0xffff)) throw new ContentError(`"${clip(text)}" is not an object link`);
  return { object, instance };
}

function encodeLink(link: ObjectLink): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt16BE(link.object, 0);
  bytes.writeUInt16BE(link.instance, 2);
  return bytes;
}

const asInteger = (value: Scalar): bigint => BigInt(value as number | bigint);

function encodeInteger(value: bigint): Buffer {
  for (const size of [1, 2, 4, 8] as const) {
    const limit = 1n << BigInt(size * 8 - 1);
    if (value >= -limit && value < limit) return bigBytes(BigInt.asUintN(size * 8, value), size);
  }
  throw new ContentError(`${value} does not fit 64 bits`);
}

function encodeUnsigned(value: bigint): Buffer {
  for (const size of [1, 2, 4, 8] as const) {
    if (value >= 0n && value < 1n << BigInt(size * 8)) return bigBytes(value, size);
  }
  throw new ContentError(`${value} does not fit 64 bits without sign`);
}

function bigBytes(value: bigint, size: number): Buffer {
  return Buffer.from(value.toString(16).padStart(size * 2, "0"), "hex");
}

/** Four bytes where they hold the number exactly, else eight. */
function encodeFloat(value: number): Buffer {
  const exact = Math.fround(value) === value || Number.isNaN(value);
  const bytes = Buffer.alloc(exact ? 4 : 8);
  if (exact) bytes.writeFloatBE(value, 0);
  else bytes.writeDoubleBE(value, 0);
  return bytes;
}

/** A float of 32 bits with as few decimal digits as tell it from its neighbours: 0.1, not 0.10000000149. */
function shortest(float: number): number {
  for (let digits = 6; digits < 9; digits += 1) {
    const short = Number(float.toPrecision(digits));
    if (Math.fround(short) === float) return short;
  }
  return float;
}

function decodeInteger(bytes: Buffer): Scalar {
  if (![1, 2, 4, 8].includes(bytes.length)) throw new ContentError(`an integer of ${bytes.length} bytes`);
  return bytes.length === 8 ? narrow(bytes.readBigInt64BE(0)) : bytes.readIntBE(0, bytes.length);
}

function decodeUnsigned(bytes: Buffer): Scalar {
  if (![1, 2, 4, 8].includes(bytes.length)) throw new ContentError(`an integer of ${bytes.length} bytes`);
  return bytes.length === 8 ? narrow(bytes.readBigUInt64BE(0)) : bytes.readUIntBE(0, bytes.length);
}

const narrow = (value: bigint): number | bigint =>
  value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;

const isText = (bytes: Buffer): boolean =>
  bytes.length > 0 && !/[\u0000-\u0008\u000e-\u001f\u007f\ufffd]/u.test(bytes.toString("utf8"));

const clip = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
