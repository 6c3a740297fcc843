import { asciiBytes, latinText } from "../../modules/base/text.js";
import { parseTranscript, type TranscriptLine } from "../support/transcript.js";
import { FieldHost, type Wanted } from "./host.js";

/** How a recorded run is played. */
export interface Playing {
  /** Sizes of the pieces in which the module's bytes come, taken in turn; as they were recorded if absent. */
  readonly cuts?: readonly number[];
  /** Lines that the module prints in addition, one before each of its own, taken in turn. */
  readonly storm?: readonly string[];
}

/** How long to wait for what the firmware does next at most, in milliseconds of virtual time. */
const PATIENCE = 200_000;

const OPTION = "# option ";

/**
 * Plays a recorded run against the firmware on virtual time: the module's part comes as it came, the place gives what it
 * gave, and all that the firmware does must be what it did, in that order, and nothing more. Throws at the first thing
 * that differs; gives the number of lines that the module printed.
 */
export function replay(text: string, playing: Playing = {}): number {
  return new Replay(text, playing).run();
}

/** What a place gave under one name. */
interface Gifts {
  readonly values: number[];
  /** How many the firmware has got in the replay. */
  used: number;
  /** How many it had got in the record by now. */
  passed: number;
}

/** Bytes of the module: a whole line, or something else. */
interface Piece {
  readonly bytes: Uint8Array;
  readonly line: boolean;
}

/** One run that is played. */
class Replay {
  readonly #lines: readonly TranscriptLine[];
  readonly #playing: Playing;
  readonly #host: FieldHost;
  /** What the place gave, by name. */
  readonly #gifts: Record<string, Gifts> = {};
  /** Whether the record says what the firmware heard of when, beside what passed on the UART. */
  readonly #exact: boolean;
  /** What the module has sent and the firmware has not heard yet. */
  readonly #pieces: Piece[] = [];
  #turn = 0;
  #printed = 0;

