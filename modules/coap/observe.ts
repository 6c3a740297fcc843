/** The values of the Observe option in a request (RFC 7641 section 2). */
export const REGISTER = 0;
export const DEREGISTER = 1;

/** Sequence numbers of notifications have 24 bits (RFC 7641 section 3.4). */
const MODULUS = 0x100_0000;

/** After this time a notification counts as newer whatever its number (RFC 7641 section 3.4). */
const FRESH = 128_000;

/** The sequence number that follows. */
export function nextSequence(sequence: number): number {
  return (sequence + 1) % MODULUS;
}

/**
 * True if a notification with number `next` that arrived at `nextAt` is newer than the freshest so far. Times are in
 * milliseconds (RFC 7641 section 3.4).
 */
export function isNewer(sequence: number, at: number, next: number, nextAt: number): boolean {
  if (nextAt > at + FRESH) return true;
  const ahead = (next - sequence + MODULUS) % MODULUS;
  return ahead > 0 && ahead < MODULUS / 2;
}
