import type { DataType } from "../scalar.js";

/** What a server may do: read, write, both, execute; "-" for what only bootstrap may touch. */
export type Access = "R" | "W" | "RW" | "E" | "-";

/** What a resource is besides a single one without unit that takes every value of its type. */
export interface ResourceFacts {
  readonly multiple?: true;
  /** SenML's name of the unit. */
  readonly units?: string;
  /** The least and the greatest value; of a text or of bytes the length. */
  readonly range?: readonly [number, number];
  /** The only values; of a text or of bytes the lengths. */
  readonly oneOf?: readonly number[];
  /** What the values of an enumeration are called; there may be others. */
  readonly names?: Readonly<Record<number, string>>;
}

/** Id, name, access, type, and the rest. */
export type ResourceRow = readonly [number, string, Access, DataType, ResourceFacts?];

/** Id, name, how many instances, resources. */
export type ObjectRow = readonly [number, string, "single" | "multiple", readonly ResourceRow[]];
