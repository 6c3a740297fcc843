import type { FastifyInstance } from "fastify";
import { isHttpUrl } from "../application/post.js";
import type { Product } from "../store/records.js";
import { type Trigger, type TriggerType, triggerTypes } from "../store/settings.js";
import { authorizedMaster } from "./authorization.js";
import { readBody } from "./body.js";
import type { Context } from "./context.js";
import { ApiError, Errno, succeeded } from "./errors.js";
import { Fields, pageOf, queryOf } from "./fields.js";
import { formatTime } from "./time.js";

type ById = { Params: { id: string } };

/** A product has at most so many triggers, since each data point is held against all of them. */
const mostTriggers = 200;
const mostNames = 1_000;

/** `/triggers`: conditions on data points that send a message. */
export function triggerRoutes(app: FastifyInstance, context: Context): void {
  const { settings } = context.store;
  app.post("/triggers", async (request) => {
    const product = authorizedMaster(context, request);
    const fields = readTrigger(context, product, readBody(request), undefined);
    if (settings.triggers(product.productId).length >= mostTriggers) {
      throw new ApiError(Errno.limit, `platform limit hit: a product has at most ${mostTriggers} triggers`);
    }
    const triggerId = String(context.store.nextNumber());
    const trigger: Trigger = { ...fields, triggerId, productId: product.productId, createdAt: Date.now() };
    settings.putTrigger(trigger);
    context.triggers.arm(trigger);
    return succeeded({ trigger_id: Number(triggerId) });
  });
  app.get("/triggers", async (request) => {
    const product = authorizedMaster(context, request);
    const query = queryOf(request);
    const title = query.text("title");
    const found = settings
      .triggers(product.productId)
      .filter((each) => title === undefined || each.title.includes(title));
    const { page, perPage, part } = pageOf(query, found, 10);
    const triggers = part.map((trigger) => triggerJson(context, trigger));
    return succeeded({ total_count: found.length, page, per_page: perPage, triggers });
  });
  app.get<ById>("/triggers/:id", async (request) => {
    return succeeded(triggerJson(context, triggerOf(context, authorizedMaster(context, request), request.params.id)));
  });
  app.put<ById>("/triggers/:id", async (request) => {
    const product = authorizedMaster(context, request);
    const before = triggerOf(context, product, request.params.id);
    const { triggerId, productId, createdAt } = before;
    const changed = readTrigger(context, product, readBody(request), before);
    context.triggers.forget(triggerId);
    const trigger: Trigger = { ...changed, triggerId, productId, createdAt };
    settings.putTrigger(trigger);
    context.triggers.arm(trigger);
    return succeeded();
  });
  app.delete<ById>("/triggers/:id", async (request) => {
    const { triggerId } = triggerOf(context, authorizedMaster(context, request), request.params.id);
    context.triggers.forget(triggerId);
    settings.deleteTrigger(triggerId);
    return succeeded();
  });
}

function triggerOf(context: Context, product: Product, triggerId: string): Trigger {
  const trigger = context.store.settings.trigger(triggerId);
  if (trigger?.productId !== product.productId) {
    throw new ApiError(Errno.parameter, "invalid parameter: the product has no such trigger");
  }
  return trigger;
}

type TriggerFields = Omit<Trigger, "triggerId" | "productId" | "createdAt">;

/** What the body leaves out stays as it was, but the streams are named anew or not at all. */
function readTrigger(
  context: Context,
  product: Product,
  body: Readonly<Record<string, unknown>>,
  before: Trigger | undefined,
): TriggerFields {
  const fields = new Fields(body, Errno.body);
  const title = fields.text("title", 64) ?? before?.title ?? "";
  const url = fields.needed(fields.text("url", 1_024) ?? before?.url, "url");
  if (!isHttpUrl(url)) throw fields.wrong("url", "is not an address http://… or https://… without user name");
  const type = fields.needed(fields.text("type") ?? before?.type, "type") as TriggerType;
  if (!triggerTypes.includes(type)) throw fields.wrong("type", `is not one of ${triggerTypes.join(", ")}`);
  const threshold = readThreshold(fields, type, before?.threshold);
  return {
    title,
    url,
    type,
    ...(threshold === undefined ? {} : { threshold }),
    ...readScope(context, product, fields, before),
  };
}

