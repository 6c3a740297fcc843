import { earlier, type Instant, type Machine } from "../base/machine.js";
import { Queue } from "../base/queue.js";
import { EMPTY, isRequest, isSafe, Response } from "./codes.js";
import type { Content, ExchangeInput, ExchangeOptions, ExchangeOutput, Failure } from "./events.js";
import { emptyMessage, parseMessage, writeMessage, MessageType, type Malformed, type Message } from "./message.js";
import { Recent } from "./recent.js";
import { exchangeLifetime, nonLifetime } from "./timing.js";
import { messageId, Transmissions } from "./transmission.js";

export type { Content, ExchangeInput, ExchangeOptions, ExchangeOutput, Failure } from "./events.js";

/** A request of a peer that the owner has not answered yet. */
interface Incoming {
  readonly exchange: number;
  readonly peer: number;
  readonly id: number;
  readonly token: Uint8Array;
  /** How the answer goes out. A piggybacked one becomes Confirmable once the empty acknowledgement had to be sent. */
  manner: "piggybacked" | "confirmable" | "nonConfirmable";
  /** When the empty acknowledgement is due, or else when the owner is no longer expected to answer. */
  due: Instant;
}

/** How many requests may wait for the owner's answer; one more is answered with 5.03. */
const INCOMING_LIMIT = 4;

/** How many Non-confirmable notifications are remembered for a Reset; two numbers each. */
const UNCONFIRMED_LIMIT = 4;

/** Room for a header and the longest token: whatever `maxMessage` is, an error must fit. */
const SMALLEST_LIMIT = 12;

/** More outputs than one call can cause. */
const OUTBOX_LIMIT = 24;

/**
 * The message layer and the request-response layer of CoAP over datagrams (RFC 7252 sections 4 and 5) for a few
 * peers: requests out, requests in, notifications. It knows nothing of what is asked.
 */
export class Exchanges implements Machine<ExchangeInput, ExchangeOutput> {
  private readonly outbox = new Queue<ExchangeOutput>(OUTBOX_LIMIT);
  private readonly recent = new Recent();
  private readonly incoming: Incoming[] = [];
  /** Of the last Non-confirmable notifications: peer × 65536 + message id, tag, and so on. */
  private readonly unconfirmed: number[] = [];
  private readonly transmissions: Transmissions;
  private readonly options: ExchangeOptions;
  private nextId: number;
  private nextExchange = 1;

  constructor(options: ExchangeOptions) {
    this.options = options;
    this.transmissions = new Transmissions(this.outbox, options.timing, options.random);
    this.nextId = options.random() & 0xffff;
  }

  handle(input: ExchangeInput, now: Instant): void {
    switch (input.kind) {
      case "datagram":
        return this.datagram(input.peer, input.bytes, now);
      case "request":
        return this.request(input, now);
      case "respond":
        return this.respond(input, now);
      case "notify":
        return this.notify(input, now);
      case "forget":
        return this.forget(input.peer);
    }
  }

  expire(now: Instant): void {
    this.transmissions.expire(now);
    for (let i = this.incoming.length - 1; i >= 0; i--) {
      const one = this.incoming[i] as Incoming;
      if (one.due > now) continue;
      if (one.manner === "piggybacked") {
        one.manner = "confirmable";
        one.due = now + exchangeLifetime(this.options.timing);
        this.reply(one.peer, one.id, emptyMessage(MessageType.acknowledgement, one.id), now);
      } else {
        this.incoming.splice(i, 1);
        this.options.log("warning", `CoAP request ${one.exchange} was never answered`);
      }
    }
  }

  deadline(): Instant | undefined {
    let next = this.transmissions.deadline();
    for (let i = 0; i < this.incoming.length; i++) next = earlier(next, (this.incoming[i] as Incoming).due);
    return next;
  }

  poll(): ExchangeOutput | undefined {
    return this.outbox.shift();
  }

  private request(input: ExchangeInput & { kind: "request" }, now: Instant): void {
    if (this.transmissions.full) return this.fail(input.tag, "busy");
    const bytes = this.write(MessageType.confirmable, this.takeId(), this.makeToken(input.peer), input);
    if (bytes === undefined) return this.fail(input.tag, "tooLarge");
    this.transmissions.start("request", input.peer, input.tag, bytes, now);
  }

