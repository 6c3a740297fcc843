/**
 * Texts are put together in blocks of this many characters: XS copies both sides of every concatenation, so building a
 * long text character by character would fill the chunk heap with its own beginnings.
 */
const BLOCK = 64;

/** The bytes of a text that is known to be ASCII. */
export function asciiBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** The text of bytes `start` to `end`, one character a byte (ISO 8859-1, so nothing is lost). */
export function latinText(bytes: Uint8Array, start = 0, end = bytes.length): string {
  let text = "";
  let block = "";
  let i = start;
  for (; i + 8 <= end; i += 8) {
    block += String.fromCharCode(
      bytes[i] as number,
      bytes[i + 1] as number,
      bytes[i + 2] as number,
      bytes[i + 3] as number,
      bytes[i + 4] as number,
      bytes[i + 5] as number,
      bytes[i + 6] as number,
      bytes[i + 7] as number,
    );
    if (block.length >= BLOCK) {
      text += block;
      block = "";
    }
  }
  for (; i < end; i++) block += String.fromCharCode(bytes[i] as number);
  return text + block;
}

/** The UTF-8 bytes of a text (RFC 3629); a lone surrogate becomes U+FFFD. */
export function utf8Bytes(text: string): Uint8Array {
  let size = 0;
  for (const character of text) size += utf8Size(character.codePointAt(0) as number);
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const character of text) {
    let point = character.codePointAt(0) as number;
    if (point >= 0xd800 && point <= 0xdfff) point = 0xfffd;
    const length = utf8Size(point);
    if (length === 1) {
      bytes[at] = point;
    } else {
      for (let i = length - 1; i > 0; i--) {
        bytes[at + i] = 0x80 | (point & 0x3f);
        point >>= 6;
      }
      bytes[at] = ((0xf00 >> length) & 0xff) | point;
    }
    at += length;
  }
  return bytes;
}

/** The text of UTF-8 bytes (RFC 3629), or `undefined` if they are not well-formed. */
export function utf8Text(bytes: Uint8Array, start = 0, end = bytes.length): string | undefined {
  let text = "";
  let block = "";
  for (let at = start; at < end;) {
    const first = bytes[at] as number;
    const size = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    const point = size === 1 ? first : utf8Point(bytes, at, size, end);
    if (point === undefined) return undefined;
    block += String.fromCodePoint(point);
    at += size;
    if (block.length >= BLOCK) {
      text += block;
      block = "";
    }
  }
  return text + block;
}

/** Upper-case hex digits, two a byte. */
export function hexText(bytes: Uint8Array, start = 0, end = bytes.length): string {
  let text = "";
  let block = "";
  for (let i = start; i < end; i++) {
    const byte = bytes[i] as number;
    block += String.fromCharCode(hexCode(byte >> 4), hexCode(byte & 15));
    if (block.length >= BLOCK) {
      text += block;
      block = "";
    }
  }
  return text + block;
}

/** The bytes of hex digits in either case, or `undefined` if the text is anything else. */
export function hexBytes(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0) return undefined;
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++) {
    const high = hexDigit(text.charCodeAt(2 * i));
    const low = hexDigit(text.charCodeAt(2 * i + 1));
    if (high < 0 || low < 0) return undefined;
    bytes[i] = high * 16 + low;
  }
  return bytes;
}

/** The number that a text of decimal digits writes, or `undefined` for anything else. */
export function decimal(text: string): number | undefined {
  if (text.length === 0 || text.length > 15) return undefined;
  let value = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  return value;
}

/** The code point that 2 to 4 bytes write; `undefined` for overlong forms, surrogates and all else that is wrong. */
function utf8Point(bytes: Uint8Array, at: number, size: number, end: number): number | undefined {
  const first = bytes[at] as number;
  if (first < 0xc2 || first > 0xf4 || at + size > end) return undefined;
  let point = first & (0x7f >> size);
  for (let i = 1; i < size; i++) {
    const next = bytes[at + i] as number;
    if ((next & 0xc0) !== 0x80) return undefined;
    point = (point << 6) | (next & 0x3f);
  }
  return utf8Size(point) < size || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff) ? undefined : point;
}

function utf8Size(point: number): number {
  if (point < 0x80) return 1;
  if (point < 0x800) return 2;
  return point < 0x10000 ? 3 : 4;
}

/** The character code of an upper-case hex digit. */
export function hexCode(digit: number): number {
  return digit < 10 ? 0x30 + digit : 0x37 + digit;
}

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  if (code >= 0x41 && code <= 0x46) return code - 0x37;
  if (code >= 0x61 && code <= 0x66) return code - 0x57;
  return -1;
}
