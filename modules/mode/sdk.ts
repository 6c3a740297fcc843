import type { Log } from "../base/log.js";
import { earlier, type Instant, type Machine } from "../base/machine.js";
import { Queue } from "../base/queue.js";
import type { Random } from "../base/random.js";
import { Exchanges, type ExchangeOutput } from "../coap/exchange.js";
import type { Message } from "../coap/message.js";
import { locationPath } from "../coap/options.js";
import { NB_IOT_TIMING, type Timing } from "../coap/timing.js";
import { accessAccount, Bootstrap, type AccountAddress, type BootstrapOutput } from "../lwm2m/bootstrap.js";
import { registrationPayload } from "../lwm2m/link.js";
import { Code } from "../lwm2m/operation.js";
import { Registration, type RegistrationOutput, type UplinkFailure } from "../lwm2m/registration.js";
import type { Tree } from "../lwm2m/tree.js";
import type { ModeInput, ModeOutput } from "./mode.js";
import { Peer } from "./peer.js";
import { OBSERVER_TAGS, SdkRequests } from "./sdk-requests.js";
import { bootstrapRequest, deregisterRequest, registerRequest, updateRequest } from "./sdk-uplink.js";
import { Servers, type ServersOutput } from "./servers.js";

/** What SDK mode is to do. */
export interface SdkModeOptions {
  readonly endpoint: string;
  /** The bootstrap server, or the access server itself if `direct`. */
  readonly server: AccountAddress;
  readonly direct: boolean;
  /** Registration lifetime in seconds. */
  readonly lifetime: number;
  readonly tree: Tree;
  readonly random: Random;
  readonly log: Log;
  /** Bytes of a datagram that the module sends at the most. */
  readonly maxDatagram: number;
  /** CoAP's timing; that for NB-IoT unless given. */
  readonly timing?: Timing;
}

/** Marks of our own requests: places in the list below. */
const Tag = Object.freeze({ bootstrap: 0, register: 1, update: 2, deregister: 3 } as const);

const REQUESTS = Object.freeze(["bootstrap", "register", "update", "deregister"] as const);

/** The Security object's id (OMA LwM2M 1.0 appendix E.1). */
const SECURITY_OBJECT = 0;

/** More outputs than one input can cause: all observers and all waiting requests at once. */
const OUTBOX_LIMIT = 24;

/**
 * SDK mode: our own LwM2M client over the module's datagram socket. Here, and only here, CoAP and LwM2M meet: requests
 * become operations, outcomes become responses, and the registration's wishes become requests.
 */
export class SdkMode implements Machine<ModeInput, ModeOutput> {
  readonly #options: SdkModeOptions;
  readonly #servers: Servers;
  readonly #exchanges: Exchanges;
  readonly #registration: Registration;
  readonly #bootstrap: Bootstrap;
  readonly #requests: SdkRequests;
  readonly #outbox = new Queue<ModeOutput>(OUTBOX_LIMIT);
  #phase: "running" | "stopping" | "stopped" = "running";
  /** The tree's revision whose object list the server has. */
  #announced = -1;

  constructor(options: SdkModeOptions) {
    this.#options = options;
    const { random, log, maxDatagram, tree } = options;
    this.#servers = new Servers(random, log);
    this.#exchanges = new Exchanges({ random, log, timing: options.timing ?? NB_IOT_TIMING, maxMessage: maxDatagram });
    this.#registration = new Registration(options.lifetime, random);
    this.#bootstrap = new Bootstrap(random);
    this.#requests = new SdkRequests(tree, maxDatagram, this.#exchanges, this.#outbox, log);
  }

  /** The parts' states, for the log and for tests. */
  get states(): { servers: Servers["state"]; bootstrap: Bootstrap["state"]; registration: Registration["state"] } {
    return {
      servers: this.#servers.state,
      bootstrap: this.#bootstrap.state,
      registration: this.#registration.state,
    };
  }

