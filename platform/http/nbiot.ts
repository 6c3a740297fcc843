import type { FastifyInstance, FastifyRequest } from "fastify";
import { DownlinkFailure } from "../access/failure.js";
import type { Attributes } from "../access/downlink.js";
import type { Session } from "../access/session.js";
import type { InstanceContent, ResourceContent } from "../lwm2m/content.js";
import { type Path, parsePath } from "../lwm2m/path.js";
import { toJson } from "../lwm2m/scalar.js";
import type { Device, ObjectRecord } from "../store/records.js";
import { readBody } from "./body.js";
import { type Context, authorized, deviceByImei } from "./context.js";
import { queryOf } from "./devices.js";
import { ApiError, Errno, succeeded } from "./errors.js";
import type { Fields } from "./fields.js";
import { readArguments, readWrite } from "./nbiot-body.js";

const mostId = 0xfffe;

/** `/nbiot`: operations on a device at once, and its resource list. */
export function nbiotRoutes(app: FastifyInstance, context: Context): void {
  app.get("/nbiot", async (request) => {
    const { query, session, timeout } = online(context, request);
    const path = readPath(query);
    const accept = query.integer("accept", 0, 0xffff);
    const found = await context.access.downlink.read(session, path, timeout, accept);
    return succeeded(found.map(instanceJson));
  });
  app.post("/nbiot", async (request) => {
    const { query, session, timeout } = online(context, request);
    const path = neededInstance(query);
    const mode = query.needed(query.integer("mode", 1, 2), "mode") === 1 ? "replace" : "update";
    const records = readWrite(readBody(request), path.object);
    await context.access.downlink.write(session, path, mode, records, timeout);
    return succeeded();
  });
  app.post("/nbiot/execute", async (request) => {
    const { query, session, timeout } = online(context, request);
    const path = neededInstance(query);
    const resource = query.needed(query.integer("res_id", 0, mostId), "res_id");
    const args = readArguments(readBody(request, "allow"));
    await context.access.downlink.execute(session, { ...path, resource }, args, timeout);
    return succeeded();
  });
  app.get("/nbiot/discover", async (request) => {
    const { query, session, timeout } = online(context, request);
    const found = await context.access.downlink.discover(session, readPath(query), timeout);
    return succeeded([...found].map(([obj_inst_id, res_id]) => ({ obj_inst_id, res_id })));
  });
  app.get("/nbiot/resources", async (request) => succeeded(await resourceList(context, request)));
  observeRoutes(app, context);
}

function observeRoutes(app: FastifyInstance, context: Context): void {
  app.post("/nbiot/observe", async (request) => {
    const { query, session, timeout } = online(context, request);
    const path = readPath(query);
    const { downlink } = context.access;
    const end = Date.now() + timeout;
    if (query.flag("cancel") === true) {
      await downlink.cancel(session, path, timeout);
      return succeeded();
    }
    const attributes = readAttributes(query, path);
    if (Object.keys(attributes).length > 0) await downlink.writeAttributes(session, path, attributes, timeout);
    await downlink.observe(session, path, Math.max(1, end - Date.now()));
    return succeeded();
  });
  app.get("/nbiot/observe", async (request) => {
    const { session } = online(context, request);
    return succeeded([...session.relations.keys()].flatMap((key) => pathJson(parsePath(key))));
  });
}

interface Operation {
  readonly query: Fields;
  readonly session: Session;
  /** Milliseconds. */
  readonly timeout: number;
}

/** The device of the query, if it is online, and the time that the caller gives. */
function online(context: Context, request: FastifyRequest): Operation {
  const { query, device } = named(context, request);
  const { least, most, usual } = context.limits;
  const seconds = query.number("timeout") ?? usual;
  if (seconds < least || seconds > most) throw query.wrong("timeout", `is not within ${least} to ${most} seconds`);
  const session = context.access.session(device.deviceId);
  if (session === undefined) throw new ApiError(Errno.offline, "device not online");
  return { query, session, timeout: seconds * 1_000 };
}

function named(context: Context, request: FastifyRequest): { query: Fields; device: Device } {
  const product = authorized(context, request);
  const query = queryOf(request);
  return { query, device: deviceByImei(context, product, query.needed(query.text("imei"), "imei")) };
}

/** obj_id, obj_inst_id, res_id: each needs the one before it. */
function readPath(query: Fields): Path {
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
function readAttributes(query: Fields, path: Path): Attributes {
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

/**
 * The objects of the device. What Discover has not told of yet is asked for now, if the device is online and the
 * automatic subscription is not about to do so.
 */
async function resourceList(context: Context, request: FastifyRequest): Promise<unknown> {
  const { query, device } = named(context, request);
  const object = query.integer("obj_id", 0, mostId);
  const session = context.access.session(device.deviceId);
  if (session !== undefined) await discoverMissing(context, session, object);
  const objects = (session?.record ?? context.store.registration(device.deviceId))?.objects ?? [];
  const item = objects.filter((entry) => object === undefined || entry.object === object).map(objectJson);
  return { total_count: item.length, item };
}

async function discoverMissing(context: Context, session: Session, object: number | undefined): Promise<void> {
  const end = Date.now() + context.limits.usual * 1_000;
  const asked = new Set<number>();
  for (;;) {
    // Looked at anew each time: the automatic subscription may be discovering the same objects just now.
    const entry = session.record.objects.find((one) => !asked.has(one.object) && isMissing(one, object));
    if (entry === undefined) return;
    asked.add(entry.object);
    try {
      await context.access.downlink.learn(session, entry.object, Math.max(1, end - Date.now()));
    } catch (error) {
      if (!(error instanceof DownlinkFailure)) throw error;
      // An object that cannot be discovered is listed without resources; a silent device is not asked on.
      if (error.reason === "timeout" || error.reason === "offline") return;
    }
  }
}

const isMissing = (entry: ObjectRecord, object: number | undefined): boolean =>
  (object === undefined || entry.object === object) && entry.instances.some(({ resources }) => resources === undefined);

const objectJson = (entry: ObjectRecord): unknown => ({
  obj_id: entry.object,
  instances: entry.instances.map(({ instance, resources }) => ({ inst_id: instance, resources: resources ?? [] })),
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

function pathJson(path: Path | undefined): unknown[] {
  if (path === undefined) return [];
  const { object, instance, resource } = path;
  return [
    {
      obj_id: object,
      ...(instance === undefined ? {} : { obj_inst_id: instance }),
      ...(resource === undefined ? {} : { res_id: resource }),
    },
  ];
}
