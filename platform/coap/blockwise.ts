import type { Message } from "./message.js";
import { Code } from "./numbers.js";
import { type Block, blockOption, blockValue, findOption } from "./options.js";
import type { Request } from "./outgoing.js";

/** Sends one request and waits for its response; rejects with `CoapFailure`. */
export type Send = (request: Request) => Promise<Message>;

/** A payload above it is sent in blocks: modules take datagrams of 512 bytes at the least. */
export const blockSize = 512;
/** The greatest representation that is put together from blocks. */
export const maxBody = 65_536;

/** A block-wise answer that does not fit together (RFC 7959 2.4, 2.5) or is too large. */
export class BlockwiseError extends Error {}

/** Sends a request and brings both bodies across whole (RFC 7959): Block1 up, Block2 down. */
export async function transfer(send: Send, request: Request): Promise<Message> {
  const payload = request.payload;
  const response =
    payload !== undefined && payload.length > blockSize ? await upload(send, request, payload) : await send(request);
  return download(send, request, response);
}

/** Fetches the rest of a representation of which `first` is the first block, also that of a notification (3.4). */
export async function download(send: Send, request: Request, first: Message): Promise<Message> {
  let block = blockValue(first, "Block2");
  if (block === undefined || !block.more || block.number !== 0) return first;
  const parts = [first.payload];
  let length = first.payload.length;
  const tag = findOption(first, "ETag");
  while (block.more) {
    if (length % block.size !== 0) throw new BlockwiseError("a block is not full");
    const wanted: Block = { number: length / block.size, more: false, size: block.size };
    const response = await send({
      code: request.code,
      options: [...restOptions(request), blockOption("Block2", wanted)],
      ...restPayload(request),
    });
    if (response.code !== first.code) return response;
    block = blockValue(response, "Block2");
    if (block === undefined || block.number * block.size !== length)
      throw new BlockwiseError("a block is out of order");
    if (!sameTag(tag, findOption(response, "ETag"))) throw new BlockwiseError("the value changed between two blocks");
    parts.push(response.payload);
    length += response.payload.length;
    if (length > maxBody) throw new BlockwiseError(`the answer is longer than ${maxBody} bytes`);
  }
  return { ...first, payload: Buffer.concat(parts) };
}

async function upload(send: Send, request: Request, payload: Buffer): Promise<Message> {
  let size = blockSize;
  let sent = 0;
  for (;;) {
    const end = Math.min(sent + size, payload.length);
    const block: Block = { number: sent / size, more: end < payload.length, size };
    const options = [...request.options, blockOption("Block1", block)];
    const response = await send({ ...request, options, payload: payload.subarray(sent, end) });
    if (response.code !== Code.continue) return response;
    if (!block.more) throw new BlockwiseError("2.31 to the last block");
    // The device may ask for smaller blocks from here on (RFC 7959 2.3).
    size = Math.min(size, blockValue(response, "Block1")?.size ?? size);
    sent = end;
  }
}

/** Observe belongs to the first request alone, and Block1 has been dealt with. */
const restOptions = (request: Request): Request["options"] =>
  request.options.filter((option) => option.number !== 6 && option.number !== 27);

/** A FETCH is told from others by its payload, which goes along each time (RFC 8132 2.1); one in blocks has been sent. */
const restPayload = ({ code, payload }: Request): Pick<Request, "payload"> =>
  code === Code.fetch && payload !== undefined && payload.length <= blockSize ? { payload } : {};

const sameTag = (a: Buffer | undefined, b: Buffer | undefined): boolean =>
  a === undefined || b === undefined ? a === b : a.equals(b);