function readThreshold(fields: Fields, type: TriggerType, before: Trigger["threshold"]): Trigger["threshold"] {
  const given = fields.raw("threshold") ?? before;
  switch (type) {
    case "change":
      return undefined;
    case "==":
      if (typeof given === "number" || typeof given === "string") return given;
      throw fields.wrong("threshold", "is neither a number nor a text");
    case "in":
    case "out":
    case "inout": {
      const { lolmt, uplmt } = (given ?? {}) as { lolmt?: unknown; uplmt?: unknown };
      if (typeof lolmt === "number" && typeof uplmt === "number" && lolmt <= uplmt) return { lolmt, uplmt };
      throw fields.wrong("threshold", "is not {lolmt, uplmt}, two numbers in order");
    }
    case "frozen":
    case "live":
      if (typeof given === "number" && given >= 1 && given <= 86_400) return given;
      throw fields.wrong("threshold", "is not within 1 to 86400 seconds");
    default:
      if (typeof given === "number" && Number.isFinite(given)) return given;
      throw fields.wrong("threshold", "is not a number");
  }
}

type Scope = Pick<Trigger, "stream" | "deviceIds" | "streamUuids">;

function readScope(context: Context, product: Product, fields: Fields, before: Trigger | undefined): Scope {
  const stream = fields.text("ds_id", 64);
  const deviceIds = readNames(fields, "dev_ids");
  const streamUuids = readNames(fields, "ds_uuids");
  if (stream === undefined && deviceIds === undefined && streamUuids === undefined && before !== undefined) {
    const { stream: s, deviceIds: d, streamUuids: u } = before;
    return {
      ...(s === undefined ? {} : { stream: s }),
      ...(d === undefined ? {} : { deviceIds: d }),
      ...(u === undefined ? {} : { streamUuids: u }),
    };
  }
  if (streamUuids !== undefined) {
    if (stream !== undefined || deviceIds !== undefined) throw fields.wrong("ds_uuids", "stands alone");
    return { streamUuids };
  }
  if (stream === undefined) throw fields.wrong("ds_id", "is missing, and so is ds_uuids");
  if (!/^\d{1,5}_\d{1,5}_\d{1,5}$/.test(stream)) throw fields.wrong("ds_id", "is not <object>_<instance>_<resource>");
  if (deviceIds?.some((id) => context.store.device(id)?.productId !== product.productId)) {
    throw fields.wrong("dev_ids", "names a device that the product does not have");
  }
  return { stream, ...(deviceIds === undefined ? {} : { deviceIds }) };
}

function readNames(fields: Fields, name: string): string[] | undefined {
  const list = fields.raw(name);
  if (list === undefined) return undefined;
  const isList = Array.isArray(list) && list.length >= 1 && list.length <= mostNames;
  if (!isList || list.some((each) => typeof each !== "string" && typeof each !== "number")) {
    throw fields.wrong(name, `is not a list of 1 to ${mostNames} ids`);
  }
  return list.map(String);
}

/** It is invalid once all that it watches is gone. */
function triggerJson(context: Context, trigger: Trigger): unknown {
  const { store } = context;
  const { stream, deviceIds, streamUuids } = trigger;
  const isGone =
    deviceIds?.every((id) => store.device(id) === undefined) ??
    streamUuids?.every((uuid) => store.points.streamByUuid(uuid) === undefined) ??
    false;
  return {
    id: Number(trigger.triggerId),
    title: trigger.title,
    url: trigger.url,
    type: trigger.type,
    threshold: trigger.threshold,
    invalid: isGone,
    create_time: formatTime(trigger.createdAt),
    target_type: streamUuids === undefined ? (deviceIds === undefined ? "product" : "device") : "datastream",
    ds_id: stream,
    dev_ids: deviceIds,
    ds_uuids: streamUuids,
  };
}
