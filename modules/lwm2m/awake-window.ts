import type { Instant } from "../base/machine.js";

/**
 * How long a device in queue mode listens after its last message, in milliseconds: MAX_TRANSMIT_WAIT of RFC 7252, as OMA
 * LwM2M 1.1 clause 6.5 wants unless both sides know better. Servers keep what they have to say until it is open.
 */
export const AWAKE_FOR = 93_000;

/** In queue mode, the time in which servers may speak: it opens with a message either way and closes after silence. */
export class AwakeWindow {
  private until: Instant | undefined = undefined;
  private readonly length: number;

  constructor(length = AWAKE_FOR) {
    this.length = length;
  }

  get open(): boolean {
    return this.until !== undefined;
  }

  /** A message went out or came in; `true` if that opens the window. */
  message(now: Instant): boolean {
    const opens = this.until === undefined;
    this.until = now + this.length;
    return opens;
  }

  /** `true` if the window closes. */
  expire(now: Instant): boolean {
    if (this.until === undefined || now < this.until) return false;
    this.until = undefined;
    return true;
  }

  deadline(): Instant | undefined {
    return this.until;
  }
}
