import type { Profile } from "./profile.js";

/** The speeds of the UART: which is in use, which comes next in the hunt, and whether another is wanted. */
export class Speeds {
  /** The wanted speed was asked for since the module started: it is not asked for twice. */
  switched = false;
  /** The row of the profile's speeds that is in use; the one past its list is the wanted one. */
  #row = 0;

  /** Bits per second. */
  current({ bauds, speed }: Profile): number {
    return bauds[this.#row] ?? speed.wanted;
  }

  /** How many there are to try: the profile's, and the wanted one if it is another. */
  count({ bauds, speed }: Profile): number {
    return bauds.length + (speed.wanted === 0 || bauds.indexOf(speed.wanted) >= 0 ? 0 : 1);
  }

  /** Goes on to the next one of the hunt and gives it. */
  next(profile: Profile): number {
    this.#row = (this.#row + 1) % this.count(profile);
    return this.current(profile);
  }

  /** True when the module is to be told to change its speed. */
  wants(profile: Profile): boolean {
    const { wanted, change } = profile.speed;
    return wanted !== 0 && change !== "" && !this.switched && this.current(profile) !== wanted;
  }

  /** The module has taken the wanted one. */
  take({ bauds, speed }: Profile): number {
    const row = bauds.indexOf(speed.wanted);
    this.#row = row < 0 ? bauds.length : row;
    return speed.wanted;
  }
}
