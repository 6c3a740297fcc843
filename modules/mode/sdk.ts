import { earlier, type Instant, type Machine } from "../base/machine.js";
import { Queue } from "../base/queue.js";
import { Blockwise } from "../coap/blockwise.js";
import { Exchanges, type ExchangeOutput } from "../coap/exchange.js";
import type { Message } from "../coap/message.js";
import { NB_IOT_TIMING } from "../coap/timing.js";
import { Transfers, type Progress } from "../coap/transfer.js";
import { accessAccount, type AccountAddress } from "../lwm2m/bootstrap.js";
import { Code } from "../lwm2m/operation.js";
import { UNDERSTOOD } from "./coap-request.js";
import type { ModeInput, ModeOutput } from "./mode.js";
import { Peer } from "./peer.js";
import type { SdkModeOptions } from "./sdk-options.js";
import { OBSERVER_TAGS, SdkRequests } from "./sdk-requests.js";
import { Servers, type ServersOutput } from "./servers.js";
import { Uplink, type UplinkOutput } from "./uplink.js";

export type { SdkModeOptions } from "./sdk-options.js";

/** The Security object's id (OMA LwM2M 1.0 appendix E.1). */
const SECURITY_OBJECT = 0;

/** More outputs than one input can cause: all observers and all waiting requests at once. */
const OUTBOX_LIMIT = 24;

/** Bytes of a response that header, token and options take at the most, so the rest of a datagram may be payload. */
const OVERHEAD = 48;

const MAX_PAYLOAD = 2048;

const SUSPEND = Object.freeze({ kind: "suspend" });
const BOOTSTRAP = Object.freeze({ peer: Peer.bootstrap, server: undefined });
const ACTIVITY = Object.freeze({ kind: "activity" });
const UPDATE = Object.freeze({ kind: "update" });
const RENEW = Object.freeze({ kind: "renew" });
const FORGET = Object.freeze({ kind: "forget" });

/**
 * SDK mode: our own LwM2M client over the module's datagram socket. Four parts, none of which calls another: the way to
 * the servers, CoAP's exchanges, what we ask of the servers, and what they ask of us. Their outputs are carried about
 * here.
 */
export class SdkMode implements Machine<ModeInput, ModeOutput> {
  private readonly options: SdkModeOptions;
  private readonly servers: Servers;
  private readonly exchanges: Exchanges;
  private readonly blocks: Blockwise;
  private readonly transfers: Transfers;
  private readonly uplink: Uplink;
  private readonly requests: SdkRequests;
  private readonly outbox = new Queue<ModeOutput>(OUTBOX_LIMIT);
  private phase: "running" | "stopping" | "stopped" = "running";

  constructor(options: SdkModeOptions) {
    this.options = options;
    const { random, log, maxDatagram, tree, formats, maxPayload = MAX_PAYLOAD, timing = NB_IOT_TIMING } = options;
    this.servers = new Servers(random, log);
    this.exchanges = new Exchanges({ random, log, timing, maxMessage: maxDatagram, understood: UNDERSTOOD });
    this.blocks = new Blockwise(maxPayload, maxDatagram - OVERHEAD);
    this.transfers = new Transfers(maxDatagram, maxPayload);
    this.uplink = new Uplink(options);
    this.requests = new SdkRequests(tree, formats, this.blocks, this.exchanges, this.outbox, log);
  }

  /** The parts' states, for the log and for tests. */
  get states(): Uplink["states"] & { readonly servers: Servers["state"] } {
    return { ...this.uplink.states, servers: this.servers.state };
  }

  handle(input: ModeInput, now: Instant): void {
    if (this.phase === "stopped") return;
    switch (input.kind) {
      case "online":
        this.servers.handle({ kind: "open" }, now);
        break;
      case "offline":
        this.lose(now);
        this.servers.handle({ kind: "drop" }, now);
        if (this.phase === "stopping") this.end(now);
        break;
      case "stop":
        this.phase = "stopping";
        this.uplink.handle(input, now);
        break;
      case "update":
      case "lifetime":
        this.uplink.handle(input, now);
        break;
      case "outcome":
        this.requests.outcome(input.request, input.outcome, now);
        break;
      case "notify":
        this.requests.notify(input, now);
        break;
      case "socket":
        this.servers.handle(input, now);
        break;
      case "result":
      case "urc":
        // The commands are those of the sockets, which hear of their results themselves.
        break;
    }
    this.settle(now);
  }

  expire(now: Instant): void {
    this.servers.expire(now);
    this.exchanges.expire(now);
    this.blocks.expire(now);
    this.uplink.expire(now);
    this.settle(now);
  }

  deadline(): Instant | undefined {
    const next = earlier(this.servers.deadline(), this.exchanges.deadline());
    return earlier(next, earlier(this.blocks.deadline(), this.uplink.deadline()));
  }

  poll(): ModeOutput | undefined {
    return this.outbox.shift();
  }

  /** Carries outputs of the parts to each other until nothing moves any more. */
  private settle(now: Instant): void {
    while (this.step(now));
  }

