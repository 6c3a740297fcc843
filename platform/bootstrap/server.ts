import { CoapEndpoint, type Reply } from "../coap/endpoint.js";
import { BlockwiseError, transfer } from "../coap/blockwise.js";
import type { Message, Peer } from "../coap/message.js";
import { Code, type Timing, codeNames } from "../coap/numbers.js";
import { uriPath } from "../coap/options.js";
import { CoapFailure, type Request } from "../coap/outgoing.js";
import { bootstrapKind, isAuthorized, namedDevice } from "../access/identity.js";
import type { MessageLog } from "../access/message-log.js";
import { maskIdentity } from "../mask.js";
import type { Device } from "../store/records.js";
import type { Store } from "../store/store.js";
import type { ServerAccount } from "./accounts.js";
import { type Step, steps } from "./steps.js";

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
  readonly messages: MessageLog;
  readonly log: (line: string) => void;
}

/** So many bootstraps run at a time; a further one is answered with 5.03. */
const capacity = 1_000;

/** Client-initiated bootstrap (OMA LwM2M 1.0 clause 5.2.7), as OneNET does it or as the standard has it. */
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
    const path = uriPath(request);
    if (path.length !== 1 || path[0] !== "bs") return { code: Code.notFound };
    if (request.code !== Code.post) return { code: Code.methodNotAllowed };
    const device = namedDevice(this.options.store, request);
    if (device === undefined || !isAuthorized(device, request)) {
      this.options.log(
        `bootstrap refused, 4.03: ${device === undefined ? "no such IMEI and IMSI" : "authorization code"}`,
      );
      return { code: Code.forbidden };
    }
    if (this.#running.size >= capacity) return { code: Code.unavailable };
    // A device that asks anew has given the bootstrap before it up.
    this.#running.get(device.deviceId)?.abort();
    return { code: Code.changed, sent: () => void this.#provide(device, peer) };
  }

  async #provide(device: Device, peer: Peer): Promise<void> {
    const running = new AbortController();
    this.#running.set(device.deviceId, running);
    const name = maskIdentity(device.imei);
    try {
      const { store, access, ownHost, contentFormat } = this.options;
      const accounts = { access, bootstrap: { host: ownHost, port: this.port }, contentFormat };
      const plan = steps(bootstrapKind(store, device), accounts);
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
      if (error instanceof BlockwiseError) return this.options.log(`bootstrap ${name} given up: ${error.message}`);
      if (!(error instanceof CoapFailure)) throw error;
      if (error.reason !== "cancelled") this.options.log(`bootstrap ${name} given up: ${error.reason}`);
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
