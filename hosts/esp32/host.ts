import config from "mc/config";
import Timer from "timer";
import Analog from "embedded:io/analog";
import Digital from "embedded:io/digital";
import Serial from "embedded:io/serial";
import { freeze } from "../../modules/base/freeze.js";
import type { LogLevel } from "../../modules/base/log.js";
import type { Instant } from "../../modules/base/machine.js";
import type { Random } from "../../modules/base/random.js";
import type { Store } from "../../modules/client/store.js";
import type { SensorSource } from "../../objects/inventory.js";
import type { Host, HostEvents, ModuleLine } from "../host.js";
import { Alarm } from "../moddable/alarm.js";
import { Natives } from "../moddable/natives.js";
import { SerialPort } from "../moddable/serial-port.js";
import { Lines } from "./lines.js";
import { readWiring, type Wiring } from "./wiring.js";

/** Seconds since 1970 of 2024-01-01: a clock that shows less has not been set. */
const CLOCK_SET = 1_704_067_200;

/** Milliseconds after which a firmware that could not go on tries again from the beginning. */
const RETRY = 60_000;

const SENSORS: readonly SensorSource[] = freeze([
  { object: 3300, name: "analog", units: "V", applicationType: "analog input" },
  { object: 3300, name: "freeMemory", units: "B", applicationType: "free memory" },
]);

/** The place "ESP32": the NB module on a UART, its lines on pins, settings in NVS. Not run on a board yet. */
export class Esp32Host implements Host {
  readonly name = "esp32";
  readonly sensors = SENSORS;
  readonly store: Store;
  readonly random: Random = Natives.random;
  readonly #wiring: Wiring;
  readonly #lines: Lines;
  readonly #analog: Analog | undefined;
  #alarm: Alarm | undefined;
  #port: SerialPort | undefined;

  constructor(store: Store) {
    this.store = store;
    this.#wiring = readWiring(config);
    this.#lines = new Lines({
      wiring: this.#wiring.lines,
      open: (pin, initialValue) => new Digital({ pin, mode: Digital.Output, initialValue }),
      after: (milliseconds, call) => void Timer.set(call, milliseconds),
      problem: (text) => this.log("warning", text),
    });
    const { analog } = this.#wiring;
    this.#analog = analog === undefined ? undefined : new Analog({ pin: analog.pin });
  }

  now(): Instant {
    return Natives.monotonic();
  }

  wallClock(): number | undefined {
    const seconds = Math.floor(Date.now() / 1000);
    return seconds < CLOCK_SET ? undefined : seconds;
  }

  option(name: string): string | undefined {
    const value = config[name];
    return typeof value === "string" ? value : undefined;
  }

  listen(events: HostEvents): void {
    const { baud, ...pins } = this.#wiring.uart;
    this.#alarm = new Alarm(() => events.alarm());
    this.#port = new SerialPort({
      open: (speed, callbacks) => new Serial({ ...callbacks, ...pins, baud: speed, format: "buffer" }),
      baud,
      receive: (bytes) => events.uart(bytes),
      later: (milliseconds, call) => void Timer.set(call, milliseconds),
      problem: (text) => this.log("error", text),
    });
  }

  write(bytes: Uint8Array): void {
    this.#port?.write(bytes);
  }

  setBaud(baud: number): void {
    this.#port?.setBaud(baud);
  }

  pulse(line: ModuleLine, milliseconds: number): void {
    this.#lines.pulse(line, milliseconds);
  }

  setAlarm(at: Instant | undefined): void {
    this.#alarm?.set(at);
  }

  sample(sensor: string): number | undefined {
    if (sensor === "freeMemory") return Natives.freeMemory();
    const { analog } = this.#wiring;
    if (sensor !== "analog" || analog === undefined || this.#analog === undefined) return undefined;
    const volts = (this.#analog.read() * analog.fullScale) / (2 ** this.#analog.resolution - 1);
    return Math.round(volts * 1000) / 1000;
  }

  log(level: LogLevel, text: string): void {
    trace(`device\t${level}\t${text}\n`);
  }

  stopped(status: 0 | 1): void {
    if (status === 0) return;
    this.log("info", `once more in ${RETRY / 1000} s`);
    Timer.set(() => Natives.restart(), RETRY);
  }

  restart(): void {
    Natives.restart();
  }
}
