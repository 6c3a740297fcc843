import { earlier, type Instant, type Machine } from "../base/machine.js";
import { Queue } from "../base/queue.js";
import type { Message } from "../coap/message.js";
import { findUint, locationPath, OptionNumber } from "../coap/options.js";
import { accessAccounts, bootstrapAccount } from "../lwm2m/accounts.js";
import { Bootstrap, type BootstrapOutput, type BootstrapState } from "../lwm2m/bootstrap.js";
import type { RegistrationState, UplinkFailure } from "../lwm2m/registration-messages.js";
import { Peer } from "./peer.js";
import { REQUESTS, type ServerUplink } from "./server-uplink.js";
import { ServerUplinks } from "./server-uplinks.js";
import { bootstrapRequest } from "./sdk-uplink.js";
import type { UplinkInput, UplinkOptions, UplinkOutput } from "./uplink-messages.js";

/** Bootstraps that fail in a row before the accounts of before are tried again. */
const PATIENCE = 4;

/** More outputs than one input can cause: a few for each server. */
const OUTBOX_LIMIT = 24;

/** Marks of the requests to the bootstrap server. Those to the others are places in REQUESTS after 4 times the peer. */
const Tag = Object.freeze({ bootstrap: 0, pack: 1 } as const);

/**
 * What the device asks of its servers: accounts of the bootstrap server, a registration of each access server; as CoAP
 * requests. The accounts are those of the Security and the Server object.
 */
export class Uplink implements Machine<UplinkInput, UplinkOutput> {
  private readonly options: UplinkOptions;
  private readonly bootstrap: Bootstrap;
  private readonly outbox = new Queue<UplinkOutput>(OUTBOX_LIMIT);
  private readonly servers: ServerUplinks;
  /** A bootstrap is to come first, though there are accounts. */
  private bootstrapWanted = false;
  private purgeAt: Instant | undefined = undefined;
  private stopping = false;

  constructor(options: UplinkOptions) {
    this.options = options;
    this.servers = new ServerUplinks(options);
    this.bootstrap = new Bootstrap(options.random, options.packs !== undefined);
  }

  /** Where the bootstrap and the registrations stand. */
  get states(): { readonly bootstrap: BootstrapState; readonly registrations: readonly RegistrationState[] } {
    return {
      bootstrap: this.bootstrap.state,
      registrations: this.servers.list.map((server) => server.registration.state),
    };
  }

  /** The short server id of a peer. */
  serverOf(peer: number): number | undefined {
    return this.servers.at(peer)?.account.server;
  }

  /** The peer that is registered with under a short server id. */
  peerOf(server: number): number | undefined {
    const [one] = this.servers.concerned(server);
    return one?.registered === true ? one.peer : undefined;
  }

  /** True while a server counts on us to sleep between our messages. */
  get queued(): boolean {
    return this.servers.queued;
  }

  handle(input: UplinkInput, now: Instant): void {
    switch (input.kind) {
      case "open":
        this.begin(now);
        break;
      case "reached":
        this.reached(input.peer);
        break;
      case "unreached":
        this.unreached(input.peer, input.cause, now);
        break;
      case "suspend":
        this.bootstrap.handle(STOP, now);
        for (const server of this.servers.list) server.suspend(now);
        break;
      case "stop":
        this.stop(now);
        break;
      case "update":
      case "lifetime":
        for (const server of this.servers.concerned(input.server)) server.update(now);
        break;
      case "mend":
        this.servers.at(input.peer)?.mend(input.cause, now);
        break;
      case "restructured":
        // What a bootstrap changes is told by the registrations that follow it.
        if (this.bootstrap.state.name === "writing") break;
        for (const server of this.servers.list) server.tellObjects(now);
        break;
      case "disable":
        for (const server of this.servers.concerned(input.server)) server.disable(input.seconds * 1000, now);
        break;
      case "bootstrap":
        this.startBootstrap(now);
        break;
      case "response":
        this.response(input.tag, input.message, now);
        break;
      case "failed":
        this.failed(input.tag, input.cause, now);
        break;
      case "packed":
      case "activity":
      case "finish":
        this.bootstrap.handle(input, now);
        break;
    }
    this.gather(now);
  }

  expire(now: Instant): void {
    this.bootstrap.expire(now);
    this.servers.expire(now);
    if (this.purgeAt !== undefined && now >= this.purgeAt) {
      this.purgeAt = undefined;
      this.outbox.push({ kind: "persist" });
    }
    this.gather(now);
  }

  deadline(): Instant | undefined {
    return earlier(earlier(this.bootstrap.deadline(), this.purgeAt), this.servers.deadline());
  }

  poll(): UplinkOutput | undefined {
    return this.outbox.shift();
  }

  private begin(now: Instant): void {
    if (this.stopping) return;
    const known = accessAccounts(this.options.tree);
    if ((known.length === 0 || this.bootstrapWanted) && this.startBootstrap(now)) return;
    if (known.length === 0) this.options.log("error", "there is neither a server's account nor a bootstrap server's");
    if (this.servers.list.length === 0) this.servers.enrol(known);
    this.servers.advance(now);
  }

  /** False if there is no bootstrap server. */
  private startBootstrap(now: Instant): boolean {
    const account = bootstrapAccount(this.options.tree);
    if (account?.address === undefined) return false;
    this.bootstrapWanted = true;
    this.bootstrap.handle({ kind: "start", holdOff: account.holdOff }, now);
    return true;
  }