  private step(now: Instant): boolean {
    const servers = this.servers.poll();
    if (servers !== undefined) {
      this.fromServers(servers, now);
      return true;
    }
    const exchange = this.exchanges.poll();
    if (exchange !== undefined) {
      this.fromExchange(exchange, now);
      return true;
    }
    const uplink = this.uplink.poll();
    if (uplink !== undefined) this.fromUplink(uplink, now);
    return uplink !== undefined;
  }

  private fromServers(output: ServersOutput, now: Instant): void {
    switch (output.kind) {
      case "socket":
        this.outbox.push(output);
        break;
      case "ready": {
        const { server, direct } = this.options;
        this.servers.handle({ kind: "reach", peer: direct ? Peer.access : Peer.bootstrap, server }, now);
        break;
      }
      case "reached":
        this.uplink.handle(output, now);
        break;
      case "datagram":
        this.exchanges.handle(output, now);
        break;
      case "failed":
        this.lose(now);
        if (this.phase === "stopping") this.end(now);
        else this.outbox.push({ kind: "unregistered", cause: output.cause, retry: output.retry });
        break;
    }
  }

  private fromExchange(output: ExchangeOutput, now: Instant): void {
    switch (output.kind) {
      case "send":
        this.servers.handle(output, now);
        break;
      case "request":
        this.take(output, now);
        break;
      case "response":
        this.progress(this.transfers.response(output), now);
        break;
      case "failed":
        this.transfers.end(output.tag);
        if (output.tag < OBSERVER_TAGS) this.uplink.handle(output, now);
        else this.options.log("warning", `a notification was not sent: ${output.cause}`);
        break;
      case "rejected":
        this.requests.rejected(output.tag - OBSERVER_TAGS);
        this.mend(output.cause, now);
        break;
      case "acknowledged":
        break;
    }
  }

  /**
   * An observation ended otherwise than by a cancel. After a Reset it may be that the network gave us a new address, of
   * whose observations the server knows nothing: an update tells it the address, or tells us that it has forgotten the
   * registration as well. After silence the server may still wait for what we have given up (RFC 7641 section 4.5): a
   * new registration makes it observe again.
   */
  private mend(cause: "reset" | "timeout", now: Instant): void {
    if (this.phase === "running") this.uplink.handle(cause === "reset" ? UPDATE : RENEW, now);
  }

  /** A server asks for something, perhaps one block of it. */
  private take(output: ExchangeOutput & { kind: "request" }, now: Instant): void {
    const { exchange, peer } = output;
    const taken = this.blocks.take(peer, output.message, now);
    if (taken.kind === "answer") {
      const { code, options, payload } = taken;
      this.exchanges.handle({ kind: "respond", exchange, code, options, payload }, now);
      if (peer === Peer.bootstrap) this.uplink.handle(ACTIVITY, now);
    } else if (peer === Peer.bootstrap) this.bootstrapRequest(exchange, taken.message, now);
    else this.requests.request(exchange, taken.message, { peer, server: undefined }, now);
  }

  /** What one response of a server leads to. */
  private progress(progress: Progress, now: Instant): void {
    if (progress.kind === "request") this.exchanges.handle(progress.request, now);
    else this.uplink.handle(progress, now);
  }

  /** The bootstrap server writes, or says that it is done. */
  private bootstrapRequest(exchange: number, message: Message, now: Instant): void {
    if (this.requests.request(exchange, message, BOOTSTRAP, now) === "bootstrapFinish") {
      const accepted = this.account() !== undefined;
      this.requests.answer(exchange, accepted ? Code.changed : Code.notAcceptable, now);
      this.uplink.handle({ kind: "finish", accepted }, now);
    } else {
      this.uplink.handle(ACTIVITY, now);
    }
  }

  private fromUplink(output: UplinkOutput, now: Instant): void {
    switch (output.kind) {
      case "request":
        if (output.fresh) this.forgetObservers();
        this.exchanges.handle(this.transfers.start(output.request), now);
        break;
      case "bootstrapped": {
        this.outbox.push(output);
        const server = this.account();
        if (server !== undefined) this.servers.handle({ kind: "reach", peer: Peer.access, server }, now);
        break;
      }
      case "registered":
      case "updated":
        this.outbox.push(output);
        break;
      case "unregistered":
        this.forgetObservers();
        this.outbox.push(output);
        break;
      case "exhausted":
        this.servers.handle({ kind: "retry", cause: `${output.cause}; the access server is given up` }, now);
        break;
      case "deregistered":
        this.end(now);
        break;
    }
  }

  /** The access server's address as the Security object has it. */
  private account(): AccountAddress | undefined {
    const outcome = this.options.tree.bootstrap({ kind: "read", path: { object: SECURITY_OBJECT } });
    return accessAccount(outcome.entries ?? []);
  }

  /** Whatever was under way towards the servers is lost. */
  private lose(now: Instant): void {
    this.exchanges.handle(FORGET, now);
    this.transfers.end();
    this.uplink.handle(SUSPEND, now);
    this.forgetObservers();
  }

  /** Observations go with the registration that they belong to. */
  private forgetObservers(): void {
    this.requests.clear();
  }

  private end(now: Instant): void {
    this.phase = "stopped";
    this.exchanges.handle(FORGET, now);
    this.servers.handle({ kind: "close" }, now);
    this.outbox.push({ kind: "stopped" });
  }
}
