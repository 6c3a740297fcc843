/** The part of JSON Schema that OpenAPI 3.1 descriptions here are written in. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly enum?: readonly (string | number)[];
  readonly oneOf?: readonly Schema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
}

export interface Parameter {
  readonly name: string;
  readonly description: string;
  readonly schema: Schema;
  readonly required?: boolean;
}

export type Method = "get" | "post" | "put" | "delete";

/** One call of the API. */
export interface Call {
  readonly method: Method;
  /** With `{name}` for the parts that vary. */
  readonly path: string;
  readonly summary: string;
  readonly tag: string;
  readonly query?: readonly Parameter[];
  readonly body?: Schema;
  /** False: the body may be left out. */
  readonly bodyNeeded?: boolean;
  /** Of the reply; absent: there is none. */
  readonly data?: Schema;
  /** What comes instead of JSON. */
  readonly stream?: string;
}

export const text = (description?: string, more: Schema = {}): Schema => ({
  type: "string",
  ...described(description),
  ...more,
});
export const integer = (description?: string, minimum?: number, maximum?: number): Schema => ({
  type: "integer",
  ...described(description),
  ...(minimum === undefined ? {} : { minimum }),
  ...(maximum === undefined ? {} : { maximum }),
});
/** Of an object, an instance, a resource or a resource instance. */
export const id = (what: string): Schema => integer(what, 0, 65_534);
export const number = (description?: string): Schema => ({ type: "number", ...described(description) });
export const flag = (description?: string): Schema => ({ type: "boolean", ...described(description) });
export const list = (items: Schema, description?: string): Schema => ({
  type: "array",
  items,
  ...described(description),
});
export const oneOf = (values: readonly (string | number)[], description?: string): Schema => ({
  enum: values,
  ...described(description),
});

/** An object with these properties; those whose name ends in "?" may be missing. Others may come beside them. */
export function object(properties: Readonly<Record<string, Schema>>, description?: string): Schema {
  const entries = Object.entries(properties);
  return {
    type: "object",
    ...described(description),
    properties: Object.fromEntries(entries.map(([name, schema]) => [name.replace("?", ""), schema])),
    required: entries.filter(([name]) => !name.endsWith("?")).map(([name]) => name),
  };
}

/** A parameter of the query; one whose name ends in "!" is needed. */
export const parameter = (name: string, description: string, schema: Schema = { type: "string" }): Parameter => ({
  name: name.replace("!", ""),
  description,
  schema,
  ...(name.endsWith("!") ? { required: true } : {}),
});

const described = (description: string | undefined): { description?: string } =>
  description === undefined ? {} : { description };
