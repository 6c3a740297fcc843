import config from "mc/config";
import Timer from "timer";
import Worker from "worker";
import Serial from "embedded:io/serial";
import { freeze } from "../../modules/base/freeze.js";
import type { LogLevel } from "../../modules/base/log.js";
import type { Random } from "../../modules/base/random.js";
import type { Instant } from "../../modules/base/machine.js";
import type { Store } from "../../modules/client/store.js";
import type { SensorSource } from "../../objects/inventory.js";
import type { Host, HostEvents, ModuleLine } from "../host.js";
import { Alarm } from "../moddable/alarm.js";
import { Natives } from "../moddable/natives.js";
import { SerialPort } from "../moddable/serial-port.js";
import { simulatorScreen } from "./screen.js";
import { View } from "./view.js";

/** Exit status by which the firmware asks to be started anew. */
const RESTART_STATUS = 75;

/** The UART's speed until the firmware sets another. */
const FIRST_BAUD = 9600;

const SENSORS: readonly SensorSource[] = freeze([
  { object: 3300, name: "load", applicationType: "load average of one minute" },
  { object: 3300, name: "freeMemory", units: "B", applicationType: "free memory" },
]);

/** Where bytes for the NB module go. */
interface Wire {
  write(bytes: Uint8Array): void;
  setBaud(baud: number): void;
  pulse(line: ModuleLine, milliseconds: number): void;
}

/**
 * The place "Moddable simulator": the NB module is a virtual one on a machine of its own, or a real one on a serial port
 * of this computer, which the setting `uart` names.
 */
export class SimulatorHost implements Host {
  readonly name = "simulator";
  readonly sensors = SENSORS;
  readonly store: Store;
  readonly random: Random = Natives.random;
  /** Absent where there is no window. */
  readonly #view: View | undefined;
  #alarm: Alarm | undefined;
  #wire: Wire | undefined;

  /** The store comes from outside: the SDK's preferences on a desktop must not be preloaded, for they load their file once. */
  constructor(store: Store) {
    this.store = store;
    const screen = simulatorScreen();
    this.#view = screen.width > 0 ? new View(screen) : undefined;
  }

  now(): Instant {
    return Natives.monotonic();
  }

  wallClock(): number | undefined {
    return Math.floor(Date.now() / 1000);
  }

  option(name: string): string | undefined {
    const value = config[name];
    return typeof value === "string" ? value : undefined;
  }

  listen(events: HostEvents): void {
    this.#alarm = new Alarm(() => events.alarm());
    const screen = simulatorScreen();
    screen.onMessage = (message) => {
      if (message === "stop") events.stop();
    };
    const device = this.option("uart");
    this.#wire = device === undefined ? new VirtualWire(events) : new SerialWire(device, this, events);
  }

  write(bytes: Uint8Array): void {
    this.#wire?.write(bytes);
  }

  setBaud(baud: number): void {
    this.#wire?.setBaud(baud);
  }

  pulse(line: ModuleLine, milliseconds: number): void {
    this.#wire?.pulse(line, milliseconds);
  }

  setAlarm(at: Instant | undefined): void {
    this.#alarm?.set(at);
  }

  sample(sensor: string): number | undefined {
    return sensor === "load" ? Natives.load() : sensor === "freeMemory" ? Natives.freeMemory() : undefined;
  }

  log(level: LogLevel, text: string): void {
    trace(`device\t${level}\t${text}\n`);
    this.#view?.log(level, text);
  }

  stopped(status: 0 | 1): void {
    simulatorScreen().postMessage(`exit ${status}`);
  }

  restart(): void {
    simulatorScreen().postMessage(`exit ${RESTART_STATUS}`);
  }
}

/** The virtual module on a machine of its own, so that the firmware has its heap to itself. */
class VirtualWire implements Wire {
  readonly #worker: Worker;

  constructor(events: HostEvents) {
    this.#worker = new Worker("hosts/simulator/start/bench");
    this.#worker.onmessage = (message) => {
      // What is thrown in here is swallowed: it is thrown once more where that ends the program.
      try {
        events.uart(new Uint8Array(message as ArrayBuffer));
      } catch (error) {
        Timer.set(() => {
          throw error;
        });
      }
    };
  }

  write(bytes: Uint8Array): void {
    this.#worker.postMessage(bytes.slice().buffer);
  }

  setBaud(): void {
    // A message has no speed.
  }

  pulse(line: ModuleLine, milliseconds: number): void {
    this.#worker.postMessage(`${line} ${milliseconds}`);
  }
}

/** A module on a serial port of this computer, whose lines nobody here can drive. */
class SerialWire implements Wire {
  readonly #port: SerialPort;

  constructor(device: string, host: Host, events: HostEvents) {
    this.#port = new SerialPort({
      open: (baud, callbacks) => new Serial({ ...callbacks, device, baud, format: "buffer" }),
      baud: Number(host.option("baud") ?? FIRST_BAUD),
      receive: (bytes) => events.uart(bytes),
      later: (milliseconds, call) => void Timer.set(call, milliseconds),
      problem: (text) => host.log("error", text),
    });
  }

  write(bytes: Uint8Array): void {
    this.#port.write(bytes);
  }

  setBaud(baud: number): void {
    this.#port.setBaud(baud);
  }

  pulse(): void {
    // The profile's pulses are for a board on which the lines are connected.
  }
}
