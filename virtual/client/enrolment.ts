import { earlier, type Instant } from "../../modules/base/machine.js";
import { Queue } from "../../modules/base/queue.js";
import { Code } from "../../modules/lwm2m/operation.js";
import { isIpv4 } from "../at/numbers.js";
import type { ServerChoice } from "../mipl/blob.js";
import { Event, type MiplTraits } from "../mipl/traits.js";
import { type EnrolmentOutput, Peer } from "./contract.js";

type Registered = {
  readonly name: "registered";
  readonly location: readonly string[];
  readonly expiresAt: Instant;
  /** `undefined` once the update has begun or the host was asked for it. */
  readonly updateAt: Instant | undefined;
  readonly updating: boolean;
};

type State =
  | { readonly name: "idle" }
  | { readonly name: "resolving"; readonly server: ServerChoice; readonly until: Instant }
  | {
      readonly name: "bootstrapping";
      readonly accepted: boolean;
      readonly quietUntil: Instant;
      readonly until: Instant;
    }
  | { readonly name: "registering"; readonly until: Instant }
  | Registered
  | { readonly name: "deregistering" };

/** Milliseconds after which a bootstrap that goes no further is given up (CIS core). */
const BOOTSTRAP_PATIENCE = 20_000;

const IDLE: State = Object.freeze({ name: "idle" });
const DEREGISTERING: State = Object.freeze({ name: "deregistering" });

/**
 * How the module gets to its server and stays there: name, bootstrap, registration, updates, deregistration. It knows
 * nothing of CoAP: the client carries its requests and reports each one's end.
 */
export class Enrolment {
  readonly #traits: MiplTraits;
  readonly #outbox = new Queue<EnrolmentOutput>(16);
  #state: State = IDLE;
  #lifetime = 0;
  #newLifetime = 0;
  /** Whether it updates by itself; the host may change that. */
  updatesItself: boolean;

  constructor(traits: MiplTraits) {
    this.#traits = traits;
    this.updatesItself = traits.updatesItself;
  }

  get idle(): boolean {
    return this.#state.name === "idle";
  }

  get registered(): boolean {
    return this.#state.name === "registered";
  }

  /** Whether an update is on its way. */
  get updating(): boolean {
    return this.#state.name === "registered" && this.#state.updating;
  }

  get bootstrapping(): boolean {
    return this.#state.name === "bootstrapping";
  }

  /** Whether the access server may ask for something: it may be faster than its own 2.01. */
  get serving(): boolean {
    return this.#state.name === "registered" || this.#state.name === "registering";
  }

  /** Seconds. */
  get lifetime(): number {
    return this.#lifetime;
  }

  poll(): EnrolmentOutput | undefined {
    return this.#outbox.shift();
  }

  /** `lifetime` in seconds, `timeout` for all until registered in milliseconds. */
  open(server: ServerChoice, lifetime: number, timeout: number, now: Instant): void {
    this.#lifetime = lifetime;
    this.#reach(server, now + timeout, now);
  }

  /** An answer of the DNS. */
  resolved(name: string, address: string | undefined, now: Instant): void {
    const state = this.#state;
    if (state.name !== "resolving" || state.server.host !== name) return;
    if (address === undefined) this.#failed(state.server.bootstrap, Event.registrationFailed);
    else this.#contact({ ...state.server, host: address }, state.until, now);
  }

  /** The server answered the last request; `location` goes with 2.01. */
  answered(code: number, location: readonly string[], now: Instant): void {
    const state = this.#state;
    switch (state.name) {
      case "bootstrapping":
        if (code !== Code.changed) this.#failed(true, 0);
        else this.#state = { ...state, accepted: true, quietUntil: now + BOOTSTRAP_PATIENCE };
        break;
      case "registering":
        if (code !== Code.created || location.length === 0) this.#failed(false, Event.registrationFailed);
        else {
          this.#renewed(location, now);
          this.#event(Event.registered);
        }
        break;
      case "registered":
        this.#updateAnswered(state, code, now);
        break;
      case "deregistering":
        this.#deregistered();
        break;
      case "idle":
      case "resolving":
        break;
    }
  }

  /** The last request came to nothing; true if for want of an answer. */
  unanswered(timedOut: boolean): void {
    const state = this.#state;
    if (state.name === "bootstrapping") this.#failed(true, 0);
    else if (state.name === "registering") {
      this.#failed(false, timedOut ? Event.registrationTimedOut : Event.registrationFailed);
    } else if (state.name === "registered" && state.updating) {
      this.#state = { ...state, updating: false };
      this.#event(timedOut ? Event.updateTimedOut : Event.updateFailed);
    } else if (state.name === "deregistering") this.#deregistered();
  }

  /** The bootstrap server wrote something, so it is still at work. */
  activity(now: Instant): void {
    const state = this.#state;
    if (state.name === "bootstrapping") this.#state = { ...state, quietUntil: now + BOOTSTRAP_PATIENCE };
  }

