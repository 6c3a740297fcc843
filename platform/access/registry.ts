import type { Events } from "../events.js";
import type { Path } from "../lwm2m/path.js";
import { maskIdentity } from "../mask.js";
import type { Device, RegistrationRecord } from "../store/records.js";
import type { Store } from "../store/store.js";
import { type Observation, Session, learnResources, withInstance, withoutInstance } from "./session.js";
import { Sessions } from "./sessions.js";
import { targetOf } from "./target.js";

export interface RegistryOptions {
  readonly store: Store;
  readonly events: Events;
  /** Milliseconds that a device in queue mode listens after its last message. */
  readonly awakeTime: number;
  /** A registration has ended: what it observed comes to nothing. */
  readonly released: (session: Session) => void;
  readonly log: (line: string) => void;
}

type Told = "online" | "offline" | "observations" | "resources";

/** The registrations, kept in the store as they change, each until its lifetime is over. */
export class Registry {
  readonly sessions = new Sessions();

  constructor(private readonly options: RegistryOptions) {}

  /** A device has registered; a registration that it had before is over. */
  begin(device: Device, record: RegistrationRecord): Session {
    const { store, awakeTime, log } = this.options;
    const before = this.sessions.ofDevice(device.deviceId);
    store.transaction(() => {
      store.putRegistration(record);
      store.deleteObservations(device.deviceId);
    });
    if (before !== undefined) this.#remove(before);
    const session = new Session(device, record, awakeTime);
    this.#add(session);
    log(`online   ${maskIdentity(device.imei)}  lifetime ${record.lifetime} s, ${record.objects.length} objects`);
    this.#publish(session, "online");
    this.#publish(session, "resources");
    return session;
  }

  /** The device has said something new of its registration, which goes on from now. */
  renew(session: Session, change: Partial<RegistrationRecord>): void {
    const before = session.peer;
    this.#record(session, change);
    this.sessions.moved(session, before);
    for (const observation of session.observations.values()) observation.peer = session.peer;
    this.#watch(session);
    if (change.objects !== undefined) this.#publish(session, "resources");
  }

  /** @param cause in words, for the log */
  end(session: Session, cause: string): void {
    if (!this.sessions.has(session)) return;
    const { store, log } = this.options;
    store.transaction(() => {
      store.putRegistration({ ...session.record, online: false });
      store.deleteObservations(session.deviceId);
    });
    this.#remove(session);
    log(`offline  ${maskIdentity(session.device.imei)}  ${cause}`);
    this.#publish(session, "offline");
  }

  /** Takes up what still stands. @param resume is called with each observation of it */
  restore(resume: (session: Session, observation: Pick<Observation, "target" | "token" | "attributes">) => void): void {
    const now = Date.now();
    const { store, awakeTime } = this.options;
    for (const record of [...store.registrations()]) {
      const device = store.device(record.deviceId);
      if (!record.online || device === undefined) continue;
      if (record.expiresAt <= now) {
        store.putRegistration({ ...record, online: false });
        store.deleteObservations(record.deviceId);
        continue;
      }
      const session = new Session(device, record, awakeTime);
      session.subscription = "done";
      this.#add(session);
      for (const { path, token, attributes = {}, format, accept } of store.observations(record.deviceId)) {
        const target = targetOf(path, format, accept);
        if (target !== undefined) resume(session, { target, token: Buffer.from(token, "hex"), attributes });
      }
    }
  }

  discovered(session: Session, object: number, found: ReadonlyMap<number, readonly number[]>): void {
    this.#learn(session, { objects: learnResources(session.record.objects, object, found) });
  }

  created(session: Session, object: number, instance: number): void {
    this.#learn(session, { objects: withInstance(session.record.objects, object, instance) });
  }

  deleted(session: Session, { object, instance, resource }: Path): void {
    if (instance === undefined || resource !== undefined) return;
    this.#learn(session, { objects: withoutInstance(session.record.objects, object, instance) });
  }

  observed(session: Session, key: string, { token, target, attributes }: Observation): void {
    if (!this.sessions.has(session)) return;
    this.options.store.putObservation(session.deviceId, {
      path: key,
      token: token.toString("hex"),
      ...(target.kind === "paths" ? { format: target.format } : {}),
      ...(target.accept === undefined ? {} : { accept: target.accept }),
      ...(Object.keys(attributes).length === 0 ? {} : { attributes }),
    });
    this.#publish(session, "observations");
  }

  forgotten(session: Session, key: string): void {
    if (!this.sessions.has(session)) return;
    this.options.store.deleteObservation(session.deviceId, key);
    this.#publish(session, "observations");
  }

  /** The observation of a device by its token in hex. */
  observation(deviceId: string, token: string): Observation | undefined {
    const session = this.sessions.ofDevice(deviceId);
    return session && [...session.observations.values()].find((one) => one.token.toString("hex") === token);
  }

  close(): void {
    for (const session of this.sessions.values()) session.end();
  }

  #add(session: Session): void {
    this.sessions.add(session);
    this.#watch(session);
  }

  #watch(session: Session): void {
    session.watch(() => this.end(session, "lifetime over"));
  }

  #remove(session: Session): void {
    this.sessions.remove(session);
    this.options.released(session);
    session.end();
  }

  #learn(session: Session, change: Pick<RegistrationRecord, "objects">): void {
    this.#record(session, change);
    this.#publish(session, "resources");
  }

  #record(session: Session, change: Partial<RegistrationRecord>): void {
    const record = { ...session.record, ...change };
    if (this.sessions.has(session)) this.options.store.putRegistration(record);
    session.record = record;
  }

  #publish(session: Session, kind: Told): void {
    this.options.events.publish({ kind, deviceId: session.deviceId, at: Date.now() });
  }
}
