import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Device, Product } from "../store/records.js";
import { type Context, authorized, deviceById, deviceByImei } from "./context.js";
import { readDevice } from "./device-body.js";
import { ApiError, Errno, succeeded } from "./errors.js";
import { Fields } from "./fields.js";
import { readBody } from "./body.js";
import { streamJson } from "./datapoints.js";
import { formatTime, parseTime } from "./time.js";

type ById = { Params: { id: string } };

/** `/devices`: create, list, look up, change, remove. */
export function deviceRoutes(app: FastifyInstance, context: Context): void {
  app.post("/devices", async (request) => {
    const product = authorized(context, request);
    return succeeded(await createDevice(context, product, readBody(request)));
  });
  app.get("/devices", async (request) => succeeded(listDevices(context, authorized(context, request), request)));
  app.get("/devices/status", async (request) =>
    succeeded(deviceStatus(context, authorized(context, request), request)),
  );
  app.get("/devices/getbyimei", async (request) => {
    const product = authorized(context, request);
    const query = queryOf(request);
    const imei = query.needed(query.text("imei"), "imei");
    return succeeded(deviceJson(context, deviceByImei(context, product, imei)));
  });
  app.get<ById>("/devices/:id", async (request) => {
    return succeeded(deviceJson(context, deviceById(context, authorized(context, request), request.params.id)));
  });
  app.put<ById>("/devices/:id", async (request) => {
    const device = deviceById(context, authorized(context, request), request.params.id);
    await changeDevice(context, device, readBody(request));
    return succeeded();
  });
  app.delete<ById>("/devices/:id", async (request) => {
    const device = deviceById(context, authorized(context, request), request.params.id);
    context.access.drop(device.deviceId);
    context.messages.forget(device.deviceId);
    await context.store.deleteDevice(device.deviceId);
    publish(context, device.deviceId);
    return succeeded();
  });
}

export const queryOf = (request: FastifyRequest): Fields =>
  new Fields(request.query as Record<string, unknown>, Errno.parameter);

async function createDevice(context: Context, product: Product, body: Record<string, unknown>): Promise<unknown> {
  const read = readDevice(body);
  const fields = new Fields(body, Errno.body);
  fields.needed(fields.text("protocol"), "protocol");
  const title = fields.needed(read.title, "title");
  const imei = fields.needed(read.imei, "auth_info");
  const imsi = fields.needed(read.imsi, "auth_info");
  refuseTaken(context, imei, undefined);
  const device: Device = {
    tags: [],
    isPrivate: true,
    autoSubscribe: true,
    ...read,
    title,
    imei,
    imsi,
    deviceId: String(context.store.nextNumber()),
    productId: product.productId,
    createdAt: Date.now(),
  };
  await context.store.putDevice(device);
  publish(context, device.deviceId);
  return { device_id: device.deviceId, ...(device.psk === undefined ? {} : { psk: device.psk }) };
}

async function changeDevice(context: Context, device: Device, body: Record<string, unknown>): Promise<void> {
  const changed: Device = { ...device, ...readDevice(body) };
  refuseTaken(context, changed.imei, device.deviceId);
  const sameIdentity =
    changed.imei === device.imei && changed.imsi === device.imsi && changed.authCode === device.authCode;
  if (sameIdentity) context.access.refresh(changed);
  else context.access.drop(device.deviceId);
  await context.store.putDevice(changed);
  publish(context, device.deviceId);
}

function refuseTaken(context: Context, imei: string, deviceId: string | undefined): void {
  const holder = context.store.deviceByImei(imei);
  if (holder !== undefined && holder.deviceId !== deviceId) {
    throw new ApiError(Errno.parameter, "invalid parameter: auth_info: a device with this IMEI exists");
  }
}

function publish(context: Context, deviceId: string): void {
  context.events.publish({ kind: "device", deviceId, at: Date.now() });
}

function listDevices(context: Context, product: Product, request: FastifyRequest): unknown {
  const query = queryOf(request);
  const page = query.integer("page", 1, 1_000_000) ?? 1;
  const perPage = query.integer("per_page", 1, 100) ?? 30;
  const found = devicesOf(context, product).filter(deviceFilter(context, query));
  const devices = found.slice((page - 1) * perPage, page * perPage).map((device) => briefJson(context, device));
  return { total_count: found.length, page, per_page: perPage, devices };
}

function deviceFilter(context: Context, query: Fields): (device: Device) => boolean {
  const words = query.text("key_words");
  const [imei, title, tag, ids] = [
    query.text("imei"),
    query.text("title"),
    query.text("tag"),
    query.text("device_id", 8_192),
  ];
  const [online, isPrivate] = [query.flag("online"), query.flag("private")];
  const authInfo = query.text("auth_info");
  const [begin, end] = [timeOf(query, "begin"), timeOf(query, "end")];
  return (device) =>
    (words === undefined ||
      [device.title, device.description ?? "", device.deviceId].some((text) => text.includes(words))) &&
    (authInfo === undefined || JSON.stringify({ [device.imei]: device.imsi }).includes(authInfo)) &&
    (imei === undefined || device.imei === imei) &&
    (title === undefined || device.title.includes(title)) &&
    (tag === undefined || tag.split(",").some((each) => device.tags.includes(each))) &&
    (ids === undefined || ids.split(",").includes(device.deviceId)) &&
    (online === undefined || isOnline(context, device) === online) &&
    (isPrivate === undefined || device.isPrivate === isPrivate) &&
    (begin === undefined || device.createdAt >= begin) &&
    (end === undefined || device.createdAt <= end);
}

/** A day counts from its first to its last second. */
function timeOf(query: Fields, name: "begin" | "end"): number | undefined {
  const text = query.text(name);
  if (text === undefined) return undefined;
  const at = parseTime(
    /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T${name === "begin" ? "00:00:00" : "23:59:59.999"}` : text,
  );
  if (at === undefined) throw query.wrong(name, "is not a time YYYY-MM-DDTHH:MM:SS");
  return at;
}

function deviceStatus(context: Context, product: Product, request: FastifyRequest): unknown {
  const query = queryOf(request);
  const ids = new Set(query.needed(query.text("devIds", 16_384), "devIds").split(","));
  if (ids.size > 1_000) throw query.wrong("devIds", "names more than 1000 devices");
  const devices = devicesOf(context, product)
    .filter((device) => ids.has(device.deviceId))
    .map((device) => ({ id: device.deviceId, title: device.title, online: isOnline(context, device) }));
  return { total_count: devices.length, devices };
}

const devicesOf = (context: Context, product: Product): Device[] =>
  context.store.devices().filter((device) => device.productId === product.productId);

const isOnline = (context: Context, device: Device): boolean => context.access.session(device.deviceId) !== undefined;

function briefJson(context: Context, device: Device): Record<string, unknown> {
  return {
    id: device.deviceId,
    title: device.title,
    protocol: "LWM2M",
    desc: device.description ?? "",
    create_time: formatTime(device.createdAt),
    tags: device.tags,
    location: device.location,
    private: device.isPrivate,
    obsv: device.autoSubscribe,
    auth_info: { [device.imei]: device.imsi },
    other: device.other,
    online: isOnline(context, device),
  };
}

function deviceJson(context: Context, device: Device): Record<string, unknown> {
  const datastreams = context.store.dataStreams(device.deviceId).map(streamJson);
  return { ...briefJson(context, device), keys: [], datastreams };
}
