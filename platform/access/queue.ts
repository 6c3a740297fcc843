import { DownlinkFailure } from "./failure.js";

/** At most so many operations wait for one device; a further one fails with "busy". */
export const queueCapacity = 32;

/** What a running operation may use up. */
export interface Turn {
  /** Aborted when the device goes offline. */
  readonly signal: AbortSignal;
  /** Milliseconds until the operation has to have ended, at least 1. */
  remaining(): number;
}

interface Waiting {
  start(): void;
  fail(failure: DownlinkFailure): void;
}

/** The operations of one device, strictly one at a time (NSTART 1, RFC 7252 4.7), in the order in which they came.
 * They are held while a device in queue mode sleeps, for as long as each of them may take. */
export class DownlinkQueue {
  readonly #waiting: Waiting[] = [];
  readonly #abort = new AbortController();
  #running = false;
  #held = false;

  /**
   * Runs a job when those before it have ended.
   * @param timeout milliseconds, the waiting included
   */
  run<T>(timeout: number, job: (turn: Turn) => Promise<T>): Promise<T> {
    if (this.#abort.signal.aborted) return Promise.reject(offline());
    if (this.#waiting.length >= queueCapacity) {
      return Promise.reject(new DownlinkFailure("busy", "too many operations wait for this device"));
    }
    const end = Date.now() + timeout;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        const why = this.#held ? "the device sleeps and did not come by in time" : "operations before it took too long";
        reject(new DownlinkFailure("timeout", why));
      }, timeout);
      const waiting: Waiting = {
        start: () => {
          clearTimeout(timer);
          const turn: Turn = { signal: this.#abort.signal, remaining: () => Math.max(1, end - Date.now()) };
          job(turn)
            .then(resolve, reject)
            .finally(() => this.#ended());
        },
        fail: (failure) => {
          clearTimeout(timer);
          reject(failure);
        },
      };
      this.#waiting.push(waiting);
      this.#next();
    });
  }

  /** Starts nothing more until `release`: the device sleeps. What runs goes on. */
  hold(): void {
    this.#held = true;
  }

  release(): void {
    this.#held = false;
    this.#next();
  }

  /** Ends what runs and what waits with "offline"; nothing more can be run. */
  close(): void {
    this.#abort.abort();
    for (const waiting of this.#waiting.splice(0)) waiting.fail(offline());
  }

  #next(): void {
    if (this.#running || this.#held) return;
    const next = this.#waiting.shift();
    if (next === undefined) return;
    this.#running = true;
    next.start();
  }

  #ended(): void {
    this.#running = false;
    this.#next();
  }
}

const offline = (): DownlinkFailure => new DownlinkFailure("offline", "the device is not online");
