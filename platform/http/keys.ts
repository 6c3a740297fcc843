import { randomInt } from "node:crypto";
import type { FastifyInstance } from "fastify";
import type { AccessMethod, DeviceKey, Product } from "../store/records.js";
import { authorizedMaster } from "./authorization.js";
import { readBody } from "./body.js";
import type { Context } from "./context.js";
import { ApiError, Errno, succeeded } from "./errors.js";
import { Fields, pageOf, queryOf } from "./fields.js";
import { formatTime } from "./time.js";

type ByKey = { Params: { key: string } };

const accessMethods: readonly AccessMethod[] = ["get", "put", "post", "delete"];
/** A product has at most so many device keys. */
const mostKeys = 1_000;
const mostPermissions = 16;
const mostDevices = 1_000;

/** `/keys`: keys that open some devices alone. */
export function keyRoutes(app: FastifyInstance, context: Context): void {
  const { store } = context;
  app.post("/keys", async (request) => {
    const product = authorizedMaster(context, request);
    const body = new Fields(readBody(request), Errno.body);
    const title = body.needed(body.text("title", 64), "title");
    const permissions = readPermissions(context, product, body) ?? [];
    if (store.keys(product.productId).length >= mostKeys) {
      throw new ApiError(Errno.limit, `platform limit hit: a product has at most ${mostKeys} keys`);
    }
    const key = randomKey();
    store.putKey({ key, productId: product.productId, title, permissions, createdAt: Date.now() });
    return succeeded({ key });
  });
  app.get("/keys", async (request) => {
    const product = authorizedMaster(context, request);
    const query = queryOf(request);
    const [key, title, deviceId] = [query.text("key"), query.text("title"), query.text("device_id")];
    const found = store
      .keys(product.productId)
      .filter((each) => key === undefined || each.key === key)
      .filter((each) => title === undefined || each.title.includes(title))
      .filter((each) => deviceId === undefined || names(each, deviceId));
    const { page, perPage, part } = pageOf(query, found, 30);
    return succeeded({ total_count: found.length, page, per_page: perPage, keys: part.map(keyJson) });
  });
  app.put<ByKey>("/keys/:key", async (request) => {
    const product = authorizedMaster(context, request);
    const before = keyOf(context, product, request.params.key);
    const body = new Fields(readBody(request), Errno.body);
    const title = body.text("title", 64) ?? before.title;
    store.putKey({ ...before, title, permissions: readPermissions(context, product, body) ?? before.permissions });
    return succeeded();
  });
  app.delete<ByKey>("/keys/:key", async (request) => {
    store.deleteKey(keyOf(context, authorizedMaster(context, request), request.params.key).key);
    return succeeded();
  });
}

/** 190 bits. */
export const randomKey = (): string => Array.from({ length: 32 }, () => letters[randomInt(letters.length)]).join("");

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** The keys that name a device. */
export function keysOfDevice(context: Context, productId: string, deviceId: string): unknown[] {
  return context.store
    .keys(productId)
    .filter((key) => names(key, deviceId))
    .map(({ title, key }) => ({ title, key }));
}

const names = (key: DeviceKey, deviceId: string): boolean =>
  key.permissions.some(({ deviceIds }) => deviceIds.includes(deviceId));

function keyOf(context: Context, product: Product, key: string): DeviceKey {
  const found = context.store.keys(product.productId).find((each) => each.key === key);
  if (found === undefined) throw new ApiError(Errno.parameter, "invalid parameter: the product has no such key");
  return found;
}

/** `[{"resources":[{"dev_id":"…"}],"access_methods":["get","put"]}]` */
function readPermissions(context: Context, product: Product, body: Fields): DeviceKey["permissions"] | undefined {
  const list = body.raw("permissions");
  if (list === undefined) return undefined;
  if (!Array.isArray(list) || list.length > mostPermissions) throw body.wrong("permissions", "is not a list");
  return list.map((entry: unknown) => {
    const { resources = [], access_methods: methods = [] } = (entry ?? {}) as Record<string, unknown>;
    if (!Array.isArray(resources) || resources.length > mostDevices) {
      throw body.wrong("permissions", `has no list of at most ${mostDevices} resources`);
    }
    const deviceIds = resources.map((each: unknown) => String((each as { dev_id?: unknown } | null)?.dev_id ?? ""));
    if (deviceIds.some((id) => context.store.device(id)?.productId !== product.productId)) {
      throw body.wrong("permissions", "names a device that the product does not have");
    }
    if (!Array.isArray(methods) || methods.some((each) => !accessMethods.includes(each as AccessMethod))) {
      throw body.wrong("permissions", `has access_methods other than ${accessMethods.join(", ")}`);
    }
    return { deviceIds, methods: methods as AccessMethod[] };
  });
}

const keyJson = (key: DeviceKey): unknown => ({
  title: key.title,
  key: key.key,
  create_time: formatTime(key.createdAt),
  permissions: key.permissions.map(({ deviceIds, methods }) => ({
    resources: deviceIds.map((dev_id) => ({ dev_id })),
    access_methods: methods,
  })),
});
