/**
 * How attempts follow each other: sequences of attempts with doubling pauses, a longer pause between two sequences (OMA
 * LwM2M 1.1 clause 6.2.1.2). Times are in milliseconds.
 */
export interface RetryPolicy {
  /** Attempts in a sequence (resource 1/x/17). */
  readonly attempts: number;
  /** The pause before the second attempt of a sequence, doubling from there on (1/x/18). */
  readonly first: number;
  /** Where the doubling ends. */
  readonly longest: number;
  /** The pause between two sequences (1/x/19); `Infinity` if no other one follows. */
  readonly pause: number;
  /** Sequences after which the server counts as out of reach (1/x/20). */
  readonly sequences: number;
}

/** The longest pause: a day, which is also what LwM2M 1.1 has by default between two sequences. */
export const LONGEST_PAUSE = 86_400_000;

/** LwM2M 1.0 leaves it to the device: for NB-IoT, one ladder from ten seconds to ten minutes, four attempts high. */
export const OWN_POLICY: RetryPolicy = Object.freeze({
  attempts: 4,
  first: 10_000,
  longest: 600_000,
  pause: 600_000,
  sequences: 1,
});

/** What holds in LwM2M 1.1 and later where the Server object says nothing (1.1 clause 6.2.1.2). */
export const DEFAULT_POLICY: RetryPolicy = Object.freeze({
  attempts: 5,
  first: 60_000,
  longest: LONGEST_PAUSE,
  pause: LONGEST_PAUSE,
  sequences: 1,
});

/**
 * The pause after so many failures in a row, with a random part of up to a quarter that keeps a fleet that lost its
 * server at one moment from coming back at one moment.
 *
 * @param failures 1 after the first
 * @param chance a random number from 0 to 1
 */
export function pauseAfter(failures: number, policy: RetryPolicy, chance: number): number {
  const { attempts, first, longest, pause } = policy;
  const inSequence = failures % attempts;
  return inSequence === 0 ? jittered(pause, chance) : retryDelay(inSequence, first, longest, chance);
}

/** True once all sequences have failed. */
export function isExhausted(failures: number, policy: RetryPolicy): boolean {
  return failures >= policy.attempts * policy.sequences;
}

/**
 * The pause before a retry: it doubles from `first` to `longest`, and has a random part of up to a quarter.
 *
 * @param attempt 1 for the first retry
 * @param first milliseconds
 * @param longest milliseconds, before the random part
 * @param chance a random number from 0 to 1
 */
export function retryDelay(attempt: number, first: number, longest: number, chance: number): number {
  let delay = first;
  for (let i = 1; i < attempt && delay < longest; i++) delay *= 2;
  if (delay > longest) delay = longest;
  return jittered(delay, chance);
}

/**
 * The pause that a server asked for, of a day at the most, with the random part: it may have asked a whole fleet.
 *
 * @param asked milliseconds
 * @param chance a random number from 0 to 1
 */
export function askedPause(asked: number, chance: number): number {
  return jittered(asked > LONGEST_PAUSE ? LONGEST_PAUSE : asked, chance);
}

function jittered(delay: number, chance: number): number {
  return Math.round(delay * (1 + chance / 4));
}
