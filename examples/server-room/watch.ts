import type { Api, Place } from "./api.js";
import { Fan } from "./fan.js";
import { isRaised, type Limit } from "./limits.js";
import { type Message, numberIn, readMessage } from "./messages.js";

/** What is watched: the firmware's generic sensors (IPSO object 3300). */
export type Reading = "load" | "memory";

const PLACES: Readonly<Record<Reading, Place>> = {
  load: { object: 3300, instance: 0, resource: 5700 },
  memory: { object: 3300, instance: 1, resource: 5700 },
};
const STREAMS: Readonly<Record<string, Reading>> = { "3300_0_5700": "load", "3300_1_5700": "memory" };
/** Seconds that lie between two values at least and at most. */
const [PMIN, PMAX] = [2, 30];

/** One thing that happened, for the log and for whoever waits for it. */
export interface Told {
  readonly kind: "online" | "offline" | Reading | "alarm" | "clear" | "on" | "off" | "cached" | "result" | "problem";
  readonly text: string;
}

export interface WatchOptions {
  readonly api: Api;
  readonly deviceId: string;
  readonly limits: Readonly<Record<Reading, Limit>>;
  readonly told: (told: Told) => void;
}

interface Watched {
  limit: Limit;
  raised: boolean;
  /** The last value and its time. */
  value?: number;
  at: number;
}

/** Watches a server room: raises and clears alarms by what the platform pushes, and has the fan run while there is one. */
export class Watch {
  readonly #fan: Fan;
  readonly #watched: Readonly<Record<Reading, Watched>>;
  /** When the device came or went, as the platform said last. */
  #presenceAt = 0;
  #isClosed = false;

  constructor(private readonly options: WatchOptions) {
    const { api, limits } = options;
    this.#fan = new Fan(api, (told) => this.#tell(told));
    const start = { raised: false, at: 0 };
    this.#watched = { load: { ...start, limit: limits.load }, memory: { ...start, limit: limits.memory } };
  }

  /** Begins with a device that was online before there was anybody to push to. */
  alreadyOnline(): void {
    this.#came("the device is online already");
  }

  /** Takes a message of a push. Duplicates, older news, and what concerns other devices change nothing. */
  take(json: unknown): void {
    const message = readMessage(json);
    if (message === undefined) this.#tell({ kind: "problem", text: "a message of a push makes no sense; dropped" });
    else if (message.deviceId === this.options.deviceId) this.#taken(message);
  }

  /** The last value of a reading. */
  value(reading: Reading): number | undefined {
    return this.#watched[reading].value;
  }

  /** What is under way comes to its end unheard. */
  close(): void {
    this.#isClosed = true;
  }

  /** Sets another limit and holds the last value against it. */
  setLimit(reading: Reading, limit: Limit): void {
    this.#watched[reading].limit = limit;
    this.#judge(reading);
  }

  #taken(message: Message): void {
    switch (message.kind) {
      case "value": {
        const reading = STREAMS[message.stream];
        if (reading !== undefined) this.#read(reading, message.value, message.at);
        break;
      }
      case "presence":
        if (message.at <= this.#presenceAt) return;
        this.#presenceAt = message.at;
        if (message.online) return this.#came("the device is online");
        this.#tell({ kind: "offline", text: "the device is offline" });
        this.#fan.setOnline(false);
        break;
      case "result":
        this.#fan.result(message.uuid, message.how);
        break;
    }
  }

  #read(reading: Reading, json: unknown, at: number): void {
    const watched = this.#watched[reading];
    if (at <= watched.at) return;
    const value = numberIn(json);
    if (value === undefined) {
      return this.#tell({ kind: "problem", text: `${reading} is no number: ${JSON.stringify(json)}` });
    }
    Object.assign(watched, { value, at });
    this.#tell({ kind: reading, text: describe(reading, value) });
    this.#judge(reading);
  }

  #judge(reading: Reading): void {
    const watched = this.#watched[reading];
    if (watched.value === undefined) return;
    const raised = isRaised(watched.limit, watched.raised, watched.value);
    if (raised !== watched.raised) {
      const { side, limit } = watched.limit;
      const found = describe(reading, watched.value);
      const text = raised ? `ALARM: ${found} is ${side} the limit` : `alarm cleared: ${found} is within the limit`;
      this.#tell({ kind: raised ? "alarm" : "clear", text: `${text} of ${amount(reading, limit)}` });
    }
    watched.raised = raised;
    this.#fan.want(Object.values(this.#watched).some((each) => each.raised));
  }

  #came(text: string): void {
    this.#tell({ kind: "online", text });
    this.#fan.setOnline(true);
    void this.#observe();
  }

  #tell(told: Told): void {
    if (!this.#isClosed) this.options.told(told);
  }

  async #observe(): Promise<void> {
    try {
      for (const place of Object.values(PLACES)) await this.options.api.observe(place, PMIN, PMAX);
    } catch (error) {
      this.#tell({ kind: "problem", text: `its values are not observed: ${(error as Error).message}` });
    }
  }
}

const describe = (reading: Reading, value: number): string =>
  `${reading === "load" ? "load" : "free memory"} ${amount(reading, value)}`;

const amount = (reading: Reading, value: number): string =>
  reading === "load" ? value.toFixed(2) : `${Math.round(value / 1_048_576)} MiB`;
