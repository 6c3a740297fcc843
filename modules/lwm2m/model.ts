import type { ResourceType, Scalar } from "./value.js";
import { isOfType } from "./value.js";

/** What the server may do with a resource: read, write, both, execute, or nothing (bootstrap only). */
export type Access = "R" | "W" | "RW" | "E" | "";

/** One resource of an object, as the OMA registry defines it. */
export interface ResourceModel {
  readonly id: number;
  readonly type: ResourceType;
  readonly access: Access;
  /** True if it may have several resource instances. */
  readonly multiple?: boolean;
  readonly mandatory?: boolean;
  /** The least and the greatest value, or length in bytes for strings and opaques. */
  readonly range?: readonly [number, number];
  /** The only values, or lengths in bytes for strings and opaques. */
  readonly oneOf?: readonly number[];
  /** SenML unit (RFC 8428 registry) or the registry's own text. */
  readonly units?: string;
}

/** One object, as the OMA registry defines it. The keys of `resources` are the names that handlers use. */
export interface ObjectModel {
  readonly id: number;
  readonly name: string;
  /** Object version as in the registry, "1.0" if none is given. */
  readonly version: string;
  /** The lowest LwM2M version that the object goes with, "1.0" if none is given. */
  readonly enabler?: string;
  /** True if it may have several instances. */
  readonly multiple?: boolean;
  readonly mandatory?: boolean;
  readonly resources: Readonly<Record<string, ResourceModel>>;
}

/** Finds the models of resources by their ids; the tree is one. */
export interface Models {
  resourceModel(object: number, resource: number): ResourceModel | undefined;
}

/** True if the server may read the resource. */
export function isReadable(resource: ResourceModel): boolean {
  return resource.access === "R" || resource.access === "RW";
}

/** True if the server may write the resource. */
export function isWritable(resource: ResourceModel): boolean {
  return resource.access === "W" || resource.access === "RW";
}

/** True for types whose values gt, lt and st can compare (OMA LwM2M 1.0 clause 5.1.2). */
export function isNumeric(resource: ResourceModel): boolean {
  return (
    resource.type === "integer" || resource.type === "unsigned" || resource.type === "float" || resource.type === "time"
  );
}

/** True if one value, or one resource instance's, is of the resource's type and within its range. */
export function fits(resource: ResourceModel, value: Scalar): boolean {
  if (!isOfType(resource.type, value)) return false;
  if (resource.range === undefined && resource.oneOf === undefined) return true;
  const size = sizeOf(value);
  if (size === undefined) return true;
  if (resource.range !== undefined && !(size >= resource.range[0] && size <= resource.range[1])) return false;
  return resource.oneOf === undefined || resource.oneOf.includes(size);
}

/** What a range speaks of: the number itself, or the bytes of a string or an opaque. */
function sizeOf(value: Scalar): number | undefined {
  switch (typeof value) {
    case "number":
      return value;
    case "bigint":
      return Number(value);
    case "string":
      return utf8Length(value);
    case "object":
      return value instanceof Uint8Array ? value.length : undefined;
    default:
      return undefined;
  }
}

function utf8Length(text: string): number {
  let size = 0;
  for (const character of text) {
    const point = character.codePointAt(0) as number;
    size += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x1_0000 ? 3 : 4;
  }
  return size;
}
