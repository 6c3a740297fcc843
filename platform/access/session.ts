import { randomBytes } from "node:crypto";
import type { Peer } from "../coap/message.js";
import type { Relation } from "../coap/relations.js";
import type { ObjectList } from "../lwm2m/links.js";
import type { Device, ObjectRecord, RegistrationRecord } from "../store/records.js";
import type { Attributes } from "./attributes.js";
import { DownlinkQueue } from "./queue.js";
import type { RegisterRequest } from "./registration.js";
import type { Target } from "./target.js";

/** Node's timers take no more. */
const longestTimer = 0x7fff_ffff;

/** An observation that stands. */
export interface Observation extends Relation {
  readonly target: Target;
  /** Those that were written when it was asked for. */
  readonly attributes: Attributes;
}

/** One registration that stands: where the device is, what it has, what is under way with it. */
export class Session {
  /** Discovers under way, by object: who asks for the same one waits for that. */
  readonly discovering = new Map<number, Promise<unknown>>();
  readonly queue = new DownlinkQueue();
  /** By path, such as "/3300/0". */
  readonly observations = new Map<string, Observation>();
  /** How far the automatic subscription is. */
  subscription: "none" | "running" | "done" = "none";
  #timer: NodeJS.Timeout | undefined;
  #sleep: NodeJS.Timeout | undefined;

  /** @param awakeTime milliseconds that a device in queue mode listens after its last message */
  constructor(
    public device: Device,
    public record: RegistrationRecord,
    private readonly awakeTime: number,
  ) {
    this.heard();
  }

  /** The device has just sent something: what waits for it goes out; in queue mode it will soon sleep again. */
  heard(): void {
    clearTimeout(this.#sleep);
    this.queue.release();
    if (this.record.queueMode) this.#sleep = setTimeout(() => this.queue.hold(), this.awakeTime);
  }

  get peer(): Peer {
    return { address: this.record.address, port: this.record.port };
  }

  get deviceId(): string {
    return this.record.deviceId;
  }

  /** Calls back once the lifetime is over, however long it is. */
  watch(expired: () => void): void {
    clearTimeout(this.#timer);
    const left = this.record.expiresAt - Date.now();
    this.#timer = setTimeout(
      () => (left > longestTimer ? this.watch(expired) : expired()),
      Math.max(0, Math.min(left, longestTimer)),
    );
  }

  end(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#sleep);
    this.queue.close();
  }
}

/** The record of a registration that begins. */
export function newRegistration(
  device: Device,
  { lifetime, binding, version, queueMode, list }: RegisterRequest,
  peer: Peer,
  now: number,
): RegistrationRecord {
  return {
    deviceId: device.deviceId,
    online: true,
    location: randomBytes(5).toString("base64url"),
    ...peer,
    lifetime,
    binding,
    version,
    queueMode,
    root: list.root,
    registeredAt: now,
    expiresAt: now + lifetime * 1_000,
    objects: mergeObjects(list, []),
  };
}

/** The objects of a new list; what Discover told of instances that remain is kept. */
export function mergeObjects(list: ObjectList, before: readonly ObjectRecord[]): ObjectRecord[] {
  return list.objects.map(({ object, version, instances }) => {
    const known = before.find((entry) => entry.object === object);
    return {
      object,
      ...(version === undefined ? {} : { version }),
      instances: instances.map(
        (instance) => known?.instances.find((entry) => entry.instance === instance) ?? { instance },
      ),
    };
  });
}

/** The objects with what Discover has just told of one of them. */
export function learnResources(
  objects: readonly ObjectRecord[],
  object: number,
  found: ReadonlyMap<number, readonly number[]>,
): ObjectRecord[] {
  return objects.map((entry) => {
    if (entry.object !== object) return entry;
    const added = [...found.keys()].filter((id) => !entry.instances.some(({ instance }) => instance === id));
    const instances = [...entry.instances, ...added.map((instance) => ({ instance }))];
    return {
      ...entry,
      instances: instances
        .map((each) => ({
          ...each,
          ...(found.has(each.instance) ? { resources: found.get(each.instance) ?? [] } : {}),
        }))
        .sort((a, b) => a.instance - b.instance),
    };
  });
}

/** The objects with an instance that was made. */
export function withInstance(objects: readonly ObjectRecord[], object: number, instance: number): ObjectRecord[] {
  const others = objects.filter((entry) => entry.object !== object);
  const known = objects.find((entry) => entry.object === object) ?? { object, instances: [] };
  const instances = [...known.instances.filter((entry) => entry.instance !== instance), { instance }];
  const changed = { ...known, instances: instances.sort((a, b) => a.instance - b.instance) };
  return [...others, changed].sort((a, b) => a.object - b.object);
}

/** The objects without an instance that was removed. */
export const withoutInstance = (objects: readonly ObjectRecord[], object: number, instance: number): ObjectRecord[] =>
  objects.map((entry) =>
    entry.object === object
      ? { ...entry, instances: entry.instances.filter((each) => each.instance !== instance) }
      : entry,
  );
