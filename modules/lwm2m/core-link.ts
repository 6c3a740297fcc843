/**
 * True for what a value of type CoreLnk may hold: a list of links in link format (RFC 6690 section 2; OMA LwM2M 1.1
 * appendix C), such as `</3/0>;ver="1.1",</1/0>`. None at all is a list too. Blanks stand inside of quotes alone.
 */
export function isCoreLink(text: string): boolean {
  let at = 0;
  while (at < text.length) {
    const end = linkEnd(text, at);
    if (end < 0) return false;
    if (end === text.length) return true;
    if (text[end] !== ",") return false;
    at = end + 1;
  }
  return text.length === 0;
}

/** Where the link that begins at `start` ends; −1 if it is none. */
function linkEnd(text: string, start: number): number {
  let at = text.indexOf(">", start) + 1;
  if (text[start] !== "<" || at === 0) return -1;
  while (text[at] === ";") {
    const name = wordEnd(text, at + 1);
    if (name === at + 1) return -1;
    at = name;
    if (text[at] !== "=") continue;
    const value = text[at + 1] === '"' ? quotedEnd(text, at + 2) : wordEnd(text, at + 1);
    if (value === at + 1) return -1;
    at = value;
  }
  return at;
}

/** Where a word without quotes ends, which may not hold what separates. */
function wordEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length && !SEPARATORS.includes(text[at] as string)) at++;
  return at;
}

/** Behind the closing quote; `start`, as for an empty word, if there is none. */
function quotedEnd(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') return at + 1;
  }
  return start - 1;
}

const SEPARATORS = ' ",;<=>';
