import { createHmac } from "node:crypto";
import type { FastifyRequest } from "fastify";
import { secretsEqual } from "../access/identity.js";
import type { AccessMethod, Device, DeviceKey, Product } from "../store/records.js";
import type { Store } from "../store/store.js";
import { ApiError, Errno } from "./errors.js";

/** Who calls: the holder of a product's MasterKey or access key, or that of a device key. */
export interface Caller {
  readonly product: Product;
  /** True for a holder of the whole product. */
  readonly isMaster: boolean;
  mayUse(device: Device): boolean;
}

/**
 * The caller by either of OneNET's two schemes: `api-key: <MasterKey or device key>`, or a signed token in
 * `Authorization`. Throws the API's error 1.
 */
export function authorized(context: { readonly store: Store }, request: FastifyRequest): Caller {
  const { "api-key": key, authorization } = request.headers;
  if (typeof key === "string") return byKey(context.store, key, request.method.toLowerCase());
  if (authorization !== undefined) return byToken(context.store, authorization, Date.now());
  throw refused("neither api-key nor Authorization is given");
}

/** Only the holder of the whole product. Throws the API's error 1. */
export function authorizedMaster(context: { readonly store: Store }, request: FastifyRequest): Product {
  const caller = authorized(context, request);
  if (!caller.isMaster) throw refused("this needs the MasterKey");
  return caller.product;
}

/** Every key is compared, so that the time tells nothing. */
function byKey(store: Store, given: string, method: string): Caller {
  let product: Product | undefined;
  let deviceKey: DeviceKey | undefined;
  for (const each of store.products()) if (secretsEqual(each.masterKey, given)) product = each;
  for (const each of store.allKeys()) if (secretsEqual(each.key, given)) deviceKey = each;
  if (product !== undefined) return master(product);
  const owner = deviceKey === undefined ? undefined : store.product(deviceKey.productId);
  if (deviceKey === undefined || owner === undefined) throw refused("api-key is neither a MasterKey nor a device key");
  return holder(owner, deviceKey, method);
}

const master = (product: Product): Caller => ({
  product,
  isMaster: true,
  mayUse: (device) => device.productId === product.productId,
});

function holder(product: Product, key: DeviceKey, method: string): Caller {
  const grants = key.permissions.filter(
    ({ methods }) => methods.length === 0 || methods.includes(method as AccessMethod),
  );
  return {
    product,
    isMaster: false,
    mayUse: (device) =>
      device.productId === product.productId &&
      grants.some(({ deviceIds }) => deviceIds.length === 0 || deviceIds.includes(device.deviceId)),
  };
}

const tokenVersion = "2018-10-31";
const digests: readonly string[] = ["md5", "sha1", "sha256"];

/**
 * `version=2018-10-31&res=products/<id>&et=<seconds>&method=<digest>&sign=<base64>`, each value URL-encoded; signed are
 * et, method, res and version, in this order, with line feeds between.
 */
function byToken(store: Store, token: string, now: number): Caller {
  const fields = new URLSearchParams(token.replaceAll("+", "%2B"));
  const [version, resource, expiry, method, sign] = ["version", "res", "et", "method", "sign"].map(
    (name) => fields.get(name) ?? "",
  ) as [string, string, string, string, string];
  if (version !== tokenVersion) throw refused(`version of the token is not ${tokenVersion}`);
  if (!digests.includes(method)) throw refused(`method of the token is not one of ${digests.join(", ")}`);
  if (!/^\d{1,12}$/.test(expiry) || Number(expiry) * 1_000 <= now) throw refused("the token is over: et is past");
  const product = store.product(/^products\/([^/]+)$/.exec(resource)?.[1] ?? "");
  const accessKey = product?.accessKey ?? "";
  const text = [expiry, method, resource, version].join("\n");
  const expected = createHmac(method, Buffer.from(accessKey, "base64")).update(text, "utf8").digest("base64");
  const valid = secretsEqual(expected, sign);
  if (product === undefined || !valid) throw refused("sign of the token does not fit its res");
  return master(product);
}

const refused = (why: string): ApiError => new ApiError(Errno.unauthorized, `authorization failed: ${why}`);
