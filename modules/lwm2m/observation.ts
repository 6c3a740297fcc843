import type { Instant, Machine } from "../base/machine.js";
import { earlier } from "../base/machine.js";
import type { AttributeName, Attributes } from "./attributes.js";
import type { Path } from "./path.js";
import { covers, depth } from "./path.js";

export type ObservationInput =
  /**
   * A server wants to hear of a path; the answer to its request counts as the first notification. `observer` is the
   * owner's number for it; observing again with the same number renews.
   */
  | { readonly kind: "observe"; readonly observer: number; readonly path: Path }
  | { readonly kind: "cancel"; readonly observer: number }
  | { readonly kind: "cancelAll" }
  /**
   * Something at or below the path may have another value. Bring all changes of one moment before the outputs are
   * taken, so that an observer of several of them hears once.
   */
  | { readonly kind: "changed"; readonly path: Path };

export type ObservationOutput =
  /** Read the path and tell the observer, now. A path that is gone is told with its 4.04, which ends the observation. */
  | { readonly kind: "notify"; readonly observer: number; readonly path: Path }
  /** There are MAX_OBSERVATIONS already: answer 5.03. The observation is not kept. */
  | { readonly kind: "refused"; readonly observer: number; readonly path: Path };

/** How many observations are kept. */
export const MAX_OBSERVATIONS = 16;

/** What observations need of the tree. */
export interface Observed {
  readonly attributes: Attributes;
  /** A numeric resource's value, for gt, lt and st. */
  number(path: Path): number | undefined;
}

/** Periods in seconds that hold where no attribute says otherwise: resources 2 and 3 of the Server object. */
export interface DefaultPeriods {
  readonly defaultMinimumPeriod?: number | undefined;
  readonly defaultMaximumPeriod?: number | undefined;
}

interface Observation {
  readonly observer: number;
  readonly path: Path;
  /** When the last notification was due. */
  notifiedAt: Instant;
  /** The numeric value at that time. */
  notifiedValue: number | undefined;
  /** Something is to be told once the minimum period has passed. */
  pending: boolean;
  /** Waits for `poll`. */
  due: boolean;
}

/**
 * Decides which observer hears of which path and when (OMA LwM2M 1.0 clauses 5.1.2 and 5.5): after a change, but not
 * before the minimum period since the last notification; and at the end of the maximum period in any case. With gt, lt
 * or st on the observed resource only a change that crosses a threshold or makes a step counts. Attributes are looked
 * up each time, so a write-attributes holds at once.
 */
export class Observations implements Machine<ObservationInput, ObservationOutput> {
  readonly #observed: Observed;
  readonly #defaults: DefaultPeriods;
  #observations: Observation[] = [];
  #refused: ObservationOutput[] = [];

  constructor(observed: Observed, defaults: DefaultPeriods) {
    this.#observed = observed;
    this.#defaults = defaults;
  }

  /** How many observations there are. */
  get count(): number {
    return this.#observations.length;
  }

  /** The path that this observer hears of. */
  pathOf(observer: number): Path | undefined {
    return this.find(observer)?.path;
  }

  /** The path of one of the observations, by its place from 0 to `count`. */
  pathAt(index: number): Path | undefined {
    return this.#observations[index]?.path;
  }

  handle(input: ObservationInput, now: Instant): void {
    switch (input.kind) {
      case "observe":
        this.observe(input.observer, input.path, now);
        break;
      case "cancel":
        this.#observations = this.#observations.filter((one) => one.observer !== input.observer);
        break;
      case "cancelAll":
        this.#observations = [];
        break;
      case "changed":
        this.changed(input.path);
        break;
    }
    this.expire(now);
  }

  expire(now: Instant): void {
    for (let i = 0; i < this.#observations.length; i++) {
      const observation = this.#observations[i] as Observation;
      const at = this.nextAt(observation);
      if (at === undefined || at > now || observation.due) continue;
      observation.due = true;
      observation.pending = false;
      observation.notifiedAt = now;
      observation.notifiedValue = this.#observed.number(observation.path);
    }
  }

  deadline(): Instant | undefined {
    let next: Instant | undefined;
    for (let i = 0; i < this.#observations.length; i++) {
      next = earlier(next, this.nextAt(this.#observations[i] as Observation));
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
      return { kind: "notify", observer: observation.observer, path: observation.path };
    }
    return undefined;
  }

  private observe(observer: number, path: Path, now: Instant): void {
    const others = this.#observations.filter((one) => one.observer !== observer);
    if (others.length >= MAX_OBSERVATIONS) {
      if (this.#refused.length < MAX_OBSERVATIONS) this.#refused.push({ kind: "refused", observer, path });
      return;
    }
    const notifiedValue = this.#observed.number(path);
    others.push({ observer, path, notifiedAt: now, notifiedValue, pending: false, due: false });
    this.#observations = others;
  }

  private changed(path: Path): void {
    for (let i = 0; i < this.#observations.length; i++) {
      const observation = this.#observations[i] as Observation;
      if (!covers(observation.path, path) && !covers(path, observation.path)) continue;
      // One that waits for `poll` is read after this change anyway.
      if (!observation.due && this.counts(observation)) observation.pending = true;
    }
  }

  /** True if the present value is one that the observer wants to hear of (attributes gt, lt, st). */
  private counts(observation: Observation): boolean {
    const { path, notifiedValue: before } = observation;
    const { attributes } = this.#observed;
    const values = depth(path) === 3 ? attributes.attachedTo(path) : undefined;
    if (values === undefined) return true;
    const { gt, lt, st } = values;
    if (gt === undefined && lt === undefined && st === undefined) return true;
    const value = this.#observed.number(path);
    if (value === undefined || before === undefined) return value !== before;
    if (gt !== undefined && before > gt !== value > gt) return true;
    if (lt !== undefined && before < lt !== value < lt) return true;
    return st !== undefined && Math.abs(value - before) >= st;
  }

  /** When the next notification of this observation is due as things stand. */
  private nextAt(observation: Observation): Instant | undefined {
    const { path, notifiedAt, pending } = observation;
    const least = this.seconds(path, "pmin") ?? this.#defaults.defaultMinimumPeriod ?? 0;
    if (pending) return notifiedAt + least * 1000;
    const most = this.seconds(path, "pmax") ?? this.#defaults.defaultMaximumPeriod ?? 0;
    // A maximum of 0, or below the minimum that holds here, is no maximum.
    return most === 0 || most < least ? undefined : notifiedAt + most * 1000;
  }

  private seconds(path: Path, name: AttributeName): number | undefined {
    return this.#observed.attributes.effective(path, name);
  }

  private find(observer: number): Observation | undefined {
    for (let i = 0; i < this.#observations.length; i++) {
      const observation = this.#observations[i] as Observation;
      if (observation.observer === observer) return observation;
    }
    return undefined;
  }
}
