import { utf8Text } from "../base/text.js";
import type { Queue } from "../base/queue.js";
import { Method } from "../coap/codes.js";
import { OptionNumber, textOption, uintOption } from "../coap/options.js";
import type { Progress, Request } from "../coap/transfer.js";
import { ContentFormat, encodeContent, isKnownFormat, type Formats } from "../lwm2m/formats/index.js";
import { Code, formatCode } from "../lwm2m/operation.js";
import type { Path } from "../lwm2m/path.js";
import type { Tree } from "../lwm2m/tree.js";
import type { ModeInput, ModeOutput } from "./mode.js";

/** Marks of sends towards CoAP: so many from the first one on, below those of the observers. */
const FIRST_TAG = 32;
const TAGS = 16;

/** The formats of a Send (OMA LwM2M 1.1 clause 6.4.6), the shorter first. */
const FORMATS: readonly number[] = Object.freeze([ContentFormat.senmlCbor, ContentFormat.senmlJson]);

/** The longest diagnostic payload that is passed on, in bytes. */
const MAX_DIAGNOSTIC = 200;

const ROOT: Path = Object.freeze({});

/** The Send operation in SDK mode: POST /dp with values in SenML (OMA LwM2M 1.1 Transport clause 6.4.5). */
export class SdkSends {
  private readonly tree: Tree;
  private readonly formats: Formats;
  private readonly outbox: Queue<ModeOutput>;
  /** The client's numbers of the sends under way, by their mark. */
  private readonly ids = new Map<number, number>();

  constructor(tree: Tree, formats: Formats, outbox: Queue<ModeOutput>) {
    this.tree = tree;
    this.formats = formats;
    this.outbox = outbox;
  }

  /** True for the marks of sends. */
  static owns(tag: number): boolean {
    return tag >= FIRST_TAG && tag < FIRST_TAG + TAGS;
  }

  /** The request for a send to a peer; nothing if it cannot be, which is told. */
  request(input: Extract<ModeInput, { kind: "send" }>, peer: number | undefined): Request | undefined {
    const { id, entries } = input;
    let tag = FIRST_TAG;
    while (this.ids.has(tag)) tag++;
    const format = FORMATS.find((one) => isKnownFormat(this.formats, one));
    if (peer === undefined) return this.refuse(id, "the server is not registered with");
    if (format === undefined) return this.refuse(id, "no format for it is spoken");
    if (!SdkSends.owns(tag)) return this.refuse(id, "too many are under way");
    const payload = encodeContent(this.formats, format, ROOT, entries, this.tree);
    if (typeof payload === "number") return this.refuse(id, "the values do not go into one message");
    this.ids.set(tag, id);
    const options = [textOption(OptionNumber.uriPath, "dp"), uintOption(OptionNumber.contentFormat, format)];
    return { kind: "request", peer, tag, code: Method.post, options, payload };
  }

  /** A server has answered, or no answer will come. */
  ended(end: Exclude<Progress, { kind: "request" }>): void {
    if (end.kind === "failed") return this.done(end.tag, end.cause);
    const { code, payload } = end.message;
    // A diagnostic payload says in words why (RFC 7252 section 5.5.2).
    const why = payload.length === 0 || payload.length > MAX_DIAGNOSTIC ? undefined : utf8Text(payload);
    const refusal = `refused with ${formatCode(code)}${why === undefined ? "" : `: ${why}`}`;
    this.done(end.tag, code === Code.changed ? undefined : refusal);
  }

  /** Nothing of what is under way will be answered. */
  clear(): void {
    for (const tag of [...this.ids.keys()]) this.done(tag, "the way to the server is gone");
  }

  private done(tag: number, failure: string | undefined): void {
    const id = this.ids.get(tag);
    if (id === undefined) return;
    this.ids.delete(tag);
    this.outbox.push({ kind: "sent", id, failure });
  }

  private refuse(id: number, failure: string): undefined {
    this.outbox.push({ kind: "sent", id, failure });
    return undefined;
  }
}
