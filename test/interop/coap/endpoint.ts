import { createSocket, type Socket } from "node:dgram";
import { randomBytes } from "node:crypto";
import { Blockwise } from "../../../modules/coap/blockwise.js";
import { isSuccess, Response } from "../../../modules/coap/codes.js";
import { Freshness } from "../../../modules/coap/echo.js";
import { Exchanges, type ExchangeOutput, type Failure } from "../../../modules/coap/exchange.js";
import type { Message } from "../../../modules/coap/message.js";
import { nextSequence, REGISTER } from "../../../modules/coap/observe.js";
import { findUint, OptionNumber, textOption, uintOption, uriPath, type Option } from "../../../modules/coap/options.js";
import { Subscriptions, type News } from "../../../modules/coap/subscriptions.js";
import { RFC_TIMING, type Timing } from "../../../modules/coap/timing.js";
import { Transfers, type Request } from "../../../modules/coap/transfer.js";

/** What a resource answers. */
export interface Answer {
  readonly code: number;
  readonly payload?: Uint8Array;
  readonly options?: readonly Option[];
  /** Milliseconds until the answer is there. */
  readonly after?: number;
}

/** What this end serves. */
export interface Resource {
  readonly answer: (request: Message) => Answer;
  readonly observable?: boolean;
  /** Lets only requests through whose sender has proved to receive at its address (RFC 9175). */
  readonly guarded?: boolean;
}

export interface EndpointOptions {
  readonly resources?: Readonly<Record<string, Resource>>;
  readonly timing?: Partial<Timing>;
  readonly maxMessage?: number;
}

interface Waiting {
  readonly resolve: (message: Message) => void;
  readonly reject: (cause: Error) => void;
}

interface Observer {
  readonly tag: number;
  readonly path: string;
  readonly peer: number;
  readonly token: Uint8Array;
  sequence: number;
}

/** A notification's tags begin here; those of requests are below. */
const OBSERVER_TAGS = 100_000;
const LIMIT = 20_000;
const OVERHEAD = 48;
const ECHO_WINDOW = 10_000;
const UNDERSTOOD = [3, 7, 11, 15, 17, 23, 27];

/** Our CoAP layer over a UDP socket of Node on the loopback: every part that there is, for talks with other peoples'. */
export class Endpoint {
  /** The path of each request that was carried out, in order. */
  readonly executed: string[] = [];
  /** What came of notifications: "acknowledged", "rejected reset", … */
  readonly notified: string[] = [];
  private readonly socket: Socket;
  private readonly resources: Readonly<Record<string, Resource>>;
  private readonly exchanges: Exchanges;
  private readonly blocks: Blockwise;
  private readonly transfers: Transfers;
  private readonly subscriptions = new Subscriptions();
  private readonly freshness: Freshness;
  private readonly peers: number[] = [];
  private readonly waiting = new Map<number, Waiting>();
  private readonly listeners = new Map<number, (news: News) => void>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private observers: Observer[] = [];
  private alarm: NodeJS.Timeout | undefined;
  private tag = 0;

  private constructor(socket: Socket, { resources = {}, timing = {}, maxMessage = 512 }: EndpointOptions) {
    const random = (): number => randomBytes(4).readUInt32BE();
    this.socket = socket;
    this.resources = resources;
    this.exchanges = new Exchanges({
      random,
      timing: { ...RFC_TIMING, ...timing },
      maxMessage,
      log: () => undefined,
      understood: UNDERSTOOD,
      followed: (peer, message, now) => this.subscriptions.take(peer, message, now),
    });
    this.blocks = new Blockwise(LIMIT, maxMessage - OVERHEAD);
    this.transfers = new Transfers(maxMessage, LIMIT);
    this.freshness = new Freshness(random, ECHO_WINDOW);
    socket.on("message", (bytes, { port }) => {
      this.exchanges.handle({ kind: "datagram", peer: this.peerAt(port), bytes: new Uint8Array(bytes) }, now());
      this.settle();
    });
  }

  static open(options: EndpointOptions = {}): Promise<Endpoint> {
    const socket = createSocket("udp4");
    return new Promise((resolve) => socket.bind(0, "127.0.0.1", () => resolve(new Endpoint(socket, options))));
  }

  get port(): number {
    return this.socket.address().port;
  }

  /** Asks whoever is at a port of the loopback; rejects with the reason why there is no response. */
  request(port: number, code: number, path: string, payload?: Uint8Array, options: Option[] = []): Promise<Message> {
    return this.send(++this.tag, port, code, path, payload, options);
  }

  /** Observes a path; gives the first response, and everything after it to the listener. */
  async observe(port: number, path: string, listener: (news: News) => void): Promise<Message> {
    const tag = ++this.tag;
    this.listeners.set(tag, listener);
    const first = await this.send(tag, port, 1, path, undefined, [uintOption(OptionNumber.observe, REGISTER)]);
    if (!this.subscriptions.begin(tag, this.peerAt(port), first, now())) throw new Error("it cannot be observed");
    return first;
  }

  /** Ends an observation silently: the next notification gets a Reset. */
  forgetObservations(): void {
    for (const tag of this.listeners.keys()) this.subscriptions.cancel(tag);
  }

  /** Tells the observers of a path what it answers now. */
  notify(path: string, confirmable: boolean): void {
    for (const observer of this.observers.filter((one) => one.path === path)) {
      observer.sequence = nextSequence(observer.sequence);
      const { code, payload, options = [] } = (this.resources[path] as Resource).answer(EMPTY_GET);
      const whole = { code, options: [uintOption(OptionNumber.observe, observer.sequence), ...options] };
      const { peer, token } = observer;
      const slice = this.blocks.cut(peer, EMPTY_GET, { ...whole, payload: payload ?? NOTHING }, now());
      this.exchanges.handle({ kind: "notify", peer, tag: observer.tag, token, confirmable, ...slice }, now());
    }
    this.settle();
  }