  private respond(input: ExchangeInput & { kind: "respond" }, now: Instant): void {
    let index = 0;
    while (index < this.incoming.length && this.incoming[index]?.exchange !== input.exchange) index++;
    const one = this.incoming[index];
    if (one === undefined) return this.options.log("warning", `CoAP exchange ${input.exchange} is over`);
    this.incoming.splice(index, 1);
    const type = answerType(one.manner);
    const id = type === MessageType.acknowledgement ? one.id : this.takeId();
    const bytes = this.answer(type, id, one.token, input);
    if (type === MessageType.acknowledgement) this.reply(one.peer, id, bytes, now);
    else if (type === MessageType.nonConfirmable) this.send(one.peer, bytes);
    else this.transmissions.start("response", one.peer, one.exchange, bytes, now);
  }

  private notify(input: ExchangeInput & { kind: "notify" }, now: Instant): void {
    const { peer, tag, token, confirmable } = input;
    const older = confirmable ? this.transmissions.waiting(peer, token) : undefined;
    if (confirmable && older === undefined && this.transmissions.full) return this.fail(tag, "busy");
    const type = confirmable ? MessageType.confirmable : MessageType.nonConfirmable;
    const bytes = this.write(type, this.takeId(), token, input);
    if (bytes === undefined) return this.fail(tag, "tooLarge");
    if (older !== undefined) {
      older.tag = tag;
      older.bytes = bytes;
    } else if (confirmable) {
      this.transmissions.start("notification", peer, tag, bytes, now);
    } else {
      if (this.unconfirmed.length === 2 * UNCONFIRMED_LIMIT) this.unconfirmed.splice(0, 2);
      this.unconfirmed.push(peer * 0x1_0000 + messageId(bytes), tag);
      this.send(peer, bytes);
    }
  }

  private forget(peer: number | undefined): void {
    this.transmissions.forget(peer);
    this.recent.forget(peer);
    for (let i = this.incoming.length - 1; i >= 0; i--) {
      if (peer === undefined || (this.incoming[i] as Incoming).peer === peer) this.incoming.splice(i, 1);
    }
    for (let i = this.unconfirmed.length - 2; i >= 0; i -= 2) {
      if (peer === undefined || (this.unconfirmed[i] as number) >> 16 === peer) this.unconfirmed.splice(i, 2);
    }
  }

  private datagram(peer: number, bytes: Uint8Array, now: Instant): void {
    const message = parseMessage(bytes);
    if ("malformed" in message) return this.malformed(peer, message);
    if (message.type === MessageType.reset) return this.reset(peer, message.id, now);
    if (message.type === MessageType.acknowledgement) return this.acknowledgement(peer, message, now);
    if (message.code === EMPTY) return this.send(peer, emptyMessage(MessageType.reset, message.id));
    const known = this.recent.known(peer, message.id, now);
    if (!isRequest(message.code)) return this.response(peer, message, known, now);
    if (!known) return this.accept(peer, message, now);
    if (message.type === MessageType.nonConfirmable) return;
    const reply = this.recent.reply(peer, message.id, now);
    if (reply !== undefined) return this.send(peer, reply);
    // Its reply had to be dropped. Doing it again is right only where that changes nothing (section 4.5).
    if (isSafe(message.code) && !this.pending(peer, message.id)) this.accept(peer, message, now);
  }

  /** A malformed Confirmable message gets a Reset, all else silence (sections 4.2 and 4.3). */
  private malformed(peer: number, fault: Malformed): void {
    this.options.log("warning", `malformed CoAP message at byte ${fault.at}: ${fault.malformed}`);
    if (fault.type !== MessageType.confirmable || fault.id === undefined) return;
    this.send(peer, emptyMessage(MessageType.reset, fault.id));
  }

  private reset(peer: number, id: number, now: Instant): void {
    const one = this.transmissions.unacknowledged(peer, id);
    if (one !== undefined) {
      if (one.kind === "request") this.fail(one.tag, "reset");
      else if (one.kind === "notification") this.outbox.push({ kind: "rejected", tag: one.tag });
      return this.transmissions.finish(one, now);
    }
    for (let i = 0; i < this.unconfirmed.length; i += 2) {
      if (this.unconfirmed[i] !== peer * 0x1_0000 + id) continue;
      this.outbox.push({ kind: "rejected", tag: this.unconfirmed[i + 1] as number });
      this.unconfirmed.splice(i, 2);
      return;
    }
  }

  private acknowledgement(peer: number, message: Message, now: Instant): void {
    const one = this.transmissions.unacknowledged(peer, message.id);
    if (one === undefined) return;
    if (one.kind === "request") {
      if (message.code === EMPTY) return this.transmissions.acknowledge(one, now);
      if (this.transmissions.requested(peer, message.token) !== one) return;
      this.outbox.push({ kind: "response", tag: one.tag, peer, message });
    } else if (one.kind === "notification") {
      this.outbox.push({ kind: "acknowledged", tag: one.tag });
    }
    this.transmissions.finish(one, now);
  }

