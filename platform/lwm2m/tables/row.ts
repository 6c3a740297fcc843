import type { DataType } from "../scalar.js";

/** What a server may do: read, write, both, execute; "-" for what only bootstrap may touch. */
export type Access = "R" | "W" | "RW" | "E" | "-";

/** Id, name, access, type; then, where it is not a single one without unit, how many instances, and the unit. */
export type ResourceRow = readonly [number, string, Access, DataType, ("single" | "multiple")?, string?];

/** Id, name, how many instances, resources. */
export type ObjectRow = readonly [number, string, "single" | "multiple", readonly ResourceRow[]];
