import { earlier, type Instant, type Machine } from "../base/machine.js";
import type { ExchangeOutput } from "../coap/exchange.js";
import { findUint, OptionNumber } from "../coap/options.js";
import type { Progress } from "../coap/transfer.js";
import { AwakeWindow } from "../lwm2m/awake-window.js";
import { Code } from "../lwm2m/operation.js";
import type { ModeInput, ModeOutput } from "./mode.js";
import { Peer } from "./peer.js";
import { releaseOf } from "./release.js";
import { SdkParts } from "./sdk-parts.js";
import { OBSERVER_TAGS } from "./sdk-requests.js";
import { SdkSends } from "./sdk-sends.js";
import { withAuthCode } from "./sdk-uplink.js";
import type { ServersOutput } from "./servers.js";
import type { UplinkOutput } from "./uplink-messages.js";

export type { SdkModeOptions } from "./sdk-options.js";

const OPEN = Object.freeze({ kind: "open" });
const RESTRUCTURED = Object.freeze({ kind: "restructured" });
const ACTIVITY = Object.freeze({ kind: "activity" });

/**
 * SDK mode: our own LwM2M client over the module's datagram socket. Four parts, none of which calls another: the way to
 * the servers, CoAP's exchanges, what we ask of the servers, and what they ask of us. Their outputs are carried about
 * here.
 */
export class SdkMode extends SdkParts implements Machine<ModeInput, ModeOutput> {
  private readonly window = new AwakeWindow();
  /** The tree's revision when servers were last told of it. */
  private revision = 0;
  /** The time of the last call that brought one. */
  private now: Instant = 0;
  private phase: "running" | "stopping" | "stopped" = "running";

  handle(input: ModeInput, now: Instant): void {
    if (this.phase === "stopped") return;
    switch (input.kind) {
      case "online":
        this.servers.handle({ kind: "open" }, now);
        break;
      case "offline":
        this.lose(now);
        this.servers.handle({ kind: "drop" }, now);
        if (this.phase === "stopping") this.end(false, now);
        break;
      case "moved":
        if (this.phase === "stopping") break;
        this.lose(now);
        this.servers.handle(input, now);
        break;
      case "stop":
        this.phase = "stopping";
        this.uplink.handle(input, now);
        break;
      case "update":
      case "disable":
      case "lifetime":
      case "bootstrap":
        this.uplink.handle(input, now);
        break;
      case "outcome":
        this.requests.outcome(input.request, input.outcome, now);
        this.tellObjects(now);
        break;
      case "notify":
        this.requests.notify(input, now);
        break;
      case "send": {
        this.sends ??= new SdkSends(this.options.tree, this.options.formats, this.outbox);
        const request = this.sends.request(input, this.uplink.peerOf(input.server));
        if (request !== undefined) this.exchanges.handle(this.transfers.start(request), now);
        break;
      }
      case "socket":
        this.servers.handle(input, now);
        break;
      case "result":
      case "urc":
        // The commands are those of the sockets, which hear of their results themselves.
        break;
    }
    this.now = now;
  }

  expire(now: Instant): void {
    this.servers.expire(now);
    this.exchanges.expire(now);
    this.blocks.expire(now);
    this.uplink.expire(now);
    if (this.window.expire(now)) this.outbox.push({ kind: "asleep" });
    this.now = now;
  }

  deadline(): Instant | undefined {
    let next = earlier(this.servers.deadline(), this.exchanges.deadline());
    next = earlier(next, earlier(this.blocks.deadline(), this.window.deadline()));
    return earlier(next, this.uplink.deadline());
  }

