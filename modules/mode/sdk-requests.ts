import type { Log } from "../base/log.js";
import type { Instant } from "../base/machine.js";
import type { Queue } from "../base/queue.js";
import { sliceAnswer } from "../coap/block.js";
import type { Blockwise } from "../coap/blockwise.js";
import type { Exchanges } from "../coap/exchange.js";
import type { Message } from "../coap/message.js";
import { findOption, findUint, OptionNumber } from "../coap/options.js";
import { Pace } from "../coap/pace.js";
import { requestKey } from "../coap/request-key.js";
import { defaultFormat, MAX_CONTENT, type Formats } from "../lwm2m/formats/index.js";
import { Code, formatCode, type Operation, type Outcome } from "../lwm2m/operation.js";
import { formatPath, type Path } from "../lwm2m/path.js";
import type { Tree } from "../lwm2m/tree.js";
import type { Version } from "../lwm2m/version.js";
import { readRequest } from "./coap-request.js";
import type { ModeInput, ModeOutput } from "./mode.js";
import {
  CONFIRM_EVERY,
  MAX_HELD,
  nextNotification,
  observeOption,
  Observers,
  rootOf,
  samePlace,
  type Observer,
  type Place,
} from "./observers.js";
import { Peer, type Sender } from "./peer.js";
import { answerFormat, contentOf, hasTimes, joined, type Language } from "./sdk-content.js";

/** Observers' numbers towards CoAP begin here; below are the marks of our own requests (see uplink.ts). */
export const OBSERVER_TAGS = 64;

/** A request that waits for its outcome. */
interface Pending {
  readonly exchange: number;
  readonly message: Message;
  /** Where the values of the answer belong; the root for a composite operation. */
  readonly path: Path;
  readonly from: Sender;
  /** Present if the request is an observe. */
  readonly observer?: number;
}

/** As many as CoAP lets wait. */
const MAX_PENDING = 4;

/** The servers' requests in SDK mode: from CoAP requests to operations, from outcomes to responses and notifications. */
export class SdkRequests {
  private readonly language: Language;
  private readonly blocks: Blockwise;
  private readonly exchanges: Exchanges;
  private readonly outbox: Queue<ModeOutput>;
  private readonly log: Log;
  private readonly confirmEvery: number;
  private readonly observers = new Observers();
  private readonly pace = new Pace();
  private readonly pending: Pending[] = [];

  constructor(
    tree: Tree,
    formats: Formats,
    blocks: Blockwise,
    exchanges: Exchanges,
    outbox: Queue<ModeOutput>,
    log: Log,
    version: Version,
    confirmEvery: number = CONFIRM_EVERY,
  ) {
    this.confirmEvery = confirmEvery < CONFIRM_EVERY ? confirmEvery : CONFIRM_EVERY;
    this.language = { tree, formats, version, limit: Math.max(MAX_CONTENT, blocks.limit) };
    this.blocks = blocks;
    this.exchanges = exchanges;
    this.outbox = outbox;
    this.log = log;
  }

  /** Takes a request. A Bootstrap-Finish is left to the caller, who answers it by `answer`. */
  request(exchange: number, message: Message, from: Sender, now: Instant): "bootstrapFinish" | undefined {
    const bootstrap = from.peer === Peer.bootstrap;
    const request = readRequest(message, this.language.tree, this.language.formats);
    switch (request.kind) {
      case "bootstrapFinish":
        if (bootstrap) return "bootstrapFinish";
        this.answer(exchange, Code.methodNotAllowed, now);
        break;
      case "refused":
        this.log("warning", `a request is refused with ${formatCode(request.code)}: ${request.reason}`);
        this.answer(exchange, request.code, now);
        break;
      case "operation":
        this.operation({ exchange, message, path: placeOf(request.operation), from }, request.operation);
        break;
      case "observe":
        // Notifications are for access servers alone.
        if (bootstrap) this.answer(exchange, Code.methodNotAllowed, now);
        else this.observe(exchange, message, request.place, from, now);
        break;
      case "cancel": {
        if (bootstrap) {
          this.answer(exchange, Code.methodNotAllowed, now);
          break;
        }
        const { place } = request;
        const format = wantedFormat(message, place);
        const observer = this.observers.leave(from.peer, message.token, place, format)?.id ?? 0;
        const { paths, composite } = place;
        const path = rootOf(place);
        this.operation(
          { exchange, message, path, from },
          composite ? { kind: "cancelComposite", paths, observer } : { kind: "cancel", path, observer },
        );
        break;
      }
    }
    return undefined;
  }

