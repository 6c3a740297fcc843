import { sameBytes } from "../base/bytes.js";
import { blockOption, blockSize, findBlock, type Block } from "./block.js";
import { isSuccess, Method, Response } from "./codes.js";
import type { Content, ExchangeInput, ExchangeOutput, Failure } from "./events.js";
import type { Message } from "./message.js";
import { findOption, opaqueOption, OptionNumber, uintOption, type Option } from "./options.js";

/** A request to be carried by the exchanges. */
export type Request = ExchangeInput & { readonly kind: "request" };

/** What a response leads to: the next request of the same transfer, or the end of it. */
export type Progress =
  | { readonly kind: "request"; readonly request: Request }
  | (ExchangeOutput & { readonly kind: "response" })
  | { readonly kind: "failed"; readonly tag: number; readonly cause: Failure };

/** How often a transfer may begin anew: with smaller blocks, or because what it reads has changed. */
const MOST_RESTARTS = 3;

/** Bytes of header, token and payload marker. */
const HEADER = 13;

/** Bytes that Block1, Size1, Request-Tag and a short Echo take. */
const BLOCK_OVERHEAD = 24;

/** Bytes that a response needs besides its payload. */
const RESPONSE_OVERHEAD = 48;

/** One request of the owner until its response is whole. */
interface Transfer {
  readonly request: Request;
  /** Bytes of the payload that are with the peer or on their way. */
  sent: number;
  /** The block that is on its way; none if the payload went, or goes, in one piece. */
  block: Block | undefined;
  /** Tells this payload's blocks from those of an earlier one that broke off (RFC 9175 section 3.3). */
  readonly mark: Option | undefined;
  /** What the peer wants to see again (RFC 9175 section 2.3). */
  echo: Option | undefined;
  received: Uint8Array | undefined;
  etag: Option | undefined;
  restarts: number;
}

/**
 * The asking end of block-wise transfers (RFC 7959): requests and responses of any length over exchanges that carry one
 * datagram each. It also repeats a request once that the peer wants proof of freshness for (RFC 9175 section 2.3). A
 * short request with a short response passes unchanged.
 */
export class Transfers {
  private readonly list: Transfer[] = [];
  private readonly maxMessage: number;
  private readonly limit: number;
  /** How many payloads have broken off so far. */
  private broken = 0;

  /** `maxMessage`: the longest datagram; `limit`: the longest response. Both in bytes. */
  constructor(maxMessage: number, limit: number) {
    this.maxMessage = maxMessage;
    this.limit = limit;
  }

  /** The first request for the exchanges. Tags are the owner's, one transfer each. */
  start(request: Request): Request {
    const { payload } = request;
    this.end(request.tag);
    // Who asks for a certain block goes through the answer in his own way.
    if (findOption(request, OptionNumber.block2) !== undefined) return request;
    const mark = this.broken === 0 ? undefined : opaqueOption(OptionNumber.requestTag, tagBytes(this.broken));
    const transfer: Transfer = {
      request,
      sent: 0,
      block: undefined,
      mark,
      echo: undefined,
      received: undefined,
      etag: undefined,
      restarts: 0,
    };
    this.list.push(transfer);
    const room = this.maxMessage - overhead(request.options);
    if (payload === undefined || payload.length <= room) return this.whole(transfer);
    return this.sendBlock(transfer, 0, blockSize(room - BLOCK_OVERHEAD));
  }

  /** Takes a response of the exchanges. */
  response(output: ExchangeOutput & { kind: "response" }): Progress {
    const transfer = this.find(output.tag);
    if (transfer === undefined) return output;
    const next = this.challenged(transfer, output.message) ?? this.further(transfer, output.message);
    if (next !== undefined && "code" in next) return { kind: "request", request: next };
    this.end(output.tag);
    if (next !== undefined) return { kind: "failed", tag: output.tag, cause: next.cause };
    return { ...output, message: wholeOf(transfer, output.message) };
  }

  /** Forgets the transfer of that tag, whose exchange came to nothing; all transfers without one. */
  end(tag?: number): void {
    for (let i = this.list.length - 1; i >= 0; i--) {
      const one = this.list[i] as Transfer;
      if (tag !== undefined && one.request.tag !== tag) continue;
      if (one.block?.more === true) this.broken++;
      this.list.splice(i, 1);
    }
  }

  private find(tag: number): Transfer | undefined {
    for (let i = 0; i < this.list.length; i++) {
      if ((this.list[i] as Transfer).request.tag === tag) return this.list[i];
    }
    return undefined;
  }

  /**
   * The same request from its beginning with the Echo option of a 4.01 (RFC 9175 section 2.3), only once. A server that
   * puts blocks together before it looks at the request asks for it with the last of them.
   */
  private challenged(transfer: Transfer, { code, options }: Message): Request | undefined {
    const echo = code === Response.unauthorized ? findOption({ options }, OptionNumber.echo) : undefined;
    if (echo === undefined || transfer.echo !== undefined) return undefined;
    transfer.echo = opaqueOption(OptionNumber.echo, echo.value);
    const { block } = transfer;
    return block === undefined ? this.whole(transfer) : this.sendBlock(transfer, 0, block.size);
  }

