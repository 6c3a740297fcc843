import { earlier, type Instant } from "../base/machine.js";
import type { Entry } from "../lwm2m/operation.js";
import { covers, type Path } from "../lwm2m/path.js";
import type { Scalar } from "../lwm2m/value.js";

/** A value with the time at which it was measured. */
export interface Sample {
  readonly path: Path;
  readonly value: Scalar;
  readonly at: Instant;
}

/** What a device sends by itself, and how often. Periods are in milliseconds; 0 is never. */
export interface SendPlan {
  readonly paths: readonly Path[];
  readonly recordEvery: number;
  readonly sendEvery: number;
}

/** How many samples are kept; the oldest makes room for one more. */
export const MAX_SAMPLES = 64;

/** How many sends may be under way; one more is refused. */
export const MAX_SENDS = 4;

/** Samples that are on their way to some servers. */
interface Under {
  readonly ids: number[];
  readonly samples: readonly Sample[];
  delivered: boolean;
}

/**
 * The Send operation's memory (OMA LwM2M 1.1 clause 6.4.6): samples that were recorded until they are sent, what is
 * under way, and when a plan wants the next. What no server has taken goes back, so that it goes with the next send.
 */
export class Sending {
  readonly plan: SendPlan | undefined;
  #samples: Sample[] = [];
  #under: Under[] = [];
  #ids = 0;
  #recordAt: Instant | undefined;
  #sendAt: Instant | undefined;

  constructor(plan?: SendPlan) {
    this.plan = plan;
  }

  /** How many samples wait. */
  get size(): number {
    return this.#samples.length;
  }

  get full(): boolean {
    return this.#under.length >= MAX_SENDS;
  }

  /** Starts the plan's periods, unless they run already. */
  begin(now: Instant): void {
    if (this.plan === undefined) return;
    const { recordEvery, sendEvery } = this.plan;
    if (recordEvery > 0) this.#recordAt ??= now + recordEvery;
    if (sendEvery > 0) this.#sendAt ??= now + sendEvery;
  }

  /** What the plan wants now; it comes again after its period. */
  due(now: Instant): "record" | "send" | undefined {
    const { recordEvery = 0, sendEvery = 0 } = this.plan ?? {};
    if (this.#sendAt !== undefined && now >= this.#sendAt) {
      this.#sendAt = now + sendEvery;
      return "send";
    }
    if (this.#recordAt === undefined || now < this.#recordAt) return undefined;
    this.#recordAt = now + recordEvery;
    return "record";
  }

  deadline(): Instant | undefined {
    return earlier(this.#recordAt, this.#sendAt);
  }

  /** Keeps values that were read now. */
  record(entries: readonly Entry[], at: Instant): void {
    for (let i = 0; i < entries.length; i++) {
      const { path, value } = entries[i] as Entry;
      this.#samples.push({ path, value, at });
    }
    this.trim();
  }

  /** Takes out the samples at or below some paths, the oldest first. */
  take(paths: readonly Path[]): readonly Sample[] {
    const taken: Sample[] = [];
    const others: Sample[] = [];
    for (let i = 0; i < this.#samples.length; i++) {
      const sample = this.#samples[i] as Sample;
      (paths.some((path) => covers(path, sample.path)) ? taken : others).push(sample);
    }
    this.#samples = others;
    return taken;
  }

  /** Puts samples back that did not get away. */
  restore(samples: readonly Sample[]): void {
    this.#samples = [...samples, ...this.#samples].sort((a, b) => a.at - b.at);
    this.trim();
  }

  /** Notes that samples are on their way to so many servers, and gives a number for each. */
  dispatch(samples: readonly Sample[], servers: number): readonly number[] {
    const ids: number[] = [];
    for (let i = 0; i < servers; i++) ids.push(++this.#ids);
    this.#under.push({ ids: ids.slice(), samples, delivered: false });
    return ids;
  }

  /** A server has taken what was sent under a number, or not. */
  answered(id: number, delivered: boolean): void {
    const under = this.#under.find((one) => one.ids.includes(id));
    if (under === undefined) return;
    under.ids.splice(under.ids.indexOf(id), 1);
    under.delivered ||= delivered;
    if (under.ids.length > 0) return;
    this.#under.splice(this.#under.indexOf(under), 1);
    if (!under.delivered) this.restore(under.samples);
  }

  private trim(): void {
    if (this.#samples.length > MAX_SAMPLES) this.#samples.splice(0, this.#samples.length - MAX_SAMPLES);
  }
}
