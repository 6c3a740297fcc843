/** A moment on the host's monotonic clock, in milliseconds. Never wall-clock time. */
export type Instant = number;

/**
 * The one contract of every state machine in the firmware. A machine has no clock, no timer, no I/O and no promise
 * inside: its owner brings input and the time, takes the output away, and wakes it at its deadline.
 *
 * After any call of `handle` or `expire`: call `poll` until it gives `undefined`, then ask `deadline`.
 */
export interface Machine<Input, Output> {
  /** Takes one input. Never throws because of what a peer sent. */
  handle(input: Input, now: Instant): void;
  /** To be called when the deadline has come. Early or repeated calls do nothing. */
  expire(now: Instant): void;
  /** When the machine wants `expire` next; `undefined` means that only input can wake it. */
  deadline(): Instant | undefined;
  /** The next output in order, or `undefined` when there is none. */
  poll(): Output | undefined;
}

/** The earlier of two deadlines, either of which may be absent. */
export function earlier(a: Instant | undefined, b: Instant | undefined): Instant | undefined {
  if (a === undefined) return b;
  if (b === undefined) return a;
  return a < b ? a : b;
}

/** For the default branch of an exhaustive switch: a value that the types say cannot be. */
export function never(value: never): never {
  throw new Error(`unexpected ${JSON.stringify(value)}`);
}
