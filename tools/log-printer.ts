/** Prints the firmware's log for a person: time since the start, a mark for the level, the text. */
export class LogPrinter {
  readonly #wire: boolean;
  readonly #write: (line: string) => void;
  readonly #started = Date.now();

  /** With `wire` the talk with the module is shown too. Lines go to standard output unless `write` takes them. */
  constructor(wire: boolean, write: (line: string) => void = (line) => console.log(line)) {
    this.#wire = wire;
    this.#write = write;
  }

  /** A line of nobody's log, as it is. */
  plain(line: string): void {
    this.#write(line);
  }

  log(level: string, text: string): void {
    this.#print("device", level, text);
  }

  /** A line of another part of the set-up. */
  other(part: string, level: string, text: string): void {
    this.#print(part, level, text);
  }

  #print(part: string, level: string, text: string): void {
    if (level === "wire" && !this.#wire) return;
    const seconds = ((Date.now() - this.#started) / 1000).toFixed(3).padStart(8);
    const mark = level === "error" ? "error: " : level === "warning" ? "warning: " : "";
    this.#write(`${seconds}  ${part.padEnd(8)}  ${mark}${text}`);
  }
}
