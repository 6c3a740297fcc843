import { Session, type SessionOutput } from "../at/session.js";
import type { Log } from "../base/log.js";
import { earlier, type Instant, type Machine } from "../base/machine.js";
import { Queue } from "../base/queue.js";
import type { Random } from "../base/random.js";
import { Observations, type DefaultPeriods } from "../lwm2m/observation.js";
import { Code, formatCode, type Operation, type Outcome } from "../lwm2m/operation.js";
import { formatPath } from "../lwm2m/path.js";
import type { Tree } from "../lwm2m/tree.js";
import type { ModeInput, ModeOutput } from "../mode/mode.js";
import type { Identity } from "../modem/facts.js";
import { Lifecycle, type LifecycleOutput } from "../modem/lifecycle.js";
import type { NetworkStatus } from "../modem/network.js";
import type { Line, Profile } from "../modem/profile.js";
import { Sockets, type SocketsOutput } from "../modem/sockets.js";

/** An access mode as the client drives it. */
export type Mode = Machine<ModeInput, ModeOutput>;

/** What a server made the objects want of the client. */
export type Wish =
  | { readonly kind: "lifetime"; readonly seconds: number }
  | { readonly kind: "update" }
  | { readonly kind: "reboot" };

/** The device's objects as the client sees them. */
export interface Objects {
  readonly tree: Tree;
  /** Default periods of notifications. */
  readonly periods: DefaultPeriods;
  /** Brings values up to date and tells the tree of those that changed. */
  sample(network: NetworkStatus): void;
  /** The bootstrap server has written its accounts. */
  bootstrapped(): void;
  /** The next thing that a server made an object want; `undefined` once there is nothing more. */
  wish(): Wish | undefined;
}

export interface ClientOptions {
  readonly profile: Profile;
  readonly objects: Objects;
  /** Makes the access mode once it is known who the module and its SIM are; a text says why that cannot be. */
  readonly mode: (identity: Readonly<Identity>) => Mode | string;
  readonly random: Random;
  readonly log: Log;
  /** Milliseconds between two samples of observed values. */
  readonly samplePeriod: number;
}

export type ClientInput =
  | { readonly kind: "start" }
  /** Deregister and come to an end. */
  | { readonly kind: "stop" }
  /** Bytes from the NB module. */
  | { readonly kind: "uart"; readonly bytes: Uint8Array };

export type ClientOutput =
  /** Bytes for the NB module. */
  | { readonly kind: "uart"; readonly bytes: Uint8Array }
  | { readonly kind: "baud"; readonly baud: number }
  | { readonly kind: "pulse"; readonly line: Line; readonly milliseconds: number }
  | { readonly kind: "restart" }
  | { readonly kind: "stopped"; readonly status: 0 | 1 };

/** Milliseconds that a stop may take: an unreachable server must not keep the device from ending. */
const STOP_WITHIN = 20_000;

/** More outputs than one input can cause. */
const OUTBOX_LIMIT = 16;

/**
 * The device: it owns the AT session, the module's lifecycle, its sockets, the access mode and the object tree, and
 * carries what one of them puts out to whom it concerns. None of them calls another.
 */
export class Client implements Machine<ClientInput, ClientOutput> {
  readonly #options: ClientOptions;
  readonly #session: Session;
  readonly #lifecycle: Lifecycle;
  readonly #sockets: Sockets;
  readonly #observations: Observations;
  readonly #outbox = new Queue<ClientOutput>(OUTBOX_LIMIT);
  #mode: Mode | undefined;
  #sampleAt: Instant | undefined;
  #stopBy: Instant | undefined;
  #ended = false;
  #restartWanted = false;

  constructor(options: ClientOptions) {
    const { profile, log, random, objects } = options;
    this.#options = options;
    this.#session = new Session({ urcs: profile.urcs, log, settle: profile.settle });
    this.#lifecycle = new Lifecycle({ profile, log, random });
    this.#sockets = new Sockets({ profile, log });
    this.#observations = new Observations(objects.tree, objects.periods);
  }

