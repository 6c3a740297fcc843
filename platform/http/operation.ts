import type { Attributes, Downlink } from "../access/downlink.js";
import type { Session } from "../access/session.js";
import type { InstanceContent, ResourceContent } from "../lwm2m/content.js";
import type { Path } from "../lwm2m/path.js";
import { toJson } from "../lwm2m/scalar.js";
import type { TlvRecord } from "../lwm2m/tlv.js";
import { Errno } from "./errors.js";
import { Fields } from "./fields.js";
import { readArguments, readWrite } from "./nbiot-body.js";

export const mostId = 0xfffe;

/** An operation on a device that the API asks for, at once or by a cached command. */
export type Operation =
  | { readonly type: "READ"; readonly path: Path; readonly accept?: number }
  | {
      readonly type: "WRITE";
      readonly path: Path & { readonly instance: number };
      readonly mode: "replace" | "update";
      readonly records: readonly TlvRecord[];
    }
  | { readonly type: "EXECUTE"; readonly path: Path; readonly args: string };

/** Reads query and body of an API call. Throws the API's errors 3 and 5108. */
export function readOperation(
  type: Operation["type"],
  query: Fields,
  body: () => Readonly<Record<string, unknown>>,
): Operation {
  switch (type) {
    case "READ": {
      const path = readPath(query);
      const accept = query.integer("accept", 0, 0xffff);
      return { type, path, ...(accept === undefined ? {} : { accept }) };
    }
    case "WRITE": {
      const path = neededInstance(query);
      const mode = query.needed(query.integer("mode", 1, 2), "mode") === 1 ? "replace" : "update";
      return { type, path, mode, records: readWrite(body(), path.object) };
    }
    case "EXECUTE": {
      const path = neededInstance(query);
      const resource = query.needed(query.integer("res_id", 0, mostId), "res_id");
      return { type, path: { ...path, resource }, args: readArguments(body()) };
    }
  }
}

/** Does it. @returns the data of the API's reply; rejects with `DownlinkFailure` */
export async function perform(
  downlink: Downlink,
  session: Session,
  operation: Operation,
  timeout: number,
): Promise<unknown> {
  switch (operation.type) {
    case "READ":
      return (await downlink.read(session, operation.path, timeout, operation.accept)).map(instanceJson);
    case "WRITE":
      return downlink.write(session, operation.path, operation.mode, operation.records, timeout);
    case "EXECUTE":
      return downlink.execute(session, operation.path, operation.args, timeout);
  }
}

/** The operation of a command, from the query and the body that were kept. */
export const keptOperation = (
  type: Operation["type"],
  args: Readonly<Record<string, unknown>>,
  content: Readonly<Record<string, unknown>>,
): Operation => readOperation(type, new Fields(args, Errno.parameter), () => content);

/** obj_id, obj_inst_id, res_id: each needs the one before it. */
export function readPath(query: Fields): Path {
  const object = query.needed(query.integer("obj_id", 0, mostId), "obj_id");
  const instance = query.integer("obj_inst_id", 0, mostId);
  const resource = query.integer("res_id", 0, mostId);
  if (instance === undefined) {
    if (resource !== undefined) throw query.wrong("res_id", "needs obj_inst_id");
    return { object };
  }
  return resource === undefined ? { object, instance } : { object, instance, resource };
}

function neededInstance(query: Fields): { object: number; instance: number } {
  const { object, instance } = readPath(query);
  return { object, instance: query.needed(instance, "obj_inst_id") };
}

/** pmax ≥ pmin > 0; gt, lt and st need a resource, and lt + 2·st < gt. */
export function readAttributes(query: Fields, path: Path): Attributes {
  const pmin = query.integer("pmin", 1, 0xffff_ffff);
  const pmax = query.integer("pmax", 1, 0xffff_ffff);
  if (pmin !== undefined && pmax !== undefined && pmax < pmin) throw query.wrong("pmax", "is less than pmin");
  const [gt, lt, st] = [query.number("gt"), query.number("lt"), query.number("st")];
  if ([gt, lt, st].some((value) => value !== undefined) && path.resource === undefined) {
    throw query.wrong("gt, lt or st", "needs res_id");
  }
  if (st !== undefined && st <= 0) throw query.wrong("st", "is not above 0");
  if (gt !== undefined && lt !== undefined && lt + 2 * (st ?? 0) >= gt)
    throw query.wrong("gt", "is not above lt + 2·st");
  const given = Object.entries({ pmin, pmax, gt, lt, st }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Attributes;
}

const instanceJson = (instance: InstanceContent): unknown => ({
  obj_inst_id: instance.id,
  res: instance.resources.map(resourceJson),
});

function resourceJson(resource: ResourceContent): unknown {
  if ("value" in resource) return { res_id: resource.id, val: toJson(resource.value) };
  const instances = resource.instances.map(({ id, value }) => ({ res_inst_id: id, val: toJson(value) }));
  return { res_id: resource.id, res_inst: instances };
}

export function pathJson({ object, instance, resource }: Path): Record<string, number> {
  return {
    obj_id: object,
    ...(instance === undefined ? {} : { obj_inst_id: instance }),
    ...(resource === undefined ? {} : { res_id: resource }),
  };
}
