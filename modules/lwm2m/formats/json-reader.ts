import { utf8Text } from "../../base/text.js";

/** How deep values may nest in what is skipped. */
const MAX_DEPTH = 8;

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;

/** The brackets of arrays and objects. */
export const Bracket = Object.freeze({ array: 0x5b, arrayEnd: 0x5d, object: 0x7b, objectEnd: 0x7d } as const);

type Opening = typeof Bracket.array | typeof Bracket.object;

/** A JSON value that is no array and no object. An integer is a bigint only beyond ±(2⁵³ − 1). */
export type JsonScalar = string | number | bigint | boolean | null;

/**
 * Reads JSON texts value by value (RFC 8259). At the first thing that is wrong it notes what and where, and gives
 * nothing any more, so that its user asks once at the end.
 */
export class JsonReader {
  readonly #bytes: Uint8Array;
  #position = 0;
  /** What is wrong and at which byte. */
  failure: { readonly what: string; readonly at: number } | undefined;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Index of the next byte that is no blank. */
  get position(): number {
    this.blanks();
    return this.#position;
  }

  /** Enters an array or object; `true` if it has an element. */
  open(bracket: Opening): boolean {
    if (this.failure !== undefined) return false;
    const at = this.position;
    if (this.#bytes[at] !== bracket) {
      this.fail(bracket === Bracket.array ? "not an array" : "not an object", at);
      return false;
    }
    this.#position++;
    if (this.#bytes[this.position] !== bracket + 2) return true;
    this.#position++;
    return false;
  }

  /** Behind an element: `true` if another one follows, `false` behind the closing bracket. */
  another(bracket: Opening): boolean {
    if (this.failure !== undefined) return false;
    const at = this.position;
    const byte = this.#bytes[at];
    if (byte !== COMMA && byte !== bracket + 2) {
      this.fail("comma or bracket missing", at);
      return false;
    }
    this.#position++;
    return byte === COMMA;
  }

  /** The name of an object's next member, with the colon behind it. */
  name(): string | undefined {
    const at = this.position;
    if (this.#bytes[at] !== QUOTE) return this.fail("not a name", at);
    const name = this.string(at);
    if (name === undefined) return undefined;
    if (this.#bytes[this.position] !== COLON) return this.fail("colon missing", this.#position);
    this.#position++;
    return name;
  }

  /** A string, number, boolean or null. */
  scalar(): JsonScalar | undefined {
    if (this.failure !== undefined) return undefined;
    const at = this.position;
    const first = this.#bytes[at];
    if (first === QUOTE) return this.string(at);
    if (first === 0x74 && this.word("true")) return true;
    if (first === 0x66 && this.word("false")) return false;
    if (first === 0x6e && this.word("null")) return null;
    return this.number(at);
  }

  /** Passes over a value of any kind. It does not call itself: nesting is the peer's choice, the stack is not. */
  skip(): void {
    const around: Opening[] = [];
    for (;;) {
      const bracket = this.#bytes[this.position];
      let more = false;
      if (bracket !== Bracket.array && bracket !== Bracket.object) {
        this.scalar();
      } else if (around.length > MAX_DEPTH) {
        return void this.fail("nested too deep", this.#position);
      } else {
        more = this.open(bracket);
        if (more) around.push(bracket);
      }
      while (!more && around.length > 0) {
        more = this.another(around[around.length - 1] as Opening);
        if (!more) around.pop();
      }
      if (!more) return;
      if (around[around.length - 1] === Bracket.object && this.name() === undefined) return;
    }
  }

  /** Nothing but blanks may follow what was read. */
  end(): void {
    if (this.position < this.#bytes.length) this.fail("more than one value", this.#position);
  }

  fail(what: string, at: number): undefined {
    this.failure ??= { what, at };
    return undefined;
  }

  private blanks(): void {
    for (;;) {
      const byte = this.#bytes[this.#position];
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return;
      this.#position++;
    }
  }

  private word(word: string): boolean {
    for (let i = 0; i < word.length; i++) {
      if (this.#bytes[this.#position + i] !== word.charCodeAt(i)) return false;
    }
    this.#position += word.length;
    return true;
  }

  /** The string whose opening quote is at `at`: runs of plain bytes, with escapes between. */
  private string(at: number): string | undefined {
    const bytes = this.#bytes;
    let text = "";
    let start = ++this.#position;
    for (; this.#position < bytes.length; this.#position++) {
      const byte = bytes[this.#position] as number;
      if (byte < 0x20) return this.fail("control character in a string", this.#position);
      if (byte !== QUOTE && byte !== BACKSLASH) continue;
      const run = utf8Text(bytes, start, this.#position);
      if (run === undefined) return this.fail("not UTF-8", start);
      text += run;
      if (byte === QUOTE) {
        this.#position++;
        return text;
      }
      const character = this.escape();
      if (character === undefined) return undefined;
      text += character;
      start = this.#position + 1;
    }
    return this.fail("string without an end", at);
  }

  /** The character of the escape that the backslash begins; the position is then its last byte. */
  private escape(): string | undefined {
    const at = this.#position++;
    switch (this.#bytes[this.#position]) {
      case QUOTE:
        return '"';
      case BACKSLASH:
        return "\\";
      case 0x2f:
        return "/";
      case 0x62:
        return "\b";
      case 0x66:
        return "\f";
      case 0x6e:
        return "\n";
      case 0x72:
        return "\r";
      case 0x74:
        return "\t";
      case 0x75:
        return this.unicode(at);
      default:
        return this.fail("unknown escape", at);
    }
  }

  /** The code point of one escape, or of two that are a surrogate pair; a half of a pair is no character. */
  private unicode(at: number): string | undefined {
    const first = this.hex4();
    if (first === undefined) return this.fail("unknown escape", at);
    if (first < 0xd800 || first > 0xdfff) return String.fromCodePoint(first);
    const follows = this.#bytes[this.#position + 1] === BACKSLASH && this.#bytes[this.#position + 2] === 0x75;
    if (first > 0xdbff || !follows) return this.fail("half of a surrogate pair", at);
    this.#position += 2;
    const second = this.hex4();
    if (second === undefined || second < 0xdc00 || second > 0xdfff) return this.fail("half of a surrogate pair", at);
    return String.fromCodePoint(0x1_0000 + (first - 0xd800) * 1024 + second - 0xdc00);
  }

  /** The four digits behind the position, which is then the last of them. */
  private hex4(): number | undefined {
    let value = 0;
    for (let i = 1; i <= 4; i++) {
      const digit = hexDigit(this.#bytes[this.#position + i] ?? 0);
      if (digit < 0) return undefined;
      value = value * 16 + digit;
    }
    this.#position += 4;
    return value;
  }

  /** A number by RFC 8259 section 6. Integers of 64 bits keep all their digits. */
  private number(at: number): number | bigint | undefined {
    let text = this.take(0x2d) ? "-" : "";
    const whole = this.digits();
    if (whole === "" || (whole.length > 1 && whole.startsWith("0"))) return this.fail("not a value", at);
    text += whole;
    let isInteger = true;
    if (this.take(0x2e)) {
      const fraction = this.digits();
      if (fraction === "") return this.fail("malformed number", at);
      text += `.${fraction}`;
      isInteger = false;
    }
    if (this.take(0x65) || this.take(0x45)) {
      const sign = this.take(0x2d) ? "-" : this.take(0x2b) ? "+" : "";
      const exponent = this.digits();
      if (exponent === "") return this.fail("malformed number", at);
      text += `e${sign}${exponent}`;
      isInteger = false;
    }
    const value = Number(text);
    if (!Number.isFinite(value)) return this.fail("number beyond all doubles", at);
    return isInteger && !Number.isSafeInteger(value) && whole.length <= 20 ? BigInt(text) : value;
  }

  private take(byte: number): boolean {
    if (this.#bytes[this.#position] !== byte) return false;
    this.#position++;
    return true;
  }

  private digits(): string {
    const bytes = this.#bytes;
    const start = this.#position;
    while (this.#position < bytes.length && (bytes[this.#position] as number) >= 0x30) {
      if ((bytes[this.#position] as number) > 0x39) break;
      this.#position++;
    }
    return utf8Text(bytes, start, this.#position) as string;
  }
}

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  if (code >= 0x41 && code <= 0x46) return code - 0x37;
  if (code >= 0x61 && code <= 0x66) return code - 0x57;
  return -1;
}