  /** How many observe a path. */
  observersOf(path: string): number {
    return this.observers.filter((one) => one.path === path).length;
  }

  close(): void {
    for (const timer of this.timers) clearTimeout(timer);
    clearTimeout(this.alarm);
    this.socket.close();
    for (const { reject } of this.waiting.values()) reject(new Error("the endpoint is closed"));
  }

  private send(tag: number, port: number, code: number, path: string, payload?: Uint8Array, more: Option[] = []) {
    const segments = path.split("/").filter((segment) => segment !== "");
    const options = [...segments.map((segment) => textOption(OptionNumber.uriPath, segment)), ...more];
    const request: Request = { kind: "request", peer: this.peerAt(port), tag, code, options, payload };
    return new Promise<Message>((resolve, reject) => {
      this.waiting.set(tag, { resolve, reject });
      this.exchanges.handle(this.transfers.start(request), now());
      this.settle();
    });
  }

  private peerAt(port: number): number {
    const known = this.peers.indexOf(port);
    return known >= 0 ? known : this.peers.push(port) - 1;
  }

  private settle(): void {
    for (let output = this.exchanges.poll(); output !== undefined; output = this.exchanges.poll()) this.take(output);
    for (let news = this.subscriptions.poll(); news !== undefined; news = this.subscriptions.poll()) {
      this.listeners.get(news.tag)?.(news);
    }
    clearTimeout(this.alarm);
    const deadlines = [this.exchanges.deadline(), this.blocks.deadline(), this.subscriptions.deadline()];
    const next = Math.min(...deadlines.map((deadline) => deadline ?? Infinity));
    if (next === Infinity) return;
    this.alarm = setTimeout(() => this.wake(), Math.max(0, next - now()));
  }

  private wake(): void {
    this.exchanges.expire(now());
    this.blocks.expire(now());
    this.subscriptions.expire(now());
    this.settle();
  }

  private take(output: ExchangeOutput): void {
    switch (output.kind) {
      case "send":
        this.socket.send(output.bytes, this.peers[output.peer] as number, "127.0.0.1");
        break;
      case "request":
        this.serve(output.exchange, output.peer, output.message);
        break;
      case "response": {
        const progress = this.transfers.response(output);
        if (progress.kind === "request") this.exchanges.handle(progress.request, now());
        else if (progress.kind === "failed") this.failed(progress.tag, progress.cause);
        else this.end(progress.tag)?.resolve(progress.message);
        break;
      }
      case "failed":
        this.transfers.end(output.tag);
        this.failed(output.tag, output.cause);
        break;
      case "acknowledged":
        this.notified.push("acknowledged");
        break;
      case "rejected":
        this.notified.push(`rejected ${output.cause}`);
        this.observers = this.observers.filter(({ tag }) => tag !== output.tag);
        break;
    }
  }

  private failed(tag: number, cause: Failure): void {
    this.end(tag)?.reject(new Error(cause));
  }

  private end(tag: number): Waiting | undefined {
    const waiting = this.waiting.get(tag);
    this.waiting.delete(tag);
    return waiting;
  }

  private serve(exchange: number, peer: number, message: Message): void {
    const taken = this.blocks.take(peer, message, now());
    if (taken.kind === "answer") {
      const { code, options, payload } = taken;
      return this.exchanges.handle({ kind: "respond", exchange, code, options, payload }, now());
    }
    const path = uriPath(message).join("/");
    const resource = this.resources[path];
    if (resource === undefined) return this.respond(exchange, peer, taken.message, { code: 0x84 });
    if (resource.guarded === true && !this.freshness.isFresh(peer, message, now())) {
      const options = [this.freshness.challenge(peer, now())];
      return this.respond(exchange, peer, taken.message, { code: Response.unauthorized, options });
    }
    // A further block of an answer is no new execution.
    this.executed.push(path);
    const answer = resource.answer(taken.message);
    const observe = resource.observable === true ? findUint(message, OptionNumber.observe) : undefined;
    const options = isSuccess(answer.code) && observe !== undefined ? this.observed(peer, path, message, observe) : [];
    const whole = { ...answer, options: [...(answer.options ?? []), ...options] };
    if (answer.after === undefined) return this.respond(exchange, peer, taken.message, whole);
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.respond(exchange, peer, taken.message, whole);
      this.settle();
    }, answer.after);
    this.timers.add(timer);
  }

  private observed(peer: number, path: string, { token }: Message, observe: number): Option[] {
    this.observers = this.observers.filter((one) => one.peer !== peer || one.path !== path);
    if (observe !== REGISTER) return [];
    this.observers.push({ tag: OBSERVER_TAGS + ++this.tag, path, peer, token, sequence: 1 });
    return [uintOption(OptionNumber.observe, 1)];
  }

  private respond(exchange: number, peer: number, request: Message, answer: Answer): void {
    const { code, payload = NOTHING, options = [] } = answer;
    const slice = this.blocks.cut(peer, request, { code, options, payload }, now());
    this.exchanges.handle({ kind: "respond", exchange, ...slice }, now());
  }
}

const NOTHING = new Uint8Array(0);
const EMPTY_GET: Message = { type: 0, code: 1, id: 0, token: NOTHING, options: [], payload: NOTHING };

function now(): number {
  return performance.now();
}
