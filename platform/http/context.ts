import type { FastifyRequest } from "fastify";
import type { MessageLog } from "../access/message-log.js";
import type { AccessServer } from "../access/server.js";
import type { CommandRunner } from "../application/commands.js";
import type { Pusher } from "../application/pusher.js";
import type { TriggerWatch } from "../application/triggers.js";
import type { Events } from "../events.js";
import type { Device } from "../store/records.js";
import type { Store } from "../store/store.js";
import type { Caller } from "./authorization.js";
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
  readonly commands: CommandRunner;
  readonly pusher: Pusher;
  readonly triggers: TriggerWatch;
  /** Datagrams counted by each CoAP server. */
  readonly counters: () => Readonly<Record<"bootstrap" | "access", Readonly<Record<string, number>>>>;
  readonly limits: TimeoutLimits;
  readonly log: (line: string) => void;
}

/** A device of the caller by its IMEI. Throws the API's error 1, whoever's it is. */
export function deviceByImei(context: Context, caller: Caller, imei: string): Device {
  const device = context.store.deviceByImei(imei);
  if (device === undefined || !caller.mayUse(device)) {
    throw new ApiError(Errno.unauthorized, "authorization failed: the key does not match the imei");
  }
  return device;
}

/** A device of the caller by its id. Throws the API's error 5108, or 1 where a device key does not open it. */
export function deviceById(context: Context, caller: Caller, deviceId: string): Device {
  const device = context.store.device(deviceId);
  if (device?.productId !== caller.product.productId) {
    throw new ApiError(Errno.parameter, "invalid parameter: the product has no such device");
  }
  if (!caller.mayUse(device)) throw new ApiError(Errno.unauthorized, "authorization failed: not with this key");
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
