import type { Instant } from "../base/machine.js";
import { blockOption, blockSize, findBlock, type Block } from "./block.js";
import { Response } from "./codes.js";
import type { Message } from "./message.js";
import { findUint, OptionNumber, uintOption, type Option } from "./options.js";
import { requestKey } from "./request-key.js";

/** What came of a request that may carry one block of a larger payload. */
export type Assembled =
  /** To be answered with this, and nothing else is to be done yet (2.31 Continue, or an error). */
  | { readonly kind: "answer"; readonly code: number; readonly options: readonly Option[] }
  /** The payload is whole: do the request with it. Its Block1 option, if it has one, goes into the answer too. */
  | { readonly kind: "whole"; readonly payload: Uint8Array };

/** After these milliseconds without a block what is kept is dropped (RFC 7959 leaves it to the server). */
export const PATIENCE = 247_000;

/**
 * Puts the payload of one Block1 request together (RFC 7959 section 2.5). One at a time: the first block of another
 * takes its place. Blocks must come in order, as a peer with one exchange at a time sends them.
 */
export class Assembly {
  private bytes: Uint8Array | undefined;
  private key = 0;
  private until: Instant = 0;
  private readonly limit: number;
  private readonly largest: number;

  /** `limit`: the longest payload; `largest`: the longest block to ask for. Both in bytes. */
  constructor(limit: number, largest: number) {
    this.limit = limit;
    this.largest = largest;
  }

  /** Takes a request. One without Block1 is whole at once. */
  take(peer: number, message: Message, now: Instant): Assembled {
    const block = findBlock(message, OptionNumber.block1);
    if (block === undefined) return { kind: "whole", payload: message.payload };
    const length = message.payload.length;
    if (block === "malformed" || length > block.size || (block.more && length < block.size)) {
      return { kind: "answer", code: Response.badRequest, options: [] };
    }
    const key = requestKey(peer, message);
    const before = block.number === 0 ? new Uint8Array(0) : this.part(key, now);
    if (before === undefined || before.length !== block.number * block.size) return this.refuse(block);
    const announced = findUint(message, OptionNumber.size1) ?? 0;
    if (before.length + length > this.limit || announced > this.limit) return this.tooLarge(block);
    const bytes = new Uint8Array(before.length + length);
    bytes.set(before);
    bytes.set(message.payload, before.length);
    this.bytes = block.more ? bytes : undefined;
    this.key = key;
    this.until = now + PATIENCE;
    return block.more ? this.goOn(block) : { kind: "whole", payload: bytes };
  }

  /** Drops the part of a request whose peer has gone away. */
  expire(now: Instant): void {
    if (now >= this.until) this.bytes = undefined;
  }

  deadline(): Instant | undefined {
    return this.bytes === undefined ? undefined : this.until;
  }

  private part(key: number, now: Instant): Uint8Array | undefined {
    return key === this.key && now < this.until ? this.bytes : undefined;
  }

  /** 2.31 Continue; the first one may ask for smaller blocks (RFC 7959 section 2.5). */
  private goOn(block: Block): Assembled {
    const size = block.number === 0 && block.size > this.largest ? blockSize(this.largest) : block.size;
    const options = [blockOption(OptionNumber.block1, { number: block.number, more: true, size })];
    return { kind: "answer", code: Response.continue, options };
  }

  /** 4.08: a block before this one is missing. What there is stays, for a repetition of the right one. */
  private refuse(block: Block): Assembled {
    return { kind: "answer", code: Response.requestEntityIncomplete, options: [echo(block)] };
  }

  /** 4.13, with the longest payload that would do (RFC 7959 sections 2.9.3 and 4). */
  private tooLarge(block: Block): Assembled {
    this.bytes = undefined;
    const options = [echo(block), uintOption(OptionNumber.size1, this.limit)];
    return { kind: "answer", code: Response.requestEntityTooLarge, options };
  }
}

function echo(block: Block): Option {
  return blockOption(OptionNumber.block1, block);
}