  /** The bootstrap server has finished; without a usable account that was for nothing. */
  finished(account: { readonly host: string; readonly port: number } | undefined, now: Instant): void {
    const state = this.#state;
    if (state.name !== "bootstrapping") return;
    if (account === undefined) return this.#failed(true, 0);
    this.#event(Event.bootstrapDone);
    this.#reach({ ...account, bootstrap: false }, state.until, now);
  }

  /** False if there is no registration. `lifetime` 0 keeps the present one. */
  update(lifetime: number, objects: boolean): boolean {
    const state = this.#state;
    if (state.name !== "registered" || state.updating) return false;
    this.#newLifetime = lifetime === 0 ? this.#lifetime : lifetime;
    this.#state = { ...state, updating: true, updateAt: undefined };
    const changed = this.#newLifetime === this.#lifetime ? undefined : this.#newLifetime;
    this.#outbox.push({ kind: "update", location: state.location, lifetime: changed, objects });
    return true;
  }

  /** False if there is nothing to close. */
  close(): boolean {
    const state = this.#state;
    if (state.name === "idle" || state.name === "deregistering") return false;
    if (state.name === "registered") {
      this.#state = DEREGISTERING;
      this.#outbox.push({ kind: "deregister", location: state.location });
    } else {
      this.#deregistered();
    }
    return true;
  }

  expire(now: Instant): void {
    const state = this.#state;
    switch (state.name) {
      case "resolving":
        if (now >= state.until) this.#failed(state.server.bootstrap, Event.registrationTimedOut);
        break;
      case "bootstrapping":
        if (now >= state.until || (state.accepted && now >= state.quietUntil)) this.#failed(true, 0);
        break;
      case "registering":
        if (now >= state.until) this.#failed(false, Event.registrationTimedOut);
        break;
      case "registered":
        if (now >= state.expiresAt) {
          this.#event(Event.lifetimeExpired);
          this.#end();
        } else if (state.updateAt !== undefined && now >= state.updateAt) this.#updateDue(state, now);
        break;
      case "idle":
      case "deregistering":
        break;
    }
  }

  deadline(): Instant | undefined {
    const state = this.#state;
    switch (state.name) {
      case "resolving":
      case "registering":
        return state.until;
      case "bootstrapping":
        return state.accepted ? earlier(state.until, state.quietUntil) : state.until;
      case "registered":
        return earlier(state.expiresAt, state.updateAt);
      case "idle":
      case "deregistering":
        // A deregistration ends with the CoAP exchange that carries it.
        return undefined;
    }
  }

  #reach(server: ServerChoice, until: Instant, now: Instant): void {
    if (isIpv4(server.host)) return this.#contact(server, until, now);
    this.#state = { name: "resolving", server, until };
    this.#outbox.push({ kind: "resolve", name: server.host });
  }

  #contact(server: ServerChoice, until: Instant, now: Instant): void {
    const peer = server.bootstrap ? Peer.bootstrap : Peer.access;
    this.#outbox.push({ kind: "peer", peer, address: server.host, port: server.port });
    if (server.bootstrap) {
      this.#event(Event.bootstrapStarted);
      this.#state = { name: "bootstrapping", accepted: false, quietUntil: now, until };
      this.#outbox.push({ kind: "bootstrap" });
    } else {
      this.#event(Event.connected);
      this.#state = { name: "registering", until };
      this.#outbox.push({ kind: "register", lifetime: this.#lifetime });
    }
  }

  #renewed(location: readonly string[], now: Instant): void {
    const lifetime = this.#lifetime * 1000;
    const ahead = this.#traits.updateAhead * 1000;
    const updateAt = now + (lifetime >= 2 * ahead ? lifetime - ahead : lifetime / 2);
    this.#state = { name: "registered", location, expiresAt: now + lifetime, updateAt, updating: false };
  }

  #updateDue(state: Registered, now: Instant): void {
    if (this.updatesItself && this.#lifetime >= this.#traits.shortestItself) {
      this.update(0, false);
    } else {
      this.#state = { ...state, updateAt: undefined };
      this.#event(Event.updateNeeded, Math.round((state.expiresAt - now) / 1000));
    }
  }

  #updateAnswered(state: Registered, code: number, now: Instant): void {
    if (!state.updating) return;
    if (code === Code.changed) {
      this.#lifetime = this.#newLifetime;
      this.#renewed(state.location, now);
      this.#event(Event.updated);
      return;
    }
    this.#state = { ...state, updating: false };
    this.#event(Event.updateFailed);
    // The server does not know us any more: there is no registration left to keep.
    if (code === Code.notFound) this.#end();
  }

  #failed(bootstrap: boolean, otherwise: number): void {
    this.#event(bootstrap ? Event.bootstrapFailed : otherwise);
    this.#end();
  }

  #deregistered(): void {
    this.#event(Event.deregistered);
    this.#end();
  }

  #end(): void {
    this.#state = IDLE;
    this.#outbox.push({ kind: "ended" });
  }

  #event(code: number, extra?: number): void {
    this.#outbox.push(extra === undefined ? { kind: "event", code } : { kind: "event", code, extra });
  }
}
