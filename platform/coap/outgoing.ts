import { randomBytes, randomInt } from "node:crypto";
import { type Message, type Option, type Peer, emptyBytes, peerKey } from "./message.js";
import type { Timing } from "./numbers.js";
import { findOption } from "./options.js";

/** A request of ours. */
export interface Request {
  readonly code: string;
  readonly options: readonly Option[];
  readonly payload?: Buffer;
  /** Only to repeat or cancel an observation (RFC 7641 3.1, 3.6): otherwise a random one is used. */
  readonly token?: Buffer;
}

export interface RequestSettings {
  /** Milliseconds until it fails with "timeout", counted from now; default MAX_TRANSMIT_WAIT. */
  readonly timeout?: number;
  /** Gives the exchange up with "cancelled". */
  readonly signal?: AbortSignal;
  /** Called at once with the response, before anything else is read from the socket. */
  readonly answered?: (response: Message) => void;
}

/** Why a request got no response. */
export type FailureReason = "timeout" | "reset" | "cancelled";

export class CoapFailure extends Error {
  constructor(readonly reason: FailureReason) {
    super(reason);
  }
}

interface Exchange {
  readonly peer: Peer;
  readonly message: Message;
  /** Observe 1: notifications that are still under way are then not its response. */
  readonly cancelling: boolean;
  readonly finish: (result: Message | CoapFailure) => void;
  timer?: NodeJS.Timeout;
}

/** The client side of CoAP on one socket: confirmable requests, retransmission, separate responses (RFC 7252 4.2, 5.2). */
export class Outgoing {
  readonly #byToken = new Map<string, Exchange>();
  readonly #byId = new Map<string, Exchange>();
  #nextId = randomInt(0x1_0000);

  constructor(
    private readonly timing: Timing,
    private readonly send: (peer: Peer, message: Message) => void,
  ) {}

  /** Sends a confirmable request. Rejects with `CoapFailure` if no response comes. */
  request(peer: Peer, request: Request, settings: RequestSettings = {}): Promise<Message> {
    return new Promise((resolve, reject) => {
      if (settings.signal?.aborted) return reject(new CoapFailure("cancelled"));
      const message = this.#message(request);
      const token = message.token.toString("hex");
      const id = idKey(peer, message.id);
      const cancelled = (): void => finish(new CoapFailure("cancelled"));
      const deadline = setTimeout(
        () => finish(new CoapFailure("timeout")),
        settings.timeout ?? this.timing.maxTransmitWait,
      );
      const finish = (result: Message | CoapFailure): void => {
        clearTimeout(deadline);
        clearTimeout(exchange.timer);
        settings.signal?.removeEventListener("abort", cancelled);
        this.#byToken.delete(token);
        this.#byId.delete(id);
        if (result instanceof CoapFailure) return reject(result);
        settings.answered?.(result);
        resolve(result);
      };
      const exchange: Exchange = { peer, message, cancelling: isCancel(message), finish };
      settings.signal?.addEventListener("abort", cancelled);
      this.#byToken.set(token, exchange);
      this.#byId.set(id, exchange);
      this.#transmit(exchange, 0, this.timing.ackTimeout * (1 + Math.random() * (this.timing.ackRandomFactor - 1)));
    });
  }

  /** Takes an acknowledgement or a reset. False if it belongs to no exchange. */
  acknowledged(peer: Peer, message: Message): boolean {
    const exchange = this.#byId.get(idKey(peer, message.id));
    if (exchange === undefined) return false;
    if (message.type === "RST") exchange.finish(new CoapFailure("reset"));
    else if (message.code === "0.00") clearTimeout(exchange.timer);
    else if (exchange.message.token.equals(message.token)) exchange.finish(message);
    else return false;
    return true;
  }

  /** Takes a separate response, which also acknowledges the request (RFC 7252 5.2.2). False if nobody waits for it. */
  responded(peer: Peer, message: Message): boolean {
    const exchange = this.#byToken.get(message.token.toString("hex"));
    if (exchange === undefined || peerKey(exchange.peer) !== peerKey(peer)) return false;
    const late = exchange.cancelling && findOption(message, "Observe") !== undefined;
    if (!late) exchange.finish(message);
    return true;
  }

  /** Sends again what is under way to a peer: it was kept back before. */
  sendAgain(peer: Peer): void {
    for (const exchange of this.#byToken.values()) {
      if (peerKey(exchange.peer) === peerKey(peer)) this.send(exchange.peer, exchange.message);
    }
  }

  /** A message id that was not used lately. */
  nextId(): number {
    this.#nextId = (this.#nextId + 1) & 0xffff;
    return this.#nextId;
  }

  /** Gives every exchange up. */
  close(): void {
    for (const exchange of [...this.#byToken.values()]) exchange.finish(new CoapFailure("cancelled"));
  }

  #message(request: Request): Message {
    return {
      type: "CON",
      code: request.code,
      id: this.nextId(),
      token: request.token ?? randomBytes(8),
      options: request.options,
      payload: request.payload ?? emptyBytes,
    };
  }

  #transmit(exchange: Exchange, attempt: number, wait: number): void {
    this.send(exchange.peer, exchange.message);
    exchange.timer = setTimeout(() => {
      if (attempt < this.timing.maxRetransmit) this.#transmit(exchange, attempt + 1, wait * 2);
      else exchange.finish(new CoapFailure("timeout"));
    }, wait);
  }
}

const idKey = (peer: Peer, id: number): string => `${peerKey(peer)}#${id}`;

const isCancel = (message: Message): boolean => {
  const observe = findOption(message, "Observe");
  return observe?.length === 1 && observe[0] === 1;
};
