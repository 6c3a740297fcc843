import { Queue } from "../base/queue.js";
import type { Instant, Machine } from "../base/machine.js";
import { between, type Random } from "../base/random.js";
import { Code, formatCode } from "./operation.js";
import { retryDelay } from "./retry.js";

/** Why a request to the server came to nothing, apart from an answer with an error code. */
export type UplinkFailure = "timeout" | "reset" | "busy" | "tooLarge" | "badOption" | "malformed" | "network";

/** The requests of the registration interface. */
export type RegistrationRequest = "register" | "update" | "deregister";

export type RegistrationInput =
  /** The way to the server is open. */
  | { readonly kind: "start" }
  /** Deregister and come to an end. */
  | { readonly kind: "stop" }
  /** The way to the server is gone; the registration may still stand on the server. */
  | { readonly kind: "suspend" }
  /** The server answered a request. `location` goes with 2.01 on register. */
  | {
      readonly kind: "answered";
      readonly request: RegistrationRequest;
      readonly code: number;
      readonly location?: readonly string[];
    }
  | { readonly kind: "failed"; readonly request: RegistrationRequest; readonly cause: UplinkFailure }
  /** Something that the server should know has changed, or it asked for an update. */
  | { readonly kind: "update" }
  /** The server waits for an observation that we have given up: register anew. */
  | { readonly kind: "renew" }
  /** A new lifetime in seconds. */
  | { readonly kind: "lifetime"; readonly seconds: number };

export type RegistrationOutput =
  | { readonly kind: "register"; readonly lifetime: number }
  | { readonly kind: "update"; readonly location: readonly string[]; readonly lifetime?: number }
  | { readonly kind: "deregister"; readonly location: readonly string[] }
  | { readonly kind: "registered"; readonly location: readonly string[] }
  | { readonly kind: "updated" }
  /** Not registered any more, or not yet; tried again by itself after `retry` milliseconds. */
  | { readonly kind: "unregistered"; readonly cause: string; readonly retry: number }
  /** The server refused so often that a new bootstrap is the better try. */
  | { readonly kind: "exhausted"; readonly cause: string }
  | { readonly kind: "deregistered" };

/** Where the registration stands (OMA LwM2M 1.0 clause 5.3). */
export type RegistrationState =
  | { readonly name: "unregistered" }
  | { readonly name: "registering"; readonly attempt: number }
  /** Stopped while a registration was on its way: whether there is something to deregister is not known yet. */
  | { readonly name: "withdrawing" }
  | { readonly name: "registered"; readonly location: readonly string[]; readonly updateAt: Instant }
  | { readonly name: "updating"; readonly location: readonly string[] }
  | { readonly name: "backingOff"; readonly attempt: number; readonly cause: string; readonly until: Instant }
  | { readonly name: "deregistering" }
  | { readonly name: "deregistered" };

/** The shape of the retries. Times are in milliseconds. */
export interface RegistrationTiming {
  /** The longest time that an exchange may take, so how long before the end of the lifetime an update must start. */
  readonly exchange: number;
  readonly firstRetry: number;
  readonly longestRetry: number;
  /** Failed registrations in a row after which the access server is given up for a new bootstrap. */
  readonly attempts: number;
}

/** For NB-IoT: one retry ladder from ten seconds to ten minutes; four refusals lead back to the bootstrap. */
export const REGISTRATION_TIMING: RegistrationTiming = Object.freeze({
  exchange: 93_000,
  firstRetry: 10_000,
  longestRetry: 600_000,
  attempts: 4,
});

const UNREGISTERED: RegistrationState = Object.freeze({ name: "unregistered" });
const WITHDRAWING: RegistrationState = Object.freeze({ name: "withdrawing" });
const DEREGISTERING: RegistrationState = Object.freeze({ name: "deregistering" });
const DEREGISTERED: RegistrationState = Object.freeze({ name: "deregistered" });

/**
 * Keeps one registration alive: register, update before the lifetime ends, register anew when the server has forgotten
 * us, deregister. It knows no CoAP: the mode carries its requests and brings the answers. It owes exactly one request at
 * a time, and whoever carries it reports an answer or a failure for each, so no state waits without an end.
 */
export class Registration implements Machine<RegistrationInput, RegistrationOutput> {
  /** Where it stands. */
  state: RegistrationState = UNREGISTERED;
  private readonly random: Random;
  private readonly timing: RegistrationTiming;
  private readonly outbox = new Queue<RegistrationOutput>(4);
  /** Seconds. */
  private lifetime: number;
  /** An update is wanted as soon as the running request is over. */
  private updateWanted = false;
  private lifetimeChanged = false;

  /** `lifetime` is in seconds. */
  constructor(lifetime: number, random: Random, timing: RegistrationTiming = REGISTRATION_TIMING) {
    this.lifetime = lifetime;
    this.random = random;
    this.timing = timing;
  }