  private reached(peer: number): void {
    const { endpoint, preferred, packs, versions } = this.options;
    if (peer !== Peer.bootstrap) {
      this.send(this.servers.at(peer));
    } else if (this.bootstrap.state.name === "packing" && packs !== undefined) {
      this.outbox.push(packs(endpoint, Tag.pack));
    } else if (this.bootstrap.state.name === "requesting") {
      const format = versions[0] === "1.0" ? undefined : preferred;
      this.outbox.push({ kind: "request", request: bootstrapRequest(endpoint, format, Tag.bootstrap) });
    }
  }

  private send(server: ServerUplink | undefined): void {
    const held = server?.reached();
    if (server === undefined || held === undefined) return;
    const request = server.request(held);
    this.outbox.push(
      held.kind === "register" ? { kind: "request", request, fresh: server.peer } : { kind: "request", request },
    );
  }

  private unreached(peer: number, cause: string, now: Instant): void {
    this.options.log("warning", cause);
    if (peer === Peer.bootstrap) this.bootstrap.handle({ kind: "failed", cause: "unreachable" }, now);
    else this.servers.at(peer)?.unreached(now);
  }

  private stop(now: Instant): void {
    this.stopping = true;
    this.bootstrap.handle(STOP, now);
    for (const server of this.servers.list) server.stop(now);
    if (this.servers.list.length === 0) this.outbox.push({ kind: "deregistered" });
  }

  private response(tag: number, message: Message, now: Instant): void {
    const request = REQUESTS[tag & 3];
    if (tag === Tag.pack) {
      this.outbox.push({ kind: "pack", message });
    } else if (tag === Tag.bootstrap) {
      this.bootstrap.handle({ kind: "answered", code: message.code }, now);
    } else if (request !== undefined) {
      const { code } = message;
      const location = locationPath(message);
      const retryAfter = (findUint(message, OptionNumber.maxAge) ?? 0) * 1000;
      this.registrationOf(tag)?.handle({ kind: "answered", request, code, location, retryAfter }, now);
    }
  }

  private failed(tag: number, cause: UplinkFailure, now: Instant): void {
    const request = REQUESTS[tag & 3];
    if (tag === Tag.bootstrap || tag === Tag.pack) this.bootstrap.handle({ kind: "failed", cause }, now);
    else if (request !== undefined) this.registrationOf(tag)?.handle({ kind: "failed", request, cause }, now);
  }

  private registrationOf(tag: number): ServerUplink["registration"] | undefined {
    return this.servers.at(tag >> 2)?.registration;
  }

  /** Takes the outputs of all parts: a bootstrap may lead to registrations, and a failed registration to a bootstrap. */
  private gather(now: Instant): void {
    this.gatherBootstrap(now);
    const { list } = this.servers;
    for (let i = 0; i < list.length; i++) {
      const server = list[i] as ServerUplink;
      const output = server.poll();
      if (output === undefined) continue;
      this.ofServer(server, output, now);
      // What one is told may let another one begin, wherever it stands in the list.
      i = -1;
    }
    this.gatherBootstrap(now);
  }

  private gatherBootstrap(now: Instant): void {
    for (let output = this.bootstrap.poll(); output !== undefined; output = this.bootstrap.poll()) {
      this.ofBootstrap(output, now);
    }
  }

  private ofBootstrap(output: BootstrapOutput, now: Instant): void {
    switch (output.kind) {
      case "pack":
      case "request": {
        const server = bootstrapAccount(this.options.tree)?.address;
        if (server !== undefined) this.outbox.push({ kind: "reach", peer: Peer.bootstrap, server });
        break;
      }
      case "finished":
        this.bootstrapped(now);
        break;
      case "failed":
        this.outbox.push({ kind: "bootstrapFailed", cause: output.cause, retry: output.retry });
        if (output.attempt >= PATIENCE && accessAccounts(this.options.tree).length > 0) this.fallBack(now);
        break;
    }
  }

  private bootstrapped(now: Instant): void {
    const { tree } = this.options;
    const timeout = bootstrapAccount(tree)?.timeout ?? 0;
    this.purgeAt = timeout === 0 ? undefined : now + timeout;
    this.bootstrapWanted = false;
    this.outbox.push({ kind: "bootstrapped" });
    this.servers.enrol(accessAccounts(tree));
    this.servers.advance(now);
  }

  /** The bootstrap server is no help: the servers of before may be back by now. */
  private fallBack(now: Instant): void {
    this.bootstrapWanted = false;
    this.bootstrap.handle(STOP, now);
    this.begin(now);
  }

  private ofServer(server: ServerUplink, output: ReturnType<ServerUplink["poll"]> & object, now: Instant): void {
    switch (output.kind) {
      case "retry":
        this.exhausted(server, output.cause, output.pause, now);
        break;
      case "registered":
        this.outbox.push(output);
        this.servers.advance(now);
        break;
      case "deregistered":
        if (this.servers.ended) this.outbox.push(output);
        break;
      default:
        this.outbox.push(output);
        break;
    }
  }

  /** A server is given up: a bootstrap may name another one, or the next in the order is tried. */
  private exhausted(server: ServerUplink, cause: string, pause: number, now: Instant): void {
    const bootstraps = server.terms?.bootstraps !== false && bootstrapAccount(this.options.tree) !== undefined;
    this.bootstrapWanted ||= bootstraps;
    if (!bootstraps) this.servers.advance(now);
    if (this.servers.busy) {
      const { peer, account } = server;
      this.outbox.push({ kind: "unregistered", peer, server: account.server, cause, retry: pause });
      if (bootstraps) this.startBootstrap(now);
    } else {
      const given = `${cause}; the access server is given up`;
      this.outbox.push({ kind: "retry", cause: given, pause: bootstraps ? 0 : pause });
    }
  }
}

const STOP = Object.freeze({ kind: "stop" });
