/** The parts of the firmware that give commands to the module, and to which results and URCs go. */
export type Owner = "lifecycle" | "sockets" | "mode";

/**
 * Texts that end a command in place of OK and ERROR, as `0,CONNECT OK` does: a line that ends with one of them. An OK
 * before it is only the beginning.
 */
export interface Ending {
  readonly good: readonly string[];
  readonly bad: readonly string[];
}

/** One AT command line with the facts that are needed to talk it through (3GPP TS 27.007, ITU-T V.250). */
export interface Command {
  /** The command line without its end, e.g. `AT+CGSN=1`. Text beyond ASCII is sent as UTF-8. */
  readonly text: string;
  /** Who gets the result. */
  readonly owner: Owner;
  /** The owner's own mark; the session hands it back untouched with the result. */
  readonly tag?: number;
  /**
   * The prefix of its information text, e.g. `+CGSN`. The empty text stands for bare lines (`AT+CIMI`): then every line
   * that is no known URC belongs to the answer, and so does a line that begins with the command's own name.
   */
  readonly answer?: string | undefined;
  /** How long to wait for the final result, in milliseconds; 5,000 if absent. */
  readonly within?: number | undefined;
  /** Sent as it is when the module gives the prompt `>`. */
  readonly data?: Uint8Array | undefined;
  /** Sent as hex digits at the end of the command line; kept apart so that no text of twice its size is made first. */
  readonly hex?: Uint8Array | undefined;
  /** What ends it besides the standard's final results. */
  readonly ending?: Ending | undefined;
  /** True when what follows `=` is a key or a code that no log may show. */
  readonly secret?: boolean;
}

/** What a command that names no time limit of its own gets, in milliseconds. */
export const DEFAULT_WITHIN = 5000;

/** The name of an extended command, `+NSORF` for `AT+NSORF=0,100`; empty for anything else. */
export function commandName(text: string): string {
  if (!text.startsWith("AT+") && !text.startsWith("AT*")) return "";
  let end = text.indexOf("=");
  if (end < 0) end = text.indexOf("?");
  return text.slice(2, end < 0 ? text.length : end);
}
