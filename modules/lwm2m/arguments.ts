/** One argument of an execute: its number, and its value if it has one. */
export interface Argument {
  readonly number: number;
  readonly value: string | undefined;
}

/**
 * Takes the arguments of an execute apart, such as "5" or "0='https://example.org',2" (OMA LwM2M 1.2 clause 6.3.5);
 * `undefined` if the text does not follow the syntax there, which has no blanks and each number once.
 */
export function parseArguments(text: string): readonly Argument[] | undefined {
  const found: Argument[] = [];
  let at = 0;
  while (at < text.length) {
    if (found.length > 0 && text.charCodeAt(at++) !== COMMA) return undefined;
    const number = text.charCodeAt(at++) - 0x30;
    if (!(number >= 0 && number <= 9) || found.some((one) => one.number === number)) return undefined;
    let value: string | undefined;
    if (text.charCodeAt(at) === EQUALS) {
      const end = text.indexOf("'", at + 2);
      if (text.charCodeAt(at + 1) !== QUOTE || end < 0) return undefined;
      value = text.slice(at + 2, end);
      if (!isPlain(value)) return undefined;
      at = end + 1;
    }
    found.push({ number, value });
  }
  return found;
}

const COMMA = 0x2c;
const EQUALS = 0x3d;
const QUOTE = 0x27;

/** The characters of the clause: those of ASCII that print, without the blank, both quotes and the backslash. */
function isPlain(value: string): boolean {
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code < 0x21 || code > 0x7e || code === 0x22 || code === QUOTE || code === 0x5c) return false;
  }
  return true;
}

/** True if a text is a list of arguments, or empty. */
export function areArguments(text: string): boolean {
  return parseArguments(text) !== undefined;
}
