import type { Command } from "../at/command.js";
import { describeFinal, type FinalResult } from "../at/result.js";
import type { Log } from "../base/log.js";
import { earlier, type Instant, type Machine } from "../base/machine.js";
import { Queue } from "../base/queue.js";
import { between, type Random } from "../base/random.js";
import type { ObjectModel } from "../lwm2m/model.js";
import { updateDelay } from "../lwm2m/registration.js";
import { retryDelay } from "../lwm2m/retry.js";
import type { Tree } from "../lwm2m/tree.js";
import type { MiplProfile } from "../modem/profile.js";
import { addObject, declare, discoverResponse, type Declaration } from "./mipl-declare.js";
import { CREATE_FLAGS, eventOf } from "./mipl.js";
import { MiplRequests } from "./mipl-requests.js";
import { parseMiplLine, type MiplLine } from "./mipl-request.js";
import type { ModeInput, ModeOutput } from "./mode.js";

/** What module mode is to do. */
export interface ModuleModeOptions {
  /** "host:port" of the bootstrap server, or of the access server if `direct`. */
  readonly server: string;
  readonly direct: boolean;
  /** Registration lifetime in seconds. */
  readonly lifetime: number;
  /** What the module's own client is like. */
  readonly mipl: MiplProfile;
  /** The objects that the application declares; the module serves 0, 1, 3, 4 and 5 by itself. */
  readonly tree: Tree;
  readonly random: Random;
  readonly log: Log;
}

/** Where the registration inside the module stands. */
export type ModuleModeState =
  | { readonly name: "idle" }
  | { readonly name: "creating"; readonly attempt: number; readonly cleaned: boolean }
  | { readonly name: "cleaning"; readonly attempt: number; readonly deleting: boolean }
  | { readonly name: "declaring"; readonly attempt: number; readonly index: number; readonly listing: boolean }
  | { readonly name: "opening"; readonly attempt: number; readonly until: Instant }
  | { readonly name: "registered"; readonly updateAt: Instant }
  | { readonly name: "updating"; readonly until: Instant }
  | { readonly name: "closing"; readonly until: Instant }
  | { readonly name: "deleting" }
  | { readonly name: "backingOff"; readonly attempt: number; readonly cause: string; readonly until: Instant }
  | { readonly name: "stopped" };

/** Milliseconds; what belongs to a model stands in its profile. */
const Wait = Object.freeze({
  close: 30_000,
  firstRetry: 10_000,
  longestRetry: 600_000,
  /** How long before the end of the lifetime the update must start. */
  exchange: 93_000,
});

/** The mark of a line of an answer or notification. Steps of the life cycle count up from 1. */
const LINE = 0;

const IDLE: ModuleModeState = Object.freeze({ name: "idle" });
const DELETING: ModuleModeState = Object.freeze({ name: "deleting" });
const STOPPED: ModuleModeState = Object.freeze({ name: "stopped" });

/**
 * Module mode: the LwM2M client sits in the NB module, and we tell it by AT+MIPL commands what to register, and answer
 * what the platform asks. Generation C of the command set: resources are declared before the registration, observe and
 * discover are answered by the module itself.
 */
export class ModuleMode implements Machine<ModeInput, ModeOutput> {
  readonly #options: ModuleModeOptions;
  readonly #requests: MiplRequests;
  readonly #outbox = new Queue<ModeOutput>(16);
  #state: ModuleModeState = IDLE;
  #stopping = false;
  #lifetimeSeconds: number;
  /** Counts the steps' commands. */
  #steps = 0;

  constructor(options: ModuleModeOptions) {
    this.#options = options;
    this.#lifetimeSeconds = options.lifetime;
    this.#requests = new MiplRequests(options.tree, options.mipl, options.log);
  }

