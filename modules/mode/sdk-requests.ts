import type { Log } from "../base/log.js";
import type { Instant } from "../base/machine.js";
import type { Queue } from "../base/queue.js";
import { sliceAnswer } from "../coap/block.js";
import type { Blockwise } from "../coap/blockwise.js";
import { Method } from "../coap/codes.js";
import type { Exchanges } from "../coap/exchange.js";
import type { Message } from "../coap/message.js";
import { findOption, findUint, OptionNumber, uintOption, type Option } from "../coap/options.js";
import { defaultFormat, encodeContent, type Formats } from "../lwm2m/formats/index.js";
import { ContentFormat } from "../lwm2m/formats/numbers.js";
import { bootstrapDiscoverPayload, discoverPayload } from "../lwm2m/link.js";
import { Code, formatCode, type Entry, type Operation, type Outcome } from "../lwm2m/operation.js";
import { depth, formatPath, type Path } from "../lwm2m/path.js";
import type { Tree } from "../lwm2m/tree.js";
import type { Version } from "../lwm2m/version.js";
import { asciiBytes } from "../base/text.js";
import { readRequest } from "./coap-request.js";
import type { ModeInput, ModeOutput } from "./mode.js";
import {
  CONFIRM_EVERY,
  nextNotification,
  NO_OPTIONS,
  Observers,
  rootOf,
  samePlace,
  type Observer,
  type Place,
} from "./observers.js";
import { Peer, type Sender } from "./peer.js";

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

/** What goes into a response besides its code. */
interface Content {
  readonly code: number;
  readonly options: readonly Option[];
  readonly payload: Uint8Array;
}

/** As many as CoAP lets wait. */
const MAX_PENDING = 4;

