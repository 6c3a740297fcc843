import type { Instant, Machine } from "../base/machine.js";
import { Queue } from "../base/queue.js";
import { between, type Random } from "../base/random.js";
import { Code, formatCode } from "./operation.js";
import type { UplinkFailure } from "./registration-messages.js";
import { retryDelay } from "./retry.js";

export type BootstrapInput =
  /** Ask, after so many milliseconds of hold-off (resource 0/x/11). */
  | { readonly kind: "start"; readonly holdOff?: number }
  | { readonly kind: "stop" }
  /** The bootstrap server answered the Bootstrap-Request. */
  | { readonly kind: "answered"; readonly code: number }
  /** It answered the Bootstrap-Pack-Request: with a pack that was taken in, or not, for a reason. */
  | { readonly kind: "packed"; readonly refused: string | undefined }
  | { readonly kind: "failed"; readonly cause: UplinkFailure }
  /** The bootstrap server wrote or deleted something, so it is still at work. */
  | { readonly kind: "activity" }
  /** Bootstrap-Finish came; `refused` says why what was written makes no sense. */
  | { readonly kind: "finish"; readonly refused: string | undefined };

export type BootstrapOutput =
  /** Bootstrap-Pack-Request (OMA LwM2M 1.2 clause 6.1.7.8), put out only where packs are wanted. */
  | { readonly kind: "pack" }
  | { readonly kind: "request" }
  | { readonly kind: "finished" }
  /** Tried again after `retry` milliseconds; `attempt` counts the failures since the start. */
  | { readonly kind: "failed"; readonly cause: string; readonly retry: number; readonly attempt: number };

/** Where a client-initiated bootstrap stands (OMA LwM2M 1.0 clause 5.2.2). */
export type BootstrapState =
  | { readonly name: "idle" }
  | { readonly name: "holdingOff"; readonly until: Instant }
  | { readonly name: "packing"; readonly attempt: number }
  | { readonly name: "requesting"; readonly attempt: number }
  | { readonly name: "writing"; readonly attempt: number; readonly until: Instant }
  | { readonly name: "finished" }
  | { readonly name: "backingOff"; readonly attempt: number; readonly cause: string; readonly until: Instant };

/** Times in milliseconds. */
export interface BootstrapTiming {
  /**
   * How long the bootstrap server may be silent between its writes: EXCHANGE_LIFETIME (OMA LwM2M 1.2 clause 6.1.4), that of
   * a server that goes by the parameters of RFC 7252 section 4.8.2. By then none of its retransmissions is under way.
   */
  readonly patience: number;
  readonly firstRetry: number;
  readonly longestRetry: number;
}

/** For NB-IoT, but for the server's own patience. */
export const BOOTSTRAP_TIMING: BootstrapTiming = Object.freeze({
  patience: 247_000,
  firstRetry: 10_000,
  longestRetry: 600_000,
});

const IDLE: BootstrapState = Object.freeze({ name: "idle" });
const FINISHED: BootstrapState = Object.freeze({ name: "finished" });

/** Asks the bootstrap server for the access server, and asks again with growing pauses until it gets it. */
export class Bootstrap implements Machine<BootstrapInput, BootstrapOutput> {
  /** Where it stands. */
  state: BootstrapState = IDLE;
  private readonly random: Random;
  private readonly packs: boolean;
  private readonly timing: BootstrapTiming;
  private readonly outbox = new Queue<BootstrapOutput>(4);

  /** With `packs`, the whole configuration is first asked for in one message. */
  constructor(random: Random, packs = false, timing: BootstrapTiming = BOOTSTRAP_TIMING) {
    this.random = random;
    this.packs = packs;
    this.timing = timing;
  }

  /** True if the bootstrap server may write: what it writes while nobody counts on it could not be rolled back as a whole. */
  get open(): boolean {
    const { name } = this.state;
    return name === "requesting" || name === "writing" || name === "holdingOff" || name === "finished";
  }

  handle(input: BootstrapInput, now: Instant): void {
    const state = this.state;
    switch (input.kind) {
      case "start":
        this.start(input.holdOff ?? 0, now);
        break;
      case "stop":
        this.state = IDLE;
        break;
      case "answered":
        if (state.name !== "requesting") break;
        if (input.code === Code.changed) this.wait(state.attempt, now);
        else this.failed(state.attempt, `refused with ${formatCode(input.code)}`, now);
        break;
      case "packed":
        if (state.name !== "packing") break;
        // The plain way is still open, whatever came of the short one.
        if (input.refused === undefined) this.finish();
        else this.request(state.attempt);
        break;
      case "failed":
        if (state.name === "packing") this.request(state.attempt);
        else if (state.name === "requesting") this.failed(state.attempt, input.cause, now);
        break;
      case "activity":
        // A server may start to write before its answer to the request arrives: that too shows it at work. One that
        // begins by itself, during the hold-off or later on (server-initiated, clause 5.2.5 of 1.0), has to come to an end
        // like any other.
        if (this.open) this.wait("attempt" in state ? state.attempt : 0, now);
        break;
      case "finish":
        if (!this.open || state.name === "finished") break;
        if (input.refused === undefined) this.finish();
        else this.failed("attempt" in state ? state.attempt : 0, input.refused, now);
        break;
    }
  }

  expire(now: Instant): void {
    const state = this.state;
    if (state.name === "writing" && now >= state.until) {
      this.failed(state.attempt, "the server went silent before Bootstrap-Finish", now);
    } else if (state.name === "backingOff" && now >= state.until) {
      this.ask(state.attempt);
    } else if (state.name === "holdingOff" && now >= state.until) {
      this.ask(0);
    }
  }

  deadline(): Instant | undefined {
    const state = this.state;
    return "until" in state ? state.until : undefined;
  }

  poll(): BootstrapOutput | undefined {
    return this.outbox.shift();
  }

  private start(holdOff: number, now: Instant): void {
    const { name } = this.state;
    if (name === "requesting" || name === "packing" || name === "writing" || name === "holdingOff") return;
    if (holdOff > 0) this.state = { name: "holdingOff", until: now + holdOff };
    else this.ask(0);
  }

  private ask(attempt: number): void {
    if (!this.packs) return this.request(attempt);
    this.state = { name: "packing", attempt };
    this.outbox.push({ kind: "pack" });
  }

  private finish(): void {
    this.state = FINISHED;
    this.outbox.push({ kind: "finished" });
  }

  private request(attempt: number): void {
    this.state = { name: "requesting", attempt };
    this.outbox.push({ kind: "request" });
  }

  private wait(attempt: number, now: Instant): void {
    this.state = { name: "writing", attempt, until: now + this.timing.patience };
  }

  private failed(attempt: number, cause: string, now: Instant): void {
    const next = attempt + 1;
    const retry = retryDelay(next, this.timing.firstRetry, this.timing.longestRetry, between(this.random, 0, 1));
    this.state = { name: "backingOff", attempt: next, cause, until: now + retry };
    this.outbox.push({ kind: "failed", cause, retry, attempt: next });
  }
}
