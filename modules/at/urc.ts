import type { Owner } from "./command.js";

/** One row of a module's table of unsolicited result codes. */
export interface UrcRow {
  /** What the line begins with: a name as `+CEREG`, which no letter or digit may follow, or a text. */
  readonly prefix: string;
  /** Who is told. */
  readonly owner: Owner;
  /** True for a line that means something only while no command runs, as the model's name in the boot banner does. */
  readonly idle?: boolean;
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

/** True when a line begins with a prefix and, if that is a name, the name ends there: `+CSQ` is none of `+CSQN: 1`. */
export function hasPrefix(line: string, prefix: string): boolean {
  if (!line.startsWith(prefix)) return false;
  const first = prefix.charCodeAt(0);
  return (first !== PLUS && first !== ASTERISK) || line.length === prefix.length || !letter(line, prefix.length);
}

const PLUS = 0x2b;
const ASTERISK = 0x2a;

function letter(line: string, at: number): boolean {
  const code = line.charCodeAt(at) | 0x20;
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39);
}
