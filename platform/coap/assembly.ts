import { type Message, type Peer, peerKey } from "./message.js";
import { Code } from "./numbers.js";
import { blockOption, blockValue, findOption, uriPath, uriQuery } from "./options.js";
import type { Reply } from "./endpoint.js";

/** The greatest request body that is put together, and how many are under way at a time. */
const maxBody = 8_192;
const maxBodies = 1_000;
/** A body whose next block does not come within this time is dropped (RFC 7959 2.4 leaves it to the server). */
const patience = 93_000;

/** Puts together request bodies that come in blocks (RFC 7959 2.5), one per peer and target. */
export class BodyAssembly {
  readonly #bodies = new Map<string, { bytes: Buffer; until: number }>();

  /**
   * Takes one request.
   * @returns the request with its whole body and the option that its reply has to carry, or the reply to give now
   */
  take(request: Message, peer: Peer, now: number): { whole: Message; echo: Reply["options"] } | { reply: Reply } {
    const block = blockValue(request, "Block1");
    if (block === undefined) {
      return findOption(request, "Block1") === undefined
        ? { whole: request, echo: [] }
        : { reply: { code: Code.badRequest } };
    }
    this.#forget(now);
    const key = targetKey(request, peer);
    const before = block.number === 0 ? undefined : this.#bodies.get(key)?.bytes;
    this.#bodies.delete(key);
    const echo = [blockOption("Block1", block)];
    if ((before?.length ?? 0) !== block.number * block.size)
      return { reply: { code: Code.entityIncomplete, options: echo } };
    const bytes = before === undefined ? request.payload : Buffer.concat([before, request.payload]);
    if (bytes.length > maxBody) return { reply: { code: Code.entityTooLarge, options: echo } };
    if (!block.more) return { whole: { ...request, payload: bytes }, echo };
    if (request.payload.length !== block.size) return { reply: { code: Code.badRequest, options: echo } };
    if (this.#bodies.size >= maxBodies) return { reply: { code: Code.unavailable } };
    this.#bodies.set(key, { bytes, until: now + patience });
    return { reply: { code: Code.continue, options: echo } };
  }

  #forget(now: number): void {
    for (const [key, body] of this.#bodies) {
      if (body.until > now) return;
      this.#bodies.delete(key);
    }
  }
}

function targetKey(request: Message, peer: Peer): string {
  return JSON.stringify([peerKey(peer), request.code, uriPath(request), [...uriQuery(request)]]);
}
