import { earlier, type Instant } from "../base/machine.js";
import { changesRights } from "../lwm2m/access.js";
import { ONLY_SERVER } from "../lwm2m/attributes.js";
import { Observations, type Interest, type ObservationOutput } from "../lwm2m/observation.js";
import { Code, formatCode, formatTarget, type Entry, type Operation, type Outcome } from "../lwm2m/operation.js";
import { samePath, type Path } from "../lwm2m/path.js";
import { sameValue } from "../lwm2m/value.js";
import type { Version } from "../lwm2m/version.js";
import type { NetworkStatus } from "../modem/network.js";
import { dateOf } from "./dates.js";
import { Reach } from "./reach.js";
import { Sender } from "./sender.js";
import type { ServiceOptions, ServiceOutput, Wish } from "./service-options.js";
import type { StoredNotification } from "./storage.js";

export type { Objects, ServiceOptions, ServiceOutput, Wish } from "./service-options.js";

type Notify = Extract<ObservationOutput, { kind: "notify" }>;

/** Resource "Notification Storing When Disabled or Offline" of the Server object (OMA LwM2M 1.2 clause E.2). */
const NOTIFICATION_STORING = 6;

const ROOT: Path = Object.freeze({});

const NO_HISTORY: readonly Outcome[] = Object.freeze([]);

/**
 * What the device does for servers, whichever door they came through: carries out their operations, keeps the values
 * that they observe up to date, and says which observer is to hear of what.
 */
export class Service {
  private readonly options: ServiceOptions;
  private readonly status: NetworkStatus;
  private readonly observations: Observations;
  private readonly reach = new Reach();
  /** Notifications that wait until their server can be reached, one for each observer. */
  private owed: Notify[] = [];
  private readonly sender: Sender | undefined;
  private sampleAt: Instant | undefined = undefined;
  /** The time of the last call that brought one. */
  private now: Instant = 0;
  private toKeep = false;

  constructor(options: ServiceOptions, status: NetworkStatus) {
    this.options = options;
    this.status = status;
    this.observations = new Observations(options.objects.tree, options.objects);
    this.sender = options.sending && new Sender(options, options.sending, this.reach);
  }

  /** Does what a server asks, with the bootstrap server's rights or those of an access server with this short id. */
  operate(operation: Operation, bootstrap: boolean, now: Instant, server = ONLY_SERVER): Outcome {
    const { objects, log } = this.options;
    this.now = now;
    if (this.refresh(operation)) {
      // Before an observation begins: what its answer already holds is no news to it.
      this.spread(now);
    }
    let outcome = bootstrap ? objects.tree.bootstrap(operation) : objects.tree.operate(operation, server);
    const interest = interestOf(operation, server);
    if (interest !== undefined && outcome.code === Code.content) {
      this.forget(interest.observer);
      this.observations.handle({ kind: "observe", interest }, now);
      if (this.observations.interestOf(interest.observer) === undefined) outcome = { code: Code.unavailable };
    } else if (operation.kind === "cancel" || operation.kind === "cancelComposite") {
      this.forget(operation.observer);
      this.observations.handle({ kind: "cancel", observer: operation.observer }, now);
    }
    if (objects.tree.access !== undefined && !bootstrap && changesRights(operation)) this.keepAccounts();
    const who = bootstrap ? "bootstrap " : "";
    log("info", `${who}${operation.kind} ${formatTarget(operation)} → ${formatCode(outcome.code)}`);
    this.spread(now);
    return outcome;
  }

  /** Observations are over without a cancel. */
  lose(observer: number | "all", now: Instant): void {
    this.now = now;
    if (observer === "all") {
      this.forget();
      this.observations.handle({ kind: "cancelAll" }, now);
    } else {
      this.forget(observer);
      this.observations.handle({ kind: "cancel", observer }, now);
    }
    this.spread(now);
  }

  /** An observer may not have what is there now, and is told of it, whether or not it becomes another value. */
  owe(observer: number, now: Instant): void {
    this.now = now;
    this.observations.handle({ kind: "owed", observer }, now);
  }

  /** A server can be reached from now on, or cannot; without a server, all of them. */
  reachable(server: number | undefined, reachable: boolean, now: Instant): void {
    this.now = now;
    this.reach.set(server, reachable);
  }

  /** The bootstrap server has written its accounts. */
  bootstrapped(): void {
    this.options.objects.bootstrapped();
    this.keepAccounts();
  }

  /** A server answered our registration. */
  registered(server: number | undefined, version: Version | undefined, now: Instant): void {
    this.options.sending?.begin(now);
    if (this.options.objects.registered(server, version)) this.keepAccounts();
  }

  /** The accounts are others now. */
  keepAccounts(): void {
    this.toKeep = true;
  }

  /** Records what is at some paths now, to go with the next send of them. */
  record(paths: readonly Path[], now: Instant): void {
    this.now = now;
    this.sample(paths);
    this.sender?.record(paths, now);
    this.spread(now);
  }

  /** Sends what is at some paths, and was when it was recorded, to the servers that want it; else says why not. */
  send(paths: readonly Path[], now: Instant): string | undefined {
    this.now = now;
    if (this.sender === undefined) return "Send is not composed in";
    this.sample(paths);
    this.spread(now);
    return this.sender.send(paths, now);
  }

  /** What came of a send; `failure` says why a server did not take it. */
  sent(id: number, failure: string | undefined, now: Instant): void {
    this.now = now;
    this.sender?.sent(id, failure);
  }

