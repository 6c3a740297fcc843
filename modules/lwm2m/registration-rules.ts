import type { Instant } from "../base/machine.js";
import { Code } from "./operation.js";
import type { RegistrationRequest, RegistrationState, UplinkFailure } from "./registration-messages.js";
import { askedPause, retryDelay, type RetryPolicy } from "./retry.js";

type Registered = Extract<RegistrationState, { name: "registered" }>;
export type Updating = Extract<RegistrationState, { name: "updating" }>;

export const UNREGISTERED: RegistrationState = Object.freeze({ name: "unregistered" });
export const WITHDRAWING: RegistrationState = Object.freeze({ name: "withdrawing" });
export const DEREGISTERING: RegistrationState = Object.freeze({ name: "deregistering", pause: undefined });
export const DEREGISTERED: RegistrationState = Object.freeze({ name: "deregistered" });

/** MAX_TRANSMIT_WAIT with the defaults of RFC 7252 section 4.8.2, in milliseconds. */
export const DEFAULT_EXCHANGE = 93_000;

/** 4.08 (RFC 7959) and 4.29 (RFC 8516): the server may take the same later. */
const INCOMPLETE = 0x88;
const TOO_MANY_REQUESTS = 0x9d;

/**
 * What a server's answer to a register means. 4.12 says that it does not speak the version (OMA LwM2M 1.1 clause 6.2.1),
 * so that the next lower one is worth a try at once. All else is a failed attempt.
 */
export function registerAnswer(code: number, location: readonly string[]): "accepted" | "otherVersion" | "refused" {
  if (code === Code.created && location.length > 0) return "accepted";
  return code === Code.preconditionFailed ? "otherVersion" : "refused";
}

/**
 * True for an answer by which a server turns down a registration outright: any 4.xx but those that ask for another try,
 * 4.08 and 4.29.
 */
export function isRejection(code: number): boolean {
  return code >> 5 === 4 && code !== INCOMPLETE && code !== TOO_MANY_REQUESTS;
}

/**
 * What a server's answer to an update means. One that cannot at present (5.xx, and 4.29) still holds the registration:
 * it is asked again later. One that will not (4.04 and all other codes) does not hold it as we do: begin anew (OMA LwM2M
 * 1.0 clause 5.3.1).
 */
export function updateAnswer(code: number): "accepted" | "later" | "anew" {
  if (code === Code.changed) return "accepted";
  return code >= Code.internalError || code === TOO_MANY_REQUESTS ? "later" : "anew";
}

/**
 * What it means that an update got no answer. A device that cannot send at present tries again; after silence or a Reset
 * a new registration finds out at once whether the server has forgotten us, and mends a changed address.
 */
export function updateFailure(cause: UplinkFailure): "later" | "anew" {
  return cause === "busy" || cause === "unreachable" ? "later" : "anew";
}

/** False for what became of a request that the state has left behind, such as an update before a stop. */
export function awaits({ name }: RegistrationState, request: RegistrationRequest): boolean {
  if (request === "register") return name === "registering" || name === "withdrawing";
  return request === "update" ? name === "updating" : name === "deregistering";
}

/**
 * A registration that the server has just taken or prolonged.
 *
 * @param lifetime seconds; 0 has no end (OMA LwM2M 1.2 appendix E.2, resource 1)
 * @param exchange milliseconds that an exchange may take at the most
 */
export function standing(
  location: readonly string[],
  lifetime: number,
  exchange: number,
  chance: number,
  now: Instant,
): Registered {
  if (lifetime === 0) return { name: "registered", location, updateAt: Infinity, expiresAt: Infinity, refusals: 0 };
  const delay = updateDelay(lifetime, exchange);
  // Up to a sixteenth earlier, so that a fleet that registered at one moment does not update at one moment.
  const updateAt = now + Math.round(delay * (1 - chance / 16));
  return { name: "registered", location, updateAt, expiresAt: now + lifetime * 1000, refusals: 0 };
}

/**
 * A registration whose update is to be tried again: when the server said, in milliseconds, or by the policy, but at the
 * end of the lifetime at the latest.
 */
export function postponed(
  { location, expiresAt, refusals }: Updating,
  { first, longest }: RetryPolicy,
  retryAfter: number,
  chance: number,
  now: Instant,
): Registered {
  const own = retryDelay(refusals + 1, first, longest, chance);
  const retry = retryAfter > 0 ? askedPause(retryAfter, chance) : own;
  const updateAt = Math.min(now + retry, expiresAt);
  return { name: "registered", location, updateAt, expiresAt, refusals: refusals + 1 };
}

/** When a registration does something by itself; `undefined` for never. */
export function dueAt(state: RegistrationState): Instant | undefined {
  if (state.name === "registered") return unlessNever(state.updateAt);
  return state.name === "backingOff" || state.name === "waiting" ? unlessNever(state.until) : undefined;
}

function unlessNever(instant: Instant): Instant | undefined {
  return instant === Infinity ? undefined : instant;
}

/** Where a registration stands once the way to the server is gone. */
export function suspended(state: RegistrationState, now: Instant): RegistrationState {
  switch (state.name) {
    case "deregistered":
    case "waiting":
      return state;
    case "deregistering":
      return state.pause === undefined ? UNREGISTERED : { name: "waiting", until: now + state.pause };
    case "registered":
    case "updating":
    case "suspended":
      return { name: "suspended", location: state.location, expiresAt: state.expiresAt };
    case "unregistered":
    case "registering":
    case "withdrawing":
    case "backingOff":
      return UNREGISTERED;
  }
}

/**
 * How long after a registration or update the next update is due, in milliseconds: as late as the longest exchange
 * allows, but for short lifetimes at half of it, so that a lost update still leaves time for a second one.
 *
 * @param lifetime seconds
 * @param exchange milliseconds that an exchange may take at the most
 */
export function updateDelay(lifetime: number, exchange: number): number {
  const whole = lifetime * 1000;
  const latest = whole - exchange;
  const half = whole / 2;
  return latest > half ? latest : half;
}
