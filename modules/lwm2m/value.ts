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
  | "string"
  | "integer"
  | "unsigned"
  | "float"
  | "boolean"
  | "opaque"
  | "time"
  | "objlink"
  | "corelnk"
  | "none";

/** Any value of a resource or resource instance. A bigint stands only for integers beyond ±(2⁵³ − 1). */
export type Scalar = string | number | bigint | boolean | Uint8Array | ObjectLink;

/** The values of a multiple resource by resource instance id. */
export interface Multiple<V extends Scalar = Scalar> {
  readonly instances: readonly { readonly id: number; readonly value: V }[];
}

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
