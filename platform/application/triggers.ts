import type { Events, PlatformEvent } from "../events.js";
import type { DataValue, Device } from "../store/records.js";
import type { Trigger } from "../store/settings.js";
import type { Store } from "../store/store.js";
import { Sender } from "./sender.js";

export interface TriggerWatchOptions {
  readonly store: Store;
  readonly events: Events;
  /** Milliseconds before the first retry. */
  readonly firstWait: number;
  readonly log: (line: string) => void;
}

type DataPointEvent = Extract<PlatformEvent, { kind: "datapoint" }>;

/** A trigger's address is given up for the message after so many failures. */
const mostFailures = 20;

/** Watches every data point for the triggers of its product, and streams for their silence. */
export class TriggerWatch {
  readonly #senders = new Map<string, Sender>();
  /** Streams that a "frozen" or "live" trigger watches, by trigger, device and stream. */
  readonly #silences = new Map<string, NodeJS.Timeout>();
  readonly #end: () => void;

  constructor(private readonly options: TriggerWatchOptions) {
    for (const { productId } of options.store.products()) {
      for (const trigger of options.store.settings.triggers(productId)) {
        if (options.store.outbox.count(targetOf(trigger.triggerId)) > 0) this.#sender(trigger);
        this.arm(trigger);
      }
    }
    this.#end = options.events.subscribe(["datapoint"], (event) => {
      if (event.kind === "datapoint") this.#came(event);
    });
  }

  /** A "frozen" trigger counts the silence of its streams from their last values on, also over a restart. */
  arm(trigger: Trigger): void {
    if (trigger.type !== "frozen") return;
    for (const { deviceId, stream } of this.#streams(trigger)) this.#watch(trigger, deviceId, stream);
  }

  /** A trigger was changed or removed: what waits for it is dropped. */
  forget(triggerId: string): void {
    this.options.store.settings.forgetSilences(triggerId);
    this.#senders.get(triggerId)?.close();
    this.#senders.delete(triggerId);
    this.options.store.outbox.clear(targetOf(triggerId));
    for (const [key, timer] of this.#silences) {
      if (!key.startsWith(`${triggerId} `)) continue;
      clearTimeout(timer);
      this.#silences.delete(key);
    }
  }

  close(): void {
    this.#end();
    for (const sender of this.#senders.values()) sender.close();
    for (const timer of this.#silences.values()) clearTimeout(timer);
  }

  #came(event: DataPointEvent): void {
    const { store } = this.options;
    const device = store.device(event.deviceId);
    if (device === undefined) return;
    for (const trigger of store.settings.triggers(device.productId)) {
      if (!this.#concerns(trigger, device, event.stream)) continue;
      if (trigger.type === "frozen") this.#watch(trigger, event.deviceId, event.stream);
      else if (isMet(trigger, event)) this.#fire(trigger, event, event.value);
    }
  }

  #concerns(trigger: Trigger, device: Device, stream: string): boolean {
    if (trigger.streamUuids !== undefined) {
      const uuid = this.options.store.points.stream(device.deviceId, stream)?.uuid;
      return uuid !== undefined && trigger.streamUuids.includes(uuid);
    }
    return trigger.stream === stream && (trigger.deviceIds?.includes(device.deviceId) ?? true);
  }

  /** The streams that a trigger concerns, of those that have a value. */
  #streams(trigger: Trigger): readonly { readonly deviceId: string; readonly stream: string }[] {
    const { store } = this.options;
    if (trigger.streamUuids !== undefined) {
      const named = trigger.streamUuids.map((uuid) => store.points.streamByUuid(uuid));
      return named.flatMap((one) => (one === undefined ? [] : [{ deviceId: one.deviceId, stream: one.id }]));
    }
    const { stream, deviceIds, productId } = trigger;
    if (stream === undefined) return [];
    const devices = store.devices().filter((device) => device.productId === productId);
    return devices
      .filter(({ deviceId }) => deviceIds?.includes(deviceId) ?? true)
      .map(({ deviceId }) => ({ deviceId, stream }));
  }

  /** Fires once the stream has been silent for as many seconds as the threshold says, once for each silence. */
  #watch(trigger: Trigger, deviceId: string, stream: string): void {
    const { points, settings } = this.options.store;
    const { triggerId } = trigger;
    const since = points.stream(deviceId, stream)?.updatedAt;
    if (since === undefined || settings.isSilenceTold(triggerId, deviceId, stream, since)) return;
    const key = `${triggerId} ${deviceId} ${stream}`;
    clearTimeout(this.#silences.get(key));
    const left = Math.max(0, since + Number(trigger.threshold) * 1_000 - Date.now());
    const timer = setTimeout(() => {
      this.#silences.delete(key);
      this.#tellSilence(trigger, deviceId, stream, since);
    }, left);
    this.#silences.set(key, timer);
  }

  #tellSilence(trigger: Trigger, deviceId: string, stream: string, since: number): void {
    const { store, log } = this.options;
    try {
      const { value } = store.points.stream(deviceId, stream) ?? {};
      if (store.device(deviceId) === undefined || value === undefined) return;
      store.transaction(() => {
        store.settings.putSilence(trigger.triggerId, deviceId, stream, since);
        this.#fire(trigger, { deviceId, stream, at: Date.now() }, value);
      });
    } catch (error) {
      log(`trigger ${trigger.triggerId}: ${(error as Error).message}`);
    }
  }

  #fire(trigger: Trigger, event: Pick<DataPointEvent, "deviceId" | "stream" | "at">, value: DataValue): void {
    const uuid = this.options.store.points.stream(event.deviceId, event.stream)?.uuid;
    const message = {
      trigger: { id: Number(trigger.triggerId), type: trigger.type, threshold: trigger.threshold },
      current_data: [
        {
          dev_id: event.deviceId,
          ds_id: event.stream,
          ds_uuid: uuid,
          at: new Date(event.at).toISOString(),
          value,
        },
      ],
    };
    this.#sender(trigger).add(JSON.stringify(message));
  }

  #sender(trigger: Trigger): Sender {
    const known = this.#senders.get(trigger.triggerId);
    if (known !== undefined) return known;
    const { store, firstWait, log } = this.options;
    const sender = new Sender({
      outbox: store.outbox,
      target: targetOf(trigger.triggerId),
      url: trigger.url,
      batch: 1,
      body: ([message]) => message ?? "",
      mostFailures,
      firstWait,
      log,
    });
    this.#senders.set(trigger.triggerId, sender);
    return sender;
  }
}

