import type { Instant, Machine } from "../base/machine.js";
import { earlier } from "../base/machine.js";
import { type Attributes, ONLY_SERVER } from "./attributes.js";
import { counts, waitsForEdge } from "./conditions.js";
import type { AttributeValues, Operation } from "./operation.js";
import type { Path } from "./path.js";
import { covers } from "./path.js";
import { historyOf, Periods, type Rules } from "./periods.js";
import type { Value } from "./value.js";

/** Somebody who wants to hear of one path, or of several at once. */
export interface Interest {
  /** The owner's number for it; observing again with the same number renews. */
  readonly observer: number;
  /** One path, or those of a composite observation. */
  readonly paths: readonly Path[];
  readonly composite: boolean;
  /** Short id of the server, needed only where there are several. */
  readonly server?: number | undefined;
  /** Attributes of this observation alone, which take the place of those that are attached (since 1.2). */
  readonly attributes?: AttributeValues | undefined;
}

export type ObservationInput =
  /** A server begins to observe; the answer to its request counts as the first notification. */
  | { readonly kind: "observe"; readonly interest: Interest }
  | { readonly kind: "cancel"; readonly observer: number }
  | { readonly kind: "cancelAll" }
  /** A notification did not arrive: the observer is told once more. */
  | { readonly kind: "owed"; readonly observer: number }
  /**
   * Something at or below the path may have another value. Bring all changes of one moment before the outputs are
   * taken, so that an observer of several of them hears once.
   */
  | { readonly kind: "changed"; readonly path: Path };

export type ObservationOutput =
  /** Read and tell the observer, now. A path that is gone is told with its 4.04, which ends the observation. */
  | {
      readonly kind: "notify";
      readonly observer: number;
      readonly server: number;
      readonly read: Operation;
      /** True if the notification is to be Confirmable, as attribute `con` and resource 1/x/26 say. */
      readonly confirmable: boolean;
      /** How many of them are kept while the server cannot be reached; `undefined` if no attribute says. */
      readonly history: number | undefined;
    }
  /** There are MAX_OBSERVATIONS already: answer 5.03. The observation is not kept. */
  | { readonly kind: "refused"; readonly observer: number };

/** How many observations are kept. */
export const MAX_OBSERVATIONS = 16;

/** What observations need of the tree. */
export interface Observed {
  readonly attributes: Attributes;
  /** A resource's value. */
  value(path: Path): Value | undefined;
  /** A resource of the Server instance of a server; `undefined` where the device has no such object. */
  account(server: number, resource: number): Value | undefined;
  readonly hasAccounts: boolean;
}

/** Periods in seconds that hold where neither an attribute nor a Server instance can say otherwise. */
export interface DefaultPeriods {
  readonly defaultMinimumPeriod?: number | undefined;
  readonly defaultMaximumPeriod?: number | undefined;
}

/** One observation. Sets of paths are numbers with a bit for each path. */
interface Observation {
  readonly interest: Interest;
  readonly server: number;
  /** When the last notification was due. */
  notifiedAt: Instant;
  /** When its conditions were last looked at. */
  evaluatedAt: Instant;
  /** The value of each path that leads to a resource, as it was told last. */
  values: (Value | undefined)[];
  /** Paths with changes whose conditions have not been looked at yet, because of `epmin`. */
  changed: number;
  /** Paths of which something is to be told once their minimum period has passed. */
  pending: number;
  /** Waits for `poll`. */
  due: boolean;
  /** What holds for each path, as it was at this revision of the attributes. */
  rules: Rules;
  revision: number;
}

/**
 * Decides which observer hears of what and when (OMA LwM2M 1.2 clauses 6.4 and 7.3.2): after a change that meets the
 * conditions of the path, but not before the minimum period since the last notification; and at the end of the maximum
 * period in any case. A composite observation is told as soon as one of its paths would be. Attributes hold from the
 * moment at which they are written.
 */
export class Observations implements Machine<ObservationInput, ObservationOutput> {
  readonly #observed: Observed;
  readonly #periods: Periods;
  #observations: Observation[] = [];
  #refused: ObservationOutput[] = [];

  constructor(observed: Observed, defaults: DefaultPeriods) {
    this.#observed = observed;
    this.#periods = new Periods(observed, defaults);
  }

  /** How many observations there are. */
  get count(): number {
    return this.#observations.length;
  }

  /** What this observer hears of. */
  interestOf(observer: number): Interest | undefined {
    return this.find(observer)?.interest;
  }

  /** The paths of one of the observations, by its place from 0 to `count`. */
  pathsAt(index: number): readonly Path[] {
    return this.#observations[index]?.interest.paths ?? [];
  }

  handle(input: ObservationInput, now: Instant): void {
    switch (input.kind) {
      case "observe":
        this.observe(input.interest, now);
        break;
      case "cancel":
        this.#observations = this.#observations.filter(({ interest }) => interest.observer !== input.observer);
        break;
      case "cancelAll":
        this.#observations = [];
        break;
      case "owed": {
        const observation = this.find(input.observer);
        if (observation !== undefined) this.tell(observation, now);
        break;
      }
      case "changed":
        this.changed(input.path);
        break;
    }
    this.expire(now);
  }

  expire(now: Instant): void {
    for (let i = 0; i < this.#observations.length; i++) {
      const observation = this.#observations[i] as Observation;
      if (observation.due) continue;
      const evaluation = this.evaluationAt(observation);
      if (evaluation !== undefined && evaluation <= now) this.evaluate(observation, now);
      const notification = this.notificationAt(observation);
      if (notification !== undefined && notification <= now) this.tell(observation, now);
    }
  }

