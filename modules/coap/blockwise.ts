import { earlier, type Instant } from "../base/machine.js";
import { Assembly, PATIENCE, type Assembled } from "./assembly.js";
import { findBlock, sliceAnswer, type Slice } from "./block.js";
import { Method, Response } from "./codes.js";
import type { Message } from "./message.js";
import { findOption, OptionNumber } from "./options.js";
import { requestKey } from "./request-key.js";

/** A request that is whole, or what is to be answered at once. */
export type Taken = { readonly kind: "whole"; readonly message: Message } | ({ readonly kind: "answer" } & Slice);

/** The answer of which a peer has the first block. */
interface Held {
  readonly key: number;
  readonly answer: Required<Slice>;
  readonly until: Instant;
}

/**
 * The receiving end of block-wise requests (RFC 7959): puts the blocks of their payloads together and cuts the answers
 * down. Of both it keeps one at a time, within a limit, and not for ever.
 */
export class Blockwise {
  private readonly assembly: Assembly;
  /** The longest payload, in bytes. */
  readonly limit: number;
  /** The longest block that is sent or asked for, in bytes. */
  readonly largest: number;
  private held: Held | undefined;

  /** `limit`: the longest payload in either direction; `largest`: the longest block. Both in bytes. */
  constructor(limit: number, largest: number) {
    this.assembly = new Assembly(limit, largest);
    this.limit = limit;
    this.largest = largest;
  }

  /** Takes a request. */
  take(peer: number, message: Message, now: Instant): Taken {
    if (asksForRest(message)) return this.rest(peer, message, now);
    const assembled: Assembled = this.assembly.take(peer, message, now);
    if (assembled.kind === "answer") return assembled;
    const { payload } = assembled;
    return { kind: "whole", message: payload === message.payload ? message : { ...message, payload } };
  }

  /**
   * Cuts the answer to a whole request down to what that asks for, and confirms the last block of its payload (section
   * 2.3). The answer to a GET is made anew for each block, so nothing is kept; the rest of any other stays here until it
   * is asked for (figure 10).
   */
  cut(peer: number, request: Message, answer: Required<Slice>, now: Instant): Slice {
    const block1 = findOption(request, OptionNumber.block1);
    const options = block1 === undefined ? answer.options : answer.options.concat(block1);
    const slice = sliceAnswer(request, { ...answer, options }, this.largest);
    if (request.code === Method.get || slice.payload === undefined) return slice;
    if (slice.payload.length === answer.payload.length || answer.payload.length > this.limit) return slice;
    this.keep(requestKey(peer, request), answer, now);
    return slice;
  }

  /** Keeps an answer of which a part goes out, such as a notification of whoever made the request with that key. */
  keep(key: number, answer: Required<Slice>, now: Instant): void {
    this.held = { key, answer, until: now + PATIENCE };
  }

  /** Drops what nobody has asked for in time. */
  expire(now: Instant): void {
    this.assembly.expire(now);
    if (this.held !== undefined && now >= this.held.until) this.held = undefined;
  }

  deadline(): Instant | undefined {
    return earlier(this.assembly.deadline(), this.held?.until);
  }

  private rest(peer: number, message: Message, now: Instant): Taken {
    const { held } = this;
    if (held === undefined || now >= held.until || held.key !== requestKey(peer, message)) {
      return { kind: "answer", code: Response.requestEntityIncomplete, options: [] };
    }
    return { kind: "answer", ...sliceAnswer(message, held.answer, this.largest) };
  }
}

/** True for a request of any method but GET that only fetches a further block of the answer: it has no payload. */
function asksForRest(message: Message): boolean {
  if (message.code === Method.get || message.payload.length > 0) return false;
  const block = findBlock(message, OptionNumber.block2);
  return block !== undefined && block !== "malformed" && block.number > 0;
}
