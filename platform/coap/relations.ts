import { type Message, type Peer, isSuccess, peerKey } from "./message.js";
import { uintValue } from "./options.js";

/** Notifications older than this may be newer than they look: their number may have wrapped (RFC 7641 3.4). */
const reorderWindow = 128_000;

/** One observation: who notifies with which token. */
export interface Relation {
  readonly token: Buffer;
  /** Follows the device when it moves to another address. */
  peer: Peer;
  /**
   * Called with each notification that is not older than one already seen; an error response ends the relation. What
   * it throws keeps the notification from being acknowledged.
   */
  readonly notified: (message: Message) => void;
}

interface Entry {
  readonly relation: Relation;
  sequence: number | undefined;
  at: number;
}

/** The observations of one socket, by token. */
export class Relations {
  readonly #entries = new Map<string, Entry>();

  /** Starts a relation with its first response; a relation with the same token is replaced. */
  add(relation: Relation, sequence: number | undefined, now: number): void {
    this.#entries.set(relation.token.toString("hex"), { relation, sequence, at: now });
  }

  remove(token: Buffer): void {
    this.#entries.delete(token.toString("hex"));
  }

  /**
   * Takes a response as a notification.
   * @returns what passes it on, to be called before it is acknowledged; undefined if no relation has this token and
   * peer: the message is then to be rejected
   */
  take(peer: Peer, message: Message, now: number): (() => void) | undefined {
    const entry = this.#entries.get(message.token.toString("hex"));
    if (entry === undefined || peerKey(entry.relation.peer) !== peerKey(peer)) return undefined;
    if (!isSuccess(message.code)) {
      this.remove(message.token);
      return () => entry.relation.notified(message);
    }
    const sequence = uintValue(message, "Observe");
    if (sequence !== undefined && !isFresh(entry, sequence, now)) return drop;
    return () => {
      entry.relation.notified(message);
      // Not before: one that could not be kept comes again with the same number.
      if (sequence !== undefined) entry.sequence = sequence;
      entry.at = now;
    };
  }
}

/** For a notification that was overtaken by a newer one. */
const drop = (): void => undefined;

/** RFC 7641 3.4: 24-bit serial number arithmetic, unless the last one is 128 s old. */
function isFresh(entry: Entry, sequence: number, now: number): boolean {
  const last = entry.sequence;
  if (last === undefined || now > entry.at + reorderWindow) return true;
  return (last < sequence && sequence - last < 0x80_0000) || (last > sequence && last - sequence > 0x80_0000);
}
