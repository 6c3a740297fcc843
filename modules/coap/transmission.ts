import type { Instant } from "../base/machine.js";
import type { Queue } from "../base/queue.js";
import { between, type Random } from "../base/random.js";
import type { ExchangeOutput } from "./events.js";
import { maxTransmitWait, type Timing } from "./timing.js";

/** How far a Confirmable message has come. `attempts` counts retransmissions, `timeout` is the running one's length. */
export type Stage =
  | { readonly name: "queued" }
  | { readonly name: "sent"; readonly attempts: number; readonly timeout: number; readonly due: Instant }
  /** A request whose empty acknowledgement is there: only the response is missing (RFC 7252 section 5.2.2). */
  | { readonly name: "acknowledged"; readonly due: Instant };

/** A Confirmable message of ours until its outcome is known. Id and token stand in its bytes. */
export interface Transmission {
  readonly kind: "request" | "notification" | "response";
  readonly peer: number;
  tag: number;
  bytes: Uint8Array;
  stage: Stage;
  /** True for a notification that no newer one may replace. */
  readonly lasting: boolean;
}

/** How many requests there may be at once; one more is refused as busy. */
export const OUTGOING_LIMIT = 4;

/** How many Confirmable notifications there may be at once; one more is refused as busy. */
export const NOTIFICATION_LIMIT = 16;

/** How many separate responses there may be at once; for one more the oldest is given up. */
export const SEPARATE_LIMIT = 4;

const QUEUED: Stage = Object.freeze({ name: "queued" });

/**
 * The Confirmable messages that are on their way: the queue that NSTART asks for (RFC 7252 section 4.7), and the
 * retransmissions with their growing, randomized timeout (section 4.2).
 */
export class Transmissions {
  private readonly list: Transmission[] = [];
  private readonly outbox: Queue<ExchangeOutput>;
  private readonly timing: Timing;
  private readonly random: Random;

  constructor(outbox: Queue<ExchangeOutput>, timing: Timing, random: Random) {
    this.outbox = outbox;
    this.timing = timing;
    this.random = random;
  }

  /** True if there is no room for a request. */
  get full(): boolean {
    return this.count("request") >= OUTGOING_LIMIT;
  }

  /** True if there is no room for a notification. */
  get crowded(): boolean {
    return this.count("notification") >= NOTIFICATION_LIMIT;
  }

  /** Sends a message at once or as soon as NSTART allows. */
  start(kind: Transmission["kind"], peer: number, tag: number, bytes: Uint8Array, now: Instant, lasting = false): void {
    if (kind === "response") this.makeRoom();
    this.list.push({ kind, peer, tag, bytes, stage: QUEUED, lasting });
    this.release(now);
  }

  /** The message with that id that waits for its acknowledgement. */
  unacknowledged(peer: number, id: number): Transmission | undefined {
    for (let i = 0; i < this.list.length; i++) {
      const one = this.at(i);
      if (one.stage.name === "sent" && one.peer === peer && messageId(one.bytes) === id) return one;
    }
    return undefined;
  }

  /** The request with that token, if it has been sent (RFC 7252 section 5.3.2: token and peer must match). */
  requested(peer: number, token: Uint8Array): Transmission | undefined {
    for (let i = 0; i < this.list.length; i++) {
      const one = this.at(i);
      if (one.kind !== "request" || one.stage.name === "queued") continue;
      if (one.peer === peer && hasToken(one.bytes, token)) return one;
    }
    return undefined;
  }

  /** The notification with that token that was not sent yet, so that a newer one may take its place. */
  waiting(peer: number, token: Uint8Array): Transmission | undefined {
    const index = this.waitingAt(peer, token);
    return index < 0 ? undefined : this.at(index);
  }

  /** True while a Confirmable notification with that token is not acknowledged. */
  notifying(peer: number, token: Uint8Array): boolean {
    for (let i = 0; i < this.list.length; i++) {
      const one = this.at(i);
      if (one.kind === "notification" && one.peer === peer && hasToken(one.bytes, token)) return true;
    }
    return false;
  }

  /** Tells that a notification came to nothing, together with those of its observation that wait. */
  reject(one: Transmission, cause: "reset" | "timeout"): void {
    const token = tokenOf(one.bytes);
    let { tag } = one;
    for (let i = 0; i < this.list.length;) {
      const other = this.at(i);
      const waits = other.kind === "notification" && other.stage.name === "queued" && other.peer === one.peer;
      if (!waits || !hasToken(other.bytes, token)) {
        i++;
        continue;
      }
      tag = other.tag;
      this.list.splice(i, 1);
    }
    this.outbox.push({ kind: "rejected", tag, cause });
  }

  /** True if a request of ours to that peer, sent or not, has that token. */
  taken(peer: number, token: Uint8Array): boolean {
    for (let i = 0; i < this.list.length; i++) {
      const one = this.at(i);
      if (one.kind === "request" && one.peer === peer && hasToken(one.bytes, token)) return true;
    }
    return false;
  }

  /** A request's empty acknowledgement came: from now on only the response is waited for. */
  acknowledge(request: Transmission, now: Instant): void {
    request.stage = { name: "acknowledged", due: now + maxTransmitWait(this.timing) };
    request.bytes = request.bytes.slice(0, 4 + tokenLength(request.bytes));
    this.release(now);
  }

