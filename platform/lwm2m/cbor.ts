import { Tagged, Token, Type, decode, encode } from "cborg";
import { ContentError, type DataType, type ObjectLink, type Scalar, parseText } from "./scalar.js";

/** Reads one item of CBOR (RFC 8949); maps come as `Map`. Throws `ContentError`. */
export function parseCbor(payload: Buffer, what: string): unknown {
  try {
    // Tag 1 is a time in seconds.
    return decode(payload, { useMaps: true, tags: { 1: (inner) => inner() } });
  } catch (error) {
    throw new ContentError(`${what}: ${(error as Error).message}`);
  }
}

/** Writes one item. A `Float64Array` stands for one number that is a float also where it is whole. */
export function writeCbor(item: unknown): Buffer {
  const typeEncoders = { Float64Array: (array: Float64Array) => new Token(Type.float, array[0]) };
  return Buffer.from(encode(item, { typeEncoders }));
}

/** A value as CBOR has it (OMA LwM2M 1.1 appendix C.2). */
export function cborItem(type: DataType, value: Scalar): unknown {
  switch (type) {
    case "float":
      return Float64Array.of(Number(value));
    case "time":
      return new Tagged(1, value);
    case "objlink":
      return linkText(value as ObjectLink);
    default:
      return value;
  }
}

export const linkText = ({ object, instance }: ObjectLink): string => `${object}:${instance}`;

/** A value that came as JSON or CBOR has it. Texts stand for bytes in LwM2M JSON, and for links. */
export function typed(type: DataType | undefined, value: unknown): Scalar {
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "boolean") return value;
  if (value instanceof Uint8Array) return Buffer.from(value);
  if (typeof value !== "string") throw new ContentError("a value is neither number, text, boolean nor bytes");
  if (type === "opaque" || type === "objlink") return parseText(type, value);
  return value;
}
