/**
 * The number that a text writes in decimal, such as "-12", "0.5" or "1e-7"; `undefined` for anything else, so for
 * blanks, hex, "Infinity" and what overflows to it.
 */
export function parseDecimal(text: string): number | undefined {
  let at = text.charCodeAt(0) === MINUS || text.charCodeAt(0) === PLUS ? 1 : 0;
  const whole = digitsFrom(text, at);
  at += whole;
  let fraction = 0;
  if (text.charCodeAt(at) === POINT) {
    fraction = digitsFrom(text, at + 1);
    at += 1 + fraction;
  }
  if (whole + fraction === 0) return undefined;
  if (text.charCodeAt(at) === SMALL_E || text.charCodeAt(at) === LARGE_E) {
    at += text.charCodeAt(at + 1) === MINUS || text.charCodeAt(at + 1) === PLUS ? 2 : 1;
    const exponent = digitsFrom(text, at);
    if (exponent === 0) return undefined;
    at += exponent;
  }
  if (at !== text.length) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** True for −0. Written as a literal it is 0 on the Moddable SDK's engine, so that nothing may be compared with that. */
export function isMinusZero(value: number): boolean {
  return value === 0 && 1 / value < 0;
}

/**
 * True if four bytes hold the number just as it is (IEEE 754 binary32). `Math.fround` alone does not tell: on XS it gives
 * an integer back as it is, however many bits it takes.
 */
export function isSingle(value: number): boolean {
  if (!Number.isInteger(value)) return Math.fround(value) === value || value !== value;
  let whole = value < 0 ? -value : value;
  if (whole > MOST_SINGLE) return false;
  while (whole > SINGLE_BITS && whole % 2 === 0) whole /= 2;
  return whole <= SINGLE_BITS;
}

/**
 * The integer of 64 bits at most that a text writes in decimal digits with an optional minus; `undefined` for anything
 * else. It is a bigint only beyond ±(2⁵³ − 1).
 */
export function parseInteger(text: string): number | bigint | undefined {
  const start = text.charCodeAt(0) === MINUS ? 1 : 0;
  const digits = digitsFrom(text, start);
  if (digits === 0 || start + digits !== text.length || digits > MAX_DIGITS) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value + 0 : BigInt(text);
}

/** The shortest decimal text that gives the same number again, without an exponent; NaN and infinities as JavaScript. */
export function formatDecimal(value: number): string {
  const text = String(value);
  const mark = text.indexOf("e");
  if (mark < 0) return text;
  const exponent = Number(text.slice(mark + 1));
  const negative = text.startsWith("-");
  const mantissa = text.slice(negative ? 1 : 0, mark);
  const point = mantissa.indexOf(".");
  const digits = point < 0 ? mantissa : mantissa.slice(0, point) + mantissa.slice(point + 1);
  const whole = (point < 0 ? mantissa.length : point) + exponent;
  const plain = whole <= 0 ? `0.${"0".repeat(-whole)}${digits}` : digits + "0".repeat(whole - digits.length);
  return negative ? `-${plain}` : plain;
}

/** 2²⁴, up to which a binary32 holds every integer, and the greatest number of it. */
const SINGLE_BITS = 0x100_0000;
const MOST_SINGLE = 3.4028234663852886e38;

const MINUS = 0x2d;
const PLUS = 0x2b;
const POINT = 0x2e;
const SMALL_E = 0x65;
const LARGE_E = 0x45;

/** Of 2⁶⁴. */
const MAX_DIGITS = 20;

function digitsFrom(text: string, start: number): number {
  let at = start;
  while (at < text.length && text.charCodeAt(at) >= 0x30 && text.charCodeAt(at) <= 0x39) at++;
  return at - start;
}
