import { format } from "prettier";
import type { DefinedObject, DefinedResource } from "./definition.js";

/** The source text of a table of the platform, which takes names, operations, types, units, ranges and enumerations. */
export function formatTable(name: string, objects: readonly DefinedObject[]): Promise<string> {
  const sorted = [...objects].sort((a, b) => a.id - b.id);
  const text = `// Made by "npm run object -- … --platform ${name}"; not to be edited.
import type { ObjectRow } from "./row.js";

export const ${name}Objects: readonly ObjectRow[] = [
  ${sorted.map(formatObject).join("\n")}
];
`;
  return format(text, { parser: "typescript", printWidth: 120 });
}

function formatObject({ id, name, multiple, resources }: DefinedObject): string {
  const many = multiple === true ? "multiple" : "single";
  return `[${id}, ${JSON.stringify(name)}, "${many}", [\n${resources.map(formatResource).join("\n")}\n]],`;
}

function formatResource({ id, name, access, type, ...rest }: DefinedResource): string {
  const facts = [];
  if (rest.multiple === true) facts.push("multiple: true");
  if (rest.units !== undefined) facts.push(`units: ${JSON.stringify(rest.units)}`);
  if (rest.range !== undefined) facts.push(`range: [${rest.range.join(", ")}]`);
  if (rest.oneOf !== undefined) facts.push(`oneOf: [${rest.oneOf.join(", ")}]`);
  if (rest.names !== undefined) {
    const names = Object.entries(rest.names).map(([value, text]) => `${value}: ${JSON.stringify(text)}`);
    facts.push(`names: { ${names.join(", ")} }`);
  }
  const more = facts.length === 0 ? "" : `, { ${facts.join(", ")} }`;
  return `[${id}, ${JSON.stringify(name)}, "${access === "" ? "-" : access}", "${type}"${more}],`;
}
