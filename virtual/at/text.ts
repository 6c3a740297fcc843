import { freeze } from "../../modules/base/freeze.js";

/**
 * How the AT side writes and reads bytes, digits and text. It has its own, so that a fault of the firmware's stays a fault
 * when the two talk to each other.
 */

const DIGITS = "0123456789ABCDEF";

/** The most digits of a decimal number, so that all fit into a double. */
const MOST_DIGITS = 15;

/** The bytes of a text that has one character a byte. */
export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
}

/** One character a byte. */
export function textOf(bytes: Uint8Array, start = 0, end = bytes.length): string {
  return inBlocks(bytes, start, end, (byte) => String.fromCharCode(byte));
}

/** Two digits a byte in upper case, the high half first. */
export function toHex(bytes: Uint8Array, start = 0, end = bytes.length): string {
  return inBlocks(bytes, start, end, (byte) => DIGITS.charAt(byte >> 4) + DIGITS.charAt(byte & 15));
}

/** Bytes of a block. One array with a slot for each byte of a datagram is more than a small engine's heap has. */
const BLOCK = 32;

/** What is written for each byte, put together in blocks so that little is copied. */
function inBlocks(bytes: Uint8Array, start: number, end: number, write: (byte: number) => string): string {
  let text = "";
  for (let at = start; at < end; at += BLOCK) {
    let block = "";
    for (let i = at; i < at + BLOCK && i < end; i++) block += write(bytes[i] as number);
    text += block;
  }
  return text;
}

/** The bytes of pairs of hex digits in either case; `undefined` if it is anything else. */
export function fromHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0) return undefined;
  const bytes = new Uint8Array(text.length / 2);
  const upper = text.toUpperCase();
  for (let at = 0; at < bytes.length; at++) {
    const high = DIGITS.indexOf(upper.charAt(2 * at));
    const low = DIGITS.indexOf(upper.charAt(2 * at + 1));
    if (high < 0 || low < 0) return undefined;
    bytes[at] = high * 16 + low;
  }
  return bytes;
}

/** The number of up to 15 decimal digits; `undefined` if there is anything else. */
export function fromDecimal(text: string): number | undefined {
  if (text.length === 0 || text.length > MOST_DIGITS) return undefined;
  let value = 0;
  for (let at = 0; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  return value;
}

/** Lead byte and least code point of UTF-8 by the number of further bytes (RFC 3629 section 3). */
const FORMS: readonly { readonly lead: number; readonly bits: number; readonly least: number }[] = freeze([
  { lead: 0x00, bits: 7, least: 0 },
  { lead: 0xc0, bits: 5, least: 0x80 },
  { lead: 0xe0, bits: 4, least: 0x800 },
  { lead: 0xf0, bits: 3, least: 0x1_0000 },
]);

/** What bytes mean in UTF-8; `undefined` if they are none. */
export function fromUtf8(bytes: Uint8Array): string | undefined {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at++] as number;
    const more = FORMS.findIndex(({ lead, bits }) => first >> bits === lead >> bits);
    const form = FORMS[more];
    if (form === undefined) return undefined;
    let point = first - form.lead;
    for (let left = more; left > 0; left--) {
      const next = bytes[at++] ?? 0;
      if (next >> 6 !== 2) return undefined;
      point = point * 64 + (next & 63);
    }
    if (point < form.least || point > 0x10_ffff || (point >= 0xd800 && point <= 0xdfff)) return undefined;
    parts.push(String.fromCodePoint(point));
  }
  return parts.join("");
}

/** A text's UTF-8 bytes as one character a byte; a lone surrogate becomes a question mark. */
export function toUtf8Text(text: string): string {
  const parts: string[] = [];
  for (const character of text) {
    const point = character.codePointAt(0) as number;
    if (point >= 0xd800 && point <= 0xdfff) parts.push("?");
    else if (point < 0x80) parts.push(character);
    else parts.push(textOf(fromHex(encodeURIComponent(character).split("%").join("")) ?? new Uint8Array(0)));
  }
  return parts.join("");
}
