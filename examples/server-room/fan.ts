import { type Api, OFFLINE, type Place, Refusal } from "./api.js";
import type { Told } from "./watch.js";

/** The switch that the fan hangs on: IPSO digital output. */
const SWITCH: Place = { object: 3201, instance: 0, resource: 5550 };
/** Seconds that a cached command waits for the device. */
const COMMAND_LIFE = 3_600;

/** A cached command that waits for the device. */
interface Waiting {
  readonly uuid: string;
  readonly on: boolean;
}

/**
 * Makes the fan what it should be, one call at a time: at once while the device is online, by a cached command while it
 * is not. After each failure it waits for the next occasion: a value, the device's coming, a command's result.
 */
export class Fan {
  #wanted = false;
  #online = false;
  /** As it was read last. */
  #isOn: boolean | undefined;
  /** True if the device may have restarted since, or done a cached command. */
  #isStale = true;
  #waiting: Waiting | undefined;
  /** The last result of an unknown command: it may come before the call that made the command returns. */
  #early: { readonly uuid: string; readonly how: string } | undefined;
  #running = false;
  #again = false;

  constructor(
    private readonly api: Api,
    private readonly told: (told: Told) => void,
  ) {}

  want(on: boolean): void {
    this.#wanted = on;
    this.#wake();
  }

  setOnline(online: boolean): void {
    this.#online = online;
    this.#isStale = true;
    this.#wake();
  }

  /** A cached command is over. */
  result(uuid: string, how: string): void {
    if (this.#waiting?.uuid !== uuid) {
      this.#early = { uuid, how };
      return;
    }
    this.told({ kind: "result", text: `the cached command to switch the fan ${word(this.#waiting.on)} is ${how}` });
    this.#waiting = undefined;
    this.#isStale = true;
    this.#wake();
  }

  #wake(): void {
    this.#again = true;
    if (!this.#running) void this.#run();
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#again) {
      this.#again = false;
      try {
        await (this.#online ? this.#now() : this.#later());
      } catch (error) {
        this.told({ kind: "problem", text: `the fan could not be switched: ${(error as Error).message}` });
      }
    }
    this.#running = false;
  }

  async #now(): Promise<void> {
    // The platform sends what waits by itself; a command that became wrong must not be sent any more.
    if (this.#waiting?.on === this.#wanted) return;
    await this.#cancel();
    const on = this.#wanted;
    try {
      if (this.#isStale) await this.#readBack();
      if (this.#isOn === on) return;
      await this.api.write(SWITCH, on);
      await this.#readBack();
    } catch (error) {
      if (!(error instanceof Refusal) || error.errno !== OFFLINE) throw error;
      this.setOnline(false);
    }
  }

  async #later(): Promise<void> {
    const on = this.#wanted;
    if ((this.#waiting?.on ?? this.#isOn ?? false) === on) return;
    await this.#cancel();
    if ((this.#isOn ?? false) === on) return;
    const uuid = await this.api.writeLater(SWITCH, on, COMMAND_LIFE);
    this.#waiting = { uuid, on };
    this.told({ kind: "cached", text: `the device is offline: a cached command is to switch the fan ${word(on)}` });
    if (this.#early?.uuid === uuid) this.result(uuid, this.#early.how);
  }

  async #cancel(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting === undefined) return;
    try {
      await this.api.cancelLater(waiting.uuid);
    } catch (error) {
      // It is over, or under way: either way the fan is read again before it is switched.
      if (!(error instanceof Refusal)) throw error;
    }
    this.#isStale = true;
  }

  async #readBack(): Promise<void> {
    const value = await this.api.read(SWITCH);
    if (typeof value !== "boolean")
      throw new Error(`the switch reads ${JSON.stringify(value)}, neither true nor false`);
    const isNews = this.#isOn !== value || this.#isStale;
    this.#isOn = value;
    this.#isStale = false;
    if (isNews) this.told({ kind: value ? "on" : "off", text: `the fan is ${word(value)}, as read back` });
  }
}

const word = (on: boolean): string => (on ? "on" : "off");
