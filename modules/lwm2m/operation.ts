import type { Path } from "./path.js";
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
}

/** The attributes that a server may set (OMA LwM2M 1.0 clause 5.1.2). Periods are in seconds. */
export interface AttributeValues {
  readonly pmin?: number;
  readonly pmax?: number;
  readonly gt?: number;
  readonly lt?: number;
  readonly st?: number;
}

/** What a write-attributes asks for: a number sets, null takes away, what is absent stays as it was. */
export type AttributeChange = { readonly [K in keyof AttributeValues]?: number | null };

/** What a server asks of the device, whichever door it came through (OMA LwM2M 1.0 clauses 5.4 and 5.5). */
export type Operation =
  | { readonly kind: "read"; readonly path: Path }
  | {
      readonly kind: "write";
      readonly path: Path;
      /** Replace gives the instance or the multiple resource its whole new content; update touches what is named. */
      readonly mode: "replace" | "update";
      readonly entries: readonly Entry[];
    }
  | { readonly kind: "execute"; readonly path: Path; readonly argument: string }
  | { readonly kind: "create"; readonly path: Path; readonly entries: readonly Entry[] }
  | { readonly kind: "delete"; readonly path: Path }
  | { readonly kind: "discover"; readonly path: Path }
  | { readonly kind: "writeAttributes"; readonly path: Path; readonly attributes: AttributeChange }
  | { readonly kind: "observe"; readonly path: Path; readonly observer: number }
  | { readonly kind: "cancel"; readonly path: Path; readonly observer: number };

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

/** "4.04" for 0x84 (RFC 7252 section 12.1). */
export function formatCode(code: number): string {
  const detail = code & 0x1f;
  return `${code >> 5}.${detail < 10 ? "0" : ""}${detail}`;
}
