import { randomBytes } from "node:crypto";
import { BodyAssembly } from "../coap/assembly.js";
import { CoapEndpoint, type Reply } from "../coap/endpoint.js";
import type { Message, Peer } from "../coap/message.js";
import { Code, type Timing } from "../coap/numbers.js";
import { textOption, uriPath } from "../coap/options.js";
import type { Events } from "../events.js";
import { type InstanceContent, contentJson } from "../lwm2m/content.js";
import { type Path, parsePath } from "../lwm2m/path.js";
import { maskIdentity } from "../mask.js";
import type { Device, RegistrationRecord } from "../store/records.js";
import type { Store } from "../store/store.js";
import { Downlink } from "./downlink.js";
import { isAuthorized, namedDevice } from "./identity.js";
import type { MessageLog } from "./message-log.js";
import { type RegisterRequest, readRegister, readUpdate } from "./registration.js";
import { Session, learnResources, mergeObjects } from "./session.js";
import { subscribe } from "./subscription.js";

export interface AccessOptions {
  readonly host: string;
  readonly port: number;
  readonly contentFormat: number;
  readonly timing: Timing;
  /** Milliseconds for each step of the automatic subscription. */
  readonly stepTimeout: number;
  readonly store: Store;
  readonly events: Events;
  readonly messages: MessageLog;
  readonly log: (line: string) => void;
}

/** The LwM2M server that devices register with (OMA LwM2M 1.0 clauses 5.3 to 5.5), as OneNET's access server acts. */
export class AccessServer {
  readonly downlink: Downlink;
  readonly #sessions = new Map<string, Session>();
  readonly #locations = new Map<string, Session>();
  readonly #bodies = new BodyAssembly();
  readonly #endpoint: CoapEndpoint;

  /** Binds the port and takes up the registrations that still stand. Rejects with the system's error. */
  static async open(options: AccessOptions): Promise<AccessServer> {
    const early: { server?: AccessServer } = {};
    const endpoint = await CoapEndpoint.open({
      ...options,
      serve: async (request, peer) => early.server?.serve(request, peer) ?? { code: Code.unavailable },
      observe: (direction, peer, message, size) => options.messages.note("access", direction, peer, message, size),
    });
    early.server = new AccessServer(endpoint, options);
    early.server.#restore();
    return early.server;
  }

  private constructor(
    endpoint: CoapEndpoint,
    private readonly options: AccessOptions,
  ) {
    this.#endpoint = endpoint;
    this.downlink = new Downlink(endpoint, {
      contentFormat: options.contentFormat,
      values: (session, path, instances) => this.#values(session, path, instances),
      observed: (session) => this.#changed(session, "observations"),
      discovered: (session, object, found) => {
        session.record = { ...session.record, objects: learnResources(session.record.objects, object, found) };
        this.#changed(session, "resources");
      },
      log: options.log,
    });
  }

  get port(): number {
    return this.#endpoint.port;
  }

  get counters(): CoapEndpoint["counters"] {
    return this.#endpoint.counters;
  }

  /** The standing registration of a device; undefined if it is offline. */
  session(deviceId: string): Session | undefined {
    return this.#sessions.get(deviceId);
  }

  /** Ends a registration from this side: its device was changed or removed. The device learns it by 4.04 to its update. */
  drop(deviceId: string): void {
    const session = this.#sessions.get(deviceId);
    if (session !== undefined) void this.#end(session, "removed");
  }

  /** A device was changed in a way that lets its registration stand. */
  refresh(device: Device): void {
    const session = this.#sessions.get(device.deviceId);
    if (session !== undefined) session.device = device;
  }

  /** Closes the port; registrations stay as they are in the store. */
  async close(): Promise<void> {
    for (const session of this.#sessions.values()) session.end();
    await this.#endpoint.close();
  }

  private async serve(request: Message, peer: Peer): Promise<Reply> {
    const [first, location, ...more] = uriPath(request);
    if (first !== "rd" || more.length > 0) return { code: Code.notFound };
    const taken = this.#bodies.take(request, peer, Date.now());
    if ("reply" in taken) return taken.reply;
    const reply = await (location === undefined
      ? this.#atRd(taken.whole, peer)
      : this.#atLocation(taken.whole, peer, location));
    return { ...reply, options: [...(reply.options ?? []), ...(taken.echo ?? [])] };
  }

  async #atRd(request: Message, peer: Peer): Promise<Reply> {
    if (request.code !== Code.post) return { code: Code.methodNotAllowed };
    const device = namedDevice(this.options.store, request);
    if (device === undefined || !isAuthorized(device, request)) {
      this.options.log(
        `register refused, 4.03: ${device === undefined ? "no such IMEI and IMSI" : "authorization code"}`,
      );
      return { code: Code.forbidden };
    }
    const register = readRegister(request);
    if ("why" in register) {
      this.options.log(`register ${maskIdentity(device.imei)} refused, ${register.code}: ${register.why}`);
      return { code: register.code };
    }
    const session = await this.#register(device, register, peer);
    const options = ["rd", session.record.location].map((part) => textOption("Location-Path", part));
    return { code: Code.created, options, sent: () => this.#subscribe(session) };
  }

  async #atLocation(request: Message, peer: Peer, location: string): Promise<Reply> {
    if (request.code !== Code.post && request.code !== Code.delete) return { code: Code.methodNotAllowed };
    const session = this.#locations.get(location);
    if (session === undefined) return { code: Code.notFound };
    if (!isAuthorized(session.device, request)) return { code: Code.forbidden };
    if (request.code === Code.post) return this.#update(session, request, peer);
    await this.#end(session, "deregistered");
    return { code: Code.deleted };
  }

  async #register(device: Device, register: RegisterRequest, peer: Peer): Promise<Session> {
    const { messages, log } = this.options;
    const before = this.#sessions.get(device.deviceId);
    if (before !== undefined) this.#remove(before);
    const now = Date.now();
    const { lifetime, binding, version, list } = register;
    const session = new Session(device, {
      deviceId: device.deviceId,
      online: true,
      location: randomBytes(5).toString("base64url"),
      ...peer,
      lifetime,
      binding,
      version,
      root: list.root,
      registeredAt: now,
      expiresAt: now + lifetime * 1_000,
      objects: mergeObjects(list, []),
      observations: [],
    });
    this.#add(session);
    messages.learn("access", peer, device.deviceId);
    await this.#keep(session.snapshot());
    log(`online   ${maskIdentity(device.imei)}  lifetime ${lifetime} s, ${list.objects.length} objects`);
    this.#publish(session, "online");
    this.#publish(session, "resources");
    return session;
  }