  constructor(text: string, playing: Playing) {
    this.#lines = parseTranscript(text);
    this.#playing = playing;
    for (const { mark, text: given } of this.#lines) {
      if (mark !== "?") continue;
      const [name = "", value] = given.split(" ");
      (this.#gifts[name] ??= { values: [], used: 0, passed: 0 }).values.push(Number(value));
    }
    this.#exact = this.#gifts["uart"] !== undefined;
    const settings: Record<string, string> = {};
    for (const row of text.split("\n")) {
      const [name, value] = row.startsWith(OPTION) ? row.slice(OPTION.length).split("=") : [];
      if (name !== undefined && value !== undefined) settings[name] = value;
    }
    this.#host = new FieldHost({
      settings,
      seed: 0,
      measure: (name) => this.#give(name),
      random: () => this.#give("random") ?? 0,
    });
  }

  run(): number {
    this.#setClock(0);
    this.#host.start();
    for (let i = 0; i < this.#lines.length; i++) this.#play(i, this.#lines[i] as TranscriptLine);
    const more = this.#host.wanted.shift();
    if (more !== undefined) throw new Error(`at the end: ${shown(more)} beside what was recorded`);
    return this.#printed;
  }

  #play(index: number, { mark, text }: TranscriptLine): void {
    switch (mark) {
      case "@":
        // What happened in the firmware is better known, where it was recorded.
        if (!this.#exact) this.#pass(Number(text));
        break;
      case "<":
        this.#arrived({ bytes: asciiBytes(`\r\n${text}\r\n`), line: true });
        break;
      case "[":
        this.#arrived({ bytes: asciiBytes(JSON.parse(text) as string), line: false });
        break;
      case "!":
        if (text !== "stop") throw new Error(`line ${index}: nobody knows how to ${text}`);
        if (!this.#exact) this.#host.stop();
        break;
      case ">":
      case "]":
      case "=":
        this.#expect(index, `${mark} ${text}`);
        break;
      case "?":
        this.#event(index, text);
        break;
    }
  }

  #arrived(piece: Piece): void {
    this.#pieces.push(piece);
    if (!this.#exact) this.#take(piece.bytes.length);
  }

  /** What the firmware was given: an event, or something that it asked for and asks for again. */
  #event(index: number, text: string): void {
    const [name = "", value] = text.split(" ");
    (this.#gifts[name] as Gifts).passed++;
    if (name !== "alarm" && name !== "uart" && name !== "stop") return;
    this.#setClock(index);
    if (name === "alarm") return this.#host.ring();
    this.#align();
    if (name === "uart") this.#take(Number(value));
    else this.#host.stop();
  }

  /**
   * What the place gives next. A sample that is taken once more or less in the replay must not shift all later ones: each
   * arrival begins where the record is. Random numbers keep their order.
   */
  #give(name: string): number | undefined {
    const gifts = this.#gifts[name];
    if (gifts === undefined) return undefined;
    const value = gifts.values[gifts.used] ?? gifts.values[gifts.values.length - 1];
    gifts.used++;
    return value;
  }

  /** Sets the clock to what it was when the firmware heard of what stands there. */
  #setClock(from: number): void {
    for (let i = from; i < this.#lines.length; i++) {
      const { mark, text } = this.#lines[i] as TranscriptLine;
      if (mark !== "?" || !text.startsWith("now ")) continue;
      this.#host.time = Math.max(this.#host.time, Number(text.slice(4)));
      return;
    }
  }

  #align(): void {
    for (const [name, gifts] of Object.entries(this.#gifts)) if (name !== "random") gifts.used = gifts.passed;
  }

  /** Lets time pass, ringing the alarm. */
  #pass(until: number): void {
    const { alarm } = this.#host;
    for (let turn = 0; this.#host.alarm !== undefined && this.#host.alarm <= until; turn++) {
      if (turn > 10_000) throw new Error(`the alarm never moves on from ${String(alarm)}`);
      this.#ring();
    }
    this.#host.time = Math.max(this.#host.time, until);
  }

  #ring(): void {
    this.#host.time = Math.max(this.#host.time, this.#host.alarm ?? 0);
    this.#host.ring();
  }

  /** The next thing that the firmware does. */
  #expect(index: number, wanted: string): void {
    const until = this.#host.time + PATIENCE;
    const host = this.#host;
    while (host.wanted.length === 0 && host.status === undefined && (host.alarm ?? Infinity) <= until) this.#ring();
    const next = host.wanted.shift();
    const is = next !== undefined ? shown(next) : host.status === undefined ? "nothing" : `= ended ${host.status}`;
    if (is !== wanted)
      throw new Error(`line ${index}: ${is} instead of ${wanted}\n${host.logged.slice(-8).join("\n")}`);
  }

  /** The firmware hears the next bytes of the module. */
  #take(count: number): void {
    const { storm } = this.#playing;
    for (let left = count; left > 0;) {
      const piece = this.#pieces.shift();
      if (piece === undefined) throw new Error(`the firmware heard ${left} bytes that nobody sent`);
      const { bytes, line } = piece;
      if (line && storm !== undefined) {
        this.#deliver(asciiBytes(`\r\n${storm[this.#printed % storm.length] as string}\r\n`));
      }
      if (line) this.#printed++;
      this.#deliver(bytes.slice(0, left));
      if (bytes.length > left) this.#pieces.unshift({ bytes: bytes.slice(left), line: false });
      left -= bytes.length;
    }
  }

  #deliver(bytes: Uint8Array): void {
    const { cuts } = this.#playing;
    if (cuts === undefined) return this.#host.receive(bytes);
    for (let at = 0; at < bytes.length;) {
      const size = cuts[this.#turn++ % cuts.length] as number;
      this.#host.receive(bytes.slice(at, at + size));
      at += size;
    }
  }
}

/** What the firmware did, as a recorder writes it. */
function shown(wanted: Wanted): string {
  switch (wanted.kind) {
    case "baud":
      return `= baud ${wanted.baud}`;
    case "pulse":
      return `= pulse ${wanted.line} ${wanted.milliseconds}`;
    case "write": {
      const text = latinText(wanted.bytes);
      return text.startsWith("AT") && text.endsWith("\r\n") ? `> ${text.slice(0, -2)}` : `] ${JSON.stringify(text)}`;
    }
  }
}
