import type { FastifyRequest } from "fastify";
import type { MessageLog } from "../access/message-log.js";
import { secretsEqual } from "../access/identity.js";
import type { AccessServer } from "../access/server.js";
import type { Events } from "../events.js";
import type { Device, Product } from "../store/records.js";
import type { Store } from "../store/store.js";
import { ApiError, Errno } from "./errors.js";

/** Seconds that a caller may give an operation. */
export interface TimeoutLimits {
  readonly least: number;
  readonly most: number;
  readonly usual: number;
}

/** OneNET's limits. */
export const defaultLimits: TimeoutLimits = { least: 5, most: 40, usual: 25 };

/** What the routes work with. */
export interface Context {
  readonly store: Store;
  readonly access: AccessServer;
  readonly events: Events;
  readonly messages: MessageLog;
  readonly limits: TimeoutLimits;
  readonly log: (line: string) => void;
}

/** The product whose MasterKey the request carries. Throws the API's error 1. */
export function authorized(context: Context, request: FastifyRequest): Product {
  const key = request.headers["api-key"];
  let found: Product | undefined;
  if (typeof key === "string") {
    for (const product of context.store.products()) if (secretsEqual(product.masterKey, key)) found = product;
  }
  if (found === undefined) throw new ApiError(Errno.unauthorized, "authorization failed: api-key is not a MasterKey");
  return found;
}

/** A device of the product by its IMEI. Throws the API's error 1, whoever's it is. */
export function deviceByImei(context: Context, product: Product, imei: string): Device {
  const device = context.store.deviceByImei(imei);
  if (device?.productId !== product.productId) {
    throw new ApiError(Errno.unauthorized, "authorization failed: the key does not match the imei");
  }
  return device;
}

export function deviceById(context: Context, product: Product, deviceId: string): Device {
  const device = context.store.device(deviceId);
  if (device?.productId !== product.productId) {
    throw new ApiError(Errno.parameter, "invalid parameter: the product has no such device");
  }
  return device;
}

const loopbackNames: readonly string[] = ["localhost", "127.0.0.1", "[::1]"];

/**
 * True for a request from this machine, made by this page or by no page at all. A page from elsewhere is kept out by
 * its Origin, and one that makes its own name lead here by the Host.
 */
export function isLocal(request: FastifyRequest): boolean {
  const address = request.socket.remoteAddress ?? "";
  const host = request.headers.host ?? "";
  const { origin } = request.headers;
  return (
    (/^(::ffff:)?127\./.test(address) || address === "::1") &&
    loopbackNames.includes(host.replace(/:\d+$/, "")) &&
    (origin === undefined || origin === `http://${host}`)
  );
}
