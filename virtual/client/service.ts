import { earlier, type Instant } from "../../modules/base/machine.js";
import type { Queue } from "../../modules/base/queue.js";
import type { Message } from "../../modules/coap/message.js";
import { nextSequence } from "../../modules/coap/observe.js";
import { OptionNumber, uintOption } from "../../modules/coap/options.js";
import { Code } from "../../modules/lwm2m/operation.js";
import { covers, type Path, pathOf } from "../../modules/lwm2m/path.js";
import type { DeclaredObject, Declarations } from "../mipl/declarations.js";
import { Event, type MiplTraits, OWN_OBJECTS } from "../mipl/traits.js";
import { type HostValue, isPrintable } from "../mipl/values.js";
import { USUAL_SERVER } from "./accounts.js";
import { type Answer, bare, content, type TypedEntry, writeItems } from "./content.js";
import type { Ask, ClientOutput } from "./contract.js";
import { type Observation, Observations } from "./observations.js";
import { listing, type OwnEffect, type OwnFacts, serveOwn } from "./own.js";
import { readRequest, type ServerRequest } from "./request.js";

/** A request of the platform that the host has to answer. */
export interface Pending {
  readonly kind: Asked["kind"];
  /** What the host knows it by. */
  readonly message: number;
  readonly exchange: number;
  readonly token: Uint8Array;
  readonly path: Path;
  readonly accept: number | undefined;
  readonly values: TypedEntry[];
  readonly until: Instant;
}

/** How a notification fared at once; what becomes of it later is told by events. */
export type NotifyResult = "sent" | "unobserved" | "busy" | "refused";

/** More ends of observations than the host is behind with. */
const MOST_TOLD = 4;

/** An answer for the platform that can go at once. */
interface Served {
  readonly answer: Answer;
  readonly effect?: OwnEffect;
}

/** Requests that the host may have to answer. */
type Asked = Extract<ServerRequest, { kind: "read" | "write" | "execute" | "parameter" | "observe" | "discover" }>;

/** Serves the platform: own objects by itself, the host's objects by asking the host. */
export class Service {
  readonly #traits: MiplTraits;
  readonly #declarations: Declarations;
  readonly #facts: OwnFacts;
  readonly #outbox: Queue<ClientOutput>;
  readonly observations: Observations;
  /** Whether observe requests are answered here though the host is asked for all else. */
  answersObserve = false;
  /** Short server id of the access server. */
  server = USUAL_SERVER;
  #pending: Pending[] = [];
  /** The last messages that told the host of the end of an observation; it may answer them. */
  #told: number[] = [];
  /** Counts the observe requests; with the CoAP message id it makes their message numbers. */
  #observes = 0;

  constructor(traits: MiplTraits, declarations: Declarations, facts: OwnFacts, outbox: Queue<ClientOutput>) {
    this.#traits = traits;
    this.#declarations = declarations;
    this.#facts = facts;
    this.#outbox = outbox;
    this.observations = new Observations(traits.mostObservations);
  }

