import type { Instant } from "../base/machine.js";

/** A clock that knows the date, in seconds since 1970-01-01 UTC, once somebody has set it. */
export interface WallClock {
  wallClock(): number | undefined;
}

/**
 * Parts of a second to which times are rounded. Binary fractions are exact in CBOR, short in JSON, and differences of
 * two of them fit into a half float. Leshan refuses what has more than nine decimal digits, as 0.501 in CBOR has.
 */
const PARTS = 64;

/**
 * When something was, as SenML writes it (RFC 8428 section 4.5.3): seconds since 1970-01-01 UTC, or, negative, seconds
 * before now where nobody knows the date. To a 64th of a second.
 */
export function dateOf(at: Instant, now: Instant, clock: WallClock | undefined): number {
  const ago = (now - at) / 1000;
  const date = clock?.wallClock();
  return Math.round((date === undefined ? -ago : date - ago) * PARTS) / PARTS;
}
