import { decimal } from "../../base/text.js";
import type { ObjectLink, ResourceType, Scalar } from "../value.js";
import { parseDateTime } from "./date-time.js";

/**
 * A value as a self-describing format writes it, before the resource's type is looked at. An integer is a bigint only
 * beyond ±(2⁵³ − 1); null takes a resource instance away.
 */
export type Raw = Scalar | null;

/**
 * The value of a resource, made of what a payload has: integers may be written as floats and the other way round as
 * long as nothing is lost, an object link also as "1:0". `undefined` if it is not of that type. Values of resources
 * without a known type stay as they are.
 */
export function typed(type: ResourceType | undefined, raw: Scalar): Scalar | undefined {
  switch (type) {
    case undefined:
      return raw;
    case "string":
    case "corelnk":
      return typeof raw === "string" ? raw : undefined;
    case "time":
      return integer(typeof raw === "string" ? (parseDateTime(raw) ?? raw) : raw, false);
    case "integer":
      return integer(raw, false);
    case "unsigned":
      return integer(raw, true);
    case "float":
      return typeof raw === "bigint" ? Number(raw) : typeof raw === "number" ? raw : undefined;
    case "boolean":
      return typeof raw === "boolean" ? raw : undefined;
    case "opaque":
      return raw instanceof Uint8Array ? raw : undefined;
    case "objlink":
      if (typeof raw === "string") return parseObjectLink(raw);
      return typeof raw === "object" && !(raw instanceof Uint8Array) ? raw : undefined;
    case "none":
      return undefined;
  }
}

/** The object link that a text such as "3:0" writes (OMA LwM2M 1.0 appendix C). */
export function parseObjectLink(text: string): ObjectLink | undefined {
  const colon = text.indexOf(":");
  if (colon < 0) return undefined;
  const object = decimal(text.slice(0, colon));
  const instance = decimal(text.slice(colon + 1));
  if (object === undefined || instance === undefined || object > 0xffff || instance > 0xffff) return undefined;
  return { object, instance };
}

/** "3:0". */
export function formatObjectLink(link: ObjectLink): string {
  return `${link.object}:${link.instance}`;
}

function integer(raw: Scalar, unsigned: boolean): number | bigint | undefined {
  if (typeof raw === "bigint") {
    const wrapped = unsigned ? BigInt.asUintN(64, raw) : BigInt.asIntN(64, raw);
    return wrapped === raw ? raw : undefined;
  }
  if (typeof raw !== "number" || !Number.isSafeInteger(raw) || (unsigned && raw < 0)) return undefined;
  // Minus zero is a float's business.
  return raw + 0;
}