  handle(input: RegistrationInput, now: Instant): void {
    switch (input.kind) {
      case "start":
        if (this.state.name === "unregistered" || this.state.name === "backingOff") this.register(0);
        break;
      case "suspend":
        if (this.state.name !== "deregistered") this.state = UNREGISTERED;
        break;
      case "stop":
        this.stop();
        break;
      case "answered":
        if (this.isAwaited(input.request)) this.answered(input.code, input.location, now);
        break;
      case "failed":
        if (this.isAwaited(input.request)) this.failed(input.cause, now);
        break;
      case "update":
        this.updateWanted = true;
        this.updateIfIdle();
        break;
      case "renew":
        if (this.state.name === "registered") this.register(0);
        break;
      case "lifetime":
        this.lifetime = input.seconds;
        this.lifetimeChanged = this.updateWanted = true;
        this.updateIfIdle();
        break;
    }
  }

  expire(now: Instant): void {
    const state = this.state;
    if (state.name === "registered" && now >= state.updateAt) {
      this.update(state.location);
    } else if (state.name === "backingOff" && now >= state.until) {
      this.register(state.attempt);
    }
  }

  deadline(): Instant | undefined {
    const state = this.state;
    if (state.name === "registered") return state.updateAt;
    return state.name === "backingOff" ? state.until : undefined;
  }

  poll(): RegistrationOutput | undefined {
    return this.outbox.shift();
  }

  private register(attempt: number): void {
    this.state = { name: "registering", attempt };
    this.updateWanted = false;
    this.lifetimeChanged = false;
    this.outbox.push({ kind: "register", lifetime: this.lifetime });
  }

  private update(location: readonly string[]): void {
    this.state = { name: "updating", location };
    this.updateWanted = false;
    // The lifetime travels only when it changed (OMA LwM2M 1.0 clause 5.3.2).
    this.outbox.push(
      this.lifetimeChanged ? { kind: "update", location, lifetime: this.lifetime } : { kind: "update", location },
    );
    this.lifetimeChanged = false;
  }

  private updateIfIdle(): void {
    if (this.state.name === "registered" && this.updateWanted) this.update(this.state.location);
  }

  private stop(): void {
    const state = this.state;
    switch (state.name) {
      case "registered":
      case "updating":
        this.deregister(state.location);
        break;
      case "registering":
        this.state = WITHDRAWING;
        break;
      case "unregistered":
      case "backingOff":
        this.end();
        break;
      case "withdrawing":
      case "deregistering":
      case "deregistered":
        break;
    }
  }

  private deregister(location: readonly string[]): void {
    this.state = DEREGISTERING;
    this.outbox.push({ kind: "deregister", location });
  }

  private end(): void {
    this.state = DEREGISTERED;
    this.outbox.push({ kind: "deregistered" });
  }

  /** False for what became of a request that the state has left behind, such as an update before a stop. */
  private isAwaited(request: RegistrationRequest): boolean {
    const { name } = this.state;
    if (request === "register") return name === "registering" || name === "withdrawing";
    return request === "update" ? name === "updating" : name === "deregistering";
  }

  private answered(code: number, location: readonly string[] | undefined, now: Instant): void {
    const state = this.state;
    switch (state.name) {
      case "registering":
        if (code === Code.created && isLocation(location)) {
          this.registered(location, now);
          this.outbox.push({ kind: "registered", location });
          this.updateIfIdle();
        } else {
          this.refused(state.attempt, `registration refused with ${formatCode(code)}`, now);
        }
        break;
      case "updating":
        if (code === Code.changed) {
          this.registered(state.location, now);
          this.outbox.push({ kind: "updated" });
          this.updateIfIdle();
        } else {
          // Whatever the reason, the server does not hold our registration as we do: begin anew (clause 5.3.1).
          this.outbox.push({ kind: "unregistered", cause: `update refused with ${formatCode(code)}`, retry: 0 });
          this.register(0);
        }
        break;
      case "withdrawing":
        if (code === Code.created && isLocation(location)) this.deregister(location);
        else this.end();
        break;
      case "deregistering":
        this.end();
        break;
      case "unregistered":
      case "registered":
      case "backingOff":
      case "deregistered":
        break;
    }
  }

  private failed(cause: UplinkFailure, now: Instant): void {
    const state = this.state;
    if (state.name === "registering") {
      this.refused(state.attempt, `registration failed: ${cause}`, now);
    } else if (state.name === "updating") {
      // One lost update must not end the registration for long: a new one also mends a changed address.
      this.outbox.push({ kind: "unregistered", cause: `update failed: ${cause}`, retry: 0 });
      this.register(0);
    } else {
      this.end();
    }
  }

  private registered(location: readonly string[], now: Instant): void {
    this.state = { name: "registered", location, updateAt: now + updateDelay(this.lifetime, this.timing.exchange) };
  }

  private refused(attempt: number, cause: string, now: Instant): void {
    const next = attempt + 1;
    if (next >= this.timing.attempts) {
      this.state = UNREGISTERED;
      this.outbox.push({ kind: "exhausted", cause });
      return;
    }
    const retry = retryDelay(next, this.timing.firstRetry, this.timing.longestRetry, between(this.random, 0, 1));
    this.state = { name: "backingOff", attempt: next, cause, until: now + retry };
    this.outbox.push({ kind: "unregistered", cause, retry });
  }
}

function isLocation(location: readonly string[] | undefined): location is readonly string[] {
  return location !== undefined && location.length > 0;
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
