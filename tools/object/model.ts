import { format } from "prettier";
import type { DefinedObject, DefinedResource } from "./definition.js";
import { kebabName, pascalName } from "./names.js";

/** "3303-temperature.ts", or "3-device-1-1.ts" with the version. */
export function fileName(object: DefinedObject, versioned = false): string {
  const suffix = versioned ? `-${object.version.replace(".", "-")}` : "";
  return `${object.id}-${kebabName(object.name)}${suffix}.ts`;
}

/**
 * The source text of a model table; the same for the same definition. `source` is named in its first line. With the
 * version the name of the table is such as "Device11".
 */
export async function formatModel(object: DefinedObject, source: string, versioned = false): Promise<string> {
  const { id, name, version, enabler, multiple, mandatory, resources } = object;
  const text = `// Made from ${source} by "npm run object"; not to be edited.
import { freeze } from "../../modules/base/freeze.js";
import type { ObjectModel } from "../../modules/lwm2m/model.js";

/** Object ${id}, version ${version}${id < FIRST_OF_OWN ? ", of the OMA LwM2M registry" : ""}. */
export const ${pascalName(name)}${versioned ? version.replace(".", "") : ""} = freeze({
  id: ${id},
  name: ${JSON.stringify(name)},
  version: ${JSON.stringify(version)},
  ${enabler === "1.0" ? "" : `enabler: ${JSON.stringify(enabler)},`}
  ${multiple === true ? "multiple: true," : ""}
  ${mandatory === true ? "mandatory: true," : ""}
  resources: {
    ${resources.map(formatResource).join("\n")}
  },
} as const satisfies ObjectModel);
`;
  return format(text.replace(/^ *\n(?= {2})/gm, ""), { parser: "typescript", printWidth: 120 });
}

/** From here on identifiers are for tests and private use (OMNA, LwM2M object ids). */
const FIRST_OF_OWN = 26_241;

function formatResource(resource: DefinedResource): string {
  const { key, id, type, access, multiple, mandatory, range, oneOf, units } = resource;
  const fields = [`id: ${id}`, `type: ${JSON.stringify(type)}`, `access: ${JSON.stringify(access)}`];
  if (multiple === true) fields.push("multiple: true");
  if (mandatory === true) fields.push("mandatory: true");
  if (range !== undefined) fields.push(`range: [${range.join(", ")}]`);
  if (oneOf !== undefined) fields.push(`oneOf: [${oneOf.join(", ")}]`);
  if (units !== undefined) fields.push(`units: ${JSON.stringify(units)}`);
  return `${key}: { ${fields.join(", ")} },`;
}
