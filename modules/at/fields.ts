import { decimal } from "../base/text.js";
import { hasPrefix } from "./urc.js";

/**
 * Reads the fields of an information text or a URC one after the other: `0,39123,"a,b",,(0-3)`. A blank after a comma
 * is skipped; quotes are taken off and told in `quoted`; a list in parentheses is one field, parentheses included.
 * Each reading call takes the next field; past the last one it gives `undefined`.
 */
export class FieldReader {
  /** True when the field that was read last stood in quotes. */
  quoted = false;
  readonly #line: string;
  #at: number;
  #begin = 0;
  #end = 0;

  /** `start`: where the first field begins, as `startOfFields` gives it; a negative number stands for no field. */
  constructor(line: string, start = 0) {
    this.#line = line;
    this.#at = start < line.length ? start : NONE;
  }

  /** True when there is no further field. */
  get done(): boolean {
    return this.#at < 0;
  }

  /** The field as text; an omitted one is the empty text. */
  text(): string | undefined {
    return this.advance() ? this.#line.slice(this.#begin, this.#end) : undefined;
  }

  /** The field as an integer, with or without sign; `undefined` for anything else. */
  integer(): number | undefined {
    const text = this.text();
    if (text === undefined || !text.startsWith("-")) return text === undefined ? undefined : decimal(text);
    const size = decimal(text.slice(1));
    return size === undefined ? undefined : -size;
  }

