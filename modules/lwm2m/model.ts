import type { ResourceType } from "./value.js";

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
  /** The least and the greatest value, or length for strings and opaques. */
  readonly range?: readonly [number, number];
  /** SenML unit (RFC 8428 registry) or the registry's own text. */
  readonly units?: string;
}

/** One object, as the OMA registry defines it. The keys of `resources` are the names that handlers use. */
export interface ObjectModel {
  readonly id: number;
  readonly name: string;
  /** Object version as in the registry, "1.0" if none is given. */
  readonly version: string;
  /** True if it may have several instances. */
  readonly multiple?: boolean;
  readonly mandatory?: boolean;
  readonly resources: Readonly<Record<string, ResourceModel>>;
}
