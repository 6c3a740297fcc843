import { describeFinal, type FinalResult } from "../at/result.js";
import type { Instant, Machine } from "../base/machine.js";
import { Queue } from "../base/queue.js";
import { between } from "../base/random.js";
import { updateDelay } from "../lwm2m/registration-rules.js";
import { retryDelay } from "../lwm2m/retry.js";
import { creationStep, hostOf, wantsAddress } from "./mipl-create.js";
import { addObject, declarationOf, discoverResponse } from "./mipl-declare.js";
import {
  deadlineOf,
  type EnrolmentInput,
  type EnrolmentOptions,
  type EnrolmentOutput,
  type EnrolmentState,
  Wait,
} from "./mipl-enrolment-messages.js";
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
    if (state.name === "registered" && now >= state.updateAt) this.update(now);
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
      return this.create(attempt, false, 0, now);
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
    this.create(state.attempt, false, 0, now);
  }

  /** The next of the commands that create the instance; past the last the objects are declared. */
  private create(attempt: number, cleaned: boolean, index: number, now: Instant): void {
    const { direct, mipl, server } = this.options;
    const step = creationStep({ server: this.server ?? server, direct }, mipl, index);
    if (step === undefined) return this.declare(attempt, 0, false, now);
    this.state = { name: "creating", attempt, cleaned, index };
    this.step(step.text, step.answer, mipl.createWithin);
  }

  /** What came of the command that the state waits for. */
  private stepDone(final: FinalResult, now: Instant): void {
    const state = this.state;
    const ok = final.kind === "ok";
    switch (state.name) {
      case "creating":
        if (ok) this.create(state.attempt, state.cleaned, state.index + 1, now);
        else if (state.cleaned) this.failed(state.attempt, `creation: ${describeFinal(final)}`, now);
        else this.clean(state.attempt, false);
        break;
      case "cleaning":
        // Whether there was anything to close or delete does not matter: the creation tells.
        if (state.deleting) this.create(state.attempt, true, 0, now);
        else this.clean(state.attempt, true);
        break;
      case "declaring":
        if (!ok) this.failed(state.attempt, `object declaration: ${describeFinal(final)}`, now);
        else if (state.listing || !this.options.mipl.declares) this.declare(state.attempt, state.index + 1, false, now);
        else this.declare(state.attempt, state.index, true, now);
        break;
      case "opening":
        if (!ok) this.failed(state.attempt, `registration: ${describeFinal(final)}`, now);
        break;
      case "updating":
        if (!ok) this.failed(0, `update: ${describeFinal(final)}`, now);
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

  private clean(attempt: number, deleting: boolean): void {
    this.state = { name: "cleaning", attempt, deleting };
    this.step(deleting ? `${this.options.mipl.remove}=0` : "AT+MIPLCLOSE=0");
  }

  private declare(attempt: number, index: number, listing: boolean, now: Instant): void {
    const { openTimeout, openWithin, counts, instances } = this.options.mipl;
    const declaration = declarationOf(this.options.tree, index, instances);
    if (declaration === undefined) {
      this.state = { name: "opening", attempt, until: now + openWithin };
      this.updateWanted = false;
      this.step(`AT+MIPLOPEN=0,${this.lifetime},${openTimeout}`);
    } else {
      this.state = { name: "declaring", attempt, index, listing };
      this.step(listing ? discoverResponse(declaration) : addObject(declaration, counts));
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
        if (state.name === "registered") this.update(now);
        break;
      case "refused":
        if (state.name === "opening") this.failed(state.attempt, text, now);
        else if (state.name === "registered" || state.name === "updating") this.failed(0, text, now);
        break;
      case "deregistered":
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
    this.state = { name: "registered", updateAt: now + delay };
    this.outbox.push({ kind: told });
    if (this.updateWanted) this.update(now);
  }

  private wantUpdate(now: Instant): void {
    this.updateWanted = true;
    if (this.state.name === "registered") this.update(now);
  }

  private update(now: Instant): void {
    this.state = { name: "updating", until: now + this.options.mipl.openWithin };
    this.updateWanted = false;
    this.step(`AT+MIPLUPDATE=0,${this.lifetime},0`);
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
        this.step("AT+MIPLCLOSE=0");
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
    this.step(`${this.options.mipl.remove}=0`);
  }

  private end(): void {
    this.state = STOPPED;
    this.outbox.push({ kind: "stopped" });
  }

  private step(text: string, answer?: string, within = this.options.mipl.within): void {
    this.outbox.push({ kind: "command", command: { text, owner: "mode", tag: ++this.steps, answer, within } });
  }
}
