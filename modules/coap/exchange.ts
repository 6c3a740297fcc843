import { earlier, type Instant, type Machine } from "../base/machine.js";
import { Queue } from "../base/queue.js";
import { EMPTY, isRequest, isSafe, Response } from "./codes.js";
import type { Content, ExchangeInput, ExchangeOptions, ExchangeOutput, Failure } from "./events.js";
import { answerType, IncomingRequests, type Incoming } from "./incoming.js";
import { emptyMessage, parseMessage, writeMessage, MessageType, type Malformed, type Message } from "./message.js";
import { isUnwanted } from "./no-response.js";
import { findUint, isForProxies, OptionNumber, unknownCritical } from "./options.js";
import { Recent } from "./recent.js";
import { exchangeLifetime, nonLifetime } from "./timing.js";
import { messageId, Transmissions, type Transmission } from "./transmission.js";
import { Unconfirmed } from "./unconfirmed.js";

export type { Content, ExchangeInput, ExchangeOptions, ExchangeOutput, Failure } from "./events.js";

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
  private readonly incoming = new IncomingRequests();
  private readonly unconfirmed = new Unconfirmed();
  private readonly transmissions: Transmissions;
  private readonly options: ExchangeOptions;
  private nextId: number;

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
      case "abandon":
        this.transmissions.abandon(input.peer);
        return this.incoming.forget(input.peer);
      case "forget":
        return this.forget(input.peer);
    }
  }

  expire(now: Instant): void {
    this.transmissions.expire(now);
    for (let one = this.incoming.due(now); one !== undefined; one = this.incoming.due(now)) {
      if (one.manner === "piggybacked") {
        one.manner = "confirmable";
        one.due = now + exchangeLifetime(this.options.timing);
        this.reply(one.peer, one.id, emptyMessage(MessageType.acknowledgement, one.id), now);
      } else {
        this.options.log("warning", `CoAP request ${one.exchange} was never answered`);
      }
    }
  }

  deadline(): Instant | undefined {
    return earlier(this.transmissions.deadline(), this.incoming.deadline());
  }

  poll(): ExchangeOutput | undefined {
    return this.outbox.shift();
  }

  /** True if there is room for one more Confirmable notification. */
  get hasRoom(): boolean {
    return !this.transmissions.crowded;
  }

  /** True while a Confirmable notification with that token waits for its turn or its acknowledgement. */
  notifying(peer: number, token: Uint8Array): boolean {
    return this.transmissions.notifying(peer, token);
  }

  private request(input: ExchangeInput & { kind: "request" }, now: Instant): void {
    if (this.transmissions.full) return this.fail(input.tag, "busy");
    const bytes = this.write(MessageType.confirmable, this.takeId(), this.makeToken(input.peer), input);
    if (bytes === undefined) return this.fail(input.tag, "tooLarge");
    this.transmissions.start("request", input.peer, input.tag, bytes, now);
  }

  private respond(input: ExchangeInput & { kind: "respond" }, now: Instant): void {
    const one = this.incoming.take(input.exchange);
    if (one === undefined) return this.options.log("warning", `CoAP exchange ${input.exchange} is over`);
    if (isUnwanted(one.unwanted, input.code)) return this.keepSilent(one, now);
    const type = answerType(one.manner);
    const id = type === MessageType.acknowledgement ? one.id : this.takeId();
    const bytes = this.answer(type, id, one.token, input);
    if (type === MessageType.acknowledgement) this.reply(one.peer, id, bytes, now);
    else if (type === MessageType.nonConfirmable) this.send(one.peer, bytes);
    else this.transmissions.start("response", one.peer, one.exchange, bytes, now);
  }

  /** The peer does not want this response: its Confirmable request is acknowledged and no more (RFC 7967 section 2.1). */
  private keepSilent(one: Incoming, now: Instant): void {
    if (one.manner !== "piggybacked") return;
    this.reply(one.peer, one.id, emptyMessage(MessageType.acknowledgement, one.id), now);
  }

  private notify(input: ExchangeInput & { kind: "notify" }, now: Instant): void {
    const { peer, tag, token, confirmable, lasting = false } = input;
    const older = confirmable && !lasting ? this.transmissions.waiting(peer, token) : undefined;
    if (confirmable && older === undefined && this.transmissions.crowded) return this.fail(tag, "busy");
    const type = confirmable ? MessageType.confirmable : MessageType.nonConfirmable;
    const bytes = this.write(type, this.takeId(), token, input);
    if (bytes === undefined) return this.fail(tag, "tooLarge");
    if (older !== undefined) {
      older.tag = tag;
      older.bytes = bytes;
    } else if (confirmable) {
      this.transmissions.start("notification", peer, tag, bytes, now, lasting);
    } else {
      this.unconfirmed.remember(peer, messageId(bytes), tag);
      this.send(peer, bytes);
    }
  }

  private forget(peer: number | undefined): void {
    this.transmissions.forget(peer);
    this.recent.forget(peer);
    this.incoming.forget(peer);
    this.unconfirmed.forget(peer);
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
    if (isSafe(message.code) && !this.incoming.pending(peer, message.id)) this.accept(peer, message, now);
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
      else if (one.kind === "notification") this.transmissions.reject(one, "reset");
      return this.transmissions.finish(one, now);
    }
    const tag = this.unconfirmed.take(peer, id);
    if (tag !== undefined) this.outbox.push({ kind: "rejected", tag, cause: "reset" });
  }

  private acknowledgement(peer: number, message: Message, now: Instant): void {
    const one = this.transmissions.unacknowledged(peer, message.id);
    if (one === undefined) return;
    if (one.kind === "request") {
      if (message.code === EMPTY) return this.transmissions.acknowledge(one, now);
      if (this.transmissions.requested(peer, message.token) !== one) return;
      this.answered(one, message);
    } else if (one.kind === "notification") {
      this.outbox.push({ kind: "acknowledged", tag: one.tag });
    }
    this.transmissions.finish(one, now);
  }

  /**
   * A response in a message of its own (section 5.2.2). What nobody waits for is rejected (sections 4.2 and 4.3), and so
   * is one with a critical option that is not understood (section 5.4.1).
   */
  private response(peer: number, message: Message, known: boolean, now: Instant): void {
    const confirmable = message.type === MessageType.confirmable;
    if (known) {
      if (confirmable) this.send(peer, emptyMessage(MessageType.acknowledgement, message.id));
      return;
    }
    const one = this.transmissions.requested(peer, message.token);
    const wanted = isUnderstood(message) && (one !== undefined || this.options.followed?.(peer, message, now) === true);
    if (!wanted) this.send(peer, emptyMessage(MessageType.reset, message.id));
    else if (confirmable) this.send(peer, emptyMessage(MessageType.acknowledgement, message.id));
    if (wanted) this.remember(peer, message, now);
    if (one === undefined) return;
    this.answered(one, message);
    this.transmissions.finish(one, now);
  }

  private answered(one: Transmission, message: Message): void {
    if (!isUnderstood(message)) return this.fail(one.tag, "badOption");
    this.outbox.push({ kind: "response", tag: one.tag, peer: one.peer, message });
  }

  /**
   * Takes a new request in, or says that there are too many already. One with a critical option that is not understood
   * is answered with 4.02 or, if it is Non-confirmable, rejected (section 5.4.1); one that wants a proxy with 5.05
   * (section 5.10.2).
   */
  private accept(peer: number, message: Message, now: Instant): void {
    const { timing, log, understood } = this.options;
    const { id, token } = message;
    const confirmable = message.type === MessageType.confirmable;
    const unknown = understood === undefined ? undefined : unknownCritical(message, understood);
    if (unknown !== undefined) {
      log("warning", `a CoAP request is refused: option ${unknown} is not understood`);
      if (!confirmable) return this.send(peer, emptyMessage(MessageType.reset, id));
      return this.refuse(peer, message, isForProxies(unknown) ? Response.noProxy : Response.badOption, now);
    }
    if (this.incoming.full) {
      log("warning", "too many CoAP requests at once");
      if (confirmable) this.refuse(peer, message, Response.serviceUnavailable, now);
      return;
    }
    const manner = confirmable ? "piggybacked" : "nonConfirmable";
    const due = now + (confirmable ? timing.acknowledgeWithin : nonLifetime(timing));
    const unwanted = findUint(message, OptionNumber.noResponse) ?? 0;
    const exchange = this.incoming.enter({ peer, id, token, unwanted, manner, due });
    this.remember(peer, message, now);
    this.outbox.push({ kind: "request", peer, exchange, message });
  }

  /** Answers a Confirmable request with a code alone. */
  private refuse(peer: number, message: Message, code: number, now: Instant): void {
    const { id, token } = message;
    this.reply(peer, id, this.answer(MessageType.acknowledgement, id, token, { code, options: [] }), now, true);
  }

  private remember(peer: number, message: Message, now: Instant): void {
    const { timing } = this.options;
    const confirmable = message.type === MessageType.confirmable;
    const until = now + (confirmable ? exchangeLifetime(timing) : nonLifetime(timing));
    const safe = !isRequest(message.code) || isSafe(message.code);
    this.recent.remember(peer, message.id, until, new Uint8Array(0), now, safe);
  }

  /** Sends the acknowledgement of a request and keeps it for duplicates of that request. */
  private reply(peer: number, id: number, bytes: Uint8Array, now: Instant, safe = false): void {
    this.recent.remember(peer, id, now + exchangeLifetime(this.options.timing), bytes, now, safe);
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

/** The critical options that have a meaning in responses (RFC 7959 table 1). */
const IN_RESPONSES: readonly number[] = Object.freeze([OptionNumber.block2, OptionNumber.block1]);

function isUnderstood(response: Message): boolean {
  return unknownCritical(response, IN_RESPONSES) === undefined;
}
