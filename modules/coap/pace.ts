import type { Instant } from "../base/machine.js";

/** Milliseconds per Non-confirmable notification on average, where no round trip is measured (RFC 7641 section 4.5.1). */
const AVERAGE = 3_000;

/** How many may go at once: as many as there are observations. */
const BURST = 16;

/**
 * How many messages may go to servers that acknowledge nothing: on average one in three seconds. More would flow into a
 * network that loses them just because there are too many (RFC 7252 section 4.7, RFC 7641 section 4.5.1).
 */
export class Pace {
  /** When all messages so far would be paid for at one in three seconds. */
  private paid: Instant = 0;

  /** Takes leave for one message; `false` if it must be acknowledged instead. */
  take(now: Instant): boolean {
    const from = this.paid > now ? this.paid : now;
    if (from - now > (BURST - 1) * AVERAGE) return false;
    this.paid = from + AVERAGE;
    return true;
  }
}
