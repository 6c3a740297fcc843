import { FieldReader } from "./fields.js";
import type { Owner } from "./command.js";

/** One row of a module's table of unsolicited result codes. */
export interface UrcRow {
  /** What the line begins with: a name as `+CEREG`, which no letter or digit may follow, or a text. */
  readonly prefix: string;
  /** Who is told. */
  readonly owner: Owner;
  /** True for a line that means something only while no command runs, as the model's name in the boot banner does. */
  readonly idle?: boolean;
  /**
   * For a line after which counted bytes come, which may hold anything. Rows with this stand before all others.
   * `field` is the place of the count among the line's fields (0 is the first); the bytes begin right behind the colon
   * that ends the fields, or in the next line.
   */
  readonly counted?: { readonly field: number; readonly after: ":" | "line" };
}

/** Who is to hear of a line, `undefined` if the table does not know it. `running`: a command waits for its result. */
export function urcOwner(rows: readonly UrcRow[], line: string, running: boolean): Owner | undefined {
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as UrcRow;
    if (row.idle === true && running) continue;
    if (hasPrefix(line, row.prefix)) return row.owner;
  }
  return undefined;
}

/**
 * How many counted bytes follow a line or the head of one; -1 if none do. `after`: what the line so far ended with.
 */
export function countedLength(rows: readonly UrcRow[], line: string, after: ":" | "line"): number {
  for (let i = 0; i < rows.length; i++) {
    const { prefix, counted } = rows[i] as UrcRow;
    if (counted === undefined) return NONE;
    if (counted.after !== after || !hasPrefix(line, prefix)) continue;
    const sign = line.slice(prefix.length, prefix.length + 1);
    if (sign !== ":" && sign !== ",") return NONE;
    const length = new FieldReader(line, prefix.length + 1).skip(counted.field).integer();
    return length === undefined || length <= 0 ? NONE : length;
  }
  return NONE;
}

/** True when a line begins with a prefix and, if that is a name, the name ends there: `+CSQ` is none of `+CSQN: 1`. */
export function hasPrefix(line: string, prefix: string): boolean {
  if (!line.startsWith(prefix)) return false;
  const first = prefix.charCodeAt(0);
  return (first !== PLUS && first !== ASTERISK) || line.length === prefix.length || !letter(line, prefix.length);
}

const NONE = -1;
const PLUS = 0x2b;
const ASTERISK = 0x2a;

function letter(line: string, at: number): boolean {
  const code = line.charCodeAt(at) | 0x20;
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39);
}
