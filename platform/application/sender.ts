import type { Outbox } from "../store/outbox.js";
import { post } from "./post.js";

export interface SenderOptions {
  readonly outbox: Outbox;
  /** Key of the outbox. */
  readonly target: string;
  readonly url: string;
  /** Messages that go into one request at most. */
  readonly batch: number;
  /** The body of a request with those messages. */
  readonly body: (messages: readonly string[]) => string;
  /** After so many failures in a row nothing more is sent. */
  readonly mostFailures: number;
  /** Milliseconds before the first retry; each further wait is double, up to `longestWait`. */
  readonly firstWait: number;
  readonly log: (line: string) => void;
}

const longestWait = 60_000;
/** Messages that wait for one application; a further one is lost, and counted. */
export const outboxCapacity = 50_000;

/** How a sender fares. */
export interface SenderState {
  readonly name: "idle" | "sending" | "waiting" | "stopped";
  /** In a row. */
  readonly failures: number;
  readonly sent: number;
  readonly lost: number;
  /** Messages not yet taken. */
  readonly pending: number;
  readonly lastError?: string;
}

/** Sends the messages of one outbox to one address, in order and one request at a time, until each has been taken. */
export class Sender {
  readonly #abort = new AbortController();
  #name: SenderState["name"] = "idle";
  #failures = 0;
  #sent = 0;
  #lost = 0;
  #pending: number;
  #lastError: string | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: SenderOptions) {
    this.#pending = options.outbox.count(options.target);
    this.#wake();
  }

  get state(): SenderState {
    const lastError = this.#lastError === undefined ? {} : { lastError: this.#lastError };
    return {
      name: this.#name,
      failures: this.#failures,
      sent: this.#sent,
      lost: this.#lost,
      pending: this.#pending,
      ...lastError,
    };
  }

  /** Keeps a message; it has outlived this process when the call returns. */
  add(message: string): void {
    if (this.#pending >= outboxCapacity) {
      this.#lost += 1;
      return;
    }
    this.options.outbox.add(this.options.target, message);
    this.#pending += 1;
    this.#wake();
  }

  /** Gives up what is under way; messages stay. */
  close(): void {
    clearTimeout(this.#timer);
    this.#abort.abort();
    this.#name = "stopped";
  }

  #wake(): void {
    if (this.#name !== "idle" || this.#pending === 0) return;
    this.#name = "sending";
    // Not now: the message may be part of a transaction that is under way.
    setImmediate(() => void this.#send());
  }

  async #send(): Promise<void> {
    const { outbox, target, url, batch, body } = this.options;
    while (!this.#abort.signal.aborted) {
      const waiting = outbox.first(target, batch);
      const last = waiting[waiting.length - 1];
      if (last === undefined) {
        this.#name = "idle";
        this.#pending = 0;
        return;
      }
      const why = await post(url, body(waiting.map(({ message }) => message)), this.#abort.signal);
      if (this.#abort.signal.aborted) return;
      if (why !== undefined) return this.#failed(why);
      outbox.removeTo(target, last.sequence);
      this.#failures = 0;
      this.#sent += waiting.length;
      this.#pending -= waiting.length;
      this.#lastError = undefined;
    }
  }

  #failed(why: string): void {
    const { mostFailures, firstWait, log, url } = this.options;
    this.#lastError = why;
    this.#failures += 1;
    if (this.#failures === 1) log(`push to ${url}: ${why}; it is tried again`);
    if (this.#failures >= mostFailures) {
      this.#name = "stopped";
      log(`push to ${url} stopped after ${this.#failures} failures: ${why}`);
      return;
    }
    this.#name = "waiting";
    const wait = Math.min(longestWait, firstWait * 2 ** Math.min(20, this.#failures - 1));
    this.#timer = setTimeout(() => {
      this.#name = "sending";
      void this.#send();
    }, wait);
  }
}