  handle(input: ClientInput, now: Instant): void {
    if (this.#ended) return;
    switch (input.kind) {
      case "start":
        this.#lifecycle.handle({ kind: "start" }, now);
        break;
      case "stop":
        this.stop(now);
        break;
      case "uart":
        this.#session.handle({ kind: "bytes", bytes: input.bytes }, now);
        break;
    }
    this.settle(now);
  }

  expire(now: Instant): void {
    if (this.#ended) return;
    if (this.#stopBy !== undefined && now >= this.#stopBy) {
      this.#options.log("warning", "the server did not answer the deregistration");
      this.end(1);
      return;
    }
    this.#session.expire(now);
    this.#lifecycle.expire(now);
    this.#sockets.expire(now);
    this.#mode?.expire(now);
    if (this.#sampleAt !== undefined && now >= this.#sampleAt) this.sample(now);
    this.#observations.expire(now);
    this.settle(now);
  }

  deadline(): Instant | undefined {
    if (this.#ended) return undefined;
    let next = earlier(this.#session.deadline(), this.#lifecycle.deadline());
    next = earlier(next, this.#sockets.deadline());
    next = earlier(next, this.#mode?.deadline());
    next = earlier(next, this.#observations.deadline());
    return earlier(next, earlier(this.#sampleAt, this.#stopBy));
  }

  poll(): ClientOutput | undefined {
    return this.#outbox.shift();
  }

  /** Carries outputs about until nobody has any. */
  private settle(now: Instant): void {
    while (!this.#ended && this.step(now));
    if (this.#ended) return;
    const observed = this.#observations.count > 0;
    if (observed && this.#sampleAt === undefined) this.#sampleAt = now + this.#options.samplePeriod;
    else if (!observed) this.#sampleAt = undefined;
  }

  /** Takes one output of whoever has one; `false` if nobody has. */
  private step(now: Instant): boolean {
    const session = this.#session.poll();
    if (session !== undefined) {
      this.fromSession(session, now);
      return true;
    }
    const lifecycle = this.#lifecycle.poll();
    if (lifecycle !== undefined) {
      this.fromLifecycle(lifecycle, now);
      return true;
    }
    const sockets = this.#sockets.poll();
    if (sockets !== undefined) {
      this.fromSockets(sockets, now);
      return true;
    }
    const mode = this.#mode?.poll();
    if (mode !== undefined) {
      this.fromMode(mode, now);
      return true;
    }
    return this.afterwards(now);
  }

  /** What is left once all that came in is answered: changes, notifications, wishes of the objects. */
  private afterwards(now: Instant): boolean {
    const path = this.#options.objects.tree.takeChange();
    if (path !== undefined) {
      this.#observations.handle({ kind: "changed", path }, now);
      return true;
    }
    const notification = this.#observations.poll();
    if (notification !== undefined) {
      if (notification.kind === "notify") this.notify(notification.observer, now);
      return true;
    }
    const wish = this.#options.objects.wish();
    if (wish === undefined) return false;
    if (wish.kind === "reboot") {
      this.#restartWanted = true;
      this.stop(now);
    } else {
      this.#mode?.handle(wish, now);
    }
    return true;
  }

  private fromSession(output: SessionOutput, now: Instant): void {
    switch (output.kind) {
      case "write":
        this.#outbox.push({ kind: "uart", bytes: output.bytes });
        break;
      case "result":
        if (output.command.owner === "lifecycle") this.#lifecycle.handle(output, now);
        else if (output.command.owner === "sockets") this.#sockets.handle(output, now);
        else this.#mode?.handle(output, now);
        break;
      case "urc":
        if (output.owner === "lifecycle") this.#lifecycle.handle(output, now);
        else if (output.owner === "sockets") this.#sockets.handle(output, now);
        else this.#mode?.handle(output, now);
        break;
    }
  }

  private fromLifecycle(output: LifecycleOutput, now: Instant): void {
    switch (output.kind) {
      case "command":
        this.#session.handle(output, now);
        break;
      case "pulse":
      case "baud":
        this.#outbox.push(output);
        break;
      case "resync":
        this.#session.handle({ kind: "reset" }, now);
        this.#sockets.handle({ kind: "drop" }, now);
        break;
      case "identified":
        this.identified(output.identity);
        break;
      case "online":
        this.#options.log("info", "attached to the network");
        this.#mode?.handle({ kind: "online" }, now);
        break;
      case "offline":
        this.#mode?.handle({ kind: "offline" }, now);
        break;
    }
  }

  private identified(identity: Readonly<Identity>): void {
    if (this.#mode !== undefined) return;
    const mode = this.#options.mode(identity);
    if (typeof mode === "string") {
      this.#options.log("error", mode);
      this.end(1);
    } else {
      this.#mode = mode;
    }
  }

  private fromSockets(output: SocketsOutput, now: Instant): void {
    if (output.kind === "command") this.#session.handle(output, now);
    else this.#mode?.handle({ kind: "socket", output }, now);
  }

  private fromMode(output: ModeOutput, now: Instant): void {
    const { log, objects } = this.#options;
    switch (output.kind) {
      case "command":
        this.#session.handle(output, now);
        break;
      case "socket":
        this.#sockets.handle(output.input, now);
        break;
      case "operation":
        this.#mode?.handle(
          { kind: "outcome", request: output.request, outcome: this.operate(output.operation, output.bootstrap, now) },
          now,
        );
        break;
      case "bootstrapped":
        log("info", "bootstrap done");
        objects.bootstrapped();
        break;
      case "registered":
        log("info", "registered");
        break;
      case "updated":
        log("info", "registration updated");
        break;
      case "unregistered":
        log("warning", `not registered: ${output.cause}; next try in ${Math.ceil(output.retry / 1000)} s`);
        break;
      case "lost":
        if (output.observer === "all") this.#observations.handle({ kind: "cancelAll" }, now);
        else this.#observations.handle({ kind: "cancel", observer: output.observer }, now);
        break;
      case "stopped":
        if (this.#stopBy !== undefined) {
          log("info", "deregistered");
          this.end(0);
        }
        break;
    }
  }

  private operate(operation: Operation, bootstrap: boolean, now: Instant): Outcome {
    const { log, objects } = this.#options;
    const { tree } = objects;
    if (bootstrap) {
      const outcome = tree.bootstrap(operation);
      log("info", `bootstrap ${operation.kind} ${formatPath(operation.path)} → ${formatCode(outcome.code)}`);
      return outcome;
    }
    if (operation.kind === "read" || operation.kind === "observe") objects.sample(this.#lifecycle.status);
    let outcome = tree.operate(operation);
    if (operation.kind === "observe" && outcome.code === Code.content) {
      this.#observations.handle({ kind: "observe", observer: operation.observer, path: operation.path }, now);
      if (this.#observations.pathOf(operation.observer) === undefined) outcome = { code: Code.unavailable };
    } else if (operation.kind === "cancel") {
      this.#observations.handle({ kind: "cancel", observer: operation.observer }, now);
    }
    log("info", `${operation.kind} ${formatPath(operation.path)} → ${formatCode(outcome.code)}`);
    return outcome;
  }

  private notify(observer: number, now: Instant): void {
    const path = this.#observations.pathOf(observer);
    if (path === undefined) return;
    const outcome = this.#options.objects.tree.operate({ kind: "read", path });
    this.#mode?.handle({ kind: "notify", observer, path, outcome }, now);
  }

  private sample(now: Instant): void {
    this.#sampleAt = now + this.#options.samplePeriod;
    this.#options.objects.sample(this.#lifecycle.status);
  }

  private stop(now: Instant): void {
    if (this.#stopBy !== undefined) return;
    this.#stopBy = now + STOP_WITHIN;
    if (this.#mode === undefined) this.end(0);
    else this.#mode.handle({ kind: "stop" }, now);
  }

  private end(status: 0 | 1): void {
    this.#ended = true;
    this.#outbox.push(this.#restartWanted ? { kind: "restart" } : { kind: "stopped", status });
  }
}
