import { closeSync, openSync, writeSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { latinText } from "../modules/base/text.js";
import { ToolError } from "./arguments.js";
import { systemWords } from "./system-words.js";

/** Takes down what passes between the firmware and its place, so that it can be played again. */
export interface Recorder {
  /** The firmware's settings for the run. */
  option(name: string, value: string): void;
  /** Bytes from the firmware to the module. */
  host(bytes: Uint8Array): void;
  /** Bytes from the module. */
  module(bytes: Uint8Array): void;
  /** What the firmware did beside that: a pulse, a new speed, its end. */
  did(text: string): void;
  /** What the place gave: a name and a number, such as "load 0.25" or "random 4711". */
  given(text: string): void;
  /** What was done to the firmware, such as "stop". */
  act(text: string): void;
}

/**
 * Writes a talk as lines of text:
 *
 * - `# option mode=sdk` a setting of the run; other notes are for people,
 * - `@ 1200` what follows happened 1,200 ms after the beginning,
 * - `> AT+CSQ` the firmware sent this with CR LF behind it,
 * - `< +CSQ:22,0` the module sent this with CR LF before and behind it,
 * - `] "…"`, `[ "…"` the firmware, the module sent these characters, one a byte, with JSON's escapes,
 * - `= pulse reset 110` the firmware did this,
 * - `? load 0.25` the place gave this when it was asked,
 * - `! stop` this was done to the firmware.
 */
export class TalkWriter implements Recorder {
  readonly #write: (line: string) => void;
  readonly #now: () => number;
  #time = -1;

  /** `now` gives milliseconds since the beginning. */
  constructor(write: (line: string) => void, now: () => number) {
    this.#write = write;
    this.#now = now;
  }

  option(name: string, value: string): void {
    this.#write(`# option ${name}=${value}`);
  }

  host(bytes: Uint8Array): void {
    const text = latinText(bytes);
    const line = text.slice(0, -2);
    this.#put(text.endsWith("\r\n") && isPlain(line) ? `> ${line}` : `] ${JSON.stringify(text)}`);
  }

  module(bytes: Uint8Array): void {
    let rest = latinText(bytes);
    while (rest !== "") {
      const line = /^\r\n([^\r\n]+)\r\n/.exec(rest)?.[1];
      if (line !== undefined && isPlain(line)) {
        this.#put(`< ${line}`);
        rest = rest.slice(line.length + 4);
        continue;
      }
      // Up to where a line may begin.
      const next = rest.indexOf("\r\n", 1);
      const end = next < 0 || next === rest.length - 2 ? rest.length : next;
      this.#put(`[ ${JSON.stringify(rest.slice(0, end))}`);
      rest = rest.slice(end);
    }
  }

  did(text: string): void {
    this.#put(`= ${text}`);
  }

  given(text: string): void {
    this.#put(`? ${text}`);
  }

  act(text: string): void {
    this.#put(`! ${text}`);
  }

  #put(line: string): void {
    const time = this.#now();
    if (time !== this.#time) this.#write(`@ ${time}`);
    this.#time = time;
    this.#write(line);
  }
}

/** True for printable ASCII that has no blank at either end. */
function isPlain(text: string): boolean {
  return /^[!-~]([ -~]*[!-~])?$/.test(text);
}

/**
 * A recorder that writes to a file as things happen, from now on.
 *
 * @throws ToolError if the file cannot be written
 */
export function recordTo(file: string): Recorder & { close(): void } {
  const started = performance.now();
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, "w");
  } catch (error) {
    throw new ToolError(`record ${file}: ${systemWords(error)}`);
  }
  const write = (line: string): void => void (descriptor !== undefined && writeSync(descriptor, `${line}\n`));
  const writer = new TalkWriter(write, () => Math.floor(performance.now() - started));
  const close = (): void => {
    if (descriptor !== undefined) closeSync(descriptor);
    descriptor = undefined;
  };
  return Object.assign(writer, { close });
}