  /** Answers with a code alone. */
  answer(exchange: number, code: number, now: Instant): void {
    this.exchanges.handle({ kind: "respond", exchange, code, options: [] }, now);
  }

  outcome(exchange: number, outcome: Outcome, now: Instant): void {
    for (let i = 0; i < this.pending.length; i++) {
      const pending = this.pending[i] as Pending;
      if (pending.exchange !== exchange) continue;
      this.pending.splice(i, 1);
      this.respond(pending, outcome, now);
      return;
    }
  }

  /**
   * Sends new content, or the error that took its place, which ends the observation (RFC 7641 section 4.2). What was
   * missed before goes first, in one notification with its times where the format has them.
   */
  notify(input: Extract<ModeInput, { kind: "notify" }>, now: Instant): void {
    const { observer: id, outcome, confirmable = false, history = NO_HISTORY } = input;
    const observer = this.observers.find(id);
    if (observer === undefined) return;
    const whole = history.length > 0 && outcome.code === Code.content && hasTimes(this.formatOf(observer));
    const held = observer.held ?? [];
    // Of what is, only the newest counts; what was is all told, as far as there is room for it.
    held.pop();
    if (whole) held.push(joined(history, outcome));
    else held.push(...history, outcome);
    observer.held = held;
    this.release(observer, confirmable, now);
    const dropped = held.length - MAX_HELD;
    if (dropped <= 0) return;
    this.log("warning", `${dropped} stored notifications of ${formatPath(rootOf(observer.place))} are dropped`);
    held.splice(0, dropped);
  }

  /** A notification has come to its end: what waits for its room may go. */
  proceed(now: Instant): void {
    for (let i = 0, one = this.observers.at(0); one !== undefined; one = this.observers.at(++i)) {
      if (one.held !== undefined) this.release(one, true, now);
    }
  }

  /** The server refused a notification: it is not interested any more (RFC 7641 section 3.6). */
  rejected(id: number): void {
    this.observers.remove(id);
    this.outbox.push({ kind: "lost", observer: id });
  }

  /** A notification does not fit: the next one is to make sure that the server has what is newest. */
  unsent(id: number, cause: string): void {
    this.log("warning", `a notification was not sent: ${cause}`);
    const observer = this.observers.find(id);
    if (observer !== undefined) observer.confirmedAt = -Infinity;
  }

  /** The peer of an observation. */
  peerOf(id: number): number | undefined {
    return this.observers.find(id)?.peer;
  }

  /**
   * The way to the servers is lost, and with it what CoAP has under way: the next notifications are to show whether they
   * still know of us, and those whose last one may not have arrived are owed another one.
   */
  interrupt(): void {
    this.pending.length = 0;
    for (let i = 0, one = this.observers.at(0); one !== undefined; one = this.observers.at(++i)) {
      one.confirmedAt = -Infinity;
      if (one.held === undefined && !this.exchanges.notifying(one.peer, one.token)) continue;
      this.outbox.push({ kind: "behind", observer: one.id });
    }
  }

  /** Forgets all, or what is of one server: its registration is gone, and the observations with it. */
  clear(peer?: number): void {
    for (let i = this.pending.length - 1; i >= 0; i--) {
      if (peer === undefined || (this.pending[i] as Pending).from.peer === peer) this.pending.splice(i, 1);
    }
    if (peer === undefined) {
      this.observers.clear();
      this.outbox.push({ kind: "lost", observer: "all" });
      return;
    }
    for (let one = this.observers.ofPeer(peer); one !== undefined; one = this.observers.ofPeer(peer)) {
      this.rejected(one.id);
    }
  }

  /** Sends what is held of an observation as far as there is room. */
  private release(observer: Observer, confirmable: boolean, now: Instant): void {
    const held = observer.held ?? [];
    while (held.length > 0 && this.exchanges.hasRoom) {
      const next = held.shift() as Outcome;
      this.send(observer, next, confirmable, now, held.length > 0);
    }
    if (held.length === 0) observer.held = undefined;
  }

