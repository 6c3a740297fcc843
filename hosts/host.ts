import type { Instant } from "../modules/base/machine.js";
import type { LogLevel } from "../modules/base/log.js";
import type { Random } from "../modules/base/random.js";
import type { SensorSource } from "../objects/inventory.js";
import type { Store } from "../modules/client/store.js";

/** A line from the microcontroller to the NB module, driven by pulses whose lengths the module's profile gives. */
export type ModuleLine = "power" | "reset" | "wake";

/** What a place tells the firmware. Called from the host's event loop, never from inside a call of `Host`. */
export interface HostEvents {
  /** Bytes came in from the NB module. The array is the receiver's to keep. */
  uart(bytes: Uint8Array): void;
  /** The alarm that was set has come; early or repeated calls do no harm. */
  alarm(): void;
  /** The place wants to end: deregister, then call `Host.stopped`. */
  stop(): void;
}

/**
 * What the firmware needs from a place. Every call returns at once. A manifest (Moddable), a module list (desktop) or a
 * resolve hook (Node) maps the bare name `host` to the module of the place, whose export `host` is one of these.
 */
export interface Host {
  readonly name: "esp32" | "simulator" | "desktop" | "riscv";
  /** A monotonic clock in milliseconds. */
  now(): Instant;
  /** Seconds since 1970-01-01 UTC, or `undefined` while nobody has set the clock. */
  wallClock(): number | undefined;
  /** Unpredictable 32-bit numbers. */
  readonly random: Random;
  /** A setting given from outside for this run (command line, manifest), or `undefined`. */
  option(name: string): string | undefined;
  readonly store: Store;
  /** Registers the one receiver of events. */
  listen(events: HostEvents): void;
  /** Queues bytes for the NB module. */
  write(bytes: Uint8Array): void;
  /** Changes the speed of the UART, in bits per second. */
  setBaud(baud: number): void;
  /** Holds a line of the NB module active for a time; a place without that line ignores it. */
  pulse(line: ModuleLine, milliseconds: number): void;
  /** Replaces the one alarm; `undefined` clears it. */
  setAlarm(at: Instant | undefined): void;
  /** What the place can measure. */
  readonly sensors: readonly SensorSource[];
  /** The present value of one of them; `undefined` if it gives none. */
  sample(sensor: string): number | undefined;
  log(level: LogLevel, text: string): void;
  /** The firmware has come to its end, with 0 for done and 1 for failed. */
  stopped(status: 0 | 1): void;
  /** Starts the firmware anew, as a reset of the microcontroller does. */
  restart(): void;
}

/** The place that the firmware runs on; each host's own module stands in for this one. */
export declare const host: Host;