  /** The next request, the reason why there cannot be one, or `undefined` if the response is the last. */
  private further(transfer: Transfer, message: Message): Request | { cause: Failure } | undefined {
    const block1 = findBlock(message, OptionNumber.block1);
    if (block1 !== undefined && block1 !== "malformed") {
      const next = this.furtherOut(transfer, message.code, block1);
      if (next !== undefined) return next;
    }
    const block2 = findBlock(message, OptionNumber.block2);
    if (block2 === undefined || !isSuccess(message.code)) return undefined;
    return block2 === "malformed" ? MALFORMED : this.furtherIn(transfer, message, block2);
  }

  private furtherOut(transfer: Transfer, code: number, answer: Block): Request | { cause: Failure } | undefined {
    const { request, block, sent } = transfer;
    const length = request.payload?.length ?? 0;
    if (code === Response.requestEntityTooLarge && answer.size < (block?.size ?? length)) {
      // Not too much in all, but too much at once (section 2.9.3).
      if (++transfer.restarts > MOST_RESTARTS || answer.size >= length) return undefined;
      return this.sendBlock(transfer, 0, answer.size);
    }
    if (block === undefined || !block.more || !isSuccess(code)) return undefined;
    if (answer.number !== block.number) return MALFORMED;
    return this.sendBlock(transfer, sent, answer.size < block.size ? answer.size : block.size);
  }

  private furtherIn(transfer: Transfer, message: Message, block: Block): Request | { cause: Failure } | undefined {
    const { payload } = message;
    const before = transfer.received ?? new Uint8Array(0);
    const etag = findOption(message, OptionNumber.etag);
    if (block.number > 0 && changed(transfer.etag, etag)) {
      transfer.received = undefined;
      return ++transfer.restarts > MOST_RESTARTS ? MALFORMED : this.askFor(transfer, 0, block.size);
    }
    const start = block.number * block.size;
    if (start !== before.length || (block.more && payload.length !== block.size)) return MALFORMED;
    if (start + payload.length > this.limit) return { cause: "tooLarge" };
    const whole = new Uint8Array(start + payload.length);
    whole.set(before);
    whole.set(payload, start);
    transfer.received = whole;
    transfer.etag = etag;
    return block.more ? this.askFor(transfer, block.number + 1, block.size) : undefined;
  }

  /** The request in one piece. One that reads says how large the answer's blocks may be (section 2.4). */
  private whole({ request, echo }: Transfer): Request {
    const options = request.options.slice();
    if (echo !== undefined) options.push(echo);
    const reads = request.code === Method.get || request.code === Method.fetch;
    const size = blockSize(this.maxMessage - RESPONSE_OVERHEAD);
    if (reads && size < 1024) options.push(blockOption(OptionNumber.block2, { number: 0, more: false, size }));
    return { ...request, options };
  }

  private sendBlock(transfer: Transfer, start: number, size: number): Request {
    const { request, mark, echo } = transfer;
    const payload = request.payload as Uint8Array;
    const end = start + size < payload.length ? start + size : payload.length;
    const block: Block = { number: start / size, more: end < payload.length, size };
    transfer.block = block;
    transfer.sent = end;
    const options = [...request.options, blockOption(OptionNumber.block1, block)];
    if (start === 0) options.push(uintOption(OptionNumber.size1, payload.length));
    if (mark !== undefined) options.push(mark);
    if (echo !== undefined) options.push(echo);
    return { ...request, options, payload: payload.slice(start, end) };
  }

  /** Asks for a block of the answer: the same options, but no payload, no Observe (sections 2.6 and 2.7). */
  private askFor(transfer: Transfer, number: number, size: number): Request {
    const { request, mark, echo } = transfer;
    const options: Option[] = [];
    for (let i = 0; i < request.options.length; i++) {
      const option = request.options[i] as Option;
      if (option.number !== OptionNumber.observe && option.number !== OptionNumber.block2) options.push(option);
    }
    options.push(blockOption(OptionNumber.block2, { number, more: false, size }));
    if (mark !== undefined && transfer.block !== undefined) options.push(mark);
    if (echo !== undefined) options.push(echo);
    const { kind, peer, tag, code } = request;
    const content: Content = { code, options };
    return { kind, peer, tag, ...content };
  }
}

const MALFORMED: { readonly cause: Failure } = Object.freeze({ cause: "malformed" });

/** Bytes that a request with these options needs besides its payload, at the most. */
function overhead(options: readonly Option[]): number {
  let total = HEADER;
  for (let i = 0; i < options.length; i++) total += (options[i] as Option).value.length + 3;
  return total;
}

function changed(before: Option | undefined, now: Option | undefined): boolean {
  if (before === undefined || now === undefined) return before !== now;
  return !sameBytes(before.value, now.value);
}

function wholeOf({ received }: Transfer, message: Message): Message {
  return received === undefined ? message : { ...message, payload: received };
}

function tagBytes(count: number): Uint8Array {
  return new Uint8Array([count & 0xff]);
}
