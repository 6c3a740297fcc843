import type { Instant } from "../base/machine.js";
import { Queue } from "../base/queue.js";
import { Blockwise } from "../coap/blockwise.js";
import { Exchanges } from "../coap/exchange.js";
import { NB_IOT_TIMING } from "../coap/timing.js";
import { Transfers } from "../coap/transfer.js";
import { UNDERSTOOD } from "./coap-request.js";
import type { ModeOutput } from "./mode.js";
import { Peer } from "./peer.js";
import { MAX_PAYLOAD, OUTBOX_LIMIT, OVERHEAD, uplinkOptions, type SdkModeOptions } from "./sdk-options.js";
import { SdkBootstrap } from "./sdk-bootstrap.js";
import { SdkRequests } from "./sdk-requests.js";
import type { SdkSends } from "./sdk-sends.js";
import { Servers } from "./servers.js";
import { Uplink } from "./uplink.js";

const SUSPEND = Object.freeze({ kind: "suspend" });

/** The parts of SDK mode, none of which calls another, and what concerns all of them at once. */
export abstract class SdkParts {
  protected readonly options: SdkModeOptions;
  protected readonly servers: Servers;
  protected readonly exchanges: Exchanges;
  protected readonly blocks: Blockwise;
  protected readonly transfers: Transfers;
  protected readonly bootstrap: SdkBootstrap;
  protected readonly uplink: Uplink;
  protected readonly requests: SdkRequests;
  protected readonly outbox = new Queue<ModeOutput>(OUTBOX_LIMIT);
  /** Made with the first send, as most devices send nothing unasked. */
  protected sends: SdkSends | undefined = undefined;

  constructor(options: SdkModeOptions) {
    this.options = options;
    const { random, log, maxDatagram, tree, formats, maxPayload = MAX_PAYLOAD, timing = NB_IOT_TIMING } = options;
    this.servers = new Servers(random, log);
    this.exchanges = new Exchanges({ random, log, timing, maxMessage: maxDatagram, understood: UNDERSTOOD });
    this.blocks = new Blockwise(maxPayload, maxDatagram - OVERHEAD);
    this.transfers = new Transfers(maxDatagram, maxPayload);
    const [newest = "1.0"] = options.versions ?? [];
    const { exchanges, outbox, blocks } = this;
    this.requests = new SdkRequests(tree, formats, blocks, exchanges, outbox, log, newest, options.confirmEvery);
    this.bootstrap = new SdkBootstrap(tree, formats, this.requests, log);
    this.uplink = new Uplink(uplinkOptions(options));
  }

  /** The parts' states, for the log and for tests. */
  get states(): Uplink["states"] & { readonly servers: Servers["state"] } {
    return { ...this.uplink.states, servers: this.servers.state };
  }

  /** Whatever was under way towards the servers is lost. What they observe stands, as far as they will have it. */
  protected lose(now: Instant): void {
    this.uplink.handle(SUSPEND, now);
    this.bootstrap.rollBack();
    this.requests.interrupt();
    this.exchanges.handle({ kind: "forget" }, now);
    this.transfers.end();
    this.sends?.clear();
  }

  /** The peers' numbers stand for others from now on. */
  protected forgetServers(now: Instant): void {
    this.transfers.end();
    this.sends?.clear();
    for (let peer: number = Peer.access; peer <= Peer.leaving; peer++) {
      this.exchanges.handle({ kind: "forget", peer }, now);
      this.requests.clear(peer);
    }
  }
}