  deadline(): Instant | undefined {
    let next: Instant | undefined;
    for (let i = 0; i < this.#observations.length; i++) {
      const observation = this.#observations[i] as Observation;
      if (observation.due) continue;
      next = earlier(next, earlier(this.evaluationAt(observation), this.notificationAt(observation)));
    }
    return next;
  }

  poll(): ObservationOutput | undefined {
    const refused = this.#refused.shift();
    if (refused !== undefined) return refused;
    for (let i = 0; i < this.#observations.length; i++) {
      const observation = this.#observations[i] as Observation;
      if (!observation.due) continue;
      observation.due = false;
      const { interest, server } = observation;
      const { observer, paths, composite } = interest;
      const read: Operation = composite ? { kind: "readComposite", paths } : { kind: "read", path: paths[0] as Path };
      const rules = this.rules(observation);
      const confirmable = this.#periods.isConfirmable(rules, server);
      return { kind: "notify", observer, server, read, confirmable, history: historyOf(rules) };
    }
    return undefined;
  }

  private observe(interest: Interest, now: Instant): void {
    const { observer, server = ONLY_SERVER } = interest;
    const others = this.#observations.filter((one) => one.interest.observer !== observer);
    if (others.length >= MAX_OBSERVATIONS) {
      if (this.#refused.length < MAX_OBSERVATIONS) this.#refused.push({ kind: "refused", observer });
      return;
    }
    const observation: Observation = {
      interest,
      server,
      notifiedAt: now,
      evaluatedAt: now,
      values: [],
      changed: 0,
      pending: 0,
      due: false,
      rules: [],
      revision: -1,
    };
    this.remember(observation);
    others.push(observation);
    this.#observations = others;
  }

  private changed(path: Path): void {
    for (let i = 0; i < this.#observations.length; i++) {
      const observation = this.#observations[i] as Observation;
      // One that waits for `poll` is read after this change anyway.
      if (observation.due) continue;
      const { paths } = observation.interest;
      for (let j = 0; j < paths.length; j++) {
        const watched = paths[j] as Path;
        if (covers(watched, path) || covers(path, watched)) observation.changed |= 1 << j;
      }
    }
  }

  /** Looks at the conditions of what has changed, or of everything if `epmax` says that it is time. */
  private evaluate(observation: Observation, now: Instant): void {
    const { interest, server, values } = observation;
    const { paths } = interest;
    const rules = this.rules(observation);
    const ruleOf = (path: Path): AttributeValues | undefined => this.#periods.rule(interest, server, path);
    for (let i = 0; i < paths.length; i++) {
      const path = paths[i] as Path;
      const told = (observation.changed & (1 << i)) !== 0;
      if (path.resource === undefined) {
        if (told) observation.pending |= 1 << i;
        continue;
      }
      const value = this.#observed.value(path);
      // Nobody told of a change, but it is time to look: what is the same cannot be news.
      if (!told && value === values[i]) continue;
      if (counts(path, values[i], value, ruleOf)) observation.pending |= 1 << i;
      else if (waitsForEdge(rules[i])) values[i] = value;
    }
    observation.changed = 0;
    observation.evaluatedAt = now;
  }

  /** When the conditions are to be looked at next. */
  private evaluationAt(observation: Observation): Instant | undefined {
    const { evaluatedAt, changed } = observation;
    const rules = this.rules(observation);
    let next: Instant | undefined;
    for (let i = 0; i < rules.length; i++) {
      const rule = rules[i];
      if ((changed & (1 << i)) !== 0) next = earlier(next, evaluatedAt + (rule?.epmin ?? 0) * 1000);
      if (rule?.epmax !== undefined && rule.epmax > 0) next = earlier(next, evaluatedAt + rule.epmax * 1000);
    }
    return next;
  }

  /** When the next notification is due as things stand. */
  private notificationAt(observation: Observation): Instant | undefined {
    const { server, notifiedAt, pending } = observation;
    const rules = this.rules(observation);
    let next: Instant | undefined;
    for (let i = 0; i < rules.length; i++) {
      const rule = rules[i];
      const least = this.#periods.least(rule, server);
      if ((pending & (1 << i)) !== 0) next = earlier(next, notifiedAt + least * 1000);
      const most = this.#periods.most(rule, server);
      // A maximum of 0, or below the minimum that holds here, is no maximum.
      if (most > 0 && most >= least) next = earlier(next, notifiedAt + most * 1000);
    }
    return next;
  }

  /** Looks up what holds only after something was attached anywhere, as it is asked for before every sleep. */
  private rules(observation: Observation): Rules {
    const { revision } = this.#observed.attributes;
    if (observation.revision !== revision) {
      const { interest, server } = observation;
      observation.rules = interest.paths.map((path) => this.#periods.rule(interest, server, path));
      observation.revision = revision;
    }
    return observation.rules;
  }

  private tell(observation: Observation, now: Instant): void {
    observation.due = true;
    observation.changed = 0;
    observation.pending = 0;
    observation.notifiedAt = now;
    this.remember(observation);
  }

  private remember(observation: Observation): void {
    const { paths } = observation.interest;
    for (let i = 0; i < paths.length; i++) observation.values[i] = this.#observed.value(paths[i] as Path);
  }

  private find(observer: number): Observation | undefined {
    for (let i = 0; i < this.#observations.length; i++) {
      const observation = this.#observations[i] as Observation;
      if (observation.interest.observer === observer) return observation;
    }
    return undefined;
  }
}