  /** A response in a message of its own (section 5.2.2). What nobody waits for is rejected (sections 4.2 and 4.3). */
  private response(peer: number, message: Message, known: boolean, now: Instant): void {
    const confirmable = message.type === MessageType.confirmable;
    const one = known ? undefined : this.transmissions.requested(peer, message.token);
    if (!known && one === undefined) return this.send(peer, emptyMessage(MessageType.reset, message.id));
    if (confirmable) this.send(peer, emptyMessage(MessageType.acknowledgement, message.id));
    if (one === undefined) return;
    this.remember(peer, message, now);
    this.outbox.push({ kind: "response", tag: one.tag, peer, message });
    this.transmissions.finish(one, now);
  }

  /** Takes a new request in, or says that there are too many already. */
  private accept(peer: number, message: Message, now: Instant): void {
    const { timing, log } = this.options;
    const { id, token } = message;
    const confirmable = message.type === MessageType.confirmable;
    if (this.incoming.length >= INCOMING_LIMIT) {
      log("warning", "too many CoAP requests at once");
      if (!confirmable) return;
      const busy = { code: Response.serviceUnavailable, options: [] };
      return this.reply(peer, id, this.answer(MessageType.acknowledgement, id, token, busy), now);
    }
    const exchange = this.nextExchange++;
    const manner = confirmable ? "piggybacked" : "nonConfirmable";
    const due = now + (confirmable ? timing.acknowledgeWithin : nonLifetime(timing));
    this.incoming.push({ exchange, peer, id, token, manner, due });
    this.remember(peer, message, now);
    this.outbox.push({ kind: "request", peer, exchange, message });
  }

  private pending(peer: number, id: number): boolean {
    for (let i = 0; i < this.incoming.length; i++) {
      const one = this.incoming[i] as Incoming;
      if (one.peer === peer && one.id === id) return true;
    }
    return false;
  }

  private remember(peer: number, message: Message, now: Instant): void {
    const { timing } = this.options;
    const confirmable = message.type === MessageType.confirmable;
    const until = now + (confirmable ? exchangeLifetime(timing) : nonLifetime(timing));
    this.recent.remember(peer, message.id, until, new Uint8Array(0), now);
  }

  /** Sends the acknowledgement of a request and keeps it for duplicates of that request. */
  private reply(peer: number, id: number, bytes: Uint8Array, now: Instant): void {
    this.recent.remember(peer, id, now + exchangeLifetime(this.options.timing), bytes, now);
    this.send(peer, bytes);
  }

  /** The bytes of a response; one that does not fit becomes 5.00 Internal Server Error. */
  private answer(type: MessageType, id: number, token: Uint8Array, content: Content): Uint8Array {
    const { code, options, payload } = content;
    const bytes = writeMessage({ type, code, id, token, options, payload }, this.options.maxMessage);
    if (bytes !== undefined) return bytes;
    this.options.log("error", "a CoAP response is longer than a datagram may be");
    const sorry = { type, code: Response.internalServerError, id, token, options: [] };
    return writeMessage(sorry, SMALLEST_LIMIT) as Uint8Array;
  }

  private write(type: MessageType, id: number, token: Uint8Array, content: Content): Uint8Array | undefined {
    const { code, options, payload } = content;
    return writeMessage({ type, code, id, token, options, payload }, this.options.maxMessage);
  }

  private send(peer: number, bytes: Uint8Array): void {
    this.outbox.push({ kind: "send", peer, bytes });
  }

  private fail(tag: number, cause: Failure): void {
    this.outbox.push({ kind: "failed", tag, cause });
  }

  private takeId(): number {
    const id = this.nextId;
    this.nextId = (id + 1) & 0xffff;
    return id;
  }

  /** Random bytes that no other request to that peer uses (section 5.3.1). */
  private makeToken(peer: number): Uint8Array {
    const token = new Uint8Array(this.options.tokenLength ?? 4);
    let value = this.options.random();
    do {
      for (let i = 0; i < token.length; i++) token[i] = value >>> (24 - 8 * i);
      value = (value + 0x0101_0101) >>> 0;
    } while (this.transmissions.taken(peer, token));
    return token;
  }
}

function answerType(manner: Incoming["manner"]): MessageType {
  if (manner === "piggybacked") return MessageType.acknowledgement;
  return manner === "confirmable" ? MessageType.confirmable : MessageType.nonConfirmable;
}