  /** The bytes that the field writes in hex digits of either case; `undefined` for anything else. */
  bytes(): Uint8Array | undefined {
    return this.advance() ? hexRange(this.#line, this.#begin, this.#end) : undefined;
  }

  /** The number that the field writes in hex digits, as area codes and cells are; `undefined` for anything else. */
  hex(): number | undefined {
    if (!this.advance() || this.#end === this.#begin || this.#end - this.#begin > 8) return undefined;
    let value = 0;
    for (let i = this.#begin; i < this.#end; i++) {
      const digit = hexDigit(this.#line.charCodeAt(i));
      if (digit < 0) return undefined;
      value = value * 16 + digit;
    }
    return value;
  }

  /**
   * A text whose length was given by the field before it, which may hold commas and quotes. When no field ends where
   * the length says, it is read like any other: not every module counts alike.
   */
  sized(length: number): string | undefined {
    const start = skipBlanks(this.#line, this.#at);
    const quoted = this.#at >= 0 && this.#line.charCodeAt(start) === QUOTE;
    const begin = quoted ? start + 1 : start;
    const end = begin + length;
    const after = quoted ? end + 1 : end;
    const fits = this.#at >= 0 && after <= this.#line.length && (!quoted || this.#line.charCodeAt(end) === QUOTE);
    if (!fits || (after < this.#line.length && this.#line.charCodeAt(after) !== COMMA)) return this.text();
    this.quoted = quoted;
    this.#at = after < this.#line.length ? after + 1 : NONE;
    return this.#line.slice(begin, end);
  }

  /** All that is left as one text, commas included; quotes around it are taken off. */
  rest(): string | undefined {
    if (this.#at < 0) return undefined;
    const text = this.#line.slice(skipBlanks(this.#line, this.#at));
    this.#at = NONE;
    this.quoted = text.length > 1 && text.startsWith('"') && text.endsWith('"');
    return this.quoted ? text.slice(1, -1) : text;
  }

  /** Passes over `count` fields. */
  skip(count = 1): this {
    for (let i = 0; i < count; i++) this.advance();
    return this;
  }

  /** Finds the bounds of the next field. */
  private advance(): boolean {
    if (this.#at < 0) return false;
    const line = this.#line;
    const start = skipBlanks(line, this.#at);
    const first = line.charCodeAt(start);
    this.quoted = first === QUOTE;
    this.#begin = this.quoted ? start + 1 : start;
    let comma: number;
    if (this.quoted) {
      this.#end = closingQuote(line, this.#begin);
      comma = line.indexOf(",", this.#end);
    } else {
      comma = line.indexOf(",", first === OPEN ? closingParenthesis(line, start) : start);
      this.#end = comma < 0 ? line.length : comma;
      while (this.#end > this.#begin && line.charCodeAt(this.#end - 1) === BLANK) this.#end--;
    }
    this.#at = comma < 0 ? NONE : comma + 1;
    return true;
  }
}

/**
 * Where the fields begin in a line of the given prefix, past its colon and the blank that some firmware puts after it;
 * -1 when the line has another prefix. The empty prefix stands for a bare line.
 */
export function startOfFields(line: string, prefix: string): number {
  if (prefix === "") return 0;
  if (!hasPrefix(line, prefix)) return NONE;
  const sign = line.charCodeAt(prefix.length);
  return skipBlanks(line, sign === COLON || sign === EQUALS ? prefix.length + 1 : prefix.length);
}

/** True when a list as `(0,2-5)` holds a number. */
export function listHolds(list: string, value: number): boolean {
  const inner = list.startsWith("(") ? list.slice(1, list.endsWith(")") ? -1 : list.length) : list;
  const reader = new FieldReader(inner);
  while (!reader.done) {
    const item = reader.text() as string;
    const dash = item.indexOf("-", 1);
    const low = decimal(dash < 0 ? item : item.slice(0, dash).trim());
    const high = dash < 0 ? low : decimal(item.slice(dash + 1).trim());
    if (low !== undefined && high !== undefined && value >= low && value <= high) return true;
  }
  return false;
}

/** A parameter of a command: text is quoted, a number bare, an absent one omitted, and `bare` text goes as it is. */
export type Parameter = string | number | undefined | { readonly bare: string };

/** Parameters as a command line has them: `"DGRAM",17,,1`. */
export function writeParameters(parameters: readonly Parameter[]): string {
  let text = "";
  for (let i = 0; i < parameters.length; i++) {
    const parameter = parameters[i];
    if (i > 0) text += ",";
    if (typeof parameter === "string") text += `"${parameter}"`;
    else if (typeof parameter === "number") text += String(parameter);
    else if (parameter !== undefined) text += parameter.bare;
  }
  return text;
}

/** True when a text can stand in quotes: a quote would end it, a control character the whole command line. */
export function quotable(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === QUOTE || code < BLANK || code === DELETE) return false;
  }
  return true;
}

const NONE = -1;
const BLANK = 0x20;
const QUOTE = 0x22;
const OPEN = 0x28;
const COMMA = 0x2c;
const COLON = 0x3a;
const EQUALS = 0x3d;
const DELETE = 0x7f;

/** Hex digits are looked at in pieces, because XS counts through a long text to find its character number i. */
const PIECE = 64;

function skipBlanks(line: string, at: number): number {
  while (line.charCodeAt(at) === BLANK) at++;
  return at;
}

/** The quote that a comma or the end of the line follows; a quote before anything else is part of the text. */
function closingQuote(line: string, from: number): number {
  for (let at = line.indexOf('"', from); at >= 0; at = line.indexOf('"', at + 1)) {
    const after = skipBlanks(line, at + 1);
    if (after >= line.length || line.charCodeAt(after) === COMMA) return at;
  }
  return line.length;
}

function closingParenthesis(line: string, from: number): number {
  let depth = 0;
  for (let i = from; i < line.length; i++) {
    const code = line.charCodeAt(i);
    if (code === OPEN) depth++;
    else if (code === OPEN + 1 && --depth === 0) return i;
  }
  return line.length;
}

function hexRange(line: string, begin: number, end: number): Uint8Array | undefined {
  if ((end - begin) % 2 !== 0) return undefined;
  const bytes = new Uint8Array((end - begin) / 2);
  for (let from = begin; from < end; from += PIECE) {
    const piece = line.slice(from, from + PIECE < end ? from + PIECE : end);
    for (let i = 0; i < piece.length; i += 2) {
      const high = hexDigit(piece.charCodeAt(i));
      const low = hexDigit(piece.charCodeAt(i + 1));
      if (high < 0 || low < 0) return undefined;
      bytes[(from - begin + i) / 2] = high * 16 + low;
    }
  }
  return bytes;
}

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  if (code >= 0x41 && code <= 0x46) return code - 0x37;
  if (code >= 0x61 && code <= 0x66) return code - 0x57;
  return -1;
}