  /** The outcome is known: forgets the message and lets the next one go. */
  finish(transmission: Transmission, now: Instant): void {
    const index = this.list.indexOf(transmission);
    if (index >= 0) this.list.splice(index, 1);
    this.release(now);
  }

  /** Sends again what has waited long enough, and gives up what has been sent often enough. */
  expire(now: Instant): void {
    for (let i = 0; i < this.list.length;) {
      const one = this.at(i);
      const stage = one.stage;
      if (stage.name === "queued" || stage.due > now) {
        i++;
      } else if (stage.name === "sent" && stage.attempts < this.timing.maxRetransmit) {
        this.transmit(this.newest(one), stage.attempts + 1, stage.timeout * 2, now);
        i++;
      } else {
        this.list.splice(i, 1);
        if (one.kind === "request") this.outbox.push({ kind: "failed", tag: one.tag, cause: "timeout" });
        else if (one.kind === "notification") this.reject(one, "timeout");
      }
    }
    this.release(now);
  }

  /** When the next retransmission or giving up is due. */
  deadline(): Instant | undefined {
    let next: Instant | undefined;
    for (let i = 0; i < this.list.length; i++) {
      const stage = this.at(i).stage;
      if (stage.name !== "queued" && (next === undefined || stage.due < next)) next = stage.due;
    }
    return next;
  }

  /** Drops all messages to a peer; its requests fail. */
  abandon(peer: number): void {
    for (let i = 0; i < this.list.length; i++) {
      const one = this.at(i);
      if (one.peer === peer && one.kind === "request")
        this.outbox.push({ kind: "failed", tag: one.tag, cause: "timeout" });
    }
    this.forget(peer);
  }

  /** Drops all messages to a peer, or all, without an outcome. */
  forget(peer: number | undefined): void {
    for (let i = this.list.length - 1; i >= 0; i--) {
      if (peer === undefined || this.at(i).peer === peer) this.list.splice(i, 1);
    }
  }

  private at(index: number): Transmission {
    return this.list[index] as Transmission;
  }

  private count(kind: Transmission["kind"]): number {
    let count = 0;
    for (let i = 0; i < this.list.length; i++) if (this.at(i).kind === kind) count++;
    return count;
  }

  private waitingAt(peer: number, token: Uint8Array): number {
    for (let i = 0; i < this.list.length; i++) {
      const one = this.at(i);
      if (one.kind !== "notification" || one.stage.name !== "queued" || one.lasting) continue;
      if (one.peer === peer && hasToken(one.bytes, token)) return i;
    }
    return -1;
  }

  /**
   * A message that is to be sent again: a notification takes over the content of the newer one that waits for its place
   * (RFC 7641 section 4.5.2), with the number of attempts that its own first content had.
   */
  private newest(one: Transmission): Transmission {
    const replaced = one.kind === "notification" && !one.lasting;
    const index = replaced ? this.waitingAt(one.peer, tokenOf(one.bytes)) : -1;
    if (index < 0) return one;
    const newer = this.list.splice(index, 1)[0] as Transmission;
    one.tag = newer.tag;
    one.bytes = newer.bytes;
    return one;
  }

  /**
   * Sends what is queued as far as NSTART allows, oldest first; notifications only after all else, since a peer that
   * does not answer them would hold up the request that finds that out.
   */
  private release(now: Instant): void {
    this.releaseSome(false, now);
    this.releaseSome(true, now);
  }

  private releaseSome(notifications: boolean, now: Instant): void {
    for (let i = 0; i < this.list.length; i++) {
      const one = this.at(i);
      if (one.stage.name !== "queued" || (one.kind === "notification") !== notifications) continue;
      if (this.outstanding(one.peer) >= this.timing.nstart) continue;
      const { ackTimeout, ackRandomFactor } = this.timing;
      this.transmit(one, 0, between(this.random, ackTimeout, ackTimeout * ackRandomFactor), now);
    }
  }

  private outstanding(peer: number): number {
    let count = 0;
    for (let i = 0; i < this.list.length; i++) {
      const one = this.at(i);
      if (one.peer === peer && one.stage.name === "sent") count++;
    }
    return count;
  }

  private transmit(one: Transmission, attempts: number, timeout: number, now: Instant): void {
    one.stage = { name: "sent", attempts, timeout, due: now + timeout };
    this.outbox.push({ kind: "send", peer: one.peer, bytes: one.bytes });
  }

  private makeRoom(): void {
    let count = 0;
    for (let i = this.list.length - 1; i >= 0; i--) {
      if (this.at(i).kind === "response" && ++count >= SEPARATE_LIMIT) this.list.splice(i, 1);
    }
  }
}

/** The message id in a datagram. */
export function messageId(bytes: Uint8Array): number {
  return (bytes[2] as number) * 256 + (bytes[3] as number);
}

function tokenLength(bytes: Uint8Array): number {
  return (bytes[0] as number) & 15;
}

function hasToken(bytes: Uint8Array, token: Uint8Array): boolean {
  if (tokenLength(bytes) !== token.length) return false;
  for (let i = 0; i < token.length; i++) if (bytes[4 + i] !== token[i]) return false;
  return true;
}

function tokenOf(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(4, 4 + tokenLength(bytes));
}
