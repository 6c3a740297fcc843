import type { Instant } from "../modules/base/machine.js";
import type { Outbox } from "./outbox.js";

/** Milliseconds after which an unanswered question counts as failed. */
const PATIENCE = 60_000;

/** The longest name (RFC 1035 section 2.3.4). */
export const LONGEST_NAME = 255;

/** The host's one open DNS question. The module's own questions do not pass here. */
export class Names {
  readonly #outbox: Outbox;
  #pending: { readonly name: string; readonly until: Instant } | undefined;

  constructor(outbox: Outbox) {
    this.#outbox = outbox;
  }

  get busy(): boolean {
    return this.#pending !== undefined;
  }

  ask(name: string, now: Instant): void {
    this.#pending = { name, until: now + PATIENCE };
    this.#outbox.push({ kind: "resolve", name });
  }

  /** Takes an answer; true if the host had asked for that name. */
  answered(name: string): boolean {
    if (this.#pending?.name !== name) return false;
    this.#pending = undefined;
    return true;
  }

  /** The name whose question was open for too long, once. */
  expired(now: Instant): string | undefined {
    const pending = this.#pending;
    if (pending === undefined || now < pending.until) return undefined;
    this.#pending = undefined;
    return pending.name;
  }

  deadline(): Instant | undefined {
    return this.#pending?.until;
  }
}
