import { formatPath, type Path } from "./path.js";
import type { Scalar } from "./value.js";

/**
 * Outcomes in the wire's own vocabulary: a CoAP code is class × 32 + detail (RFC 7252 section 12.1), and those that
 * LwM2M uses stand in OMA LwM2M 1.0 clause 8.2. Handlers answer with these directly.
 */
export const Code = {
  created: 0x41,
  deleted: 0x42,
  changed: 0x44,
  content: 0x45,
  badRequest: 0x80,
  unauthorized: 0x81,
  badOption: 0x82,
  forbidden: 0x83,
  notFound: 0x84,
  methodNotAllowed: 0x85,
  notAcceptable: 0x86,
  conflict: 0x89,
  preconditionFailed: 0x8c,
  entityTooLarge: 0x8d,
  unsupportedFormat: 0x8f,
  internalError: 0xa0,
  notImplemented: 0xa1,
  unavailable: 0xa3,
} as const;
Object.freeze(Code);

/** A CoAP code as a number. */
export type Code = (typeof Code)[keyof typeof Code];

/** A value at a resource or resource instance. */
export interface Entry {
  readonly path: Path;
  readonly value: Scalar;
  /**
   * When it was measured, where that is not now: seconds since 1970-01-01 UTC or, negative, seconds before now for a
   * device that does not know the date (RFC 8428 section 4.5.3).
   */
  readonly time?: number;
}

/** The attributes that a server may set (OMA LwM2M 1.2 clause 7.3.2). Periods are in seconds. */
export interface AttributeValues {
  readonly pmin?: number;
  readonly pmax?: number;
  readonly gt?: number;
  readonly lt?: number;
  readonly st?: number;
  /** Seconds between two evaluations of the conditions. Since 1.1, like `epmax`. */
  readonly epmin?: number;
  readonly epmax?: number;
  /** 0 for the change from true to false, 1 for that from false to true. Since 1.2, like `con` and `hqmax`. */
  readonly edge?: number;
  /** 1 if notifications are Confirmable, 0 if not. */
  readonly con?: number;
  /** How many notifications are kept while the server cannot be reached. */
  readonly hqmax?: number;
}

/** What a write-attributes asks for: a number sets, null takes away, what is absent stays as it was. */
export type AttributeChange = { readonly [K in keyof AttributeValues]?: number | null };

/**
 * What a server asks of the device, whichever door it came through (OMA LwM2M 1.2 clauses 6.3 and 6.4). The composite
 * ones go to several places at once.
 */
export type Operation =
  | { readonly kind: "read"; readonly path: Path }
  | { readonly kind: "readComposite"; readonly paths: readonly Path[] }
  | {
      readonly kind: "write";
      readonly path: Path;
      /** Replace gives the instance or the multiple resource its whole new content; update touches what is named. */
      readonly mode: "replace" | "update";
      readonly entries: readonly Entry[];
    }
  | {
      readonly kind: "writeComposite";
      readonly entries: readonly Entry[];
      /** Resource instances that are to be taken away. */
      readonly removed: readonly Path[];
    }
  | { readonly kind: "execute"; readonly path: Path; readonly argument: string }
  | { readonly kind: "create"; readonly path: Path; readonly entries: readonly Entry[] }
  | { readonly kind: "delete"; readonly path: Path }
  /** `depth` is how many levels below the path are listed; without it 2 below an object and 1 below all else. */
  | { readonly kind: "discover"; readonly path: Path; readonly depth?: number }
  | { readonly kind: "writeAttributes"; readonly path: Path; readonly attributes: AttributeChange }
  /** `attributes` hold for this observation alone and take the place of all that are attached (since 1.2). */
  | {
      readonly kind: "observe";
      readonly path: Path;
      readonly observer: number;
      readonly attributes?: AttributeValues;
    }
  | {
      readonly kind: "observeComposite";
      readonly paths: readonly Path[];
      readonly observer: number;
      readonly attributes?: AttributeValues;
    }
  | { readonly kind: "cancel"; readonly path: Path; readonly observer: number }
  | { readonly kind: "cancelComposite"; readonly paths: readonly Path[]; readonly observer: number };

/** An operation on one place. */
export type SingleOperation = Extract<Operation, { readonly path: Path }>;

/** An operation on several places at once. */
export type CompositeOperation = Exclude<Operation, SingleOperation>;

/** One line of a discover answer: a path that exists and the attributes attached to it. */
export interface DiscoverLink {
  readonly path: Path;
  /** Number of resource instances of a multiple resource (attribute `dim`). */
  readonly dimension?: number;
  readonly attributes?: AttributeValues;
  /** The object's version where it is not 1.0 (attribute `ver`). */
  readonly version?: string;
  /** Short server id of a Security or Server instance (attribute `ssid`), in the answer to bootstrap only. */
  readonly server?: number;
  /** The address of a Security instance (attribute `uri`), in the answer to bootstrap only. */
  readonly uri?: string;
}

/**
 * What came of an operation. `entries` goes with the content of a read, `links` with that of a discover, `created` is
 * the path of an instance that came into being.
 */
export interface Outcome {
  readonly code: Code;
  readonly entries?: readonly Entry[];
  readonly links?: readonly DiscoverLink[];
  readonly created?: Path;
}

/** Where an operation goes, for logs: its path, or all of a composite one's. */
export function formatTarget(operation: Operation): string {
  if ("path" in operation) return formatPath(operation.path);
  if (operation.kind === "writeComposite") return placesOf(operation.entries.map((entry) => entry.path));
  return placesOf(operation.paths);
}

/** "4.04" for 0x84 (RFC 7252 section 12.1). */
export function formatCode(code: number): string {
  const detail = code & 0x1f;
  return `${code >> 5}.${detail < 10 ? "0" : ""}${detail}`;
}

function placesOf(paths: readonly Path[]): string {
  let text = "";
  for (let i = 0; i < paths.length; i++) text += `${i === 0 ? "" : " "}${formatPath(paths[i] as Path)}`;
  return text;
}
