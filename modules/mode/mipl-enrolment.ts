import type { FinalResult } from "../at/result.js";
import type { Instant, Machine } from "../base/machine.js";
import { Queue } from "../base/queue.js";
import { between } from "../base/random.js";
import { updateDelay } from "../lwm2m/registration-rules.js";
import { retryDelay } from "../lwm2m/retry.js";
import { describeMiplFinal, isBusy } from "./mipl-busy.js";
import { hostOf, wantsAddress, type CreationStep } from "./mipl-create.js";
import {
  deadlineOf,
  type EnrolmentInput,
  type EnrolmentOptions,
  type EnrolmentOutput,
  type EnrolmentState,
  MOST_REFUSALS,
  Wait,
} from "./mipl-enrolment-messages.js";
import { CLOSE, removal, setupAfter, setupStart, setupStep, type SetupState } from "./mipl-setup.js";
import { eventOf } from "./mipl.js";

export type { EnrolmentInput, EnrolmentOptions, EnrolmentOutput, EnrolmentState } from "./mipl-enrolment-messages.js";

const IDLE: EnrolmentState = Object.freeze({ name: "idle" });
const DELETING: EnrolmentState = Object.freeze({ name: "deleting" });
const STOPPED: EnrolmentState = Object.freeze({ name: "stopped" });

/**
 * Registers the client inside a MIPL module, keeps the registration and ends it: find the server's address where the
 * module takes no name, create, declare each object, open, update, close, delete. Steps go one at a time, each marked with
 * its own number, so that the result of one that was left behind is told apart. Events may come before the result of the
 * command that caused them.
 */
export class Enrolment implements Machine<EnrolmentInput, EnrolmentOutput> {
  /** Where it stands. */
  state: EnrolmentState = IDLE;
  private readonly options: EnrolmentOptions;
  private readonly outbox = new Queue<EnrolmentOutput>(16);
  private lifetimeSeconds: number;
  /** An update is wanted as soon as the running one, or the registration, is over. */
  private updateWanted = false;
  /** Counts the steps' commands; the first one's mark is 1. */
  private steps = 0;
  /** "host:port" as the module is to have it, once that is known. */
  private server: string | undefined;
  /** True once the module told that it is deregistered. */
  private deregistered = false;

  constructor(options: EnrolmentOptions) {
    this.options = options;
    this.lifetimeSeconds = options.lifetime;
  }

  /** True while the platform may ask: it may do so before the module tells that it is registered. */
  get stands(): boolean {
    const { name } = this.state;
    return name === "opening" || name === "registered" || name === "updating" || name === "closing";
  }

  handle(input: EnrolmentInput, now: Instant): void {
    switch (input.kind) {
      case "start":
        if (this.state.name === "idle" || this.state.name === "backingOff") this.begin(0, now);
        break;
      case "resolved":
        this.resolved(input.address, input.cause, now);
        break;
      case "drop":
        this.drop();
        break;
      case "stop":
        this.stop(now);
        break;
      case "lifetime":
        this.lifetimeSeconds = input.seconds;
        this.wantUpdate(now);
        break;
      case "update":
        this.wantUpdate(now);
        break;
      case "result":
        // The result of a step that was left behind means nothing to the present one.
        if (input.command.tag === this.steps) this.stepDone(input.final, now);
        break;
      case "event":
        this.event(input.code, now);
        break;
    }
  }

  expire(now: Instant): void {
    const state = this.state;
    if (state.name === "registered" && now >= state.updateAt) this.update(state.refusals, now);
    else if (state.name === "backingOff" && now >= state.until) this.begin(state.attempt, now);
    else if (state.name === "resolving" && now >= state.until)
      this.failed(state.attempt, "no answer about the server's name", now);
    else if (state.name === "opening" && now >= state.until)
      this.failed(state.attempt, "the module reports nothing", now);
    else if (state.name === "updating" && now >= state.until) this.failed(0, "the module reports no update", now);
    else if (state.name === "closing" && now >= state.until) this.delete();
  }

  deadline(): Instant | undefined {
    return deadlineOf(this.state);
  }

  poll(): EnrolmentOutput | undefined {
    return this.outbox.shift();
  }

  /** Seconds, within what the module takes. */
  private get lifetime(): number {
    const { lifetimeLeast, lifetimeMost } = this.options.mipl;
    return Math.min(Math.max(this.lifetimeSeconds, lifetimeLeast), lifetimeMost);
  }

  private begin(attempt: number, now: Instant): void {
    const { server, mipl } = this.options;
    if (!wantsAddress(mipl)) {
      this.server = server;
      return this.setUp(setupStart(attempt), now);
    }
    this.state = { name: "resolving", attempt, until: now + Wait.resolve };
    this.outbox.push({ kind: "socket", input: { kind: "resolve", name: hostOf(server) } });
  }

  private resolved(address: string | undefined, cause: string, now: Instant): void {
    const { state } = this;
    if (state.name !== "resolving") return;
    const { server } = this.options;
    if (address === undefined) return this.failed(state.attempt, `${hostOf(server)}: ${cause}`, now);
    this.server = address + server.slice(server.lastIndexOf(":"));
    this.setUp(setupStart(state.attempt), now);
  }

  /** Goes on with making the instance, and opens it once that is done. */
  private setUp(state: SetupState, now: Instant): void {
    const { server = this.options.server } = this;
    const step = setupStep(state, { ...this.options, server });
    if (step === undefined) return this.open(state.attempt, now);
    this.state = step.state;
    this.step(step);
  }