  async #update(session: Session, request: Message, peer: Peer): Promise<Reply> {
    const update = readUpdate(request);
    if ("why" in update) return { code: update.code };
    const { record } = session;
    const lifetime = update.lifetime ?? record.lifetime;
    session.record = {
      ...record,
      ...peer,
      lifetime,
      binding: update.binding ?? record.binding,
      expiresAt: Date.now() + lifetime * 1_000,
      ...(update.list === undefined
        ? {}
        : { root: update.list.root, objects: mergeObjects(update.list, record.objects) }),
    };
    for (const relation of session.relations.values()) relation.peer = session.peer;
    this.options.messages.learn("access", peer, session.deviceId);
    session.watch(() => void this.#end(session, "lifetime over"));
    await this.#keep(session.snapshot());
    if (update.list !== undefined) this.#publish(session, "resources");
    const resume = update.list !== undefined || session.subscription === "none";
    return { code: Code.changed, ...(resume ? { sent: () => this.#subscribe(session) } : {}) };
  }

  #subscribe(session: Session): void {
    if (!session.device.autoSubscribe) return;
    const log = (line: string): void => this.options.log(`${maskIdentity(session.device.imei)}  ${line}`);
    void subscribe(this.downlink, session, this.options.stepTimeout, log);
  }

  #add(session: Session): void {
    this.#sessions.set(session.deviceId, session);
    this.#locations.set(session.record.location, session);
    session.watch(() => void this.#end(session, "lifetime over"));
  }

  #remove(session: Session): void {
    this.#sessions.delete(session.deviceId);
    this.#locations.delete(session.record.location);
    for (const { token } of session.relations.values()) this.#endpoint.relations.remove(token);
    session.relations.clear();
    session.end();
  }

  async #end(session: Session, cause: string): Promise<void> {
    if (this.#sessions.get(session.deviceId) !== session) return;
    this.#remove(session);
    this.options.log(`offline  ${maskIdentity(session.device.imei)}  ${cause}`);
    this.#publish(session, "offline");
    await this.#keep({ ...session.snapshot(), online: false });
  }

  #restore(): void {
    const now = Date.now();
    for (const record of this.options.store.registrations()) {
      const device = this.options.store.device(record.deviceId);
      if (!record.online || device === undefined) continue;
      if (record.expiresAt <= now) {
        void this.#keep({ ...record, online: false, observations: [] });
        continue;
      }
      const session = new Session(device, record);
      session.subscription = "done";
      this.#add(session);
      for (const { path, token } of record.observations) {
        const parsed = parsePath(path);
        if (parsed !== undefined) this.downlink.resume(session, parsed, Buffer.from(token, "hex"));
      }
    }
  }

  #values(session: Session, path: Path, instances: readonly InstanceContent[]): void {
    const at = Date.now();
    for (const instance of instances) {
      for (const resource of instance.resources) {
        const stream = `${path.object}_${instance.id}_${resource.id}`;
        const value = contentJson(resource);
        this.options.store.addDataPoint(session.deviceId, stream, at, value);
        this.options.events.publish({ kind: "datapoint", deviceId: session.deviceId, at, stream, value });
      }
    }
  }

  #changed(session: Session, kind: "observations" | "resources"): void {
    if (this.#sessions.get(session.deviceId) !== session) return;
    this.#publish(session, kind);
    void this.#keep(session.snapshot());
  }

  #publish(session: Session, kind: "online" | "offline" | "observations" | "resources"): void {
    this.options.events.publish({ kind, deviceId: session.deviceId, at: Date.now() });
  }

  /** A registration that cannot be stored still stands until the end of this run: it is told in the log. */
  async #keep(record: RegistrationRecord): Promise<void> {
    await this.options.store.putRegistration(record).catch((error: Error) => this.options.log(error.message));
  }
}
