import type { ModuleLine } from "../host.js";

/** An output pin, as far as lines need it. */
export interface Pin {
  write(value: 0 | 1): void;
}

/** Where a line of the module is connected. */
export interface LineWiring {
  /** Number of the GPIO. */
  readonly pin: number;
  /** The level at the GPIO that makes the line active: 1 behind a transistor, 0 directly. */
  readonly active: 0 | 1;
}

export interface LinesOptions {
  /** What is wired, of a manifest's config. */
  readonly wiring: Readonly<Record<string, LineWiring | undefined>>;
  /** Makes a pin an output, at this level from the beginning. */
  readonly open: (pin: number, level: 0 | 1) => Pin;
  /** Calls once after so many milliseconds. */
  readonly after: (milliseconds: number, call: () => void) => void;
  readonly problem: (text: string) => void;
}

interface Line {
  readonly pin: Pin;
  readonly active: 0 | 1;
  /** Pulses that hold it now. */
  holders: number;
}

/**
 * Power key, reset and wake line of the NB module. At rest from the first moment; of two pulses that overlap the later
 * end counts.
 */
export class Lines {
  readonly #options: LinesOptions;
  readonly #lines: Partial<Record<ModuleLine, Line>> = {};

  constructor(options: LinesOptions) {
    this.#options = options;
    this.#open("power");
    this.#open("reset");
    this.#open("wake");
  }

  /** Holds a line active for a time; one that is not wired is told of. */
  pulse(name: ModuleLine, milliseconds: number): void {
    const line = this.#lines[name];
    if (line === undefined) {
      this.#options.problem(`the ${name} line is not wired: no pulse`);
      return;
    }
    line.holders++;
    line.pin.write(line.active);
    this.#options.after(milliseconds, () => {
      line.holders--;
      if (line.holders === 0) line.pin.write(line.active === 1 ? 0 : 1);
    });
  }

  #open(name: ModuleLine): void {
    const wiring = this.#options.wiring[name];
    if (wiring === undefined) return;
    const { pin, active } = wiring;
    this.#lines[name] = { pin: this.#options.open(pin, active === 1 ? 0 : 1), active, holders: 0 };
  }
}
