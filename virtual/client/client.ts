import { earlier, type Instant } from "../../modules/base/machine.js";
import { Queue } from "../../modules/base/queue.js";
import { Method } from "../../modules/coap/codes.js";
import { Exchanges, type ExchangeOutput } from "../../modules/coap/exchange.js";
import type { Message } from "../../modules/coap/message.js";
import { locationPath, OptionNumber, uintOption, uriPath } from "../../modules/coap/options.js";
import { maxTransmitWait } from "../../modules/coap/timing.js";
import { Code } from "../../modules/lwm2m/operation.js";
import type { ServerChoice } from "../mipl/blob.js";
import { Event } from "../mipl/traits.js";
import type { HostValue } from "../mipl/values.js";
import type { Remote } from "../sockets/sockets.js";
import { Accounts, USUAL_SERVER } from "./accounts.js";
import { type Answer, bare } from "./content.js";
import { type ClientOutput, type EnrolmentOutput, type InnerClientOptions, Peer } from "./contract.js";
import { Deliveries, type Fate } from "./deliveries.js";
import { Enrolment } from "./enrolment.js";
import { objectLinks } from "./own.js";
import { type NotifyResult, type Pending, Service } from "./service.js";
import { uplinkOptions } from "./uplink.js";

/** LwM2M drops datagrams that are longer. */
const LONGEST_ARRIVAL = 1500;

/**
 * The LwM2M client that sits inside a module with OneNET access (OMA LwM2M 1.0 over CoAP): it bootstraps, registers,
 * serves its own objects and hands all that concerns the host's objects to the host.
 */
export class InnerClient {
  readonly #options: InnerClientOptions;
  readonly #enrolment: Enrolment;
  readonly #exchanges: Exchanges;
  readonly #service: Service;
  readonly #accounts = new Accounts();
  readonly #deliveries = new Deliveries();
  readonly #outbox = new Queue<ClientOutput>(128);
  readonly #peers: (Remote | undefined)[] = [];
  #tag = 0;
  /** The tag of the enrolment's running request. */
  #running = 0;

  constructor(options: InnerClientOptions) {
    this.#options = options;
    this.#enrolment = new Enrolment(options.traits);
    const { random, timing, maxMessage, log } = options;
    this.#exchanges = new Exchanges({ random, timing, maxMessage, log });
    this.#service = new Service(options.traits, options.declarations, options.facts, this.#outbox);
  }

  get enrolment(): Enrolment {
    return this.#enrolment;
  }

  /** `lifetime` in seconds, `timeout` in milliseconds. */
  open(server: ServerChoice, lifetime: number, timeout: number, now: Instant): void {
    this.#accounts.clear();
    this.#service.server = USUAL_SERVER;
    this.#enrolment.open(server, lifetime, timeout, now);
    this.#settle(now);
  }

  update(lifetime: number, objects: boolean, now: Instant): boolean {
    const begun = this.#enrolment.update(lifetime, objects);
    this.#settle(now);
    return begun;
  }

  close(now: Instant): boolean {
    const begun = this.#enrolment.close();
    this.#settle(now);
    return begun;
  }

  resolved(name: string, address: string | undefined, now: Instant): void {
    this.#enrolment.resolved(name, address, now);
    this.#settle(now);
  }

