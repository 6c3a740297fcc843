import { BodyAssembly } from "../coap/assembly.js";
import { CoapEndpoint, type EndpointOptions, type Reply } from "../coap/endpoint.js";
import type { Message, Peer } from "../coap/message.js";
import { Code } from "../coap/numbers.js";
import { textOption, uriPath } from "../coap/options.js";
import type { Events, UplinkKind } from "../events.js";
import { maskIdentity } from "../mask.js";
import type { Device } from "../store/records.js";
import type { Store } from "../store/store.js";
import { Downlink } from "./downlink.js";
import { bootstrapKind, isAuthorized, namedDevice } from "./identity.js";
import type { MessageLog } from "./message-log.js";
import { isQueueMode, readRegister, readUpdate } from "./registration.js";
import { Registry } from "./registry.js";
import { readSend } from "./send.js";
import { type Session, mergeObjects, newRegistration } from "./session.js";
import { requestOf } from "./target.js";
import { subscribe } from "./subscription.js";
import { keepValues } from "./values.js";

export interface AccessOptions extends Pick<EndpointOptions, "host" | "port" | "timing" | "limits" | "log"> {
  readonly contentFormat: number;
  /** Milliseconds for each step of the automatic subscription. */
  readonly stepTimeout: number;
  /** Milliseconds that a device in queue mode listens after its last message (OMA LwM2M 1.0 clause 8.3). */
  readonly awakeTime: number;
  readonly store: Store;
  readonly events: Events;
  readonly messages: MessageLog;
}