  /**
   * Carries outputs of the parts to each other until there is one for outside, or nothing moves any more. Here and not
   * with the input, so that a request is not decoded at the bottom of all the calls that brought it.
   */
  poll(): ModeOutput | undefined {
    let output = this.outbox.shift();
    while (output === undefined && this.step(this.now)) output = this.outbox.shift();
    return output;
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
      case "ready":
        this.uplink.handle(OPEN, now);
        break;
      case "reached":
      case "unreached":
        this.uplink.handle(output, now);
        break;
      case "datagram":
        if (this.uplink.isLeft(output.peer)) break;
        this.message(now);
        this.exchanges.handle(output, now);
        break;
      case "failed":
        this.lose(now);
        if (this.phase === "stopping") this.end(false, now);
        else this.outbox.push({ kind: "unregistered", cause: output.cause, retry: output.retry });
        break;
    }
  }

  private fromExchange(output: ExchangeOutput, now: Instant): void {
    switch (output.kind) {
      case "send":
        this.message(now);
        this.servers.handle(
          this.options.releases === true ? { ...output, release: releaseOf(output.bytes) } : output,
          now,
        );
        break;
      case "request":
        this.take(output, now);
        break;
      case "response":
        this.progress(this.transfers.response(output), now);
        break;
      case "failed":
        this.transfers.end(output.tag);
        if (SdkSends.owns(output.tag)) this.sends?.ended(output);
        else if (output.tag < OBSERVER_TAGS) this.uplink.handle(output, now);
        else this.requests.unsent(output.tag - OBSERVER_TAGS, output.cause);
        break;
      case "rejected":
        this.rejected(output.tag - OBSERVER_TAGS, output.cause, now);
        break;
      case "acknowledged":
        this.hear(this.requests.peerOf(output.tag - OBSERVER_TAGS));
        this.requests.proceed(now);
        break;
    }
  }

  /** A server has acknowledged a notification, or observes something: it knows our address with that. */
  private hear(peer: number | undefined): void {
    if (peer !== undefined) this.uplink.heard(peer);
  }

  /** A server wants no more of an observation, or does not answer its notifications. */
  private rejected(observer: number, cause: "reset" | "timeout", now: Instant): void {
    const peer = this.requests.peerOf(observer);
    this.requests.rejected(observer);
    this.requests.proceed(now);
    if (this.phase === "running" && peer !== undefined) this.uplink.handle({ kind: "mend", peer, cause }, now);
  }

  /** A server asks for something, perhaps one block of it. */
  private take(output: ExchangeOutput & { kind: "request" }, now: Instant): void {
    const { exchange, peer } = output;
    if (peer === Peer.bootstrap && !this.uplink.isOpen) {
      this.options.log("warning", "the bootstrap server is late: its request is refused until it is asked again");
      return this.requests.answer(exchange, Code.unavailable, now);
    }
    const taken = this.blocks.take(peer, output.message, now);
    if (taken.kind === "answer") {
      const { code, options, payload } = taken;
      this.exchanges.handle({ kind: "respond", exchange, code, options, payload }, now);
      if (peer === Peer.bootstrap) this.uplink.handle(ACTIVITY, now);
    } else if (peer === Peer.bootstrap && !this.uplink.bootstraps) {
      this.requests.answer(exchange, Code.methodNotAllowed, now);
    } else if (peer === Peer.bootstrap) {
      this.uplink.handle(this.bootstrap.request(exchange, taken.message, now), now);
    } else {
      if (findUint(taken.message, OptionNumber.observe) === 0) this.hear(peer);
      this.requests.request(exchange, taken.message, { peer, server: this.uplink.serverOf(peer) }, now);
    }
  }

  /** What one response of a server leads to. */
  private progress(progress: Progress, now: Instant): void {
    if (progress.kind === "request") this.exchanges.handle(progress.request, now);
    else if (SdkSends.owns(progress.tag)) this.sends?.ended(progress);
    else this.uplink.handle(progress, now);
  }

  private fromUplink(output: UplinkOutput, now: Instant): void {
    switch (output.kind) {
      case "reach":
        this.servers.handle(output, now);
        break;
      case "request":
        if (output.fresh !== undefined) this.requests.clear(output.fresh);
        this.exchanges.handle(this.transfers.start(withAuthCode(output.request, this.options.auth)), now);
        break;
      case "pack":
        this.uplink.handle(this.bootstrap.packed(output.message, this.options.pack), now);
        break;
      case "bootstrapped":
        // The peers' numbers stand for others from now on.
        this.outbox.push(output);
        this.forgetServers(now);
        break;
      case "bootstrapFailed":
        this.bootstrap.rollBack();
        this.outbox.push({ kind: "unregistered", cause: `bootstrap: ${output.cause}`, retry: output.retry });
        break;
      case "persist":
        // The bootstrap account has had its time.
        this.bootstrap.purge();
        this.outbox.push(output);
        break;
      case "unregistered":
        this.requests.clear(output.peer);
        if (output.peer !== undefined && this.uplink.isLeft(output.peer)) {
          this.exchanges.handle({ kind: "abandon", peer: output.peer }, now);
        }
        this.outbox.push(output);
        break;
      case "registered":
      case "updated":
        this.outbox.push(output);
        break;
      case "retry":
        this.servers.handle(output, now);
        break;
      case "deregistered":
        this.end(output.told, now);
        break;
    }
  }

  /** Servers hear of instances that came or went. */
  private tellObjects(now: Instant): void {
    if (this.options.tree.revision !== this.revision) this.uplink.handle(RESTRUCTURED, now);
    this.revision = this.options.tree.revision;
  }

  /** In queue mode each message, either way, keeps us awake for a while. */
  private message(now: Instant): void {
    if (this.uplink.queued && this.window.message(now)) this.outbox.push({ kind: "awake" });
  }

  private end(deregistered: boolean, now: Instant): void {
    this.phase = "stopped";
    this.exchanges.handle({ kind: "forget" }, now);
    this.servers.handle({ kind: "close" }, now);
    this.outbox.push({ kind: "stopped", deregistered });
  }
}