  /** Datagrams of anybody but its servers are ignored. */
  datagram(address: string, port: number, bytes: Uint8Array, now: Instant): void {
    if (bytes.length > LONGEST_ARRIVAL) {
      this.#outbox.push({ kind: "event", code: Event.datagramDropped });
      return;
    }
    // With one address for both servers, the one that is in its turn is meant.
    const order = this.#enrolment.bootstrapping ? [Peer.bootstrap] : [Peer.access, Peer.bootstrap];
    for (let i = 0; i < order.length; i++) {
      const peer = order[i] as Peer;
      if (this.#peers[peer]?.address !== address || this.#peers[peer]?.port !== port) continue;
      this.#told(this.#deliveries.arrived(bytes));
      this.#exchanges.handle({ kind: "datagram", peer, bytes }, now);
      break;
    }
    this.#settle(now);
  }

  /** The platform's request of this kind and message id that waits for the host. */
  pending(message: number, kind: Pending["kind"]): Pending | undefined {
    return this.#service.pending(message, kind);
  }

  /** Keeps a value for the answer to a read; false if it is none of what was asked for. */
  collect(pending: Pending, value: HostValue): boolean {
    return this.#service.collect(pending, value);
  }

  /** Answers the platform with what the host said. */
  answer(pending: Pending, code: number, now: Instant): void {
    const { traits, timing } = this.#options;
    if (traits.reportsAnswers) this.#deliveries.expect(pending.message, pending.token, now + maxTransmitWait(timing));
    this.#respond(pending.exchange, this.#service.finish(pending, code), now);
    this.#settle(now);
  }

  observed(message: number): boolean {
    return this.#service.known(message);
  }

  /** Whether it answers observe requests though the host answers all else. */
  set answersObserve(does: boolean) {
    this.#service.answersObserve = does;
  }

  /**
   * Sends values to whoever observes them, or by the observation of this message; `acknowledgement` 0 makes it
   * Non-confirmable.
   */
  notify(
    values: readonly HostValue[],
    acknowledgement: number,
    message: number | undefined,
    now: Instant,
  ): NotifyResult {
    const notification = this.#service.notification(values, acknowledgement, this.#tag + 1, message);
    if (typeof notification === "string") return notification;
    const { observation, answer } = notification;
    this.#tag++;
    const options = [...answer.options, uintOption(OptionNumber.observe, observation.sequence)];
    const { token } = observation;
    const { code, payload } = answer;
    const confirmable = acknowledgement !== 0;
    const kind = "notify";
    this.#exchanges.handle(
      { kind, peer: Peer.access, tag: this.#tag, token, code, confirmable, options, payload },
      now,
    );
    this.#settle(now);
    return "sent";
  }

  expire(now: Instant): void {
    this.#enrolment.expire(now);
    this.#exchanges.expire(now);
    for (let fate = this.#deliveries.late(now); fate !== undefined; fate = this.#deliveries.late(now)) this.#told(fate);
    for (let late = this.#service.late(now); late !== undefined; late = this.#service.late(now)) {
      this.#options.log("warning", `the host has not answered request ${late.message}`);
      this.#respond(late.exchange, bare(Code.unavailable), now);
    }
    this.#settle(now);
  }

  deadline(): Instant | undefined {
    const talk = earlier(this.#exchanges.deadline(), this.#deliveries.deadline());
    return earlier(earlier(this.#enrolment.deadline(), talk), this.#service.deadline());
  }

  poll(): ClientOutput | undefined {
    return this.#outbox.shift();
  }

  /** Carries outputs from one part to the other until all are at rest. */
  #settle(now: Instant): void {
    for (;;) {
      // What the CoAP layer has to send goes first: the end of an enrolment forgets where to.
      const output = this.#exchanges.poll();
      if (output !== undefined) {
        this.#exchanged(output, now);
        continue;
      }
      const wish = this.#enrolment.poll();
      if (wish === undefined) return;
      this.#carry(wish, now);
    }
  }

  #carry(wish: EnrolmentOutput, now: Instant): void {
    const { endpoint, declarations } = this.#options;
    switch (wish.kind) {
      case "resolve":
      case "event":
        this.#outbox.push(wish);
        break;
      case "peer":
        this.#exchanges.handle({ kind: "forget", peer: wish.peer }, now);
        this.#peers[wish.peer] = { address: wish.address, port: wish.port };
        break;
      case "bootstrap":
        this.#request(Peer.bootstrap, Method.post, ["bs"], [`ep=${endpoint}`], undefined, now);
        break;
      case "register": {
        const queries = ["lwm2m=1.0", `ep=${endpoint}`, "b=U", `lt=${wish.lifetime}`];
        this.#request(Peer.access, Method.post, ["rd"], queries, objectLinks(declarations), now);
        break;
      }
      case "update": {
        const queries = wish.lifetime === undefined ? [] : [`lt=${wish.lifetime}`];
        const payload = wish.objects ? objectLinks(declarations) : undefined;
        this.#request(Peer.access, Method.post, wish.location, queries, payload, now);
        break;
      }
      case "deregister":
        this.#request(Peer.access, Method.delete, wish.location, [], undefined, now);
        break;
      case "ended":
        this.#exchanges.handle({ kind: "forget" }, now);
        this.#service.clear();
        this.#deliveries.clear();
        this.#peers.length = 0;
        this.#outbox.push(wish);
        break;
    }
  }

  #request(
    peer: Peer,
    code: number,
    path: readonly string[],
    queries: readonly string[],
    payload: Uint8Array | undefined,
    now: Instant,
  ): void {
    const options = uplinkOptions(path, queries, payload !== undefined, this.#options.authCode);
    this.#running = ++this.#tag;
    this.#exchanges.handle({ kind: "request", peer, tag: this.#tag, code, options, payload }, now);
  }

  #exchanged(output: ExchangeOutput, now: Instant): void {
    switch (output.kind) {
      case "send": {
        this.#told(this.#deliveries.sent(output.bytes));
        const place = this.#peers[output.peer];
        if (place !== undefined) this.#outbox.push({ kind: "datagram", ...place, bytes: output.bytes });
        break;
      }
      case "request":
        if (output.peer === Peer.bootstrap) this.#bootstrapRequest(output.exchange, output.message, now);
        else this.#accessRequest(output.exchange, output.message, now);
        break;
      case "response":
        if (output.tag === this.#running) {
          this.#enrolment.answered(output.message.code, locationPath(output.message), now);
        }
        break;
      case "failed":
        if (output.tag === this.#running) this.#enrolment.unanswered(output.cause === "timeout");
        else this.#service.reported(output.tag, false, false);
        break;
      case "acknowledged":
        this.#service.reported(output.tag, true, false);
        break;
      case "rejected":
        this.#service.reported(output.tag, false, true);
        break;
    }
  }

  #bootstrapRequest(exchange: number, message: Message, now: Instant): void {
    if (!this.#enrolment.bootstrapping) return this.#respond(exchange, bare(Code.methodNotAllowed), now);
    const path = uriPath(message);
    if (message.code !== Method.post || path.length !== 1 || path[0] !== "bs") {
      this.#enrolment.activity(now);
      return this.#respond(exchange, bare(this.#accounts.operate(message)), now);
    }
    const account = this.#accounts.access();
    this.#respond(exchange, bare(account === undefined ? Code.notAcceptable : Code.changed), now);
    this.#service.server = account?.server ?? USUAL_SERVER;
    this.#enrolment.finished(account, now);
  }

  #accessRequest(exchange: number, message: Message, now: Instant): void {
    if (!this.#enrolment.serving) return this.#respond(exchange, bare(Code.unavailable), now);
    const served = this.#service.serve(exchange, message, this.#enrolment.lifetime, now);
    if (served === undefined) return;
    this.#respond(exchange, served.answer, now);
    if (served.effect?.kind === "reboot") this.#outbox.push({ kind: "reboot" });
    if (served.effect?.kind === "update") this.#enrolment.update(served.effect.lifetime, false);
  }

  #told(fate: Fate | undefined): void {
    if (fate === undefined) return;
    if (fate.delivered) this.#outbox.push({ kind: "event", code: Event.answerDelivered });
    else this.#outbox.push({ kind: "event", code: Event.answerFailed, extra: fate.message });
  }

  #respond(exchange: number, answer: Answer, now: Instant): void {
    const { code, options, payload } = answer;
    this.#exchanges.handle({ kind: "respond", exchange, code, options, payload }, now);
  }
}