  private open(attempt: number, now: Instant): void {
    const { openTimeout, openWithin } = this.options.mipl;
    this.state = { name: "opening", attempt, until: now + openWithin };
    this.updateWanted = false;
    this.step({ text: `AT+MIPLOPEN=0,${this.lifetime},${openTimeout}` });
  }

  /** What came of the command that the state waits for. */
  private stepDone(final: FinalResult, now: Instant): void {
    const state = this.state;
    const ok = final.kind === "ok";
    switch (state.name) {
      case "creating":
      case "cleaning":
      case "declaring": {
        const next = setupAfter(state, final, this.options.mipl);
        if (typeof next === "string") this.failed(state.attempt, next, now);
        else this.setUp(next, now);
        break;
      }
      case "opening":
        if (!ok) this.failed(state.attempt, `registration: ${describeMiplFinal(final)}`, now);
        break;
      case "updating":
        if (!ok) this.updateRefused(state.refusals + 1, final, now);
        break;
      case "closing":
        if (!ok) this.delete();
        break;
      case "deleting":
        this.end();
        break;
      case "idle":
      case "resolving":
      case "registered":
      case "backingOff":
      case "stopped":
        break;
    }
  }

  private event(code: number, now: Instant): void {
    const { means, text } = eventOf(code);
    const state = this.state;
    this.options.log("info", `module: ${text}`);
    switch (means) {
      case "bootstrapped":
        this.outbox.push({ kind: "bootstrapped" });
        break;
      case "registered":
        if (state.name === "opening") this.rest("registered", now);
        break;
      case "updated":
        if (state.name === "registered" || state.name === "updating") this.rest("updated", now);
        break;
      case "updateNeeded":
        if (state.name === "registered") this.update(state.refusals, now);
        break;
      case "refused":
        if (state.name === "opening") this.failed(state.attempt, text, now);
        else if (state.name === "registered" || state.name === "updating") this.failed(0, text, now);
        break;
      case "deregistered":
        this.deregistered = state.name === "closing";
        if (state.name === "closing") this.delete();
        else if (state.name === "registered" || state.name === "updating") this.failed(0, text, now);
        break;
      case "undelivered":
      case "delivered":
      case undefined:
        break;
    }
  }

  private rest(told: "registered" | "updated", now: Instant): void {
    // A module that updates by itself tells of it in time; the lifetime's end is the guard.
    const delay = this.options.mipl.updatesItself ? this.lifetime * 1000 : updateDelay(this.lifetime, Wait.exchange);
    this.state = { name: "registered", updateAt: now + delay, refusals: 0 };
    this.outbox.push({ kind: told });
    if (this.updateWanted) this.update(0, now);
  }

  private wantUpdate(now: Instant): void {
    this.updateWanted = true;
    if (this.state.name === "registered") this.update(this.state.refusals, now);
  }

  private update(refusals: number, now: Instant): void {
    this.state = { name: "updating", until: now + this.options.mipl.openWithin, refusals };
    this.updateWanted = false;
    this.step({ text: `AT+MIPLUPDATE=0,${this.lifetime},0` });
  }

  /** The registration stands while the module only has no time to renew it. */
  private updateRefused(refusals: number, final: FinalResult, now: Instant): void {
    const cause = `update: ${describeMiplFinal(final)}`;
    if (!isBusy(final) || refusals > MOST_REFUSALS) return this.failed(0, cause, now);
    const pause = Wait.busy * 2 ** (refusals - 1);
    this.options.log("warning", `${cause}; next try in ${pause / 1000} s`);
    this.state = { name: "registered", updateAt: now + pause, refusals };
  }

  private failed(attempt: number, cause: string, now: Instant): void {
    const next = attempt + 1;
    const retry = retryDelay(next, Wait.firstRetry, Wait.longestRetry, between(this.options.random, 0, 1));
    this.state = { name: "backingOff", attempt: next, cause, until: now + retry };
    this.outbox.push({ kind: "lost", observer: "all" });
    this.outbox.push({ kind: "unregistered", cause, retry });
  }

  private drop(): void {
    const { name } = this.state;
    if (name === "stopped" || name === "idle") return;
    if (name === "closing" || name === "deleting") return this.end();
    this.state = IDLE;
    this.outbox.push({ kind: "lost", observer: "all" });
  }

  private stop(now: Instant): void {
    switch (this.state.name) {
      case "registered":
      case "updating":
      case "opening":
        this.state = { name: "closing", until: now + Wait.close };
        this.step({ text: CLOSE });
        break;
      case "creating":
      case "cleaning":
      case "declaring":
      case "backingOff":
        // The module may still have an instance, whose client would go on by itself.
        this.delete();
        break;
      case "idle":
      case "resolving":
        this.end();
        break;
      case "closing":
      case "deleting":
      case "stopped":
        break;
    }
  }

  private delete(): void {
    this.state = DELETING;
    this.step({ text: removal(this.options.mipl) });
  }

  private end(): void {
    this.state = STOPPED;
    this.outbox.push({ kind: "stopped", deregistered: this.deregistered });
  }

  private step(step: CreationStep): void {
    const { text, answer, within = this.options.mipl.within, secret = false } = step;
    this.outbox.push({ kind: "command", command: { text, owner: "mode", tag: ++this.steps, answer, within, secret } });
  }
}
