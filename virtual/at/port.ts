import { textOf } from "./text.js";
import type { Outbox } from "../outbox.js";

/** How a command ends: with OK, with nothing now because it prints its end itself, or with an error by its family. */
export type Reply = "ok" | "error" | "silent" | { readonly cme: number } | { readonly cis: number };

/** Writes the module's side of the AT talk: every line stands between CR LF pairs (ITU-T V.250 clause 5.7.1). */
export class Port {
  readonly #outbox: Outbox;
  readonly #blank: string;
  /** Whether what the host sends comes back (V.250 clause 6.2.4). */
  echo: boolean;
  /** Whether errors have numbers (3GPP TS 27.007 clause 9.1): 0 or 1. */
  errorNumbers = 0;

  /** `blank` says whether a blank follows the colon of a prefix. */
  constructor(outbox: Outbox, echo: boolean, blank: boolean) {
    this.#outbox = outbox;
    this.echo = echo;
    this.#blank = blank ? " " : "";
  }

  /** A line as it is. */
  line(text: string): void {
    this.#outbox.write(`\r\n${text}\r\n`);
  }

  /** Information text or an unsolicited result code: prefix, colon, fields. */
  info(prefix: string, fields: string): void {
    this.line(`${prefix}:${this.#blank}${fields}`);
  }

  /** The prompt for raw data. */
  prompt(text: string): void {
    this.#outbox.write(`\r\n${text}`);
  }

  /** A line that raw data follows at once, and what ends them. */
  raw(head: string, data: Uint8Array): void {
    this.#outbox.write(`\r\n${head}`);
    this.#outbox.write(textOf(data));
    this.#outbox.write("\r\n");
  }

  /** What came in, sent back. */
  echoed(text: string): void {
    this.#outbox.write(text);
  }

  /** The final result code. */
  final(reply: Reply): void {
    if (reply === "silent") return;
    if (reply === "ok") this.line("OK");
    else if (reply === "error") this.line("ERROR");
    else if ("cis" in reply) this.line(`+CIS ERROR:${this.#blank}${reply.cis}`);
    else if (this.errorNumbers === 0) this.line("ERROR");
    else this.line(`+CME ERROR: ${reply.cme}`);
  }
}