const targetOf = (triggerId: string): string => `trigger ${triggerId}`;

/** True if the data point meets the condition; "frozen" is about the absence of one. */
export function isMet(trigger: Trigger, event: Pick<DataPointEvent, "at" | "value" | "before">): boolean {
  const { type, threshold } = trigger;
  const { before } = event;
  const value = numberOf(event.value);
  const limit = typeof threshold === "object" ? undefined : numberOf(threshold);
  switch (type) {
    case "==":
      return String(event.value) === String(threshold);
    case "change":
      return before !== undefined && JSON.stringify(before.value) !== JSON.stringify(event.value);
    case "live":
      return before !== undefined && limit !== undefined && event.at - before.updatedAt >= limit * 1_000;
    case "frozen":
      return false;
    case ">":
    case "<":
    case ">=":
    case "<=":
      return value !== undefined && limit !== undefined && compare(type, value, limit);
    case "in":
    case "out":
    case "inout": {
      const last = before === undefined ? undefined : numberOf(before.value);
      if (value === undefined || typeof threshold !== "object") return false;
      const [is, was] = [isWithin(value, threshold), last === undefined ? undefined : isWithin(last, threshold)];
      if (type === "in") return is && was !== true;
      if (type === "out") return !is && was !== false;
      return was !== undefined && is !== was;
    }
  }
}

function compare(type: ">" | "<" | ">=" | "<=", value: number, limit: number): boolean {
  if (type === ">") return value > limit;
  if (type === "<") return value < limit;
  return type === ">=" ? value >= limit : value <= limit;
}

const isWithin = (value: number, { lolmt, uplmt }: { lolmt: number; uplmt: number }): boolean =>
  value >= lolmt && value <= uplmt;

function numberOf(value: unknown): number | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}
