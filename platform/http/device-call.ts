import type { FastifyRequest } from "fastify";
import type { Session } from "../access/session.js";
import type { Device } from "../store/records.js";
import { authorized } from "./authorization.js";
import { type Context, deviceByImei } from "./context.js";
import { ApiError, Errno } from "./errors.js";
import { type Fields, queryOf } from "./fields.js";

/** A call that does something with a registered device. */
export interface OnlineCall {
  readonly query: Fields;
  readonly session: Session;
  /** Milliseconds. */
  readonly timeout: number;
}

/** The device of the query, if it is online, and the time that the caller gives. */
export function online(context: Context, request: FastifyRequest): OnlineCall {
  const { query, device } = named(context, request);
  const timeout = readTimeout(context, query) * 1_000;
  const session = context.access.session(device.deviceId);
  if (session === undefined) throw new ApiError(Errno.offline, "device not online");
  return { query, session, timeout };
}

/** Seconds. */
export function readTimeout(context: Context, query: Fields): number {
  const { least, most, usual } = context.limits;
  const seconds = query.number("timeout") ?? usual;
  if (seconds < least || seconds > most) throw query.wrong("timeout", `is not within ${least} to ${most} seconds`);
  return seconds;
}

/** The query, and the device that its `imei` names. */
export function named(context: Context, request: FastifyRequest): { query: Fields; device: Device } {
  const caller = authorized(context, request);
  const query = queryOf(request);
  return { query, device: deviceByImei(context, caller, query.needed(query.text("imei"), "imei")) };
}
