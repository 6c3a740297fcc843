import Timer, { type TimerId } from "timer";
import type { Instant } from "../../modules/base/machine.js";
import { Natives } from "./natives.js";

/** The longest interval of the SDK's timers, in milliseconds; a later alarm comes early, which does no harm. */
const LONGEST = 0x7fff_ffff;

/** The one alarm of a machine, on one timer that is set anew each time. */
export class Alarm {
  readonly #timer: TimerId;

  /** `ring` is called when the alarm has come, from the event loop. */
  constructor(ring: () => void) {
    // A timer that does not repeat is gone after its first call; this one is to be kept, at rest.
    this.#timer = Timer.repeat(() => {
      Timer.schedule(this.#timer);
      ring();
    }, LONGEST);
    Timer.schedule(this.#timer);
  }

  /** Replaces the alarm; `undefined` clears it. */
  set(at: Instant | undefined): void {
    if (at === undefined) return Timer.schedule(this.#timer);
    const wait = Math.ceil(at - Natives.monotonic());
    Timer.schedule(this.#timer, wait < 1 ? 1 : wait > LONGEST ? LONGEST : wait, LONGEST);
  }
}
