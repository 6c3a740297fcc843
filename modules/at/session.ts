import type { Log } from "../base/log.js";
import type { Instant, Machine } from "../base/machine.js";
import { Queue } from "../base/queue.js";
import { asciiBytes, hexCode, utf8Bytes } from "../base/text.js";
import { commandName, DEFAULT_WITHIN, type Command, type Owner } from "./command.js";
import { Framer, LINE_LIMIT } from "./frame.js";
import { LOST, parseFinal, TIMEOUT, type FinalResult } from "./result.js";
import { hasPrefix, urcOwner, type UrcRow } from "./urc.js";
import { shown } from "./wire.js";

export interface SessionOptions {
  /** The module's unsolicited result codes. */
  readonly urcs: readonly UrcRow[];
  readonly log: Log;
  /** Milliseconds of quiet between a final result or URC and the next command; 20 if absent. */
  readonly settle?: number;
  /** The longest line in bytes; what is longer is dropped and counted. */
  readonly lineLimit?: number;
}

export type SessionInput =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "command"; readonly command: Command }
  /** The module restarted: the running command and those that wait are lost. */
  | { readonly kind: "reset" };

export type SessionOutput =
  | { readonly kind: "write"; readonly bytes: Uint8Array }
  | {
      readonly kind: "result";
      readonly command: Command;
      readonly answer: readonly string[];
      readonly final: FinalResult;
    }
  | { readonly kind: "urc"; readonly owner: Owner; readonly line: string };

/** A bare `AT` asks for nothing but OK: it finds out where the talk stands after an answer stayed away. */
const ATTENTION = "AT";

type State =
  | { readonly name: "idle" }
  /** Quiet after a final result or URC. `most`: it is not prolonged beyond that, come what may. */
  | { readonly name: "settling"; readonly until: Instant; readonly most: Instant }
  | { readonly name: "waiting"; readonly command: Command; readonly until: Instant; readonly answer: string[] }
  /** `AT` was sent to get in step again; the next command of the queue waits for its OK. */
  | { readonly name: "resyncing"; readonly tries: number; readonly until: Instant };

const IDLE: State = Object.freeze({ name: "idle" });

/**
 * Talks with the module: one command at a time, the others wait in a queue of 8 (one more is `lost` at once).
 *
 * What a line is, is decided in this order: the echo of the running command, its final result, its information text,
 * a URC of the table, unknown (logged and ignored). The prompt is looked for only while a command has data to send.
 *
 * After a time-out the answer may still be on its way. So before the next command a bare `AT` is sent, and everything
 * up to its final result and a quiet time is ignored: a late answer is never taken for the next command's. While the
 * module stays silent, each command that waits ends in `timeout`.
 */
