import { earlier, type Instant, type Machine } from "../base/machine.js";
import { Queue } from "../base/queue.js";
import type { Message } from "../coap/message.js";
import { findUint, locationPath, OptionNumber } from "../coap/options.js";
import { accessAccounts } from "../lwm2m/accounts.js";
import type { BootstrapState } from "../lwm2m/bootstrap.js";
import type { RegistrationState, UplinkFailure } from "../lwm2m/registration-messages.js";
import { DEPARTURE_TAG, Departures } from "./departures.js";
import { Peer } from "./peer.js";
import { REQUESTS, type ServerUplink } from "./server-uplink.js";
import { ServerUplinks } from "./server-uplinks.js";
import { BootstrapTag, UplinkBootstrap } from "./uplink-bootstrap.js";
import { refusalHint, type UplinkInput, type UplinkOptions, type UplinkOutput } from "./uplink-messages.js";

/** More outputs than one input can cause: a few for each server. */
const OUTBOX_LIMIT = 24;

/**
 * What the device asks of its servers: accounts of the bootstrap server, a registration of each access server; as CoAP
 * requests. The accounts are those of the Security and the Server object.
 */
export class Uplink implements Machine<UplinkInput, UplinkOutput> {
  private readonly options: UplinkOptions;
  private readonly bootstrap: UplinkBootstrap;
  private readonly outbox = new Queue<UplinkOutput>(OUTBOX_LIMIT);
  private readonly servers: ServerUplinks;
  private readonly departures: Departures;
  private stopping = false;
  /** True while the socket is open. */
  private open = false;

  constructor(options: UplinkOptions) {
    this.options = options;
    this.servers = new ServerUplinks(options);
    this.bootstrap = new UplinkBootstrap(options);
    this.departures = new Departures(options.log);
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

  /** A peer has shown that it has observations under our present address. */
  heard(peer: number): void {
    this.servers.at(peer)?.heard();
  }

  /** True if nothing goes to a server or comes from it, because it asked to be left for a while (object 1, resource 4). */
  isLeft(peer: number): boolean {
    return this.servers.at(peer)?.registration.state.name === "waiting";
  }

  /** True if the bootstrap server may write. */
  get isOpen(): boolean {
    return this.bootstrap.open;
  }

  /** True while a server counts on us to sleep between our messages. */
  get queued(): boolean {
    return this.servers.queued;
  }

  /**
   * True while the bootstrap server may ask: after our request, until its finish. In LwM2M 1.0 it may begin by itself
   * (clause 5.2.5); later a server has to want a bootstrap of us first (1.1 clause 6.1.4).
   */
  get bootstraps(): boolean {
    const { name } = this.bootstrap.state;
    return this.options.versions[0] === "1.0" || name === "requesting" || name === "writing";
  }

  handle(input: UplinkInput, now: Instant): void {
    switch (input.kind) {
      case "open":
        this.open = true;
        this.begin(now);
        break;
      case "reached":
        this.reached(input.peer);
        break;
      case "unreached":
        this.unreached(input.peer, input.cause, now);
        break;
      case "suspend":
        this.open = false;
        this.bootstrap.stop(now);
        this.departures.clear();
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
        if (this.open) this.bootstrap.start(now);
        else this.bootstrap.wanted = true;
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
    if (this.bootstrap.expire(now)) this.outbox.push({ kind: "persist" });
    this.servers.expire(now);
    this.gather(now);
  }

  deadline(): Instant | undefined {
    return earlier(this.bootstrap.deadline(), this.servers.deadline());
  }

  poll(): UplinkOutput | undefined {
    return this.outbox.shift();
  }

  private begin(now: Instant): void {
    if (this.stopping) return;
    const known = accessAccounts(this.options.tree);
    if ((known.length === 0 || this.bootstrap.wanted) && this.bootstrap.start(now)) return;
    if (known.length === 0) this.options.log("error", "there is neither a server's account nor a bootstrap server's");
    if (this.servers.list.length === 0) this.servers.enrol(known, false);
    this.servers.advance(now);
  }

  private reached(peer: number): void {
    if (peer === Peer.bootstrap) this.put(this.bootstrap.reached());
    else if (peer === Peer.leaving) this.put(this.departures.request());
    else this.send(this.servers.at(peer));
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
    else if (peer === Peer.leaving) this.put(this.departures.ended());
    else this.servers.at(peer)?.unreached(now);
  }

  private stop(now: Instant): void {
    this.stopping = true;
    this.bootstrap.stop(now);
    for (const server of this.servers.list) server.stop(now);
    if (this.servers.list.length === 0) this.outbox.push({ kind: "deregistered", told: false });
  }

  private response(tag: number, message: Message, now: Instant): void {
    const request = REQUESTS[tag & 3];
    const hint = refusalHint(message.code, this.options.endpoint);
    if (hint !== undefined) this.options.log("warning", hint);
    if (tag === DEPARTURE_TAG) {
      this.put(this.departures.ended());
    } else if (tag === BootstrapTag.pack) {
      this.outbox.push({ kind: "pack", message });
    } else if (tag === BootstrapTag.bootstrap) {
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
    if (tag === DEPARTURE_TAG) this.put(this.departures.ended());
    else if (tag === BootstrapTag.bootstrap || tag === BootstrapTag.pack)
      this.bootstrap.handle({ kind: "failed", cause }, now);
    else if (request !== undefined) this.registrationOf(tag)?.handle({ kind: "failed", request, cause }, now);
  }

  private put(output: UplinkOutput | undefined): void {
    if (output !== undefined) this.outbox.push(output);
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
    for (let news = this.bootstrap.poll(now); news !== undefined; news = this.bootstrap.poll(now)) {
      if (news.kind === "finished") {
        this.bootstrapped(now);
      } else if (news.kind === "hopeless") {
        this.outbox.push(news.then);
        this.begin(now);
      } else {
        this.outbox.push(news);
      }
    }
  }

  private bootstrapped(now: Instant): void {
    const accounts = accessAccounts(this.options.tree);
    this.outbox.push({ kind: "bootstrapped" });
    this.put(this.departures.begin(this.servers.list, accounts));
    this.servers.enrol(accounts, true);
    this.servers.advance(now);
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
        if (this.servers.ended) this.outbox.push({ kind: "deregistered", told: this.servers.told });
        break;
      default:
        this.outbox.push(output);
        break;
    }
  }

  /** A server is given up: a bootstrap may name another one, or the next in the order is tried. */
  private exhausted(server: ServerUplink, cause: string, pause: number, now: Instant): void {
    const { bootstraps } = server;
    this.bootstrap.wanted ||= bootstraps;
    if (!bootstraps) this.servers.advance(now);
    if (this.servers.busy || (!bootstraps && pause === Infinity)) {
      const { peer, account } = server;
      this.outbox.push({ kind: "unregistered", peer, server: account.server, cause, retry: pause });
      if (bootstraps) this.bootstrap.start(now);
    } else {
      const given = `${cause}; the access server is given up`;
      this.outbox.push({ kind: "retry", cause: given, pause: bootstraps ? 0 : pause });
    }
  }
}