/** The servers' requests in SDK mode: from CoAP requests to operations, from outcomes to responses and notifications. */
export class SdkRequests {
  private readonly tree: Tree;
  private readonly formats: Formats;
  private readonly blocks: Blockwise;
  private readonly exchanges: Exchanges;
  private readonly outbox: Queue<ModeOutput>;
  private readonly log: Log;
  /** The newest version of LwM2M that the device speaks. */
  private readonly version: Version;
  private readonly confirmEvery: number;
  private readonly observers = new Observers();
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
    this.version = version;
    this.confirmEvery = confirmEvery < CONFIRM_EVERY ? confirmEvery : CONFIRM_EVERY;
    this.tree = tree;
    this.formats = formats;
    this.blocks = blocks;
    this.exchanges = exchanges;
    this.outbox = outbox;
    this.log = log;
  }

  /** Takes a request. A Bootstrap-Finish is left to the caller, who answers it by `answer`. */
  request(exchange: number, message: Message, from: Sender, now: Instant): "bootstrapFinish" | undefined {
    const bootstrap = from.peer === Peer.bootstrap;
    const request = readRequest(message, this.tree, this.formats);
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
        const observer = this.observers.leave(from.peer, message.token, place)?.id ?? 0;
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
    const format = observer.format ?? this.defaultFormat(rootOf(observer.place));
    if (history.length > 0 && outcome.code === Code.content && hasTimes(format)) {
      this.send(observer, joined(history, outcome), format, confirmable, now);
      return;
    }
    for (let i = 0; i < history.length; i++) {
      this.send(observer, history[i] as Outcome, format, confirmable, now);
    }
    this.send(observer, outcome, format, confirmable, now);
  }

  /** The server refused a notification: it is not interested any more (RFC 7641 section 3.6). */
  rejected(id: number): void {
    this.observers.remove(id);
    this.outbox.push({ kind: "lost", observer: id });
  }

  /** There was no room for a notification: the next one is to make sure that the server has what is newest. */
  unsent(id: number, cause: string): void {
    this.log("warning", `a notification was not sent: ${cause}`);
    const observer = this.observers.find(id);
    if (observer !== undefined) observer.confirmedAt = -Infinity;
  }

  /** The peer of an observation. */
  peerOf(id: number): number | undefined {
    return this.observers.find(id)?.peer;
  }

  /** The way to the servers was lost: the next notifications are to show whether they still know of us. */
  interrupt(): void {
    this.pending.length = 0;
    this.observers.confirmNext();
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

  private send(observer: Observer, outcome: Outcome, format: number, wanted: boolean, now: Instant): void {
    const { id, peer, token } = observer;
    const confirmable = nextNotification(observer, wanted, this.confirmEvery, now) || outcome.code !== Code.content;
    const content = this.content(rootOf(observer.place), outcome, format, false);
    if (content.code !== Code.content) {
      this.observers.remove(id);
      this.outbox.push({ kind: "lost", observer: id });
    }
    const { code, options, payload } = sliceAnswer({ options: observer.blocks }, content, this.blocks.largest);
    const all = code === Code.content ? [observeOption(observer.sequence), ...options] : options;
    const tag = OBSERVER_TAGS + id;
    this.exchanges.handle({ kind: "notify", peer, tag, token, confirmable, code, options: all, payload }, now);
  }

  private observe(exchange: number, message: Message, place: Place, from: Sender, now: Instant): void {
    const path = rootOf(place);
    const { paths, composite, attributes } = place;
    const accept = findUint(message, OptionNumber.accept);
    const format = accept ?? (composite ? answerFormat(message) : undefined);
    const former = this.observers.withToken(from.peer, message.token);
    if (former !== undefined && !samePlace(former.place, place)) this.rejected(former.id);
    const observer = this.observers.enter(from.peer, message.token, place, format, now);
    const block = findOption(message, OptionNumber.block2);
    if (observer !== undefined && block !== undefined) observer.blocks = [block];
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
    const content = this.content(path, outcome, accept, peer === Peer.bootstrap);
    const { code, options, payload } = this.blocks.cut(peer, message, content, now);
    const observer = pending.observer === undefined ? undefined : this.observers.find(pending.observer);
    if (observer !== undefined && code !== Code.content) this.rejected(observer.id);
    const all =
      observer === undefined || code !== Code.content ? options : [observeOption(observer.sequence), ...options];
    this.exchanges.handle({ kind: "respond", exchange, code, options: all, payload }, now);
  }

  private defaultFormat(path: Path): number {
    return defaultFormat(path, this.tree);
  }

  /** An outcome in bytes. What cannot be given in the wanted format is 4.06. */
  private content(path: Path, outcome: Outcome, accept: number | undefined, bootstrap: boolean): Content {
    if (outcome.links !== undefined) {
      const whole = bootstrap && depth(path) < 2;
      const links = whole ? bootstrapDiscoverPayload(outcome.links, this.version) : discoverPayload(outcome.links);
      return contentOf(ContentFormat.link, asciiBytes(links));
    }
    if (outcome.code !== Code.content) return { code: outcome.code, options: NO_OPTIONS, payload: new Uint8Array(0) };
    const entries = outcome.entries ?? [];
    const format = accept ?? this.defaultFormat(path);
    const payload = encodeContent(this.formats, format, path, entries, this.tree);
    if (typeof payload === "number") return { code: payload, options: NO_OPTIONS, payload: new Uint8Array(0) };
    return contentOf(format, payload);
  }
}

/** Where the values of an operation belong. */
function placeOf(operation: Operation): Path {
  return "path" in operation ? operation.path : ROOT;
}

const ROOT: Path = Object.freeze({});

const NO_HISTORY: readonly Outcome[] = Object.freeze([]);

/** A composite request without an Accept is answered in the format that it came in itself, if that can have values. */
function answerFormat(message: Message): number | undefined {
  if (message.code !== Method.fetch) return undefined;
  const format = findUint(message, OptionNumber.contentFormat);
  if (format === ContentFormat.senmlEtchJson) return ContentFormat.senmlJson;
  return format === ContentFormat.senmlEtchCbor ? ContentFormat.senmlCbor : format;
}

/** True for the formats whose values can say when they were measured (RFC 8428 section 4.5.3). */
function hasTimes(format: number): boolean {
  return format === ContentFormat.senmlJson || format === ContentFormat.senmlCbor;
}

/** All the values of several outcomes, in their order. */
function joined(history: readonly Outcome[], last: Outcome): Outcome {
  const entries: Entry[] = [];
  for (let i = 0; i < history.length; i++) entries.push(...((history[i] as Outcome).entries ?? []));
  entries.push(...(last.entries ?? []));
  return { code: last.code, entries };
}

function contentOf(format: number, payload: Uint8Array): Content {
  return { code: Code.content, options: [uintOption(OptionNumber.contentFormat, format)], payload };
}

function observeOption(sequence: number): Option {
  return uintOption(OptionNumber.observe, sequence);
}
