import { asciiBytes, decimal, hexBytes } from "../../modules/base/text.js";
import type { Profile } from "../../modules/modem/profile.js";
import { Bench } from "./bench.js";

/**
 * A talk with a module as text, one thing a line:
 *
 * - `> AT+CSQ` the firmware sends this next,
 * - `< +CSQ:22,0` the module sends this line, wrapped in CR LF,
 * - `= online` the owner of the machines hears this next,
 * - `! open` the owner does this: start, stop, refresh, open, close, drop, resolve NAME, send ADDRESS PORT HEX,
 * - `@ 1200` time goes on to 1,200 ms after the beginning,
 * - `# …` a note.
 *
 * A recorded run (`npm start -- --record FILE`) has `[` and `]` for other bytes of module and firmware, and `?` for what
 * the place gave: see `test/field/replay.ts`.
 */
export interface TranscriptLine {
  readonly mark: (typeof MARKS)[number];
  readonly text: string;
}

const MARKS = [">", "<", "=", "!", "@", "[", "]", "?"] as const;

/** How a transcript is played. */
export interface Playing {
  /** Sizes of the pieces in which the module's bytes come, taken in turn; whole lines if absent. */
  readonly cuts?: readonly number[];
  /** A line that the module sends in addition, before the transcript's line of that number. */
  readonly extra?: { readonly before: number; readonly line: string };
}

/** How long to wait for the next command at most, in milliseconds of virtual time. */
const PATIENCE = 200_000;

/** Reads a transcript's text. */
export function parseTranscript(text: string): TranscriptLine[] {
  const lines: TranscriptLine[] = [];
  const rows = text.split("\n");
  for (let i = 0; i < rows.length; i++) {
    const row = (rows[i] as string).trim();
    const first = row.slice(0, 1);
    if (first === "" || first === "#") continue;
    const mark = MARKS.find((one) => one === first);
    if (mark === undefined) throw new Error(`mark: ${row}`);
    lines.push({ mark, text: row.slice(2) });
  }
  return lines;
}

/** Plays a transcript against the machines. Throws at the first thing that differs; gives all that the owner heard. */
export function play(profile: Profile, transcript: readonly TranscriptLine[], playing: Playing = {}): Bench {
  const bench = new Bench(profile);
  let sent = 0;
  let heard = 0;
  for (let i = 0; i < transcript.length; i++) {
    const { mark, text } = transcript[i] as TranscriptLine;
    if (playing.extra?.before === i) deliver(bench, playing.extra.line, playing.cuts);
    if (mark === "<") deliver(bench, text, playing.cuts);
    else if (mark === "!") act(bench, text);
    else if (mark === "@") bench.pass(decimal(text) ?? 0);
    else if (mark === ">") {
      const until = bench.now + PATIENCE;
      while (bench.sent.length === sent && bench.step(until));
      same(i, bench.sent[sent++], text);
    } else if (mark !== "=") {
      throw new Error(`line ${String(i)}: "${mark}" is for recorded runs`);
    } else {
      const until = bench.now + PATIENCE;
      while (bench.events.length === heard && bench.step(until));
      same(i, bench.events[heard++], text);
    }
  }
  same(transcript.length, bench.sent[sent], undefined);
  same(transcript.length, bench.events[heard], undefined);
  return bench;
}

function same(line: number, is: string | undefined, wanted: string | undefined): void {
  if (is !== wanted) throw new Error(`line ${String(line)}: ${is ?? "nothing"} instead of ${wanted ?? "nothing"}`);
}

function deliver(bench: Bench, line: string, cuts: readonly number[] | undefined): void {
  const bytes = asciiBytes(`\r\n${line}\r\n`);
  if (cuts === undefined) return bench.receive(bytes);
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = cuts[turn % cuts.length] as number;
    bench.receive(bytes.slice(at, at + size));
    at += size;
  }
}

function act(bench: Bench, text: string): void {
  const words = text.split(" ");
  const first = words[0] as string;
  const second = words[1] ?? "";
  if (first === "start" || first === "stop" || first === "refresh") return bench.life({ kind: first });
  if (first === "open" || first === "close" || first === "drop") return bench.socket({ kind: first });
  if (first === "resolve") return bench.socket({ kind: "resolve", name: second });
  const bytes = hexBytes(words[3] ?? "");
  const port = decimal(words[2] ?? "");
  if (first !== "send" || bytes === undefined || port === undefined) throw new Error(`action: ${text}`);
  bench.socket({ kind: "send", address: second, port, bytes });
}