/** The LwM2M server that devices register with (OMA LwM2M 1.0 clauses 5.3 to 5.5), as OneNET's access server acts. */
export class AccessServer {
  readonly downlink: Downlink;
  readonly #registry: Registry;
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
    return early.server;
  }

  private constructor(
    endpoint: CoapEndpoint,
    private readonly options: AccessOptions,
  ) {
    this.#endpoint = endpoint;
    const released = (session: Session): void => this.downlink.observations.release(session);
    const registry = new Registry({ ...options, released });
    this.#registry = registry;
    this.downlink = new Downlink(endpoint, {
      contentFormat: options.contentFormat,
      values: (session, content) => keepValues(options, session.deviceId, content),
      observed: (session, key, observation) => registry.observed(session, key, observation),
      forgotten: (session, key) => registry.forgotten(session, key),
      notified: (session) => this.#came(session, "notify"),
      discovered: (session, object, found) => registry.discovered(session, object, found),
      created: (session, object, instance) => registry.created(session, object, instance),
      deleted: (session, path) => registry.deleted(session, path),
      log: options.log,
    });
    options.messages.observed = (deviceId, token) => {
      const [session, observation] = [registry.sessions.ofDevice(deviceId), registry.observation(deviceId, token)];
      return session && observation && requestOf(session, observation.target, []);
    };
    registry.restore((session, { target, token, attributes }) =>
      this.downlink.observations.resume(session, target, token, attributes),
    );
    for (const session of registry.sessions.values()) options.messages.learn("access", session.peer, session.deviceId);
  }

  get port(): number {
    return this.#endpoint.port;
  }

  get counters(): CoapEndpoint["counters"] {
    return this.#endpoint.counters;
  }

  /** The standing registration of a device; undefined if it is offline. */
  session(deviceId: string): Session | undefined {
    return this.#registry.sessions.ofDevice(deviceId);
  }

  /** Ends a registration from this side: its device was changed or removed. The device learns it by 4.04 to its update. */
  drop(deviceId: string): void {
    const session = this.session(deviceId);
    if (session !== undefined) this.#registry.end(session, "removed");
  }

  /** A device was changed in a way that lets its registration stand. */
  refresh(device: Device): void {
    const session = this.session(device.deviceId);
    if (session !== undefined) session.device = device;
  }

  /** Closes the port; registrations stay as they are in the store. */
  async close(): Promise<void> {
    this.#registry.close();
    await this.#endpoint.close();
  }

  private async serve(request: Message, peer: Peer): Promise<Reply> {
    const [first, location, ...more] = uriPath(request);
    const isSend = first === "dp" && location === undefined;
    if ((first !== "rd" && !isSend) || more.length > 0) return { code: Code.notFound };
    const taken = this.#bodies.take(request, peer, Date.now());
    if ("reply" in taken) return taken.reply;
    const reply = isSend
      ? this.#send(taken.whole, peer)
      : location === undefined
        ? this.#atRd(taken.whole, peer)
        : this.#atLocation(taken.whole, peer, location);
    return { ...reply, options: [...(reply.options ?? []), ...(taken.echo ?? [])] };
  }

  #atRd(request: Message, peer: Peer): Reply {
    if (request.code !== Code.post) return { code: Code.methodNotAllowed };
    const { store, log } = this.options;
    const device = namedDevice(store, request);
    if (device === undefined || !isAuthorized(device, request)) {
      log(`register refused, 4.03: ${device === undefined ? "no such IMEI and IMSI" : "authorization code"}`);
      return { code: Code.forbidden };
    }
    const register = readRegister(request, bootstrapKind(store, device));
    if ("why" in register) {
      log(`register ${maskIdentity(device.imei)} refused, ${register.code}: ${register.why}`);
      return { code: register.code };
    }
    const session = this.#registry.begin(device, newRegistration(device, register, peer, Date.now()));
    this.options.messages.learn("access", peer, device.deviceId);
    const options = ["rd", session.record.location].map((part) => textOption("Location-Path", part));
    return {
      code: Code.created,
      options,
      sent: () => {
        this.#came(session, "register");
        this.#subscribe(session);
      },
    };
  }

  #atLocation(request: Message, peer: Peer, location: string): Reply {
    if (request.code !== Code.post && request.code !== Code.delete) return { code: Code.methodNotAllowed };
    const session = this.#registry.sessions.at(location);
    if (session === undefined) return { code: Code.notFound };
    if (!isAuthorized(session.device, request)) return { code: Code.forbidden };
    if (request.code === Code.post) return this.#update(session, request, peer);
    this.#registry.end(session, "deregistered");
    return { code: Code.deleted };
  }

  #update(session: Session, request: Message, peer: Peer): Reply {
    const update = readUpdate(request);
    if ("why" in update) return { code: update.code };
    const { record } = session;
    const lifetime = update.lifetime ?? record.lifetime;
    const binding = update.binding ?? record.binding;
    this.#registry.renew(session, {
      ...peer,
      lifetime,
      binding,
      queueMode:
        update.binding === undefined ? record.queueMode : isQueueMode(record.version, binding, record.queueMode),
      expiresAt: Date.now() + lifetime * 1_000,
      ...(update.list === undefined
        ? {}
        : { root: update.list.root, objects: mergeObjects(update.list, record.objects) }),
    });
    this.options.messages.learn("access", peer, session.deviceId);
    const resume = update.list !== undefined || session.subscription === "none";
    return {
      code: Code.changed,
      sent: () => {
        this.#came(session, "update");
        if (resume) this.#subscribe(session);
      },
    };
  }

  /** Send (OMA LwM2M 1.1 clause 6.4.7): a registered device of that version tells values of its own accord. */
  #send(request: Message, peer: Peer): Reply {
    const session = this.#registry.sessions.from(peer);
    if (session === undefined || session.record.version === "1.0") return { code: Code.notFound };
    const read = readSend(request);
    if ("code" in read) return read;
    keepValues(this.options, session.deviceId, read.content);
    return { code: Code.changed, sent: () => this.#came(session, "notify") };
  }

  /** The device is awake now; what waits for that, may go. */
  #came(session: Session, by: UplinkKind): void {
    if (!this.#registry.sessions.has(session)) return;
    session.heard();
    this.options.events.publish({ kind: "uplink", deviceId: session.deviceId, at: Date.now(), by });
  }

  #subscribe(session: Session): void {
    if (!session.device.autoSubscribe) return;
    const log = (line: string): void => this.options.log(`${maskIdentity(session.device.imei)}  ${line}`);
    void subscribe(this.downlink, session, this.options.stepTimeout, log);
  }
}
