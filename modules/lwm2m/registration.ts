import { Queue } from "../base/queue.js";
import type { Instant, Machine } from "../base/machine.js";
import { between, type Random } from "../base/random.js";
import { formatCode } from "./operation.js";
import {
  awaits,
  DEFAULT_EXCHANGE,
  DEREGISTERED,
  DEREGISTERING,
  dueAt,
  isRejection,
  postponed,
  registerAnswer,
  standing,
  suspended,
  UNREGISTERED,
  updateAnswer,
  updateFailure,
  type Updating,
  WITHDRAWING,
} from "./registration-rules.js";
import type {
  RegistrationInput as Input,
  RegistrationOptions,
  RegistrationOutput as Output,
  RegistrationState as State,
  UplinkFailure,
} from "./registration-messages.js";
import { askedPause, isExhausted, OWN_POLICY, pauseAfter, type RetryPolicy } from "./retry.js";
import type { Version } from "./version.js";

type Answer = Extract<Input, { kind: "answered" }>;

const ONLY_1_0: readonly Version[] = Object.freeze(["1.0"]);

/**
 * Keeps one registration alive: register, update before the lifetime ends, register anew when the server has forgotten
 * us, leave it for a while when it asks for that, deregister. It knows no CoAP: the mode carries its requests and brings
 * the answers. It owes exactly one request at a time, and whoever carries it reports an answer or a failure for each, so
 * no state waits without an end.
 */
export class Registration implements Machine<Input, Output> {
  /** Where it stands. */
  state: State = UNREGISTERED;
  private readonly random: Random;
  private readonly policy: RetryPolicy;
  private readonly outbox = new Queue<Output>(4);
  /** The versions that the server may still speak, the newest first. */
  private versions: readonly Version[];
  /** Seconds. */
  private lifetime: number;
  /** The lifetime of the running request, and the one that the server has taken, by which it counts. */
  private asked = 0;
  private taken = 0;
  private readonly exchange: number;
  private readonly givesUp: RegistrationOptions["givesUp"];
  /** An update is wanted as soon as the running request is over. */
  private updateWanted = false;
  /** False while the way to the server is gone. */
  private reachable = false;

  constructor({ lifetime, random, policy, versions, exchange, givesUp }: RegistrationOptions) {
    this.lifetime = lifetime;
    this.exchange = exchange ?? DEFAULT_EXCHANGE;
    this.givesUp = givesUp;
    this.random = random;
    this.policy = policy ?? OWN_POLICY;
    this.versions = versions ?? ONLY_1_0;
  }

  /** The version that is spoken with the server, or offered to it. */
  get version(): Version {
    return this.versions[0] as Version;
  }

  handle(input: Input, now: Instant): void {
    switch (input.kind) {
      case "start":
        this.start(input.delay ?? 0, now);
        break;
      case "suspend":
        this.reachable = false;
        this.state = suspended(this.state, now);
        break;
      case "stop":
        this.stop();
        break;
      case "answered":
        if (awaits(this.state, input.request)) this.answered(input, now);
        break;
      case "failed":
        if (awaits(this.state, input.request)) this.failed(input.cause, now);
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
        this.handle({ kind: "update" }, now);
        break;
      case "disable":
        if ("location" in this.state && this.reachable) this.deregister(this.state.location, input.pause);
        break;
    }
  }

  expire(now: Instant): void {
    const due = this.deadline();
    if (due === undefined || now < due) return;
    const state = this.state;
    if (state.name !== "registered") this.register(state.name === "backingOff" ? state.attempt : 0);
    else if (now >= state.expiresAt) this.register(0);
    else this.update(state.location, state.expiresAt, state.refusals);
  }

  deadline(): Instant | undefined {
    return this.reachable ? dueAt(this.state) : undefined;
  }

  poll(): Output | undefined {
    return this.outbox.shift();
  }

  private start(delay: number, now: Instant): void {
    const state = this.state;
    this.reachable = true;
    if (state.name === "suspended") {
      // The server should hear of the new address, and only if it forgot us of everything (clause 6.2.2 of 1.1).
      if (now < state.expiresAt) this.update(state.location, state.expiresAt, 0);
      else this.register(0);
    } else if (state.name === "unregistered" && delay > 0) {
      this.state = { name: "waiting", until: now + delay };
    } else if (state.name === "unregistered" || state.name === "backingOff") {
      this.register(0);
    }
  }

  private register(attempt: number): void {
    this.state = { name: "registering", attempt };
    this.updateWanted = false;
    this.asked = this.lifetime;
    this.outbox.push({ kind: "register", lifetime: this.lifetime, version: this.version });
  }

  private update(location: readonly string[], expiresAt: Instant, refusals: number): void {
    this.state = { name: "updating", location, expiresAt, refusals };
    this.updateWanted = false;
    const { lifetime } = this;
    this.asked = lifetime;
    // The lifetime travels only while the server has another one (OMA LwM2M 1.0 clause 5.3.2).
    this.outbox.push(lifetime === this.taken ? { kind: "update", location } : { kind: "update", location, lifetime });
  }