  /** Seconds, within what the module takes. */
  private get lifetime(): number {
    const { lifetimeLeast, lifetimeMost } = this.#options.mipl;
    return Math.min(Math.max(this.#lifetimeSeconds, lifetimeLeast), lifetimeMost);
  }

  get state(): ModuleModeState {
    return this.#state;
  }

  handle(input: ModeInput, now: Instant): void {
    switch (input.kind) {
      case "online":
        if (this.#state.name === "idle" || this.#state.name === "backingOff") this.create(0, false);
        break;
      case "offline":
        this.dropped();
        break;
      case "stop":
        this.stop(now);
        break;
      case "update":
        if (this.#state.name === "registered") this.update(now);
        break;
      case "lifetime":
        this.#lifetimeSeconds = input.seconds;
        if (this.#state.name === "registered") this.update(now);
        break;
      case "outcome":
        this.#requests.outcome(input.request, input.outcome);
        break;
      case "notify":
        if (this.registered()) this.#requests.notify(input.path, input.outcome);
        break;
      case "result":
        if (input.command.tag === LINE) this.#requests.lineDone(input.final);
        // The result of a step that was left behind means nothing to the present one.
        else if (input.command.tag === this.#steps) this.stepDone(input.final, now);
        break;
      case "urc":
        this.line(input.line, now);
        break;
      case "socket":
        break;
    }
    this.collect();
  }

  expire(now: Instant): void {
    const state = this.#state;
    if (state.name === "registered" && now >= state.updateAt) this.update(now);
    else if (state.name === "backingOff" && now >= state.until) this.create(state.attempt, false);
    else if (state.name === "opening" && now >= state.until) this.failed(state.attempt, "the module reports nothing", now);
    else if (state.name === "updating" && now >= state.until) this.failed(0, "the module reports no update", now);
    else if (state.name === "closing" && now >= state.until) this.delete();
    this.collect();
  }

  deadline(): Instant | undefined {
    const state = this.#state;
    switch (state.name) {
      case "registered":
        return state.updateAt;
      case "opening":
      case "updating":
      case "closing":
      case "backingOff":
        return earlier(state.until, undefined);
      case "idle":
      case "creating":
      case "cleaning":
      case "declaring":
      case "deleting":
      case "stopped":
        // Either nothing is owed, or the AT session answers each command within its own limit.
        return undefined;
    }
  }

  poll(): ModeOutput | undefined {
    return this.#outbox.shift();
  }

  private create(attempt: number, cleaned: boolean): void {
    const flag = this.#options.direct ? CREATE_FLAGS.direct : CREATE_FLAGS.bootstrap;
    this.#state = { name: "creating", attempt, cleaned };
    const { hostQuoted, createWithin } = this.#options.mipl;
    const host = hostQuoted ? `"${this.#options.server}"` : this.#options.server;
    this.step(`AT+MIPLCREATEEX=${host},${flag}`, "+MIPLCREATEEX", createWithin);
  }

  /** What came of the command that the state waits for. */
  private stepDone(final: FinalResult, now: Instant): void {
    const state = this.#state;
    const ok = final.kind === "ok";
    switch (state.name) {
      case "creating":
        if (ok) this.declare(state.attempt, 0, false, now);
        else if (state.cleaned) this.failed(state.attempt, `creation: ${describeFinal(final)}`, now);
        else this.clean(state.attempt, false);
        break;
      case "cleaning":
        // Whether there was anything to close or delete does not matter: the creation tells.
        if (state.deleting) this.create(state.attempt, true);
        else this.clean(state.attempt, true);
        break;
      case "declaring":
        if (!ok) this.failed(state.attempt, `object declaration: ${describeFinal(final)}`, now);
        else if (state.listing) this.declare(state.attempt, state.index + 1, false, now);
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
      case "registered":
      case "backingOff":
      case "stopped":
        break;
    }
  }

  private clean(attempt: number, deleting: boolean): void {
    this.#state = { name: "cleaning", attempt, deleting };
    this.step(deleting ? "AT+MIPLDELETE=0" : "AT+MIPLCLOSE=0");
  }

  private declare(attempt: number, index: number, listing: boolean, now: Instant): void {
    const declaration = this.declaration(index);
    if (declaration === undefined) {
      const { openTimeout, openWithin } = this.#options.mipl;
      this.#state = { name: "opening", attempt, until: now + openWithin };
      this.step(`AT+MIPLOPEN=0,${this.lifetime},${openTimeout}`);
    } else {
      this.#state = { name: "declaring", attempt, index, listing };
      this.step(listing ? discoverResponse(declaration) : addObject(declaration, this.#options.mipl.counts));
    }
  }

  /** The index-th of our objects; `undefined` past the last. */
  private declaration(index: number): Declaration | undefined {
    const model = this.#options.tree.objects[index]?.definition.model as ObjectModel | undefined;
    if (model === undefined) return undefined;
    const outcome = this.#options.tree.operate({ kind: "discover", path: { object: model.id } });
    return declare(model, outcome.links ?? []);
  }

  private line(text: string, now: Instant): void {
    const line = parseMiplLine(text);
    if (line === undefined || typeof line === "string") {
      this.#options.log("warning", `ignored${line === undefined ? "" : ` (${line} is malformed)`}: ${text}`);
    } else if (line.kind === "event") {
      this.event(line, now);
    } else if (this.registered() || this.#state.name === "opening") {
      // The platform may ask before the module tells us that it is registered.
      this.#requests.request(line);
    }
  }

  private event(line: MiplLine, now: Instant): void {
    const event = eventOf(line.code);
    this.#options.log("info", `module: ${event.text}`);
    const state = this.#state;
    switch (event.means) {
      case "bootstrapped":
        this.#outbox.push({ kind: "bootstrapped" });
        break;
      case "registered":
        if (state.name === "opening") {
          this.rest(now);
          this.#outbox.push({ kind: "registered" });
        }
        break;
      case "updated":
        if (state.name === "registered" || state.name === "updating") {
          this.rest(now);
          this.#outbox.push({ kind: "updated" });
        }
        break;
      case "updateNeeded":
        if (state.name === "registered") this.update(now);
        break;
      case "refused":
        if (state.name === "opening") this.failed(state.attempt, event.text, now);
        else if (this.registered()) this.failed(0, event.text, now);
        break;
      case "deregistered":
        if (state.name === "closing") this.delete();
        else if (this.registered()) this.failed(0, event.text, now);
        break;
      case undefined:
        break;
    }
  }

  private rest(now: Instant): void {
    this.#state = { name: "registered", updateAt: now + updateDelay(this.lifetime, Wait.exchange) };
  }

  private update(now: Instant): void {
    this.#state = { name: "updating", until: now + this.#options.mipl.openWithin };
    this.step(`AT+MIPLUPDATE=0,${this.lifetime},0`);
  }

  private failed(attempt: number, cause: string, now: Instant): void {
    if (this.#stopping) {
      this.end();
      return;
    }
    const next = attempt + 1;
    const retry = retryDelay(next, Wait.firstRetry, Wait.longestRetry, between(this.#options.random, 0, 1));
    this.#state = { name: "backingOff", attempt: next, cause, until: now + retry };
    this.#requests.clear();
    this.#outbox.push({ kind: "lost", observer: "all" });
    this.#outbox.push({ kind: "unregistered", cause, retry });
  }

  private dropped(): void {
    if (this.#state.name === "stopped" || this.#state.name === "idle") return;
    this.#requests.clear();
    if (this.#stopping) {
      this.end();
      return;
    }
    this.#state = IDLE;
    this.#outbox.push({ kind: "lost", observer: "all" });
  }

  private stop(now: Instant): void {
    this.#stopping = true;
    switch (this.#state.name) {
      case "registered":
      case "updating":
      case "opening":
        this.#state = { name: "closing", until: now + Wait.close };
        this.step("AT+MIPLCLOSE=0");
        break;
      case "creating":
      case "cleaning":
      case "declaring":
        this.delete();
        break;
      case "idle":
      case "backingOff":
        this.end();
        break;
      case "closing":
      case "deleting":
      case "stopped":
        break;
    }
  }

  private delete(): void {
    this.#state = DELETING;
    this.step("AT+MIPLDELETE=0");
  }

  private end(): void {
    this.#state = STOPPED;
    this.#outbox.push({ kind: "stopped" });
  }

  private registered(): boolean {
    return this.#state.name === "registered" || this.#state.name === "updating";
  }

  private step(text: string, answer?: string, within = this.#options.mipl.within): void {
    this.#steps++;
    const command: Command = { text, owner: "mode", tag: this.#steps, within };
    this.#outbox.push({ kind: "command", command: answer === undefined ? command : { ...command, answer } });
  }

  /** Takes operations and answer lines from the requests' part into our own outbox. */
  private collect(): void {
    let output = this.#requests.poll();
    while (output !== undefined) {
      if (output.kind === "line") {
        const command: Command = { text: output.text, owner: "mode", tag: LINE, within: this.#options.mipl.within };
        this.#outbox.push({ kind: "command", command });
      } else {
        this.#outbox.push({ kind: "operation", request: output.request, operation: output.operation, bootstrap: false });
      }
      output = this.#requests.poll();
    }
  }
}
