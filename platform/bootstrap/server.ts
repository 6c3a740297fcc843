import { CoapEndpoint, type Reply } from "../coap/endpoint.js";
import type { Message, Option, Peer } from "../coap/message.js";
import { Code, type Timing, codeNames } from "../coap/numbers.js";
import { textOption, uintOption, uriPath } from "../coap/options.js";
import { CoapFailure } from "../coap/outgoing.js";
import { isAuthorized, namedDevice } from "../access/identity.js";
import type { MessageLog } from "../access/message-log.js";
import { maskIdentity } from "../mask.js";
import type { Device } from "../store/records.js";
import type { Store } from "../store/store.js";
import { type ServerAccount, securityInstance } from "./security.js";

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

interface Step {
  readonly name: string;
  readonly code: string;
  readonly options: readonly Option[];
  readonly payload?: Buffer;
}

/** Client-initiated bootstrap (OMA LwM2M 1.0 clause 5.2.7) as OneNET does it: the Security object and nothing else. */
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
      for (const step of this.#steps()) {
        const code = await this.#take(peer, step, running.signal);
        if (code === Code.changed) continue;
        this.options.log(
          `bootstrap ${name} given up: ${step.name} answered ${codeNames[code] ?? "unknown code"} (${code})`,
        );
        return;
      }
      this.options.log(`bootstrap ${name} finished`);
    } catch (error) {
      if (!(error instanceof CoapFailure)) throw error;
      if (error.reason !== "cancelled") this.options.log(`bootstrap ${name} given up: ${error.reason}`);
    } finally {
      if (this.#running.get(device.deviceId) === running) this.#running.delete(device.deviceId);
    }
  }

  async #take(peer: Peer, step: Step, signal: AbortSignal): Promise<string> {
    const response = await this.#endpoint?.request(peer, step, { signal });
    if (response === undefined) throw new CoapFailure("cancelled");
    return response.code;
  }

  #steps(): Step[] {
    const { access, ownHost, contentFormat } = this.options;
    const own = { host: ownHost, port: this.port };
    const format = uintOption("Content-Format", contentFormat);
    const write = (instance: number, payload: Buffer): Step => ({
      name: `PUT /0/${instance}`,
      code: Code.put,
      options: [textOption("Uri-Path", "0"), textOption("Uri-Path", String(instance)), format],
      payload,
    });
    return [
      write(0, securityInstance(access, "server")),
      write(1, securityInstance(own, "bootstrap")),
      { name: "POST /bs", code: Code.post, options: [textOption("Uri-Path", "bs")] },
    ];
  }
}