  handle(input: ModeInput, now: Instant): void {
    switch (input.kind) {
      case "online":
        this.#servers.handle({ kind: "open" }, now);
        break;
      case "offline":
        this.lose(now);
        this.#servers.handle({ kind: "drop" }, now);
        if (this.#phase === "stopping") this.end(now);
        break;
      case "stop":
        this.stop(now);
        break;
      case "update":
        this.#registration.handle({ kind: "update" }, now);
        break;
      case "lifetime":
        this.#registration.handle(input, now);
        break;
      case "outcome":
        this.#requests.outcome(input.request, input.outcome, now);
        break;
      case "notify":
        this.#requests.notify(input.observer, input.outcome, now);
        break;
      case "socket":
        this.#servers.handle(input, now);
        break;
      case "result":
      case "urc":
        // The commands are those of the sockets, which hear of their results themselves.
        break;
    }
    this.settle(now);
  }

  expire(now: Instant): void {
    this.#servers.expire(now);
    this.#exchanges.expire(now);
    this.#bootstrap.expire(now);
    this.#registration.expire(now);
    this.settle(now);
  }

  deadline(): Instant | undefined {
    const next = earlier(this.#servers.deadline(), this.#exchanges.deadline());
    return earlier(next, earlier(this.#bootstrap.deadline(), this.#registration.deadline()));
  }

  poll(): ModeOutput | undefined {
    return this.#outbox.shift();
  }

  /** Carries outputs of the parts to each other until nothing moves any more. */
  private settle(now: Instant): void {
    while (this.step(now));
  }

  private step(now: Instant): boolean {
    const servers = this.#servers.poll();
    if (servers !== undefined) {
      this.fromServers(servers, now);
      return true;
    }
    const exchange = this.#exchanges.poll();
    if (exchange !== undefined) {
      this.fromExchange(exchange, now);
      return true;
    }
    const bootstrap = this.#bootstrap.poll();
    if (bootstrap !== undefined) {
      this.fromBootstrap(bootstrap, now);
      return true;
    }
    const registration = this.#registration.poll();
    if (registration !== undefined) this.fromRegistration(registration, now);
    return registration !== undefined;
  }

  private fromServers(output: ServersOutput, now: Instant): void {
    switch (output.kind) {
      case "socket":
        this.#outbox.push(output);
        break;
      case "ready": {
        const { server, direct } = this.#options;
        this.#servers.handle({ kind: "reach", peer: direct ? Peer.access : Peer.bootstrap, server }, now);
        break;
      }
      case "reached":
        if (output.peer === Peer.bootstrap) this.#bootstrap.handle({ kind: "start" }, now);
        else this.#registration.handle({ kind: "start" }, now);
        break;
      case "datagram":
        this.#exchanges.handle(output, now);
        break;
      case "failed":
        this.lose(now);
        if (this.#phase === "stopping") this.end(now);
        else this.#outbox.push({ kind: "unregistered", cause: output.cause, retry: output.retry });
        break;
    }
  }

  private fromExchange(output: ExchangeOutput, now: Instant): void {
    switch (output.kind) {
      case "send":
        this.#servers.handle(output, now);
        break;
      case "request":
        if (output.peer === Peer.bootstrap) this.bootstrapRequest(output.exchange, output.message, now);
        else this.#requests.request(output.exchange, output.message, false, now);
        break;
      case "response":
        this.answered(REQUESTS[output.tag], output.message, now);
        break;
      case "failed":
        this.requestFailed(output.tag, output.cause, now);
        break;
      case "rejected":
        this.#requests.rejected(output.tag - OBSERVER_TAGS);
        break;
      case "acknowledged":
        break;
    }
  }

  private answered(request: (typeof REQUESTS)[number] | undefined, message: Message, now: Instant): void {
    const { code } = message;
    if (request === "bootstrap") {
      this.#bootstrap.handle({ kind: "answered", code }, now);
    } else if (request !== undefined) {
      this.#registration.handle({ kind: "answered", request, code, location: locationPath(message) }, now);
    }
  }

  private requestFailed(tag: number, cause: UplinkFailure, now: Instant): void {
    const request = REQUESTS[tag];
    if (request === undefined) this.#options.log("warning", `a notification was not sent: ${cause}`);
    else if (request === "bootstrap") this.#bootstrap.handle({ kind: "failed", cause }, now);
    else this.#registration.handle({ kind: "failed", request, cause }, now);
  }

  /** The bootstrap server writes, or says that it is done. */
  private bootstrapRequest(exchange: number, message: Message, now: Instant): void {
    if (this.#requests.request(exchange, message, true, now) === "bootstrapFinish") {
      const accepted = this.account() !== undefined;
      this.#requests.answer(exchange, accepted ? Code.changed : Code.notAcceptable, now);
      this.#bootstrap.handle({ kind: "finish", accepted }, now);
    } else {
      this.#bootstrap.handle({ kind: "activity" }, now);
    }
  }

  private fromBootstrap(output: BootstrapOutput, now: Instant): void {
    switch (output.kind) {
      case "request":
        this.#exchanges.handle(bootstrapRequest(this.#options.endpoint, Tag.bootstrap), now);
        break;
      case "finished": {
        this.#outbox.push({ kind: "bootstrapped" });
        const server = this.account();
        if (server !== undefined) this.#servers.handle({ kind: "reach", peer: Peer.access, server }, now);
        break;
      }
      case "failed":
        this.#outbox.push({ kind: "unregistered", cause: `bootstrap: ${output.cause}`, retry: output.retry });
        break;
    }
  }

  private fromRegistration(output: RegistrationOutput, now: Instant): void {
    switch (output.kind) {
      case "register":
        this.#requests.clear();
        this.#exchanges.handle(
          registerRequest(this.#options.endpoint, output.lifetime, this.links(), Tag.register),
          now,
        );
        break;
      case "update": {
        const links = this.#announced === this.#options.tree.revision ? undefined : this.links();
        this.#exchanges.handle(updateRequest(output.location, output.lifetime, links, Tag.update), now);
        break;
      }
      case "deregister":
        this.#exchanges.handle(deregisterRequest(output.location, Tag.deregister), now);
        break;
      case "registered":
      case "updated":
        this.#outbox.push({ kind: output.kind });
        break;
      case "unregistered":
        this.#outbox.push({ kind: "lost", observer: "all" });
        this.#outbox.push({ kind: "unregistered", cause: output.cause, retry: output.retry });
        break;
      case "exhausted":
        this.#servers.handle({ kind: "retry", cause: `${output.cause}; the access server is given up` }, now);
        break;
      case "deregistered":
        this.end(now);
        break;
    }
  }

  /** The access server's address as the Security object has it. */
  private account(): AccountAddress | undefined {
    const outcome = this.#options.tree.bootstrap({ kind: "read", path: { object: SECURITY_OBJECT } });
    return accessAccount(outcome.entries ?? []);
  }

  /** The object list as it is now, for the server to be told. */
  private links(): string {
    const { tree } = this.#options;
    this.#announced = tree.revision;
    return registrationPayload(tree.objects);
  }

  /** Whatever was under way towards the servers is lost. */
  private lose(now: Instant): void {
    this.#exchanges.handle({ kind: "forget" }, now);
    this.#registration.handle({ kind: "suspend" }, now);
    this.#bootstrap.handle({ kind: "stop" }, now);
    this.#requests.clear();
    this.#outbox.push({ kind: "lost", observer: "all" });
  }

  private stop(now: Instant): void {
    if (this.#phase !== "running") return;
    this.#phase = "stopping";
    this.#registration.handle({ kind: "stop" }, now);
  }

  private end(now: Instant): void {
    if (this.#phase === "stopped") return;
    this.#phase = "stopped";
    this.#servers.handle({ kind: "close" }, now);
    this.#outbox.push({ kind: "stopped" });
  }
}
