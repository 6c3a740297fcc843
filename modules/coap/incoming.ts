import { earlier, type Instant } from "../base/machine.js";
import { MessageType } from "./message.js";

/** A request of a peer that the owner has not answered yet. */
export interface Incoming {
  readonly exchange: number;
  readonly peer: number;
  readonly id: number;
  readonly token: Uint8Array;
  /** The value of its No-Response option; 0 without one: every response is wanted. */
  readonly unwanted: number;
  /** How the answer goes out. A piggybacked one becomes Confirmable once the empty acknowledgement had to be sent. */
  manner: "piggybacked" | "confirmable" | "nonConfirmable";
  /** When the empty acknowledgement is due, or else when the owner is no longer expected to answer. */
  due: Instant;
}

/** How many requests may wait for the owner's answer; one more is answered with 5.03. */
export const INCOMING_LIMIT = 4;

/** The requests of peers that wait for the owner's answer. */
export class IncomingRequests {
  private readonly list: Incoming[] = [];
  private next = 1;

  get full(): boolean {
    return this.list.length >= INCOMING_LIMIT;
  }

  /** Enters a request and gives it its number. */
  enter(request: Omit<Incoming, "exchange">): number {
    const { peer, id, token, unwanted, manner, due } = request;
    const exchange = this.next++;
    this.list.push({ exchange, peer, id, token, unwanted, manner, due });
    return exchange;
  }

  /** Takes a request out; `undefined` if it is over. */
  take(exchange: number): Incoming | undefined {
    for (let i = 0; i < this.list.length; i++) {
      if ((this.list[i] as Incoming).exchange === exchange) return this.list.splice(i, 1)[0];
    }
    return undefined;
  }

  /** The first one whose time has come; one that nobody answers any more is taken out. */
  due(now: Instant): Incoming | undefined {
    for (let i = 0; i < this.list.length; i++) {
      const one = this.list[i] as Incoming;
      if (one.due > now) continue;
      if (one.manner !== "piggybacked") this.list.splice(i, 1);
      return one;
    }
    return undefined;
  }

  /** True if that message is a request that waits. */
  pending(peer: number, id: number): boolean {
    for (let i = 0; i < this.list.length; i++) {
      const one = this.list[i] as Incoming;
      if (one.peer === peer && one.id === id) return true;
    }
    return false;
  }

  /** When the next empty acknowledgement is due, or the next request is given up. */
  deadline(): Instant | undefined {
    let next: Instant | undefined;
    for (let i = 0; i < this.list.length; i++) next = earlier(next, (this.list[i] as Incoming).due);
    return next;
  }

  /** Drops the requests of a peer, or all. */
  forget(peer: number | undefined): void {
    for (let i = this.list.length - 1; i >= 0; i--) {
      if (peer === undefined || (this.list[i] as Incoming).peer === peer) this.list.splice(i, 1);
    }
  }
}

/** The type of the message that an answer goes out in (RFC 7252 section 5.2). */
export function answerType(manner: Incoming["manner"]): MessageType {
  if (manner === "piggybacked") return MessageType.acknowledgement;
  return manner === "confirmable" ? MessageType.confirmable : MessageType.nonConfirmable;
}
