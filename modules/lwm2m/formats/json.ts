import { freeze } from "../../base/freeze.js";
import type { Models } from "../model.js";
import type { Entry } from "../operation.js";
import { Code } from "../operation.js";
import type { Path } from "../path.js";
import { covers, depth, formatPath, parsePath, pathOf } from "../path.js";
import type { Scalar } from "../value.js";
import { base64Bytes, base64Of } from "./base64.js";
import type { Decoded, Format, Refused } from "./format.js";
import { malformed, MAX_ENTRIES, tooMany } from "./format.js";
import { Bracket, JsonReader, type JsonScalar } from "./json-reader.js";
import { JsonWriter } from "./json-writer.js";
import { ContentFormat } from "./numbers.js";
import { formatObjectLink, parseObjectLink, typed } from "./raw.js";

/** LwM2M's own JSON: a base name and a list of values (OMA LwM2M 1.0 clause 6.4.4). */
export const json: Format = freeze({ numbers: [ContentFormat.json, ContentFormat.oldJson], encode, decode });

/** One element of the list as it is read: a name below the base name, and a value under one of four names. */
interface Element {
  readonly at: number;
  readonly name: string;
  readonly time: number;
  readonly label: string;
  readonly value: JsonScalar | undefined;
}

/** The names under which values stand: numbers, booleans, object links, and texts with all that is written as text. */
const VALUES: readonly string[] = freeze(["v", "bv", "ov", "sv"]);

function encode(path: Path, entries: readonly Entry[], _models: Models, limit: number): Uint8Array | Code {
  const single = path.resource !== undefined && entries[0]?.path.resourceInstance === path.resourceInstance;
  const base = single ? parentOf(path) : path;
  const baseName = depth(base) === 0 ? "/" : `${formatPath(base)}/`;
  const writer = new JsonWriter(limit);
  writer.mark('{"bn":').string(baseName).mark(',"e":[');
  const baseTime = firstTime(entries);
  for (let i = 0; i < entries.length; i++) {
    const entry = entries[i] as Entry;
    writer.mark(i > 0 ? ',{"n":' : '{"n":').string(formatPath(entry.path).slice(baseName.length));
    writeValue(writer, entry.value);
    const time = (entry.time ?? 0) - baseTime;
    if (time !== 0) writer.mark(',"t":').number(time);
    writer.mark("}");
  }
  writer.mark("]");
  if (baseTime !== 0) writer.mark(',"bt":').number(baseTime);
  return writer.mark("}").finish() ?? Code.internalError;
}

function writeValue(writer: JsonWriter, value: Scalar): void {
  switch (typeof value) {
    case "string":
      writer.mark(',"sv":').string(value);
      break;
    case "boolean":
      writer.mark(value ? ',"bv":true' : ',"bv":false');
      break;
    case "object":
      if (value instanceof Uint8Array) writer.mark(',"sv":').quoted(base64Of(value));
      else writer.mark(',"ov":').string(formatObjectLink(value));
      break;
    default:
      writer.mark(',"v":').number(value);
  }
}

function decode(bytes: Uint8Array, path: Path, models: Models): Decoded {
  const reader = new JsonReader(bytes);
  let baseName: JsonScalar | undefined;
  let baseTime: JsonScalar | undefined = 0;
  let elements: Element[] | undefined;
  for (let more = reader.open(Bracket.object); more; more = reader.another(Bracket.object)) {
    const at = reader.position;
    const name = reader.name();
    if (name === "bn" && baseName === undefined) baseName = reader.scalar();
    else if (name === "bt") baseTime = reader.scalar();
    else if (name === "e" && elements === undefined) elements = readElements(reader);
    else if (name === "bn" || name === "e") reader.fail("name for the second time", at);
    else if (name !== undefined) reader.skip();
    if (elements !== undefined && elements.length > MAX_ENTRIES) return tooMany();
  }
  reader.end();
  if (reader.failure !== undefined) return malformed(reader.failure.what, reader.failure.at);
  if (elements === undefined) return malformed("no list of values", 0);
  if (typeof (baseName ?? "") !== "string" || typeof baseTime !== "number") {
    return malformed("malformed base name or base time", 0);
  }
  const entries: Entry[] = [];
  for (let i = 0; i < elements.length; i++) {
    const entry = entryOf(elements[i] as Element, (baseName ?? "") as string, baseTime, path, models);
    if ("kind" in entry) return entry;
    entries.push(entry);
  }
  return { kind: "decoded", entries };
}

function readElements(reader: JsonReader): Element[] {
  const elements: Element[] = [];
  for (let more = reader.open(Bracket.array); more; more = reader.another(Bracket.array)) {
    elements.push(readElement(reader));
    // The surplus is refused by the caller; there is no need to keep it.
    if (elements.length > MAX_ENTRIES) break;
  }
  return elements;
}

function readElement(reader: JsonReader): Element {
  const at = reader.position;
  let name: JsonScalar | undefined = "";
  let time: JsonScalar | undefined = 0;
  let label = "";
  let value: JsonScalar | undefined;
  for (let more = reader.open(Bracket.object); more; more = reader.another(Bracket.object)) {
    const member = reader.name();
    if (member === "n") name = reader.scalar();
    else if (member === "t") time = reader.scalar();
    else if (member !== undefined && VALUES.includes(member)) {
      if (label !== "") reader.fail("element with two values", at);
      label = member;
      value = reader.scalar();
    } else if (member !== undefined) reader.skip();
  }
  if (typeof name !== "string" || typeof time !== "number") reader.fail("malformed name or time", at);
  return { at, name: `${name as string}`, time: Number(time), label, value };
}

/** The value of one element. Its name follows the base name, with a slash between where neither has one. */
function entryOf(element: Element, base: string, baseTime: number, target: Path, models: Models): Entry | Refused {
  const { at, name } = element;
  const slash = name === "" || base === "" || base.endsWith("/") || name.startsWith("/") ? "" : "/";
  const whole = base + slash + name;
  const path = parsePath(whole.length > 1 && whole.endsWith("/") ? whole.slice(0, -1) : whole);
  if (path === undefined) return malformed("name that is no path", at);
  if (depth(path) < 3 || !covers(target, path)) return malformed("name that does not belong here", at);
  const type = models.resourceModel(path.object as number, path.resource as number)?.type;
  const raw = rawOf(element.label, element.value, type === "opaque");
  const value = raw === undefined ? undefined : typed(type, raw);
  if (value === undefined) return malformed(`not of type ${type}`, at);
  const time = baseTime + element.time;
  return time === 0 ? { path, value } : { path, value, time };
}

function rawOf(label: string, value: JsonScalar | undefined, isOpaque: boolean): Scalar | undefined {
  switch (label) {
    case "v":
      return typeof value === "number" || typeof value === "bigint" ? value : undefined;
    case "bv":
      return typeof value === "boolean" ? value : undefined;
    case "ov":
      return typeof value === "string" ? parseObjectLink(value) : undefined;
    case "sv":
      if (typeof value !== "string") return undefined;
      return isOpaque ? base64Bytes(value) : value;
    default:
      return undefined;
  }
}

function parentOf(path: Path): Path {
  const { object, instance, resource, resourceInstance } = path;
  return resourceInstance === undefined ? pathOf(object, instance) : pathOf(object, instance, resource);
}

function firstTime(entries: readonly Entry[]): number {
  for (let i = 0; i < entries.length; i++) {
    const { time } = entries[i] as Entry;
    if (time !== undefined) return time;
  }
  return 0;
}
