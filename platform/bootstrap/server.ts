import { CoapEndpoint, type Reply } from "../coap/endpoint.js";
import { transfer } from "../coap/blockwise.js";
import type { Message, Peer } from "../coap/message.js";
import { Code, ContentFormat, type Timing, codeNames } from "../coap/numbers.js";
import { uintOption, uintValue, uriPath, uriQuery } from "../coap/options.js";
import { CoapFailure, type Request } from "../coap/outgoing.js";
import { bootstrapKind, isAuthorized, namedDevice } from "../access/identity.js";
import type { MessageLog } from "../access/message-log.js";
import { maskIdentity } from "../mask.js";
import type { Device } from "../store/records.js";
import type { Store } from "../store/store.js";
import { writeFormats } from "../lwm2m/encode.js";
import type { ServerAccount } from "./accounts.js";
import type { BootstrapPlan } from "./plan.js";
import { type Step, bootstrapPack, packFormats, steps } from "./steps.js";

export interface BootstrapOptions {
  readonly host: string;
  readonly port: number;
  /** What devices are told to register with. */
  readonly access: ServerAccount;
  /** The host by which devices reach this server. */
  readonly ownHost: string;
  readonly contentFormat: number;
  readonly timing: Timing;
  readonly store: Store;
  /** What a standard bootstrap of the device does. */
  readonly plan: (device: Device) => BootstrapPlan;
  readonly messages: MessageLog;
  readonly log: (line: string) => void;
}

/** So many bootstraps run at a time; a further one is answered with 5.03. */
const capacity = 1_000;
/** Bytes of an answer in one message: it goes without blocks. */
const mostPack = 1_024;

/** Client-initiated bootstrap (OMA LwM2M 1.0 clause 5.2.7), as OneNET does it or as the standard has it up to 1.2. */
export class BootstrapServer {
  /** The bootstraps that run, by device. */
  readonly #running = new Map<string, AbortController>();
  #endpoint: CoapEndpoint | undefined;

  /** Binds the port. Rejects with the system's error. */
  static async open(options: BootstrapOptions): Promise<BootstrapServer> {
    const server = new BootstrapServer(options);
    server.#endpoint = await CoapEndpoint.open({
      ...options,
      serve: async (request, peer) => server.#serve(request, peer),
      observe: (direction, peer, message, size) => options.messages.note("bootstrap", direction, peer, message, size),
    });
    return server;
  }

  private constructor(private readonly options: BootstrapOptions) {}

  get port(): number {
    return this.#endpoint?.port ?? 0;
  }

  get counters(): CoapEndpoint["counters"] | undefined {
    return this.#endpoint?.counters;
  }

  async close(): Promise<void> {
    for (const running of this.#running.values()) running.abort();
    await this.#endpoint?.close();
  }

  #serve(request: Message, peer: Peer): Reply {
    const [path, ...more] = uriPath(request);
    if ((path !== "bs" && path !== "bspack") || more.length > 0) return { code: Code.notFound };
    if (request.code !== (path === "bs" ? Code.post : Code.get)) return { code: Code.methodNotAllowed };
    const device = namedDevice(this.options.store, request);
    if (device === undefined || !isAuthorized(device, request)) {
      this.options.log(
        `bootstrap refused, 4.03: ${device === undefined ? "no such IMEI and IMSI" : "authorization code"}`,
      );
      return { code: Code.forbidden };
    }
    return path === "bs" ? this.#begin(device, request, peer) : this.#pack(device, request);
  }

  /** Bootstrap-Pack-Request (OMA LwM2M 1.2 clause 6.1.7.8): everything at once. OneNET has no such thing. */
  #pack(device: Device, request: Message): Reply {
    const { store, access, plan, log } = this.options;
    if (bootstrapKind(store, device) === "onenet") return { code: Code.notFound };
    const format = uintValue(request, "Accept") ?? ContentFormat.senmlCbor;
    if (!packFormats.includes(format)) return { code: Code.notAcceptable };
    const payload = bootstrapPack(access, plan(device), format);
    if (payload.length > mostPack) {
      log(`bootstrap ${maskIdentity(device.imei)} in one message refused, 5.01: it has ${payload.length} bytes`);
      return { code: Code.notImplemented };
    }
    log(`bootstrap ${maskIdentity(device.imei)} given in one message`);
    return { code: Code.content, options: [uintOption("Content-Format", format)], payload };
  }

  #begin(device: Device, request: Message, peer: Peer): Reply {
    if (this.#running.size >= capacity) return { code: Code.unavailable };
    // A device that asks anew has given the bootstrap before it up.
    this.#running.get(device.deviceId)?.abort();
    return { code: Code.changed, sent: () => void this.#provide(device, peer, this.#format(request)) };
  }

  /** The one that the device prefers (`pct`, OMA LwM2M 1.1 clause 6.1.7.1), if a bootstrap can be written in it. */
  #format(request: Message): number {
    const preferred = Number(uriQuery(request).get("pct") || NaN);
    const holds = writeFormats.get(preferred);
    return holds === undefined || holds === "value" ? this.options.contentFormat : preferred;
  }

  async #provide(device: Device, peer: Peer, format: number): Promise<void> {
    const running = new AbortController();
    this.#running.set(device.deviceId, running);
    const name = maskIdentity(device.imei);
    try {
      const { store, access, ownHost } = this.options;
      const accounts = { access, bootstrap: { host: ownHost, port: this.port }, format };
      const plan = steps(bootstrapKind(store, device), accounts, this.options.plan(device));
      for (let next = plan.next(); !next.done;) {
        const step = next.value;
        const answer = await this.#take(peer, step, running.signal);
        if (answer.code !== step.wanted && step.optional !== true) {
          const { code } = answer;
          const told = `${step.name} answered ${codeNames[code] ?? "unknown code"} (${code})`;
          this.options.log(`bootstrap ${name} given up: ${told}`);
          return;
        }
        next = plan.next(answer);
      }
      this.options.log(`bootstrap ${name} finished`);
    } catch (error) {
      // A device that asked anew is told of by its new bootstrap.
      if (error instanceof CoapFailure && error.reason === "cancelled") return;
      this.options.log(`bootstrap ${name} given up: ${(error as Error).message}`);
    } finally {
      if (this.#running.get(device.deviceId) === running) this.#running.delete(device.deviceId);
    }
  }

  async #take(peer: Peer, step: Step, signal: AbortSignal): Promise<Message> {
    const send = async (request: Request): Promise<Message> => {
      const response = await this.#endpoint?.request(peer, request, { signal });
      if (response === undefined) throw new CoapFailure("cancelled");
      return response;
    };
    return transfer(send, step);
  }
}