  expire(now: Instant): void {
    this.now = now;
    this.followPlan(now);
    if (this.sampleAt !== undefined && now >= this.sampleAt) {
      this.sampleAt = undefined;
      const { count } = this.observations;
      for (let i = 0; i < count; i++) this.sample(this.observations.pathsAt(i));
    }
    this.observations.expire(now);
    this.spread(now);
  }

  deadline(): Instant | undefined {
    const next = earlier(this.sampleAt, this.observations.deadline());
    return earlier(next, this.options.sending?.deadline());
  }

  poll(): ServiceOutput | undefined {
    for (let next = this.observations.poll(); next !== undefined; next = this.observations.poll()) {
      // Whoever was refused has been told so in the answer to its request.
      if (next.kind === "refused") continue;
      if (this.reach.reaches(next.server)) return this.told(next);
      this.keep(next);
    }
    for (let i = 0; i < this.owed.length; i++) {
      const next = this.owed[i] as Notify;
      if (!this.reach.reaches(next.server)) continue;
      this.owed.splice(i, 1);
      return this.told(next);
    }
    return this.sender?.poll() ?? this.accounts() ?? this.wish();
  }

  private followPlan(now: Instant): void {
    const { sending, log } = this.options;
    const due = sending?.due(now);
    if (sending?.plan === undefined || due === undefined) return;
    if (due === "record") return this.record(sending.plan.paths, now);
    const refused = this.send(sending.plan.paths, now);
    if (refused !== undefined) log("info", `nothing is sent: ${refused}`);
  }

  /** Brings what an operation reads up to date; `false` if it reads nothing. */
  private refresh(operation: Operation): boolean {
    const { objects } = this.options;
    switch (operation.kind) {
      case "read":
      case "observe":
        objects.sample(this.status, operation.path);
        return true;
      case "readComposite":
      case "observeComposite":
        this.sample(operation.paths);
        return true;
      default:
        return false;
    }
  }

  private sample(paths: readonly Path[]): void {
    for (let i = 0; i < paths.length; i++) this.options.objects.sample(this.status, paths[i]);
  }

  /** What an observer is to be told, with what it has missed before; nothing if it may not hear of it any more. */
  private told(next: Notify): ServiceOutput | undefined {
    const { observer, confirmable, server } = next;
    const missed = this.options.storage?.take(observer) ?? [];
    const outcome = this.options.objects.tree.operate(next.read, server);
    // A server that lost the right to read is not told so by a notification (OMA LwM2M 1.2 clause 8.2.4).
    if (outcome.code === Code.unauthorized) return this.poll();
    const path = next.read.kind === "read" ? next.read.path : ROOT;
    if (missed.length === 0) return { kind: "notify", observer, path, outcome, confirmable, history: NO_HISTORY };
    const history = missed.map((one) => this.dated(one));
    // What was stored last is mostly what is there now, and is not told twice.
    const same = sameContent(missed[missed.length - 1]?.outcome, outcome);
    const last = same ? (history.pop() as Outcome) : outcome;
    return { kind: "notify", observer, path, outcome: last, confirmable, history };
  }

  /** Keeps a notification that cannot be told now, unless the server does not want that. */
  private keep(next: Notify): void {
    const { objects, storage, log } = this.options;
    const { tree } = objects;
    if (tree.account(next.server, NOTIFICATION_STORING) === false) return;
    if (!this.owed.some((one) => one.observer === next.observer)) this.owed.push(next);
    if (storage === undefined) return;
    const outcome = tree.operate(next.read, next.server);
    if (outcome.code !== Code.content) return;
    const dropped = storage.keep({ observer: next.observer, at: this.now, outcome }, next.history);
    if (dropped > 0) log("info", `a stored notification of ${formatTarget(next.read)} is dropped`);
  }

  /** What was stored, each value with the time at which it was. */
  private dated({ outcome, at }: StoredNotification): Outcome {
    const time = dateOf(at, this.now, this.options.clock);
    const entries: Entry[] = (outcome.entries ?? []).map(({ path, value }) => ({ path, value, time }));
    return { code: outcome.code, entries };
  }

  private forget(observer?: number): void {
    this.owed = observer === undefined ? [] : this.owed.filter((one) => one.observer !== observer);
    this.options.storage?.forget(observer);
  }

  private wish(): Wish | undefined {
    const wish = this.options.objects.wish();
    // Terms that a server changed hold after a restart, too.
    if (wish?.kind === "update") this.keepAccounts();
    return wish;
  }

  private accounts(): ServiceOutput | undefined {
    if (!this.toKeep) return undefined;
    this.toKeep = false;
    const accounts = this.options.objects.accounts();
    return accounts && { kind: "accounts", accounts };
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

/** True if both have the same values at the same paths. */
function sameContent(a: Outcome | undefined, b: Outcome): boolean {
  const old = a?.entries;
  const now = b.entries;
  if (old === undefined || now === undefined || old.length !== now.length) return false;
  return now.every((entry, i) => {
    const other = old[i] as Entry;
    return samePath(entry.path, other.path) && sameValue(entry.value, other.value);
  });
}

/** What an operation begins to observe. */
function interestOf(operation: Operation, server: number): Interest | undefined {
  switch (operation.kind) {
    case "observe": {
      const { observer, path, attributes } = operation;
      return { observer, paths: [path], composite: false, server, attributes };
    }
    case "observeComposite": {
      const { observer, paths, attributes } = operation;
      return { observer, paths, composite: true, server, attributes };
    }
    default:
      return undefined;
  }
}
