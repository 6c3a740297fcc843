/** A clock that never goes back, in milliseconds. */
export interface Ticks {
  now(): number;
}

/** Adds up how long something was on. */
export class Stopwatch {
  readonly #clock: Ticks;
  /** When it was switched on, while it is. */
  #since: number | undefined;
  /** Milliseconds before that. */
  #sum = 0;

  constructor(clock: Ticks) {
    this.#clock = clock;
  }

  /** Begins to count, or stops; what is so already goes on. */
  run(on: boolean): void {
    const now = this.#clock.now();
    if (this.#since !== undefined) this.#sum += now - this.#since;
    this.#since = on ? now : undefined;
  }

  /** Sets the count to 0; while it runs, it goes on from there. */
  reset(): void {
    this.#sum = 0;
    if (this.#since !== undefined) this.#since = this.#clock.now();
  }

  /** The time so far in seconds. */
  get seconds(): number {
    const running = this.#since === undefined ? 0 : this.#clock.now() - this.#since;
    return (this.#sum + running) / 1000;
  }
}