  private formatOf(observer: Observer): number {
    return observer.format ?? defaultFormat(rootOf(observer.place), this.language.tree);
  }

  private send(observer: Observer, outcome: Outcome, wanted: boolean, now: Instant, lasting: boolean): void {
    const { id, peer, token } = observer;
    let confirmable = nextNotification(observer, wanted, this.confirmEvery, now) || outcome.code !== Code.content;
    if (!confirmable && !this.pace.take(now)) {
      confirmable = true;
      observer.confirmedAt = now;
    }
    const content = contentOf(this.language, rootOf(observer.place), outcome, this.formatOf(observer), false);
    if (content.code !== Code.content) {
      this.observers.remove(id);
      this.outbox.push({ kind: "lost", observer: id });
    }
    const { code, options, payload } = sliceAnswer({ options: observer.blocks }, content, this.blocks.largest);
    const rest = payload !== undefined && payload.length < content.payload.length;
    if (rest && observer.key !== undefined) this.blocks.keep(observer.key, content, now);
    const all = code === Code.content ? [observeOption(observer.sequence), ...options] : options;
    const tag = OBSERVER_TAGS + id;
    const manner = { kind: "notify", peer, tag, token, confirmable, lasting } as const;
    this.exchanges.handle({ ...manner, code, options: all, payload }, now);
  }

  private observe(exchange: number, message: Message, place: Place, from: Sender, now: Instant): void {
    const path = rootOf(place);
    const { paths, composite, attributes } = place;
    const format = wantedFormat(message, place);
    const former = this.observers.withToken(from.peer, message.token);
    if (former !== undefined && !samePlace(former.place, place)) this.rejected(former.id);
    const observer = this.observers.enter(from.peer, message.token, place, format, now);
    const block = findOption(message, OptionNumber.block2);
    if (observer !== undefined && block !== undefined) observer.blocks = [block];
    if (observer !== undefined && composite) observer.key = requestKey(from.peer, message);
    if (observer === undefined) {
      this.log("warning", `too many observations, ${formatPath(path)} is only read`);
      const read: Operation = composite ? { kind: "readComposite", paths } : { kind: "read", path };
      this.operation({ exchange, message, path, from }, read);
      return;
    }
    const { id } = observer;
    const own = attributes && { attributes };
    this.operation(
      { exchange, message, path, from, observer: id },
      composite
        ? { kind: "observeComposite", paths, observer: id, ...own }
        : { kind: "observe", path, observer: id, ...own },
    );
  }

  private operation(pending: Pending, operation: Operation): void {
    // CoAP itself holds back more requests than this, so one too many has outlived its exchange.
    if (this.pending.length >= MAX_PENDING) this.pending.shift();
    this.pending.push(pending);
    const { exchange, from } = pending;
    const bootstrap = from.peer === Peer.bootstrap;
    this.outbox.push({ kind: "operation", request: exchange, operation, bootstrap, server: from.server });
  }

  private respond(pending: Pending, outcome: Outcome, now: Instant): void {
    const { exchange, message, path } = pending;
    const { peer } = pending.from;
    const accept = findUint(message, OptionNumber.accept) ?? answerFormat(message);
    const content = contentOf(this.language, path, outcome, accept, peer === Peer.bootstrap);
    const { code, options, payload } = this.blocks.cut(peer, message, content, now);
    const observer = pending.observer === undefined ? undefined : this.observers.find(pending.observer);
    if (observer !== undefined && code !== Code.content) this.rejected(observer.id);
    const all =
      observer === undefined || code !== Code.content ? options : [observeOption(observer.sequence), ...options];
    this.exchanges.handle({ kind: "respond", exchange, code, options: all, payload }, now);
  }
}

/** The format of the notifications, as far as it was asked for. */
function wantedFormat(message: Message, place: Place): number | undefined {
  return findUint(message, OptionNumber.accept) ?? (place.composite ? answerFormat(message) : undefined);
}

/** Where the values of an operation belong. */
function placeOf(operation: Operation): Path {
  return "path" in operation ? operation.path : ROOT;
}

const ROOT: Path = Object.freeze({});

const NO_HISTORY: readonly Outcome[] = Object.freeze([]);
