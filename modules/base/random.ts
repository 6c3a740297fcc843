/** Gives the next random number: an integer from 0 to 2³² − 1. The host's is unpredictable, a test's is seeded. */
export type Random = () => number;

/** A repeatable sequence for tests and simulations (mulberry32). Not for tokens on a real network. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

/** A number from `low` up to, but not including, `high`. */
export function between(random: Random, low: number, high: number): number {
  return low + ((high - low) * random()) / 0x1_0000_0000;
}
