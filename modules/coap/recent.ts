import type { Instant } from "../base/machine.js";

/**
 * How many messages are remembered. For one more the oldest makes room that does no harm when it is done again, and only
 * where there is none the oldest of all. A duplicate comes at the latest MAX_TRANSMIT_SPAN and MAX_LATENCY after the first
 * one, 145 s with the parameters of RFC 7252 section 4.8.2: so no request that changes something is executed twice as long
 * as there are no more than 13 of them in a minute, beside any number of others. In poor coverage, where datagrams are that
 * late, NB-IoT carries half as many; and a peer with NSTART = 1 would have to overtake its own request 32 times.
 */
const MARKS = 32;

/** Replies longer than `SHORT` share this many bytes; the newest is kept whatever its length. */
const ROOM = 256;

/** Replies up to this length stay with their mark. Answers to requests that change something are as short. */
const SHORT = 24;

/** Peer, message id (2 bytes), when it may be forgotten (4 bytes, seconds), length of the reply (2 bytes, with `SAFE`). */
const HEAD = 9;

/** In the length's upper byte: the message does no harm when it is done again. */
const SAFE = 0x80;

/** No peer has this number. */
const NOBODY = -1;

/**
 * The messages that came lately, so that a duplicate is not executed again and gets the same reply (RFC 7252 section
 * 4.5). All is packed into one byte array, oldest first: as objects it would take ten times the RAM of the ESP32's
 * heap. Peers are numbers from 0 to 255.
 */
export class Recent {
  private bytes = new Uint8Array(0);

  /** True if that message has come before and its lifetime is not over. */
  known(peer: number, id: number, now: Instant): boolean {
    return this.find(peer, id, now) >= 0;
  }

  /** A copy of the datagram that answered it; `undefined` if there was none or it had to be dropped. */
  reply(peer: number, id: number, now: Instant): Uint8Array | undefined {
    const at = this.find(peer, id, now);
    if (at < 0) return undefined;
    const size = replySize(this.bytes, at);
    return size === 0 ? undefined : this.bytes.slice(at + HEAD, at + HEAD + size);
  }

  /**
   * Remembers a message as the newest, in place of what was known of it. An empty `reply` means none so far. `safe`: it does
   * no harm when it is done again, which holds until it is forgotten.
   */
  remember(peer: number, id: number, until: Instant, reply: Uint8Array, now: Instant, safe = false): void {
    let source = this.bytes;
    let marks = 1;
    let harmless = 0;
    let flag = safe ? SAFE : 0;
    let long = reply.length > SHORT ? reply.length : 0;
    let stale = false;
    // Where the record stands that this one replaces.
    let gap = source.length;
    let behind = source.length;
    for (let at = 0, next = 0; at < source.length; at = next) {
      const size = replySize(source, at);
      next = at + HEAD + size;
      if (source[at + 2] === (id & 0xff) && source[at + 1] === id >> 8 && source[at] === peer) {
        gap = at;
        behind = next;
        flag |= (source[at + 7] as number) & SAFE;
      } else if (endsAt(source, at) <= now) {
        stale = true;
      } else {
        marks++;
        if (size > SHORT) long += size;
        if (isSafe(source, at)) harmless++;
      }
    }
    if (stale || marks > MARKS || long > ROOM) {
      source = this.others(peer, id, now, marks - MARKS, harmless, long);
      gap = behind = source.length;
    }
    const target = new Uint8Array(gap + source.length - behind + HEAD + reply.length);
    target.set(source.subarray(0, gap));
    target.set(source.subarray(behind), gap);
    writeHead(target, target.length - HEAD - reply.length, peer, id, until, reply.length, flag);
    target.set(reply, target.length - reply.length);
    this.bytes = target;
  }

  /** Forgets all messages of a peer, or of all peers. */
  forget(peer?: number): void {
    const source = this.bytes;
    const target = new Uint8Array(peer === undefined ? 0 : source.length);
    let end = 0;
    for (let at = 0; peer !== undefined && at < source.length; at += HEAD + replySize(source, at)) {
      if (source[at] !== peer) end = copy(source, at, replySize(source, at), target, end);
    }
    this.bytes = target.slice(0, end);
  }

  /**
   * All records but one, without what is too old or too much: `surplus` marks, first of those that do no harm, of which
   * there are `harmless`, and the oldest long replies, of which there are `long` bytes with the new one.
   */
  private others(
    peer: number,
    id: number,
    now: Instant,
    surplus: number,
    harmless: number,
    long: number,
  ): Uint8Array<ArrayBuffer> {
    const source = this.bytes;
    const target = new Uint8Array(source.length);
    let end = 0;
    for (let at = 0; at < source.length; at += HEAD + replySize(source, at)) {
      if (!stays(source, at, peer, id, now)) continue;
      const size = replySize(source, at);
      const safe = isSafe(source, at);
      const gone = surplus > 0 && (safe || surplus > harmless);
      const drop = size > SHORT && (gone || long > ROOM);
      if (safe) harmless--;
      if (drop) long -= size;
      if (gone) surplus--;
      else end = copy(source, at, drop ? 0 : size, target, end);
    }
    return target.slice(0, end);
  }

  private find(peer: number, id: number, now: Instant): number {
    const bytes = this.bytes;
    for (let at = 0; at < bytes.length; at += HEAD + replySize(bytes, at)) {
      if (bytes[at] !== peer || bytes[at + 1] !== id >> 8 || bytes[at + 2] !== (id & 0xff)) continue;
      return stays(bytes, at, NOBODY, id, now) ? at : -1;
    }
    return -1;
  }
}

/** True for a record that is to be kept; one function for both reasons, since each call deeper costs stack. */
function stays(bytes: Uint8Array, at: number, peer: number, id: number, now: Instant): boolean {
  if (bytes[at] === peer && bytes[at + 1] === id >> 8 && bytes[at + 2] === (id & 0xff)) return false;
  return endsAt(bytes, at) > now;
}

function endsAt(bytes: Uint8Array, at: number): Instant {
  const high = (bytes[at + 3] as number) * 256 + (bytes[at + 4] as number);
  const low = (bytes[at + 5] as number) * 256 + (bytes[at + 6] as number);
  return (high * 0x1_0000 + low) * 1000;
}

function replySize(bytes: Uint8Array, at: number): number {
  return ((bytes[at + 7] as number) & ~SAFE) * 256 + (bytes[at + 8] as number);
}

function isSafe(bytes: Uint8Array, at: number): boolean {
  return ((bytes[at + 7] as number) & SAFE) !== 0;
}

/** Copies a record with the first `size` bytes of its reply; gives the end of what is written. */
function copy(source: Uint8Array, at: number, size: number, target: Uint8Array, end: number): number {
  target.set(source.subarray(at, at + HEAD + size), end);
  target[end + 7] = (size >> 8) | ((source[at + 7] as number) & SAFE);
  target[end + 8] = size & 0xff;
  return end + HEAD + size;
}

function writeHead(
  target: Uint8Array,
  at: number,
  peer: number,
  id: number,
  until: Instant,
  size: number,
  flag: number,
): void {
  target[at] = peer;
  target[at + 1] = id >> 8;
  target[at + 2] = id & 0xff;
  let seconds = Math.ceil(until / 1000);
  for (let i = 6; i > 2; i--) {
    target[at + i] = seconds % 256;
    seconds = Math.floor(seconds / 256);
  }
  target[at + 7] = (size >> 8) | flag;
  target[at + 8] = size & 0xff;
}
