import type { Downlink, Payload } from "../access/downlink.js";
import type { Session } from "../access/session.js";
import type { InstanceContent, ObjectContent, ResourceContent } from "../lwm2m/content.js";
import { type ResourceWrite, writeFormats } from "../lwm2m/encode.js";
import type { Path } from "../lwm2m/path.js";
import { toJson } from "../lwm2m/scalar.js";
import { Errno } from "./errors.js";
import { Fields } from "./fields.js";
import { payloadOf, readArguments, readResources } from "./nbiot-body.js";

export const mostId = 0xfffe;

/** An operation on a device that the API asks for, at once or by a cached command. */
export type Operation =
  | { readonly type: "READ"; readonly path: Path; readonly accept?: number }
  | {
      readonly type: "WRITE";
      readonly path: Path;
      /** Where the payload goes: the path, or the one value in it. */
      readonly target: Path;
      readonly mode: "replace" | "update";
      readonly payload: Payload;
    }
  | { readonly type: "EXECUTE"; readonly path: Path; readonly args: string };

/** Reads query and body of an API call. Throws the API's errors 3 and 5108. */
export function readOperation(
  type: Operation["type"],
  query: Fields,
  body: () => Readonly<Record<string, unknown>>,
): Operation {
  switch (type) {
    case "READ":
      return { type, path: readPath(query), ...readAccept(query) };
    case "WRITE":
      return readWrite(query, body);
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
    case "READ": {
      const { path, accept } = operation;
      const target = { kind: "path", path, ...(accept === undefined ? {} : { accept }) } as const;
      return (await downlink.read(session, target, timeout)).flatMap(({ instances }) => instances.map(instanceJson));
    }
    case "WRITE":
      return downlink.write(session, operation.target, operation.mode, operation.payload, timeout);
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

/** obj_id, obj_inst_id, res_id, and res_inst_id of our own: each needs the one before it. */
export function readPath(query: Fields): Path {
  const object = query.needed(query.integer("obj_id", 0, mostId), "obj_id");
  const instance = query.integer("obj_inst_id", 0, mostId);
  const resource = query.integer("res_id", 0, mostId);
  const resourceInstance = query.integer("res_inst_id", 0, mostId);
  if (instance === undefined && resource !== undefined) throw query.wrong("res_id", "needs obj_inst_id");
  if (resource === undefined && resourceInstance !== undefined) throw query.wrong("res_inst_id", "needs res_id");
  return {
    object,
    ...(instance === undefined ? {} : { instance }),
    ...(resource === undefined ? {} : { resource }),
    ...(resourceInstance === undefined ? {} : { resourceInstance }),
  };
}

function neededInstance(query: Fields): { object: number; instance: number } {
  const { object, instance } = readPath(query);
  return { object, instance: query.needed(instance, "obj_inst_id") };
}

/** The content format to ask for: any number, so that a device can be seen to refuse it. */
export function readAccept(query: Fields): { accept?: number } {
  const accept = query.integer("accept", 0, 0xffff);
  return accept === undefined ? {} : { accept };
}

/** The content format to write in, of those that can hold it. */
export function readFormat(query: Fields, formats: readonly number[] = [...writeFormats.keys()]): number | undefined {
  const format = query.integer("format", 0, 0xffff);
  if (format !== undefined && !formats.includes(format)) {
    throw query.wrong("format", `is none of the content formats ${formats.join(", ")}`);
  }
  return format;
}

function readWrite(query: Fields, body: () => Readonly<Record<string, unknown>>): Operation {
  const path = { ...readPath(query), ...neededInstance(query) };
  const mode = query.needed(query.integer("mode", 1, 2), "mode") === 1 ? "replace" : "update";
  const format = readFormat(query);
  const resources = readResources(body(), path.object);
  const target = writeTarget(query, path, format, resources);
  const [first] = resources;
  const isOneValue =
    target.resourceInstance !== undefined || (target.resource !== undefined && first !== undefined && "value" in first);
  const payload = payloadOf(format, target, resources);
  // POST to a single resource would execute it (OMA LwM2M 1.0 clause 8.2.4).
  return { type: "WRITE", path, target, mode: isOneValue ? "replace" : mode, payload };
}

/** The resource of the query, or that of the one value which the format holds, or else the instance. */
function writeTarget(query: Fields, path: Path, format: number | undefined, resources: readonly ResourceWrite[]): Path {
  const holdsOne = format !== undefined && writeFormats.get(format) === "value";
  if (path.resource === undefined && !holdsOne) return path;
  const [first, ...others] = resources;
  if (first === undefined || others.length > 0 || (path.resource ?? first.id) !== first.id) {
    throw query.wrong(
      path.resource === undefined ? "format" : "res_id",
      path.resource === undefined
        ? `${format} holds one value: data has to have one resource`
        : "is not all that data has",
    );
  }
  const whole = { ...path, resource: first.id };
  const instances = "instances" in first ? first.instances : undefined;
  const [only] = instances ?? [];
  if (path.resourceInstance !== undefined && (instances?.length !== 1 || only?.id !== path.resourceInstance)) {
    throw query.wrong("res_inst_id", "is not all that data has");
  }
  return holdsOne && only !== undefined ? { ...whole, resourceInstance: only.id } : whole;
}

export const objectJson = ({ object, instances }: ObjectContent): unknown => ({
  obj_id: object,
  obj_inst: instances.map(instanceJson),
});

const instanceJson = (instance: InstanceContent): unknown => ({
  obj_inst_id: instance.id,
  res: instance.resources.map(resourceJson),
});

function resourceJson(resource: ResourceContent): unknown {
  if ("value" in resource) return { res_id: resource.id, val: toJson(resource.value) };
  const instances = resource.instances.map(({ id, value }) => ({ res_inst_id: id, val: toJson(value) }));
  return { res_id: resource.id, res_inst: instances };
}

export function pathJson({ object, instance, resource, resourceInstance }: Path): Record<string, number> {
  return {
    obj_id: object,
    ...(instance === undefined ? {} : { obj_inst_id: instance }),
    ...(resource === undefined ? {} : { res_id: resource }),
    ...(resourceInstance === undefined ? {} : { res_inst_id: resourceInstance }),
  };
}
