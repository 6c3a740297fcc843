import { isCoreLink } from "./core-link.js";
import { sameBytes } from "../base/bytes.js";

/** A reference to an object instance (data type Objlnk, OMA LwM2M 1.0 appendix C). */
export interface ObjectLink {
  readonly object: number;
  readonly instance: number;
}

/**
 * The data types of resources (OMA LwM2M 1.0 appendix C; unsigned and corelnk since 1.1). `none` is that of
 * executable resources. Time is in seconds since 1970-01-01 UTC.
 */
export type ResourceType =
  "string" | "integer" | "unsigned" | "float" | "boolean" | "opaque" | "time" | "objlink" | "corelnk" | "none";

/** Any value of a resource or resource instance. A bigint stands only for integers beyond ±(2⁵³ − 1). */
export type Scalar = string | number | bigint | boolean | Uint8Array | ObjectLink;

/** The values of a multiple resource by resource instance id. */
export interface Multiple<V extends Scalar = Scalar> {
  readonly instances: readonly { readonly id: number; readonly value: V }[];
}

/** What a resource holds: one value, or several of a multiple resource. */
export type Value = Scalar | Multiple;

/** The JavaScript type of a resource's value. */
export type ValueOf<T extends ResourceType> = T extends "string" | "corelnk"
  ? string
  : T extends "float" | "time"
    ? number
    : T extends "integer" | "unsigned"
      ? number | bigint
      : T extends "boolean"
        ? boolean
        : T extends "opaque"
          ? Uint8Array
          : T extends "objlink"
            ? ObjectLink
            : never;

/** The values of a list as a multiple resource; the resource instance ids are the places in the list. */
export function multipleOf<V extends Scalar>(values: readonly V[]): Multiple<V> {
  const instances: { id: number; value: V }[] = [];
  for (let i = 0; i < values.length; i++) instances.push({ id: i, value: values[i] as V });
  return { instances };
}

/** True for the values of a multiple resource. */
export function isMultiple(value: Value): value is Multiple {
  return typeof value === "object" && "instances" in value;
}

/** True if a value is one that the data type can hold. */
export function isOfType(type: ResourceType, value: Scalar): boolean {
  switch (type) {
    case "string":
      return typeof value === "string";
    case "corelnk":
      return typeof value === "string" && isCoreLink(value);
    case "integer":
    case "time":
      return isInteger(value);
    case "unsigned":
      return isUnsigned(value);
    case "float":
      return typeof value === "number";
    case "boolean":
      return typeof value === "boolean";
    case "opaque":
      return value instanceof Uint8Array;
    case "objlink":
      return isObjectLink(value);
    case "none":
      return false;
  }
}

/** True if both are the same value, multiple ones with the same resource instances in the same order. */
export function sameValue(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object") return a !== a && b !== b;
  if (isMultiple(a)) return isMultiple(b) && sameInstances(a, b);
  if (isMultiple(b)) return false;
  if (a instanceof Uint8Array) return b instanceof Uint8Array && sameBytes(a, b);
  return !(b instanceof Uint8Array) && a.object === b.object && a.instance === b.instance;
}

function isInteger(value: Scalar): boolean {
  if (typeof value === "bigint") return BigInt.asIntN(64, value) === value;
  return Number.isSafeInteger(value);
}

function isUnsigned(value: Scalar): boolean {
  if (typeof value === "bigint") return BigInt.asUintN(64, value) === value;
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isObjectLink(value: Scalar): boolean {
  if (typeof value !== "object" || value instanceof Uint8Array) return false;
  return isLinkId(value.object) && isLinkId(value.instance);
}

function isLinkId(id: number): boolean {
  return Number.isSafeInteger(id) && id >= 0 && id <= 0xffff;
}

function sameInstances(a: Multiple, b: Multiple): boolean {
  if (a.instances.length !== b.instances.length) return false;
  for (let i = 0; i < a.instances.length; i++) {
    const left = a.instances[i] as Multiple["instances"][number];
    const right = b.instances[i] as Multiple["instances"][number];
    if (left.id !== right.id || !sameValue(left.value, right.value)) return false;
  }
  return true;
}
