import { sameBytes } from "../base/bytes.js";
import type { Instant } from "../base/machine.js";
import { isSuccess } from "./codes.js";
import type { Message } from "./message.js";
import { isNewer } from "./observe.js";
import { findUint, OptionNumber } from "./options.js";

/** What an observation of ours brings. */
export type News =
  /** A notification that is newer than all before. */
  | { readonly kind: "news"; readonly tag: number; readonly message: Message }
  /** The last one: an error, or a response without the Observe option (RFC 7641 section 3.2). */
  | { readonly kind: "ended"; readonly tag: number; readonly message: Message }
  /** Nothing has come although the last content is older than its Max-Age: to be asked for anew (section 3.3.1). */
  | { readonly kind: "stale"; readonly tag: number };

interface Subscription {
  readonly tag: number;
  readonly peer: number;
  readonly token: Uint8Array;
  sequence: number;
  at: Instant;
  /** When the content is no longer fresh; `undefined` once that was told. */
  until: Instant | undefined;
}

/** How many observations there may be at once. */
export const MAX_SUBSCRIPTIONS = 8;

/** Max-Age in seconds where the response has none (RFC 7252 section 5.10.5). */
const DEFAULT_MAX_AGE = 60;

/**
 * What we observe at peers (RFC 7641 section 3). The owner sends the GET with Observe 0 as any request, hands the
 * response in, and gives `take` to the exchanges as `followed`.
 */
export class Subscriptions {
  private readonly list: Subscription[] = [];
  private readonly news: News[] = [];

  /** Begins with the response to the GET; `false` if the peer does not let itself be observed, or there are too many. */
  begin(tag: number, peer: number, response: Message, now: Instant): boolean {
    const sequence = findUint(response, OptionNumber.observe);
    this.cancel(tag);
    if (sequence === undefined || !isSuccess(response.code) || this.list.length >= MAX_SUBSCRIPTIONS) return false;
    this.list.push({ tag, peer, token: response.token, sequence, at: now, until: freshUntil(response, now) });
    return true;
  }

  /** Takes a response that nobody waits for; `false` if it is none of ours, so that it is rejected (section 3.6). */
  take(peer: number, message: Message, now: Instant): boolean {
    const one = this.find(peer, message.token);
    if (one === undefined) return false;
    const sequence = findUint(message, OptionNumber.observe);
    if (sequence === undefined || !isSuccess(message.code)) {
      this.cancel(one.tag);
      this.news.push({ kind: "ended", tag: one.tag, message });
    } else if (isNewer(one.sequence, one.at, sequence, now)) {
      one.sequence = sequence;
      one.at = now;
      one.until = freshUntil(message, now);
      this.news.push({ kind: "news", tag: one.tag, message });
    }
    return true;
  }

  /** Ends an observation: the peer's next notification is rejected. */
  cancel(tag: number): void {
    for (let i = this.list.length - 1; i >= 0; i--) {
      if ((this.list[i] as Subscription).tag === tag) this.list.splice(i, 1);
    }
  }

  /** The next of what has come. */
  poll(): News | undefined {
    return this.news.shift();
  }

  expire(now: Instant): void {
    for (let i = 0; i < this.list.length; i++) {
      const one = this.list[i] as Subscription;
      if (one.until === undefined || now < one.until) continue;
      one.until = undefined;
      this.news.push({ kind: "stale", tag: one.tag });
    }
  }

  deadline(): Instant | undefined {
    let next: Instant | undefined;
    for (let i = 0; i < this.list.length; i++) {
      const { until } = this.list[i] as Subscription;
      if (until !== undefined && (next === undefined || until < next)) next = until;
    }
    return next;
  }

  private find(peer: number, token: Uint8Array): Subscription | undefined {
    for (let i = 0; i < this.list.length; i++) {
      const one = this.list[i] as Subscription;
      if (one.peer === peer && sameBytes(one.token, token)) return one;
    }
    return undefined;
  }
}

function freshUntil(message: Message, now: Instant): Instant {
  return now + (findUint(message, OptionNumber.maxAge) ?? DEFAULT_MAX_AGE) * 1000;
}
