import type { Payload } from "../access/downlink.js";
import type { InstanceWrite } from "../bootstrap/plan.js";
import { ContentFormat } from "../coap/numbers.js";
import { type ResourceWrite, encodePlaces, encodeWrite, placedWrites } from "../lwm2m/encode.js";
import { objectModels } from "../lwm2m/objects.js";
import type { Path } from "../lwm2m/path.js";
import { ContentError, type DataType, type Scalar, encodeScalar, fromJson } from "../lwm2m/scalar.js";
import { ApiError, Errno } from "./errors.js";
import { Fields } from "./fields.js";

/** A write or the arguments of an execute are at most so long (OneNET). */
const mostBytes = 2_048;

type Body = Readonly<Record<string, unknown>>;

/**
 * Reads the body of a write: `{"data":[{"res_id":n,"val":v,"type":t?}]}`; a resource with several instances has
 * `"res_inst":[{"res_inst_id":n,"val":v}]` instead of val.
 */
export function readResources(body: Body, object: number): ResourceWrite[] {
  const fields = new Fields(body, Errno.body);
  return resourcesOf(fields, "data", fields.needed(fields.raw("data"), "data"), object);
}

/** The same for an instance that is to be made, which may have nothing given. */
export function readNewInstance(body: Body, object: number): ResourceWrite[] {
  const data = new Fields(body, Errno.body).raw("data");
  return data === undefined || (Array.isArray(data) && data.length === 0) ? [] : readResources(body, object);
}

/**
 * Reads the body of a composite write, which has the shape of a composite read's reply:
 * `{"data":[{"obj_id":n,"obj_inst":[{"obj_inst_id":n,"res":[{"res_id":n,"val":v}]}]}]}`.
 */
export function readPlaces(body: Body, format: number): Payload {
  const values = readInstances(new Fields(body, Errno.body), "data").flatMap(({ path, resources }) =>
    resources.flatMap((resource) => fitting(() => placedWrites(path, resource))),
  );
  return limited(
    format,
    fitting(() => encodePlaces(format, values)),
  );
}

/** The instances in a field that has the shape of a composite read's reply. */
export function readInstances(fields: Fields, name: string): InstanceWrite[] {
  const objects = itemsOf(fields, name, "objects", fields.needed(fields.raw(name), name));
  return objects.flatMap((entry) => {
    const object = entry.needed(entry.integer("obj_id", 0, 0xfffe), "obj_id");
    const instances = itemsOf(entry, "obj_inst", "instances", entry.needed(entry.raw("obj_inst"), "obj_inst"));
    return instances.map((each) => {
      const instance = each.needed(each.integer("obj_inst_id", 0, 0xfffe), "obj_inst_id");
      const resources = resourcesOf(each, "res", each.needed(each.raw("res"), "res"), object);
      return { path: { object, instance }, resources };
    });
  });
}

/** The payload of a write or a create; see `encodeWrite`. Throws the API's error 3. */
export function payloadOf(
  format: number | undefined,
  target: Path,
  resources: readonly ResourceWrite[],
  instance?: number,
): Payload {
  return limited(
    format,
    fitting(() => encodeWrite(format ?? ContentFormat.tlv, target, resources, instance)),
  );
}

export function readArguments(body: Body): string {
  const fields = new Fields(body, Errno.body);
  const args = fields.text("args", mostBytes) ?? "";
  if (Buffer.byteLength(args) > mostBytes) throw fields.wrong("args", `is longer than ${mostBytes} bytes`);
  return args;
}

function limited(format: number | undefined, bytes: Buffer): Payload {
  if (bytes.length > mostBytes) throw new ApiError(Errno.body, `body: data is longer than ${mostBytes} bytes`);
  return format === undefined ? { bytes } : { format, bytes };
}

function fitting<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ContentError) throw new ApiError(Errno.body, `body: data does not fit: ${error.message}`);
    throw error;
  }
}

/** A list of objects that has at least one. */
function itemsOf(fields: Fields, name: string, what: string, list: unknown): Fields[] {
  const entries = Array.isArray(list) ? (list as unknown[]) : [];
  if (entries.length === 0 || entries.some((entry) => typeof entry !== "object" || entry === null)) {
    throw fields.wrong(name, `is not a list of ${what}`);
  }
  return entries.map((entry) => new Fields(entry as Record<string, unknown>, Errno.body));
}

/** The resources of one instance in a list. */
export function resourcesOf(fields: Fields, name: string, list: unknown, object: number): ResourceWrite[] {
  const resources = itemsOf(fields, name, "resources", list).map((entry) => readResource(entry, object));
  if (new Set(resources.map(({ id }) => id)).size < resources.length)
    throw fields.wrong(name, "names a resource twice");
  return resources;
}

function readResource(resource: Fields, object: number): ResourceWrite {
  const id = resource.needed(resource.integer("res_id", 0, 0xfffe), "res_id");
  const hint = resource.integer("type", 1, 2) as 1 | 2 | undefined;
  const model = objectModels.get(object)?.resources.find((each) => each.id === id);
  const read = (json: unknown): Typed => typedOf(resource, id, model?.type, json, hint);
  const instances = resource.raw("res_inst");
  if (Array.isArray(instances)) {
    const all = instances.map((each) => readInstance(each, read));
    return { id, type: all[0]?.type ?? model?.type ?? "string", instances: all };
  }
  if (model?.multiple === true) throw resource.wrong(`res_id ${id}`, "has several instances: give res_inst");
  return { id, ...read(resource.needed(resource.raw("val"), `val of res_id ${id}`)) };
}

interface Typed {
  readonly type: DataType;
  readonly value: Scalar;
}

function readInstance(entry: unknown, read: (json: unknown) => Typed): Typed & { id: number } {
  const fields = new Fields((entry ?? {}) as Record<string, unknown>, Errno.body);
  const id = fields.needed(fields.integer("res_inst_id", 0, 0xfffe), "res_inst_id");
  return { id, ...read(fields.needed(fields.raw("val"), "val")) };
}

function typedOf(
  fields: Fields,
  id: number,
  type: DataType | undefined,
  json: unknown,
  hint: 1 | 2 | undefined,
): Typed {
  try {
    const typed = fromJson(type, json, hint);
    // Refuses numbers that no format has room for.
    encodeScalar(typed.type, typed.value);
    return typed;
  } catch (error) {
    if (error instanceof ContentError) throw fields.wrong(`val of res_id ${id}`, `does not fit: ${error.message}`);
    throw error;
  }
}
