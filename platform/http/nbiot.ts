import type { FastifyInstance, FastifyRequest } from "fastify";
import { DownlinkFailure } from "../access/failure.js";
import type { Observation, Session } from "../access/session.js";
import type { Target } from "../access/target.js";
import type { ObjectRecord } from "../store/records.js";
import { readAttributes } from "./attributes.js";
import { readBody } from "./body.js";
import type { Context } from "./context.js";
import { named, online } from "./device-call.js";
import { succeeded } from "./errors.js";
import { type Operation, mostId, pathJson, perform, readAccept, readOperation, readPath } from "./operation.js";

/** `/nbiot`: operations on a device at once, and its resource list. */
export function nbiotRoutes(app: FastifyInstance, context: Context): void {
  const { downlink } = context.access;
  const now = async (type: Operation["type"], request: FastifyRequest): Promise<unknown> => {
    const { query, session, timeout } = online(context, request);
    const operation = readOperation(type, query, () => readBody(request, type === "EXECUTE" ? "allow" : "refuse"));
    return succeeded(await perform(downlink, session, operation, timeout));
  };
  app.get("/nbiot", (request) => now("READ", request));
  app.post("/nbiot", (request) => now("WRITE", request));
  app.post("/nbiot/execute", (request) => now("EXECUTE", request));
  app.get("/nbiot/discover", async (request) => {
    const { query, session, timeout } = online(context, request);
    const found = await downlink.discover(session, readPath(query), timeout);
    return succeeded([...found].map(([obj_inst_id, res_id]) => ({ obj_inst_id, res_id })));
  });
  app.get("/nbiot/resources", async (request) => succeeded(await resourceList(context, request)));
  observeRoutes(app, context);
}

function observeRoutes(app: FastifyInstance, context: Context): void {
  const { downlink } = context.access;
  app.post("/nbiot/observe", async (request) => {
    const { query, session, timeout } = online(context, request);
    const path = readPath(query);
    const target: Target = { kind: "path", path, ...readAccept(query) };
    const end = Date.now() + timeout;
    if (query.flag("cancel") === true) {
      await downlink.observations.cancel(session, target, timeout);
      return succeeded();
    }
    const attributes = readAttributes(query, path);
    if (Object.keys(attributes).length > 0) await downlink.writeAttributes(session, path, attributes, timeout);
    await downlink.observations.observe(session, target, Math.max(1, end - Date.now()), attributes);
    return succeeded();
  });
  app.get("/nbiot/observe", async (request) => {
    const { session } = online(context, request);
    return succeeded([...session.observations.values()].flatMap(observationJson));
  });
}

/** The place of an observation and the attributes that it was asked for with. */
const observationJson = ({ target, attributes }: Observation): unknown[] =>
  target.kind === "path" ? [{ ...pathJson(target.path), ...attributes }] : [];

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
