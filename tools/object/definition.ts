import { XMLParser, XMLValidator } from "fast-xml-parser";
import type { Access, ObjectModel, ResourceModel } from "../../modules/lwm2m/model.js";
import type { ResourceType } from "../../modules/lwm2m/value.js";
import { ToolError } from "../arguments.js";
import { enumerated } from "./enumeration.js";
import { camelName } from "./names.js";

/** A resource of a definition, with the name that handlers will use. */
export interface DefinedResource extends ResourceModel {
  readonly key: string;
  /** As the definition has it. */
  readonly name: string;
  /** What each value of an enumeration means, where the description says so. */
  readonly names?: Readonly<Record<number, string>>;
}

/** An object of a definition. */
export interface DefinedObject extends Omit<ObjectModel, "resources"> {
  readonly resources: readonly DefinedResource[];
}

/** What a file defines, and what of it a table cannot say. */
export interface Definitions {
  readonly objects: readonly DefinedObject[];
  readonly notes: readonly string[];
}

type Element = Readonly<Record<string, unknown>>;

const TYPES: Readonly<Record<string, ResourceType>> = {
  string: "string",
  integer: "integer",
  "unsigned integer": "unsigned",
  float: "float",
  boolean: "boolean",
  opaque: "opaque",
  time: "time",
  objlnk: "objlink",
  corelnk: "corelnk",
};

/** Elements that the registry's schema lets repeat. */
const LISTS = ["Object", "Item"];

/**
 * Reads a definition file of the OMA LwM2M registry (schema LWM2M.xsd, versions 1.0 and 1.1).
 *
 * @throws ToolError naming the file, the place and what is wrong there
 */
export function readObjects(file: string, xml: string): Definitions {
  const text = xml.replace(/^\uFEFF/, "");
  const valid = XMLValidator.validate(text);
  if (valid !== true) throw new ToolError(`${file}:${valid.err.line}: not XML: ${valid.err.msg}`);
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: "@",
    parseTagValue: false,
    parseAttributeValue: false,
    isArray: (name) => LISTS.includes(name),
  });
  const root = parser.parse(text) as Element;
  const registry = root["LWM2M"];
  if (!isElement(registry)) throw new ToolError(`${file}: not an object definition: there is no LWM2M element`);
  const found = registry["Object"];
  if (!Array.isArray(found)) throw new ToolError(`${file}: no Object element`);
  const notes: string[] = [];
  return { objects: found.map((element) => readObject(file, element as Element, notes)), notes };
}

function readObject(file: string, element: Element, notes: string[]): DefinedObject {
  const name = textOf(element, "Name");
  const id = readId(`${file}: object "${name}"`, "ObjectID", textOf(element, "ObjectID"));
  const where = `${file}: object ${id}`;
  if (camelName(name) === undefined) throw new ToolError(`${where}: Name "${name}" gives no identifier`);
  const version = textOf(element, "ObjectVersion") || "1.0";
  const enabler = textOf(element, "LWM2MVersion") || "1.0";
  for (const text of [version, enabler]) {
    if (!/^\d+\.\d+$/.test(text)) throw new ToolError(`${where}: "${text}" is not a version`);
  }
  const items = isElement(element["Resources"]) ? element["Resources"]["Item"] : undefined;
  const resources = Array.isArray(items) ? items.map((item) => readResource(where, item as Element, notes)) : [];
  if (resources.length === 0) throw new ToolError(`${where}: no Item in Resources`);
  return {
    id,
    name,
    version,
    enabler,
    multiple: readChoice(where, element, "MultipleInstances", "Multiple", "Single"),
    mandatory: readChoice(where, element, "Mandatory", "Mandatory", "Optional"),
    resources: distinct(where, resources),
  };
}

function readResource(object: string, item: Element, notes: string[]): DefinedResource {
  const id = readId(object, "Item ID", typeof item["@ID"] === "string" ? item["@ID"].trim() : "");
  const where = `${object}: resource ${id}`;
  const name = textOf(item, "Name");
  const key = camelName(name);
  if (key === undefined) throw new ToolError(`${where}: Name "${name}" gives no identifier`);
  const access = readAccess(where, textOf(item, "Operations"));
  const units = textOf(item, "Units");
  const type = readType(where, access, textOf(item, "Type"));
  const limits = readRange(where, textOf(item, "RangeEnumeration"), notes);
  const isWhole = type === "integer" || type === "unsigned";
  const names = isWhole ? enumerated(textOf(item, "Description"), limits.range) : undefined;
  return {
    key,
    name: name.replace(/\s+/g, " "),
    id,
    type,
    access,
    multiple: readChoice(where, item, "MultipleInstances", "Multiple", "Single"),
    mandatory: readChoice(where, item, "Mandatory", "Mandatory", "Optional"),
    ...limits,
    ...(units !== "" && { units }),
    ...(names !== undefined && { names }),
  };
}

function readId(where: string, what: string, text: string): number {
  const id = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (!(id < 65_535)) throw new ToolError(`${where}: ${what} "${text}" is not a number from 0 to 65534`);
  return id;
}

function readAccess(where: string, text: string): Access {
  if (text === "" || text === "R" || text === "W" || text === "RW" || text === "E") return text;
  throw new ToolError(`${where}: Operations "${text}" is none of R, W, RW, E and nothing`);
}

function readType(where: string, access: Access, text: string): ResourceType {
  if (access === "E") return "none";
  const type = TYPES[text.toLowerCase()];
  if (type === undefined) throw new ToolError(`${where}: Type "${text}" is not one of LwM2M's data types`);
  return type;
}

function readChoice(where: string, element: Element, name: string, yes: string, no: string): boolean {
  const text = textOf(element, name);
  if (text !== yes && text !== no) throw new ToolError(`${where}: ${name} "${text}" is neither ${yes} nor ${no}`);
  return text === yes;
}

/** "0..255", "0-255 bytes", "6", "16,32,48" and "16-32-48 bytes"; anything else is prose and only noted. */
function readRange(where: string, text: string, notes: string[]): Pick<ResourceModel, "range" | "oneOf"> {
  const plain = text.replace(/\s*bytes$/i, "").trim();
  if (plain === "") return {};
  const span = /^(-?\d+(?:\.\d+)?)\s*(?:\.\.|-)\s*(-?\d+(?:\.\d+)?)$/.exec(plain);
  if (span !== null) {
    const [low, high] = [Number(span[1]), Number(span[2])];
    if (low > high) throw new ToolError(`${where}: RangeEnumeration "${text}" ends before it begins`);
    return { range: [low, high] };
  }
  if (/^\d+(?:\s*[,-]\s*\d+)*$/.test(plain)) return { oneOf: plain.split(/\s*[,-]\s*/).map(Number) };
  notes.push(`${where}: RangeEnumeration "${text}" is prose and left out`);
  return {};
}

/** Sorted by id; a name that occurs twice gets the id behind it. */
function distinct(where: string, resources: readonly DefinedResource[]): DefinedResource[] {
  const sorted = [...resources].sort((a, b) => a.id - b.id);
  return sorted.map((resource, i) => {
    if (sorted[i - 1]?.id === resource.id) throw new ToolError(`${where}: resource ${resource.id} is defined twice`);
    const alone = sorted.filter((other) => other.key === resource.key).length === 1;
    return alone ? resource : { ...resource, key: `${resource.key}${resource.id}` };
  });
}

function textOf(element: Element, name: string): string {
  const value = element[name];
  return typeof value === "string" ? value.trim() : "";
}

function isElement(value: unknown): value is Element {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