export class Session implements Machine<SessionInput, SessionOutput> {
  readonly #options: SessionOptions;
  readonly #framer: Framer;
  readonly #queue = new Queue<Command>(QUEUE_LIMIT);
  readonly #outbox = new Queue<SessionOutput>(OUTBOX_LIMIT);
  #state: State = IDLE;
  /** True while a late answer may come. */
  #stale = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#framer = new Framer(options.lineLimit ?? LINE_LIMIT);
  }

  /** True when nothing runs and nothing waits. */
  get idle(): boolean {
    return this.#queue.length === 0 && (this.#state.name === "idle" || this.#state.name === "settling");
  }

  handle(input: SessionInput, now: Instant): void {
    switch (input.kind) {
      case "bytes":
        this.read(input.bytes, now);
        break;
      case "command":
        if (!this.#queue.push(input.command)) this.result(input.command, [], LOST);
        break;
      case "reset":
        this.reset();
        break;
    }
    this.next(now);
  }

  expire(now: Instant): void {
    const state = this.#state;
    if (state.name !== "idle" && now >= state.until) {
      if (state.name === "settling") this.#state = IDLE;
      else if (state.name === "waiting") this.timeout(state.command, state.answer);
      else if (state.tries < RESYNC_TRIES) this.resync(state.tries + 1, now);
      else this.silent();
    }
    this.next(now);
  }

  deadline(): Instant | undefined {
    return this.#state.name === "idle" ? undefined : this.#state.until;
  }

  poll(): SessionOutput | undefined {
    return this.#outbox.shift();
  }

  private read(bytes: Uint8Array, now: Instant): void {
    const framer = this.#framer;
    for (let at = 0; at < bytes.length;) {
      at = framer.read(bytes, at);
      if (framer.found === "line") this.line(framer.line, now);
      else if (framer.found === "prompt") this.prompt();
      else if (framer.found === "overflow") {
        this.#options.log("warning", `a line of ${String(framer.dropped)} bytes is over the limit and was dropped`);
      }
    }
  }

  private line(line: string, now: Instant): void {
    const state = this.#state;
    const running = state.name === "waiting" || state.name === "resyncing";
    if (running && isEcho(line, state.name === "waiting" ? state.command : undefined)) return;
    const final = running ? parseFinal(line) : undefined;
    if (final !== undefined) return this.finish(final, line, now);
    if (state.name === "waiting" && isAnswer(line, state.command, this.#options.urcs)) {
      this.wire("<- ", line);
      if (state.answer.length < ANSWER_LIMIT) state.answer.push(line);
      else this.#options.log("warning", "an answer has too many lines: the last was dropped");
      return;
    }
    const owner = urcOwner(this.#options.urcs, line, running);
    if (owner === undefined) return this.wire("<- ignored: ", line.startsWith(ATTENTION) ? commandName(line) : line);
    this.wire("<- ", line);
    if (this.#outbox.length < URC_LIMIT) this.#outbox.push({ kind: "urc", owner, line });
    else this.#options.log("warning", "too many URCs at once: one was dropped");
    if (!running) this.settle(now, this.#options.settle ?? SETTLE);
  }

  /** The final result of the command or of the `AT` that was sent to get in step. */
  private finish(final: FinalResult, line: string, now: Instant): void {
    const state = this.#state;
    this.wire("<- ", line);
    this.#state = IDLE;
    this.#framer.armed = false;
    // After an `AT` that followed a time-out, a second final result may be close behind: the late one.
    this.settle(now, this.#stale ? RESYNC_QUIET : (this.#options.settle ?? SETTLE));
    this.#stale = false;
    if (state.name === "waiting") this.result(state.command, state.answer, final);
  }

  private prompt(): void {
    const state = this.#state;
    this.#framer.armed = false;
    if (state.name !== "waiting" || state.command.data === undefined) return;
    this.#options.log("wire", `-> ${String(state.command.data.length)} bytes`);
    this.#outbox.push({ kind: "write", bytes: state.command.data });
  }

  /** Gives the next command when the time has come. */
  private next(now: Instant): void {
    if (this.#state.name === "settling" && now >= this.#state.until) this.#state = IDLE;
    if (this.#state.name !== "idle") return;
    const command = this.#queue.peek();
    if (command === undefined) return;
    if (this.#stale && command.text !== ATTENTION) return this.resync(1, now);
    this.#queue.shift();
    this.#state = { name: "waiting", command, until: now + (command.within ?? DEFAULT_WITHIN), answer: [] };
    this.#framer.armed = command.data !== undefined;
    this.write(command);
  }

  private resync(tries: number, now: Instant): void {
    this.#state = { name: "resyncing", tries, until: now + RESYNC_WITHIN };
    this.write(RESYNC);
  }

  private timeout(command: Command, answer: readonly string[]): void {
    this.#options.log("wire", `no answer to ${shown(command.text)}`);
    this.#state = IDLE;
    this.#stale = true;
    this.#framer.armed = false;
    this.result(command, answer, TIMEOUT);
  }

  /** Not even `AT` was answered: the command that waits for it shares its lot. */
  private silent(): void {
    this.#state = IDLE;
    const command = this.#queue.shift();
    if (command !== undefined) this.result(command, [], TIMEOUT);
  }

  private reset(): void {
    const state = this.#state;
    if (state.name === "waiting") this.result(state.command, state.answer, LOST);
    for (let command = this.#queue.shift(); command !== undefined; command = this.#queue.shift()) {
      this.result(command, [], LOST);
    }
    this.#state = IDLE;
    this.#stale = true;
    this.#framer.armed = false;
    this.#framer.clear();
  }

  /** Keeps quiet for a while, but not for ever where one URC follows the other. */
  private settle(now: Instant, quiet: number): void {
    const most = this.#state.name === "settling" ? this.#state.most : now + SETTLE_MOST;
    const until = now + quiet < most ? now + quiet : most;
    if (this.#state.name === "settling" && this.#state.until >= until) return;
    this.#state = { name: "settling", until, most };
  }

  private result(command: Command, answer: readonly string[], final: FinalResult): void {
    this.#outbox.push({ kind: "result", command, answer, final });
  }

  private write(command: Command): void {
    this.#options.log("wire", shownCommand(command));
    this.#outbox.push({ kind: "write", bytes: commandBytes(command) });
  }

  private wire(arrow: string, line: string): void {
    this.#options.log("wire", arrow + shown(line));
  }
}

const RESYNC: Command = Object.freeze({ text: ATTENTION, owner: "lifecycle" });

const QUEUE_LIMIT = 8;
/** Room for a full queue's results beside URCs that nobody has fetched yet. */
const OUTBOX_LIMIT = 64;
const URC_LIMIT = 40;
/** The longest answer in lines is that of `AT+NUESTATS`, with a dozen. */
const ANSWER_LIMIT = 20;
/** Field experience with many modules: a command right after a final result or URC is lost. */
const SETTLE = 20;
const SETTLE_MOST = 500;
const RESYNC_TRIES = 3;
const RESYNC_WITHIN = 1000;
const RESYNC_QUIET = 300;

/** True for the echo of what was sent last (ITU-T V.250 6.2.4), or of the `AT` that gets in step. */
function isEcho(line: string, command: Command | undefined): boolean {
  if (command === undefined) return line === ATTENTION;
  return command.hex === undefined ? line === command.text : line.startsWith(command.text);
}

/** True for the information text of a command. */
function isAnswer(line: string, command: Command, urcs: readonly UrcRow[]): boolean {
  if (command.answer === undefined) return false;
  if (command.answer !== "") return hasPrefix(line, command.answer);
  const name = commandName(command.text);
  return (name !== "" && hasPrefix(line, name)) || urcOwner(urcs, line, true) === undefined;
}

/** The bytes of the whole command line: text, hex digits, CR LF. */
function commandBytes(command: Command): Uint8Array {
  const text = isAscii(command.text) ? asciiBytes(command.text) : utf8Bytes(command.text);
  const hex = command.hex;
  const bytes = new Uint8Array(text.length + 2 + (hex === undefined ? 0 : 2 * hex.length));
  bytes.set(text);
  let at = text.length;
  if (hex !== undefined) {
    for (let i = 0; i < hex.length; i++) {
      const byte = hex[i] as number;
      bytes[at++] = hexCode(byte >> 4);
      bytes[at++] = hexCode(byte & 15);
    }
  }
  bytes[at] = 0x0d;
  bytes[at + 1] = 0x0a;
  return bytes;
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}

function shownCommand(command: Command): string {
  if (command.secret === true) return `-> ${command.text.slice(0, command.text.indexOf("=") + 1)}…`;
  const hex = command.hex === undefined ? "" : `(${String(command.hex.length)} bytes of hex)`;
  return `-> ${shown(command.text)}${hex}`;
}
