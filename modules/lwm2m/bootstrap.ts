import type { Instant, Machine } from "../base/machine.js";
import { Queue } from "../base/queue.js";
import { between, type Random } from "../base/random.js";
import { decimal } from "../base/text.js";
import { Code, formatCode, type Entry } from "./operation.js";
import type { UplinkFailure } from "./registration.js";
import { retryDelay } from "./retry.js";

export type BootstrapInput =
  | { readonly kind: "start" }
  | { readonly kind: "stop" }
  /** The bootstrap server answered the Bootstrap-Request. */
  | { readonly kind: "answered"; readonly code: number }
  | { readonly kind: "failed"; readonly cause: UplinkFailure }
  /** The bootstrap server wrote or deleted something, so it is still at work. */
  | { readonly kind: "activity" }
  /** Bootstrap-Finish came; `accepted` says whether what was written makes sense. */
  | { readonly kind: "finish"; readonly accepted: boolean };

export type BootstrapOutput =
  | { readonly kind: "request" }
  | { readonly kind: "finished" }
  | { readonly kind: "failed"; readonly cause: string; readonly retry: number };

/** Where a client-initiated bootstrap stands (OMA LwM2M 1.0 clause 5.2.2). */
export type BootstrapState =
  | { readonly name: "idle" }
  | { readonly name: "requesting"; readonly attempt: number }
  | { readonly name: "writing"; readonly attempt: number; readonly until: Instant }
  | { readonly name: "finished" }
  | { readonly name: "backingOff"; readonly attempt: number; readonly cause: string; readonly until: Instant };

/** Times in milliseconds. */
export interface BootstrapTiming {
  /** How long the bootstrap server may be silent between its writes. OneNET's own client gives up after 20 s. */
  readonly patience: number;
  readonly firstRetry: number;
  readonly longestRetry: number;
}

/** For NB-IoT. */
export const BOOTSTRAP_TIMING: BootstrapTiming = Object.freeze({
  patience: 20_000,
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
  private readonly timing: BootstrapTiming;
  private readonly outbox = new Queue<BootstrapOutput>(4);

  constructor(random: Random, timing: BootstrapTiming = BOOTSTRAP_TIMING) {
    this.random = random;
    this.timing = timing;
  }

  handle(input: BootstrapInput, now: Instant): void {
    const state = this.state;
    switch (input.kind) {
      case "start":
        if (state.name !== "requesting" && state.name !== "writing") this.request(0);
        break;
      case "stop":
        this.state = IDLE;
        break;
      case "answered":
        if (state.name !== "requesting") break;
        if (input.code === Code.changed) this.wait(state.attempt, now);
        else this.failed(state.attempt, `refused with ${formatCode(input.code)}`, now);
        break;
      case "failed":
        if (state.name === "requesting") this.failed(state.attempt, input.cause, now);
        break;
      case "activity":
        // A server may start to write before its answer to the request arrives: that too shows it at work.
        if (state.name === "requesting" || state.name === "writing") this.wait(state.attempt, now);
        break;
      case "finish":
        if (state.name !== "requesting" && state.name !== "writing") break;
        if (input.accepted) {
          this.state = FINISHED;
          this.outbox.push({ kind: "finished" });
        } else {
          this.failed(state.attempt, "no access server was given", now);
        }
        break;
    }
  }

  expire(now: Instant): void {
    const state = this.state;
    if (state.name === "writing" && now >= state.until) {
      this.failed(state.attempt, "the server went silent before Bootstrap-Finish", now);
    } else if (state.name === "backingOff" && now >= state.until) {
      this.request(state.attempt);
    }
  }

  deadline(): Instant | undefined {
    return this.state.name === "writing" || this.state.name === "backingOff" ? this.state.until : undefined;
  }

  poll(): BootstrapOutput | undefined {
    return this.outbox.shift();
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
    this.outbox.push({ kind: "failed", cause, retry });
  }
}

/** A server account's address out of the Security object (OMA LwM2M 1.0 appendix E.1). */
export interface AccountAddress {
  readonly host: string;
  readonly port: number;
}

/** Resource ids of the Security object that say which account is the access server's. */
const SERVER_URI = 0;
const IS_BOOTSTRAP = 1;

/** The access server among the entries of a read of /0: the first account that is not the bootstrap server's. */
export function accessAccount(entries: readonly Entry[]): AccountAddress | undefined {
  for (let i = 0; i < entries.length; i++) {
    const entry = entries[i] as Entry;
    if (entry.path.resource !== SERVER_URI || typeof entry.value !== "string") continue;
    if (isBootstrapAccount(entries, entry.path.instance)) continue;
    const address = parseServerUri(entry.value);
    if (address !== undefined) return address;
  }
  return undefined;
}

/** Parses "coap://host:port"; other schemes and IPv6 literals give `undefined`. The default port is 5683 (RFC 7252). */
export function parseServerUri(uri: string): AccountAddress | undefined {
  const scheme = "coap://";
  if (!uri.startsWith(scheme)) return undefined;
  let authority = uri.slice(scheme.length);
  const slash = authority.indexOf("/");
  if (slash >= 0) authority = authority.slice(0, slash);
  const colon = authority.lastIndexOf(":");
  const host = colon < 0 ? authority : authority.slice(0, colon);
  const port = colon < 0 ? 5683 : decimal(authority.slice(colon + 1));
  if (host.length === 0 || host.indexOf(":") >= 0) return undefined;
  return port === undefined || port < 1 || port > 65_535 ? undefined : { host, port };
}

function isBootstrapAccount(entries: readonly Entry[], instance: number | undefined): boolean {
  for (let i = 0; i < entries.length; i++) {
    const entry = entries[i] as Entry;
    if (entry.path.instance === instance && entry.path.resource === IS_BOOTSTRAP) return entry.value === true;
  }
  return false;
}