  /** Takes a request; gives the answer, or `undefined` if the host has to give it. */
  serve(exchange: number, message: Message, lifetime: number, now: Instant): Served | undefined {
    const request = readRequest(message);
    if (request.kind === "observe") this.#observes++;
    if (request.kind === "refused") return { answer: bare(request.code) };
    if (OWN_OBJECTS.includes(request.path.object as number)) {
      return serveOwn(request, this.#facts, { server: this.server, lifetime }, this.#traits.tlvFormat);
    }
    const object = this.#declarations.find(request.path.object as number);
    const { instance } = request.path;
    if (object === undefined || (instance !== undefined && !object.instances.includes(instance))) {
      return { answer: bare(Code.notFound) };
    }
    const { asksHost } = this.#traits;
    switch (request.kind) {
      case "discover":
        if (asksHost) return this.#pass(request, exchange, message, now);
        this.#ask({ kind: "discover", message: message.id, path: request.path });
        return { answer: listing(request.path, object.instances, object.resources ?? []) };
      case "observe":
        if (asksHost && !this.answersObserve) return this.#pass(request, exchange, message, now);
        if (!isDeclared(object, request.path)) return { answer: bare(Code.notFound) };
        return { answer: this.#observe(request.path, request.accept, message) };
      case "cancel":
        return { answer: this.#cancel(request.path) };
      case "read":
      case "write":
      case "execute":
      case "parameter":
        return this.#pass(request, exchange, message, now);
    }
  }

  pending(message: number, kind: Pending["kind"]): Pending | undefined {
    return this.#pending.find((one) => one.message === message && one.kind === kind);
  }

  /** Keeps a value for the answer to a read; false if it is none of what was asked for, or there are too many. */
  collect(pending: Pending, value: HostValue): boolean {
    const path = pathOf(value.object, value.instance, value.resource);
    const most = this.#traits.mostResources * this.#traits.mostSlots;
    if (!covers(pending.path, path) || pending.values.length >= most) return false;
    pending.values.push({ path, type: value.type, value: value.value });
    return true;
  }

  /** Takes a request away; gives the answer that goes with the host's code. */
  finish(pending: Pending, code: number): Answer {
    this.#pending = this.#pending.filter((one) => one !== pending);
    if (code !== Code.content) return bare(code);
    if (pending.kind === "observe") return this.#begin(pending.path, pending.accept, pending.message, pending.token);
    if (pending.kind !== "discover") {
      return content(pending.path, pending.values, pending.accept, this.#traits.tlvFormat);
    }
    const object = this.#declarations.find(pending.path.object as number);
    return listing(pending.path, object?.instances ?? [], object?.resources ?? []);
  }

  /** Whether the host may still speak of that message as of an observation. */
  known(message: number): boolean {
    return this.observations.known(message) || this.#told.includes(message);
  }

  /** Takes away the next request that the host has left unanswered for too long. */
  late(now: Instant): Pending | undefined {
    const late = this.#pending.find((one) => now >= one.until);
    if (late !== undefined) this.#pending = this.#pending.filter((one) => one !== late);
    return late;
  }

  deadline(): Instant | undefined {
    let next: Instant | undefined;
    for (let i = 0; i < this.#pending.length; i++) next = earlier(next, this.#pending[i]?.until);
    return next;
  }

  /** Makes a notification of values that belong together. */
  notification(
    values: readonly HostValue[],
    acknowledgement: number,
    tag: number,
    message: number | undefined,
  ): { readonly observation: Observation; readonly answer: Answer } | Exclude<NotifyResult, "sent"> {
    const entries: TypedEntry[] = [];
    for (let i = 0; i < values.length; i++) {
      const { object, instance, resource, type, value } = values[i] as HostValue;
      entries.push({ path: pathOf(object, instance, resource), type, value });
    }
    const path = commonPath(entries);
    const observation = message === undefined ? this.observations.covering(path) : this.observations.named(message);
    if (observation === undefined) return "unobserved";
    if (!covers(observation.path, path)) return "refused";
    const answer = content(observation.path, entries, observation.accept, this.#traits.tlvFormat);
    if (answer.code !== Code.content) return "refused";
    if (acknowledgement !== 0 && this.observations.unreported >= this.#traits.mostNotifications) return "busy";
    observation.sequence = nextSequence(observation.sequence);
    this.observations.sent({ tag, acknowledgement, observation });
    return { observation, answer };
  }

  /** The end of a notification. If it was rejected, the platform does not want more of them. */
  reported(tag: number, delivered: boolean, rejected: boolean): void {
    const ended = this.observations.ended(tag);
    for (let i = 0; i < ended.length; i++) {
      const extra = ended[i]?.acknowledgement as number;
      const code = delivered ? Event.notifyAcknowledged : Event.notifyFailed;
      if (extra !== 0) this.#outbox.push({ kind: "event", code, extra });
    }
    const observation = ended[ended.length - 1]?.observation;
    if (rejected && observation !== undefined && this.observations.remove(observation)) {
      this.#tellEnd(observation);
    }
  }

  clear(): void {
    this.#pending = [];
    this.#told = [];
    this.observations.clear();
  }

  /** Observations are answered without the host, and without content. */
  #observe(path: Path, accept: number | undefined, message: Message): Answer {
    const number = this.#numberOf(message);
    const answer = this.#begin(path, accept, number, message.token);
    if (answer.code === Code.content) this.#ask({ kind: "observe", message: number, path, on: true });
    return answer;
  }

  #begin(path: Path, accept: number | undefined, message: number, token: Uint8Array): Answer {
    if (!this.observations.add({ message, path, token, accept, sequence: 0 })) return bare(Code.unavailable);
    return { code: Code.content, options: [uintOption(OptionNumber.observe, 0)] };
  }

  #numberOf(message: Message): number {
    return this.#observes * 0x1_0000 + message.id;
  }

  #tellEnd(observation: Observation): void {
    const { message, path } = observation;
    if (this.#told.length === MOST_TOLD) this.#told.shift();
    this.#told.push(message);
    this.#ask({ kind: "observe", message, path, on: false });
  }

  #cancel(path: Path): Answer {
    const observation = this.observations.at(path);
    if (observation === undefined) return bare(Code.content);
    this.observations.remove(observation);
    this.#tellEnd(observation);
    return bare(Code.content);
  }

  /** Hands a request to the host. */
  #pass(request: Asked, exchange: number, coap: Message, now: Instant): Served | undefined {
    const message = request.kind === "observe" ? this.#numberOf(coap) : coap.id;
    if (this.#pending.length >= this.#traits.mostRequests || this.#pending.some((one) => one.message === message)) {
      return { answer: bare(Code.unavailable) };
    }
    const ask = askOf(request, message);
    if (typeof ask === "number") return { answer: bare(ask) };
    const { kind, path } = request;
    const accept = request.kind === "read" || request.kind === "observe" ? request.accept : undefined;
    const until = now + this.#traits.answerTime;
    this.#pending.push({ kind, message, exchange, token: coap.token, path, accept, values: [], until });
    this.#ask(ask);
    return undefined;
  }

  #ask(ask: Ask): void {
    this.#outbox.push({ kind: "ask", ask });
  }
}

/** False for a resource that the host has not listed. */
function isDeclared({ resources }: DeclaredObject, { resource }: Path): boolean {
  return resource === undefined || resources === undefined || resources.includes(resource);
}

/** What the host is told of a request, or the code of the refusal. */
function askOf(request: Asked, message: number): Ask | number {
  const { path } = request;
  switch (request.kind) {
    case "read":
    case "discover":
      return { kind: request.kind, message, path };
    case "observe":
      return { kind: "observe", message, path, on: true };
    case "parameter":
      return { kind: "parameter", message, path, text: request.text };
    case "execute":
      if (!isPrintable(request.argument)) return Code.badRequest;
      return { kind: "execute", message, path, argument: request.argument };
    case "write": {
      const items = writeItems(path, request.format, request.payload);
      return typeof items === "number" ? items : { kind: "write", message, path, items };
    }
  }
}

/** The narrowest path that covers all entries. */
function commonPath(entries: readonly TypedEntry[]): Path {
  let path = entries[0]?.path ?? {};
  for (let i = 1; i < entries.length; i++) {
    const other = (entries[i] as TypedEntry).path;
    if (other.object !== path.object) return {};
    if (other.instance !== path.instance) path = pathOf(path.object);
    else if (other.resource !== path.resource) path = pathOf(path.object, path.instance);
  }
  return path;
}
