import { latinText } from "../base/text.js";

/** What one call of `Framer.read` came upon. */
export type Found = "nothing" | "line" | "prompt" | "overflow";

/**
 * The longest line in bytes: the NSORF answer of a datagram of 1,358 bytes in hex with its five other fields needs
 * 2,760.
 */
export const LINE_LIMIT = 2800;

/**
 * Cuts the module's bytes into lines. A line ends with CR, LF or both; blank lines, blanks before a line and NUL bytes
 * (a UART in its reset) vanish. The part of a line that is there is kept as text of just its length.
 *
 * A line beyond the limit is dropped to its end, counted, and reported as `overflow`.
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
  readonly #limit: number;
  #text = "";
  #block = "";
  #length = 0;

  constructor(limit = LINE_LIMIT) {
    this.#limit = limit;
  }

  /** Reads from `bytes[at]` to the end of a line at most, tells in `found` what that gave, and where to go on. */
  read(bytes: Uint8Array, at: number): number {
    this.found = "nothing";
    if (this.#length === 0) {
      while (at < bytes.length && isBlank(bytes[at] as number)) at++;
      if (this.armed && bytes[at] === PROMPT) {
        this.found = "prompt";
        return at + 1;
      }
    }
    let end = at;
    while (end < bytes.length && !isEnd(bytes[end] as number)) end++;
    this.append(bytes, at, end);
    if (end === bytes.length) return end;
    if (bytes[end] !== NUL) this.finish();
    return end + 1;
  }

  /** Forgets a line that has begun. */
  clear(): void {
    this.#text = "";
    this.#block = "";
    this.#length = 0;
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

  private finish(): void {
    if (this.#length > this.#limit) {
      this.found = "overflow";
      this.dropped = this.#length;
    } else {
      this.found = "line";
      this.line = this.#text + this.#block;
    }
    this.clear();
  }
}

const NUL = 0;
const LF = 0x0a;
const CR = 0x0d;
const BLANK = 0x20;
const PROMPT = 0x3e;
const BLOCK = 64;

function isEnd(byte: number): boolean {
  return byte === CR || byte === LF || byte === NUL;
}

function isBlank(byte: number): boolean {
  return byte === BLANK || isEnd(byte);
}
