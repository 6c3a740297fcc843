import type { Instant } from "../base/machine.js";
import type { Outcome } from "../lwm2m/operation.js";

/** A notification that could not be sent when it was due. */
export interface StoredNotification {
  readonly observer: number;
  readonly at: Instant;
  readonly outcome: Outcome;
}

/** How many notifications are kept, all observers together; the oldest makes room for one more. */
export const MAX_STORED = 32;

/**
 * Keeps notifications while their server cannot be reached (OMA LwM2M 1.2 clause E.2, resource 6), in the order in which
 * they were due. Of each observer only the newest are kept, as many as its attribute `hqmax` says (clause 7.3.2).
 */
export class NotificationStorage {
  readonly #stored: StoredNotification[] = [];
  readonly #limit: number;

  constructor(limit = MAX_STORED) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#stored.length;
  }

  /** Keeps one more; `most` is how many of its observer there may be. Gives how many were dropped for it. */
  keep(notification: StoredNotification, most = this.#limit): number {
    if (most <= 0) return 1;
    this.#stored.push(notification);
    let count = 0;
    let oldest = -1;
    for (let i = this.#stored.length - 1; i >= 0; i--) {
      if (this.#stored[i]?.observer !== notification.observer) continue;
      count++;
      oldest = i;
    }
    if (count > most) this.#stored.splice(oldest, 1);
    else if (this.#stored.length > this.#limit) this.#stored.shift();
    else return 0;
    return 1;
  }

  /** Takes out all of one observer, the oldest first. */
  take(observer: number): readonly StoredNotification[] {
    const taken: StoredNotification[] = [];
    for (let i = 0; i < this.#stored.length; i++) {
      const one = this.#stored[i] as StoredNotification;
      if (one.observer === observer) taken.push(one);
    }
    this.forget(observer);
    return taken;
  }

  /** Drops what is kept of one observer, or everything. */
  forget(observer?: number): void {
    for (let i = this.#stored.length - 1; i >= 0; i--) {
      if (observer === undefined || this.#stored[i]?.observer === observer) this.#stored.splice(i, 1);
    }
  }
}
