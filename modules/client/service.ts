import type { Log } from "../base/log.js";
import { earlier, type Instant } from "../base/machine.js";
import { Observations, type DefaultPeriods } from "../lwm2m/observation.js";
import { Code, formatCode, formatTarget, type Operation, type Outcome } from "../lwm2m/operation.js";
import type { Path } from "../lwm2m/path.js";
import type { Tree } from "../lwm2m/tree.js";
import type { NetworkStatus } from "../modem/network.js";

/** What a server made the objects want of the client. */
export type Wish =
  { readonly kind: "lifetime"; readonly seconds: number } | { readonly kind: "update" } | { readonly kind: "reboot" };

/** The device's objects as the client sees them. They give the default periods of notifications as they are now. */
export interface Objects extends DefaultPeriods {
  readonly tree: Tree;
  /** Brings the values at and below a path up to date, all without one, and tells the tree of those that changed. */
  sample(network: NetworkStatus, path?: Path): void;
  /** The bootstrap server has written its accounts. */
  bootstrapped(): void;
  /** The next thing that a server made an object want; `undefined` once there is nothing more. */
  wish(): Wish | undefined;
}

export interface ServiceOptions {
  readonly objects: Objects;
  readonly log: Log;
  /** Milliseconds between two samples while anything is observed. */
  readonly samplePeriod: number;
}

export type ServiceOutput =
  | Wish
  /** Tell an observer what is at its path now. */
  | { readonly kind: "notify"; readonly observer: number; readonly path: Path; readonly outcome: Outcome };

/**
 * What the device does for servers, whichever door they came through: carries out their operations, keeps the values
 * that they observe up to date, and says which observer is to hear of what.
 */
export class Service {
  private readonly options: ServiceOptions;
  private readonly status: NetworkStatus;
  private readonly observations: Observations;
  private sampleAt: Instant | undefined = undefined;

  constructor(options: ServiceOptions, status: NetworkStatus) {
    this.options = options;
    this.status = status;
    this.observations = new Observations(options.objects.tree, options.objects);
  }

  /** Does what a server asks, with the bootstrap server's rights or an access server's. */
  operate(operation: Operation, bootstrap: boolean, now: Instant): Outcome {
    const { objects, log } = this.options;
    if (operation.kind === "read" || operation.kind === "observe") {
      objects.sample(this.status, operation.path);
      // Before an observation begins: what its answer already holds is no news to it.
      this.spread(now);
    }
    let outcome = bootstrap ? objects.tree.bootstrap(operation) : objects.tree.operate(operation);
    if (operation.kind === "observe" && outcome.code === Code.content) {
      this.observations.handle({ kind: "observe", observer: operation.observer, path: operation.path }, now);
      if (this.observations.pathOf(operation.observer) === undefined) outcome = { code: Code.unavailable };
    } else if (operation.kind === "cancel") {
      this.observations.handle({ kind: "cancel", observer: operation.observer }, now);
    }
    const who = bootstrap ? "bootstrap " : "";
    log("info", `${who}${operation.kind} ${formatTarget(operation)} → ${formatCode(outcome.code)}`);
    this.spread(now);
    return outcome;
  }

  /** Observations are over without a cancel. */
  lose(observer: number | "all", now: Instant): void {
    if (observer === "all") this.observations.handle({ kind: "cancelAll" }, now);
    else this.observations.handle({ kind: "cancel", observer }, now);
    this.spread(now);
  }

  /** The bootstrap server has written its accounts. */
  bootstrapped(): void {
    this.options.objects.bootstrapped();
  }

  expire(now: Instant): void {
    if (this.sampleAt !== undefined && now >= this.sampleAt) {
      this.sampleAt = undefined;
      const { count } = this.observations;
      for (let i = 0; i < count; i++) this.options.objects.sample(this.status, this.observations.pathAt(i));
    }
    this.observations.expire(now);
    this.spread(now);
  }

  deadline(): Instant | undefined {
    return earlier(this.sampleAt, this.observations.deadline());
  }

  poll(): ServiceOutput | undefined {
    let next = this.observations.poll();
    // Whoever was refused has been told so in the answer to its request.
    while (next?.kind === "refused") next = this.observations.poll();
    if (next === undefined) return this.options.objects.wish();
    const { observer, path } = next;
    return { kind: "notify", observer, path, outcome: this.options.objects.tree.operate({ kind: "read", path }) };
  }

  /** Brings changes of the tree to the observations, and sees to the next sample. */
  private spread(now: Instant): void {
    let path = this.options.objects.tree.takeChange();
    while (path !== undefined) {
      this.observations.handle({ kind: "changed", path }, now);
      path = this.options.objects.tree.takeChange();
    }
    if (this.observations.count === 0) this.sampleAt = undefined;
    else if (this.sampleAt === undefined) this.sampleAt = now + this.options.samplePeriod;
  }
}
