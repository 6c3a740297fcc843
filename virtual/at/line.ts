/** One parameter of a command, without the quotes that it stood in. Text is one character a byte. */
export interface Parameter {
  readonly text: string;
  readonly quoted: boolean;
}

/** A command line in the forms of ITU-T V.250 clauses 5.3 and 5.4. Names are in upper case. */
export type CommandLine =
  /** Nothing, or a basic command such as E0: the letter and what follows. */
  | { readonly form: "basic"; readonly name: string; readonly text: string }
  | { readonly form: "execute" | "read" | "test"; readonly name: string }
  | { readonly form: "set"; readonly name: string; readonly text: string; readonly parameters: readonly Parameter[] };

/** A command that sets something. */
export type SetLine = Extract<CommandLine, { form: "set" }>;

/** More parameters than any command has. */
const MOST_PARAMETERS = 32;

/**
 * Takes a command line apart. Quotes hold commas together; a quote ends only before a comma or the end of the line, so
 * that one within a text survives.
 *
 * @returns `undefined` if the line is no AT command or has a quote without an end
 */
export function parseCommandLine(line: string): CommandLine | undefined {
  const text = line.trim();
  if (text.slice(0, 2).toUpperCase() !== "AT") return undefined;
  const rest = text.slice(2);
  const first = rest.charAt(0);
  if (first !== "+" && first !== "*") return { form: "basic", name: first.toUpperCase(), text: rest.slice(1) };
  let end = 1;
  while (end < rest.length && isNameCharacter(rest.charCodeAt(end))) end++;
  const name = rest.slice(0, end).toUpperCase();
  const tail = rest.slice(end);
  if (tail === "") return { form: "execute", name };
  if (tail === "?") return { form: "read", name };
  if (tail === "=?") return { form: "test", name };
  if (tail.charAt(0) !== "=") return undefined;
  const parameters = parseParameters(tail.slice(1));
  return parameters === undefined ? undefined : { form: "set", name, text: tail.slice(1), parameters };
}

/** Splits "1,,\"a,b\"" into its parameters; `undefined` if a quote has no end or there are too many. */
export function parseParameters(text: string): Parameter[] | undefined {
  const parameters: Parameter[] = [];
  let at = 0;
  for (;;) {
    if (parameters.length === MOST_PARAMETERS) return undefined;
    while (text.charAt(at) === " ") at++;
    const quoted = text.charAt(at) === '"';
    const end = quoted ? closingQuote(text, at + 1) : unquotedEnd(text, at);
    if (end < 0) return undefined;
    parameters.push({ text: quoted ? text.slice(at + 1, end) : text.slice(at, end).trim(), quoted });
    at = quoted ? afterBlanks(text, end + 1) : end;
    if (at >= text.length) return parameters;
    at++;
  }
}

function isNameCharacter(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
}

function unquotedEnd(text: string, from: number): number {
  const comma = text.indexOf(",", from);
  return comma < 0 ? text.length : comma;
}

/** Index of the quote that ends the parameter, or −1. */
function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 1)) {
    const next = afterBlanks(text, at + 1);
    if (next >= text.length || text.charAt(next) === ",") return at;
  }
  return -1;
}

function afterBlanks(text: string, from: number): number {
  let at = from;
  while (text.charAt(at) === " ") at++;
  return at;
}
