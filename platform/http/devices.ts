import type { FastifyInstance, FastifyRequest } from "fastify";
import { bootstrapKind } from "../access/identity.js";
import type { Device, Product, RegistrationRecord } from "../store/records.js";
import { type Caller, authorized, authorizedMaster } from "./authorization.js";
import { type Context, deviceById, deviceByImei } from "./context.js";
import { readDevice } from "./device-body.js";
import { ApiError, Errno, succeeded } from "./errors.js";
import { Fields, pageOf, queryOf } from "./fields.js";
import { keysOfDevice } from "./keys.js";
import { readBody } from "./body.js";
import { streamJson } from "./datapoints.js";
import { formatTime, parseTime } from "./time.js";

type ById = { Params: { id: string } };

/** `/devices`: create, list, look up, change, remove. */
export function deviceRoutes(app: FastifyInstance, context: Context): void {
  app.post("/devices", async (request) => {
    const product = authorizedMaster(context, request);
    return succeeded(createDevice(context, product, readBody(request)));
  });
  app.get("/devices", async (request) => succeeded(listDevices(context, authorized(context, request), request)));
  app.get("/devices/status", async (request) =>
    succeeded(deviceStatus(context, authorized(context, request), request)),
  );
  app.get("/devices/datapoints", async (request) =>
    succeeded(newestValues(context, authorized(context, request), request)),
  );
  app.get("/devices/getbyimei", async (request) => {
    const caller = authorized(context, request);
    const query = queryOf(request);
    const imei = query.needed(query.text("imei"), "imei");
    return succeeded(deviceJson(context, caller, deviceByImei(context, caller, imei)));
  });
  app.get<ById>("/devices/:id", async (request) => {
    const caller = authorized(context, request);
    return succeeded(deviceJson(context, caller, deviceById(context, caller, request.params.id)));
  });
  app.put<ById>("/devices/:id", async (request) => {
    const device = deviceById(context, authorized(context, request), request.params.id);
    changeDevice(context, device, readBody(request));
    return succeeded();
  });
  app.delete<ById>("/devices/:id", async (request) => {
    const device = deviceById(context, authorized(context, request), request.params.id);
    context.access.drop(device.deviceId);
    context.messages.forget(device.deviceId);
    context.store.deleteDevice(device.deviceId);
    publish(context, device.deviceId);
    return succeeded();
  });
}

function createDevice(context: Context, product: Product, body: Record<string, unknown>): unknown {
  const read = readDevice(body);
  const fields = new Fields(body, Errno.body);
  fields.needed(fields.text("protocol"), "protocol");
  const title = fields.needed(read.title, "title");
  const imei = fields.needed(read.imei, "auth_info");
  const imsi = fields.needed(read.imsi, "auth_info");
  refuseTaken(context, imei, undefined);
  const device = withoutEmpty({
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
  });
  context.store.putDevice(device);
  publish(context, device.deviceId);
  return { device_id: device.deviceId, ...(device.psk === undefined ? {} : { psk: device.psk }) };
}

function changeDevice(context: Context, device: Device, body: Record<string, unknown>): void {
  const changed = withoutEmpty({ ...device, ...readDevice(body) });
  refuseTaken(context, changed.imei, device.deviceId);
  context.store.putDevice(changed);
  const sameIdentity =
    changed.imei === device.imei && changed.imsi === device.imsi && changed.authCode === device.authCode;
  if (sameIdentity) context.access.refresh(changed);
  else context.access.drop(device.deviceId);
  publish(context, device.deviceId);
}

/** An empty code, key or configuration is none: so they are taken away again. */
function withoutEmpty(device: Device): Device {
  const { authCode, psk, bootstrapConfig = {}, ...rest } = device;
  return {
    ...rest,
    ...(authCode === undefined || authCode === "" ? {} : { authCode }),
    ...(psk === undefined || psk === "" ? {} : { psk }),
    ...(Object.keys(bootstrapConfig).length === 0 ? {} : { bootstrapConfig }),
  };
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

function listDevices(context: Context, caller: Caller, request: FastifyRequest): unknown {
  const query = queryOf(request);
  const found = devicesOf(context, caller).filter(deviceFilter(context, query));
  const { page, perPage, part } = pageOf(query, found, 30);
  const devices = part.map((device) => briefJson(context, device));
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

function deviceStatus(context: Context, caller: Caller, request: FastifyRequest): unknown {
  const devices = devicesNamed(context, caller, queryOf(request), 1_000).map((device) => ({
    id: device.deviceId,
    title: device.title,
    online: isOnline(context, device),
  }));
  return { total_count: devices.length, devices };
}

/** The newest values of several devices at once. */
function newestValues(context: Context, caller: Caller, request: FastifyRequest): unknown {
  const devices = devicesNamed(context, caller, queryOf(request), 500).map(({ deviceId, title }) => ({
    id: deviceId,
    title,
    datastreams: context.store.points
      .streams(deviceId)
      .map(({ id, updatedAt, value }) => ({ id, at: formatTime(updatedAt), value })),
  }));
  return { devices };
}

/** Those of `devIds` that the caller may use. */
function devicesNamed(context: Context, caller: Caller, query: Fields, most: number): Device[] {
  const ids = new Set(query.needed(query.text("devIds", 16_384), "devIds").split(","));
  if (ids.size > most) throw query.wrong("devIds", `names more than ${most} devices`);
  return [...ids]
    .map((id) => context.store.device(id))
    .filter((device) => device !== undefined && caller.mayUse(device)) as Device[];
}

const devicesOf = (context: Context, caller: Caller): Device[] =>
  context.store.devices().filter((device) => caller.mayUse(device));

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
    chip: device.chip,
    bootstrap: bootstrapKind(context.store, device),
    online: isOnline(context, device),
  };
}

/** All of a device. Secrets are told as being there or not; the keys only to the holder of the product. */
function deviceJson(context: Context, caller: Caller, device: Device): Record<string, unknown> {
  const session = context.access.session(device.deviceId);
  const record = session?.record ?? context.store.registration(device.deviceId);
  return {
    ...briefJson(context, device),
    bootstrap_config: device.bootstrapConfig,
    has_auth: device.authCode !== undefined,
    has_psk: device.psk !== undefined,
    observe_status: session?.subscription === "done",
    registration: record === undefined ? undefined : registrationJson(record),
    keys: caller.isMaster ? keysOfDevice(context, device.productId, device.deviceId) : [],
    datastreams: context.store.points.streams(device.deviceId).map(streamJson),
  };
}

/** A field of our own: the last registration. */
const registrationJson = (record: RegistrationRecord): unknown => ({
  lifetime: record.lifetime,
  binding: record.binding,
  lwm2m: record.version,
  queue_mode: record.queueMode,
  registered_at: formatTime(record.registeredAt),
  expires_at: formatTime(record.expiresAt),
});