  private updateIfIdle(): void {
    const state = this.state;
    if (state.name === "registered" && this.updateWanted) this.update(state.location, state.expiresAt, state.refusals);
  }

  private stop(): void {
    const state = this.state;
    switch (state.name) {
      case "registered":
      case "updating":
        this.deregister(state.location, undefined);
        break;
      case "registering":
        this.state = WITHDRAWING;
        break;
      case "unregistered":
      case "waiting":
      case "suspended":
      case "backingOff":
        this.end();
        break;
      case "deregistering":
        this.state = DEREGISTERING;
        break;
      case "withdrawing":
      case "deregistered":
        break;
    }
  }

  private deregister(location: readonly string[], pause: number | undefined): void {
    this.state = pause === undefined ? DEREGISTERING : { name: "deregistering", pause };
    this.outbox.push({ kind: "deregister", location });
  }

  private end(): void {
    this.state = DEREGISTERED;
    this.outbox.push({ kind: "deregistered" });
  }

  private answered(input: Answer, now: Instant): void {
    const state = this.state;
    const { code, location = [], retryAfter = 0 } = input;
    if (state.name === "registering") this.registerAnswered(state.attempt, input, now);
    else if (state.name === "updating") this.updateAnswered(state, code, retryAfter, now);
    else if (state.name === "deregistering") this.left(state.pause, now);
    else if (state.name === "withdrawing") {
      if (registerAnswer(code, location) === "accepted") this.deregister(location, undefined);
      else this.end();
    }
  }

  private failed(cause: UplinkFailure, now: Instant): void {
    const state = this.state;
    if (state.name === "registering") this.refused(state.attempt, `registration failed: ${cause}`, 0, now);
    else if (state.name === "updating") {
      const said = `update failed: ${cause}`;
      if (updateFailure(cause) === "later") this.postpone(state, said, 0, now);
      else this.anew(said);
    } else {
      this.left(state.name === "deregistering" ? state.pause : undefined, now);
    }
  }

  private registerAnswered(attempt: number, { code, location = [], retryAfter = 0 }: Answer, now: Instant): void {
    const answer = registerAnswer(code, location);
    if (answer === "accepted") {
      this.registered(location, now);
      this.outbox.push({ kind: "registered", location, version: this.version });
      this.updateIfIdle();
    } else if (answer === "otherVersion" && this.versions.length > 1) {
      this.versions = this.versions.slice(1);
      this.register(attempt);
    } else {
      const outright = isRejection(code) && this.givesUp?.() === true;
      this.refused(attempt, `registration refused with ${formatCode(code)}`, retryAfter, now, outright);
    }
  }

  private updateAnswered(state: Updating, code: number, retryAfter: number, now: Instant): void {
    const cause = `update refused with ${formatCode(code)}`;
    switch (updateAnswer(code)) {
      case "accepted":
        this.registered(state.location, now);
        this.outbox.push({ kind: "updated" });
        this.updateIfIdle();
        break;
      case "anew":
        this.anew(cause);
        break;
      case "later":
        this.postpone(state, cause, retryAfter, now);
        break;
    }
  }

  /** The server does not hold the registration as we do. */
  private anew(cause: string): void {
    this.outbox.push({ kind: "unregistered", cause, retry: 0 });
    this.register(0);
  }

  /** The registration stands, and the update is tried again while it does. */
  private postpone(state: Updating, cause: string, retryAfter: number, now: Instant): void {
    const standing = postponed(state, this.policy, retryAfter, this.chance(), now);
    this.state = standing;
    this.outbox.push({ kind: "postponed", cause, retry: standing.updateAt - now });
  }

  private registered(location: readonly string[], now: Instant): void {
    this.taken = this.asked;
    this.state = standing(location, this.taken, this.exchange, this.chance(), now);
  }

  /** Deregistered: for ever, or for the pause that the server asked for. */
  private left(pause: number | undefined, now: Instant): void {
    if (pause === undefined) {
      this.end();
      return;
    }
    this.state = { name: "waiting", until: now + pause };
    this.outbox.push({ kind: "disabled", pause });
  }

  private refused(attempt: number, cause: string, retryAfter: number, now: Instant, outright = false): void {
    const failures = attempt + 1;
    // A server that says when it can be asked again knows better than we do (RFC 7252 section 5.9.3.4).
    const chance = this.chance();
    const retry = retryAfter > 0 ? askedPause(retryAfter, chance) : pauseAfter(failures, this.policy, chance);
    const exhausted = outright || isExhausted(failures, this.policy);
    this.state = { name: "backingOff", attempt: exhausted ? 0 : failures, cause, until: now + retry };
    this.outbox.push({ kind: exhausted ? "exhausted" : "unregistered", cause, retry });
  }

  private chance(): number {
    return between(this.random, 0, 1);
  }
}
