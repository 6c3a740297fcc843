import { latinText } from "../base/text.js";
import { countedLength, type UrcRow } from "./urc.js";

/** What one call of `Framer.read` came upon. `data`: a line with the counted bytes that belong to it. */
export type Found = "nothing" | "line" | "prompt" | "overflow" | "data";

/**
 * The longest line in bytes: the NSORF answer of a datagram of 1,358 bytes in hex with its five other fields needs
 * 2,760.
 */
export const LINE_LIMIT = 2800;

/**
 * Cuts the module's bytes into lines. A line ends with CR, LF or both; blank lines, blanks before a line and NUL bytes
 * (a UART in its reset) vanish. The part of a line that is there is kept as text of just its length.
 *
 * A line beyond the limit is dropped to its end, counted, and reported as `overflow`. So are counted bytes.
 */
export class Framer {
  /** True while a command waits for the prompt: then `>` at the beginning of a line is one. */
  armed = false;
  /** The line, after `read` found one. */
  line = "";
  /** The length of the line that was dropped, after `read` found an overflow. */
  dropped = 0;
  /** What the last `read` came upon. */
  found: Found = "nothing";
  /** The counted bytes, while they come and after `read` found all of them. */
  data: Uint8Array | undefined = undefined;
  /** Counted bytes that are still to come. */
  left = 0;
  readonly #rows: readonly UrcRow[];
  readonly #limit: number;
  #text = "";
  #block = "";
  #length = 0;
  /** How many counted bytes there are in all; 0 outside of them. */
  #count = 0;
  /** True behind the CR before counted bytes: a LF there is none of them. */
  #lineFeed = false;

  /** `rows`: the URCs, of which those with counted bytes stand first. */
  constructor(limit = LINE_LIMIT, rows: readonly UrcRow[] = NO_ROWS) {
    this.#limit = limit;
    this.#rows = rows;
  }

  /** Reads from `bytes[at]` to the end of a line at most, tells in `found` what that gave, and where to go on. */
  read(bytes: Uint8Array, at: number): number {
    this.found = "nothing";
    if (this.#count > 0) return this.readCounted(bytes, at);
    if (this.#length === 0) {
      while (at < bytes.length && isBlank(bytes[at] as number)) at++;
      if (this.armed && bytes[at] === PROMPT) {
        this.found = "prompt";
        return at + 1;
      }
    }
    let end = at;
    while (end < bytes.length && !isEnd(bytes[end] as number)) end++;
    const colon = this.#length < HEAD ? bytes.indexOf(COLON, at) : -1;
    if (colon >= 0 && colon < end && this.#length + colon - at < HEAD) {
      const head = this.#text + this.#block + latinText(bytes, at, colon);
      if (this.expect(head, ":", false)) return colon + 1;
    }
    this.append(bytes, at, end);
    if (end === bytes.length) return end;
    if (bytes[end] !== NUL) this.finish(bytes[end] === CR);
    return end + 1;
  }

  /** Forgets a line that has begun, and counted bytes. */
  clear(): void {
    this.#count = this.left = 0;
    this.#text = "";
    this.#block = "";
    this.#length = 0;
  }

  /** Begins with counted bytes if this line says that they follow. */
  private expect(line: string, after: ":" | "line", lineFeed: boolean): boolean {
    const count = countedLength(this.#rows, line, after);
    if (count < 0) return false;
    this.clear();
    this.line = line;
    this.#count = this.left = count;
    this.#lineFeed = lineFeed;
    this.data = count > this.#limit / 2 ? undefined : new Uint8Array(count);
    return true;
  }

  private readCounted(bytes: Uint8Array, at: number): number {
    if (this.#lineFeed && at < bytes.length) {
      this.#lineFeed = false;
      if (bytes[at] === LF) at++;
    }
    const size = bytes.length - at < this.left ? bytes.length - at : this.left;
    this.data?.set(bytes.subarray(at, at + size), this.#count - this.left);
    this.left -= size;
    if (this.left > 0) return at + size;
    this.found = this.data === undefined ? "overflow" : "data";
    this.dropped = this.#count;
    this.#count = 0;
    return at + size;
  }

  private append(bytes: Uint8Array, from: number, to: number): void {
    this.#length += to - from;
    if (this.#length > this.#limit) {
      this.#text = "";
      this.#block = "";
      return;
    }
    // Every concatenation copies both sides: a slow UART's single bytes are gathered in blocks first.
    const piece = latinText(bytes, from, to);
    if (this.#block.length + piece.length < BLOCK) {
      this.#block += piece;
    } else {
      this.#text += this.#block + piece;
      this.#block = "";
    }
  }

  private finish(carriageReturn: boolean): void {
    if (this.#length > this.#limit) {
      this.found = "overflow";
      this.dropped = this.#length;
      return this.clear();
    }
    const line = this.#text + this.#block;
    if (this.expect(line, "line", carriageReturn)) return;
    this.found = "line";
    this.line = line;
    this.clear();
  }
}

const NUL = 0;
const LF = 0x0a;
const CR = 0x0d;
const BLANK = 0x20;
const PROMPT = 0x3e;
const COLON = 0x3a;
const BLOCK = 64;
/** No head of a line with counted bytes is longer. */
const HEAD = 32;
const NO_ROWS: readonly UrcRow[] = Object.freeze([]);

function isEnd(byte: number): boolean {
  return byte === CR || byte === LF || byte === NUL;
}

function isBlank(byte: number): boolean {
  return byte === BLANK || isEnd(byte);
}
