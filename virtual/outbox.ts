import { bytesOf } from "./at/text.js";
import type { VirtualOutput } from "./contract.js";

/** More than what one input can bring about; what comes after that is lost, as it would be on an overrun line. */
const LIMIT = 512;

/**
 * What the module has to say, in order. Texts for the UART that follow each other leave in one piece. They are one
 * character a byte.
 */
export class Outbox {
  readonly #outputs: VirtualOutput[] = [];
  #text = "";

  /** Appends text for the UART. */
  write(text: string): void {
    this.#text += text;
  }

  push(output: VirtualOutput): void {
    this.#flush();
    if (this.#outputs.length < LIMIT) this.#outputs.push(output);
  }

  shift(): VirtualOutput | undefined {
    this.#flush();
    return this.#outputs.shift();
  }

  #flush(): void {
    if (this.#text === "") return;
    const bytes = bytesOf(this.#text);
    this.#text = "";
    if (this.#outputs.length < LIMIT) this.#outputs.push({ kind: "uart", bytes });
  }
}
