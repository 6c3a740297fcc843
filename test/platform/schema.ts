import { calls } from "../../platform/http/openapi/calls.js";
import type { Call, Schema } from "../../platform/http/openapi/schema.js";

/** What is wrong with a value by its schema, each with its place; empty: nothing. */
export function violations(schema: Schema, value: unknown, place = "data"): string[] {
  if (schema.enum !== undefined && !schema.enum.includes(value as string)) {
    return [`${place}: ${JSON.stringify(value)} is none of ${schema.enum.join(", ")}`];
  }
  const types = schema.type === undefined ? undefined : [schema.type].flat();
  if (types !== undefined && !types.some((type) => isOfType(type, value))) {
    return [`${place}: ${JSON.stringify(value)} is not of type ${types.join(" or ")}`];
  }
  if (Array.isArray(value)) {
    const { items } = schema;
    return items === undefined ? [] : value.flatMap((each, index) => violations(items, each, `${place}[${index}]`));
  }
  return typeof value === "object" && value !== null ? ofObject(schema, value as Record<string, unknown>, place) : [];
}

function ofObject(schema: Schema, value: Record<string, unknown>, place: string): string[] {
  const { properties, required = [], additionalProperties } = schema;
  const missing = required.filter((name) => value[name] === undefined).map((name) => `${place}: ${name} is missing`);
  const wrong = Object.entries(value).flatMap(([name, each]) => {
    const property =
      properties?.[name] ?? (typeof additionalProperties === "object" ? additionalProperties : undefined);
    if (property !== undefined) return violations(property, each, `${place}.${name}`);
    return properties === undefined ? [] : [`${place}: ${name} is not described`];
  });
  return [...missing, ...wrong];
}

function isOfType(type: string, value: unknown): boolean {
  switch (type) {
    case "integer":
      return Number.isInteger(value);
    case "array":
      return Array.isArray(value);
    case "null":
      return value === null;
    case "object":
      return typeof value === "object" && value !== null && !Array.isArray(value);
    default:
      return typeof value === type;
  }
}

/** The described call that a request is; a path without parameters goes before one with. */
export function callOf(method: string, url: string): Call | undefined {
  const path = url.split("?")[0] ?? "";
  const fits = (template: string): boolean => new RegExp(`^${template.replace(/\{\w+\}/g, "[^/]+")}$`).test(path);
  return calls
    .filter((call) => call.method === method.toLowerCase() && fits(call.path))
    .sort((a, b) => a.path.split("{").length - b.path.split("{").length)[0];
}
