import { runFirmware } from "../../firmware.js";
import type { Host, HostEvents, ModuleLine } from "../../hosts/host.js";
import type { LogLevel } from "../../modules/base/log.js";
import type { Instant } from "../../modules/base/machine.js";
import { type Random, seededRandom } from "../../modules/base/random.js";
import type { Store } from "../../modules/client/store.js";
import { basicFormats } from "../../modules/lwm2m/formats/basic.js";
import { server10 } from "../../objects/server.js";
import { sensorDefinitions } from "../../objects/sensors.js";
import type { SensorSource } from "../../objects/inventory.js";

/** What the firmware asked of its place, in order. */
export type Wanted =
  | { readonly kind: "write"; readonly bytes: Uint8Array }
  | { readonly kind: "baud"; readonly baud: number }
  | { readonly kind: "pulse"; readonly line: ModuleLine; readonly milliseconds: number };

/** How a place for the firmware is set up. */
export interface HostOptions {
  /** The firmware's settings, as given on a command line. */
  readonly settings: Readonly<Record<string, string>>;
  readonly seed: number;
  /** The next value of a sensor, or of the wall clock under the name "wallClock". */
  readonly measure?: (name: string) => number | undefined;
  /** In place of numbers from the seed. */
  readonly random?: Random;
}

/** A place on virtual time that runs the firmware as `main.ts` composes it. Whoever owns it moves the time. */
export class FieldHost implements Host {
  readonly name = "desktop";
  readonly sensors: readonly SensorSource[] = [
    { object: 3300, name: "load", applicationType: "load average of one minute" },
    { object: 3300, name: "freeMemory", units: "B", applicationType: "free memory" },
    { object: 3303, name: "temperature", units: "Cel" },
  ];
  readonly random: Random;
  readonly store: Store = new Shelf();
  readonly logged: string[] = [];
  /** The talk with the module as the log has it. */
  readonly wire: string[] = [];
  readonly wanted: Wanted[] = [];
  readonly #options: HostOptions;
  #events: HostEvents | undefined;
  time: Instant = 0;
  alarm: Instant | undefined;
  /** The status with which the firmware has ended. */
  status: 0 | 1 | undefined;
  restarts = 0;

  constructor(options: HostOptions) {
    this.#options = options;
    this.random = options.random ?? seededRandom(options.seed);
  }

  start(): void {
    runFirmware(this, { formats: basicFormats, server: server10, sensors: sensorDefinitions });
  }

  /** Bytes from the NB module. */
  receive(bytes: Uint8Array): void {
    if (this.status === undefined) this.#events?.uart(bytes);
  }

  stop(): void {
    this.#events?.stop();
  }

  /** Lets the alarm ring if it is due. */
  ring(): void {
    if (this.alarm === undefined || this.alarm > this.time || this.status !== undefined) return;
    this.alarm = undefined;
    this.#events?.alarm();
  }

  now(): Instant {
    return this.time;
  }

  wallClock(): number | undefined {
    return this.#options.measure?.("wallClock");
  }

  option(name: string): string | undefined {
    return this.#options.settings[name];
  }

  listen(events: HostEvents): void {
    this.#events = events;
  }

  write(bytes: Uint8Array): void {
    this.wanted.push({ kind: "write", bytes: bytes.slice() });
  }

  setBaud(baud: number): void {
    this.wanted.push({ kind: "baud", baud });
  }

  pulse(line: ModuleLine, milliseconds: number): void {
    this.wanted.push({ kind: "pulse", line, milliseconds });
  }

  setAlarm(at: Instant | undefined): void {
    this.alarm = at;
  }

  sample(sensor: string): number | undefined {
    return this.#options.measure?.(sensor);
  }

  log(level: LogLevel, text: string): void {
    (level === "wire" ? this.wire : this.logged).push(text);
  }

  stopped(status: 0 | 1): void {
    this.status = status;
  }

  restart(): void {
    this.restarts++;
    this.alarm = undefined;
    this.start();
  }
}

/** A store in memory. */
class Shelf implements Store {
  readonly #records: Record<string, Uint8Array> = {};

  load(key: string): Uint8Array | undefined {
    return this.#records[key]?.slice();
  }

  save(key: string, bytes: Uint8Array): void {
    this.#records[key] = bytes.slice();
  }

  erase(key: string): void {
    delete this.#records[key];
  }
}
