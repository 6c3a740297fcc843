import { earlier, type Instant, type Machine } from "../base/machine.js";
import { Queue } from "../base/queue.js";
import { commandName, DEFAULT_WITHIN, type Command } from "./command.js";
import { Framer, LINE_LIMIT } from "./frame.js";
import { ATTENTION, commandBytes, escape, isAnswer, isEcho, parseEnding, shownCommand } from "./lines.js";
import { LOST, OK, parseFinal, TIMEOUT, type FinalResult } from "./result.js";
import type { SessionInput, SessionOptions, SessionOutput, SessionState, Waiting } from "./session-messages.js";
import { urcOwner } from "./urc.js";
import { shown } from "./wire.js";

export type { SessionInput, SessionOptions, SessionOutput } from "./session-messages.js";

const IDLE: SessionState = Object.freeze({ name: "idle" });

/**
 * Talks with the module: one command at a time, the others wait in a queue of 8 (one more is `lost` at once).
 *
 * What a line is, is decided in this order: the echo of the running command, its final result, its information text,
 * a URC of the table, unknown (logged and ignored). The prompt is looked for only while a command has data to send.
 *
 * After a time-out the answer may still be on its way. So before the next command a bare `AT` is sent, and everything
 * up to its final result and a quiet time is ignored: a late answer is never taken for the next command's. While the
 * module stays silent, each command that waits ends in `timeout`.
 *
 * Counted bytes (see `UrcRow.counted`) that stay away for a second are given up, so that one lost byte of them does not
 * swallow the lines that follow.
 */
export class Session implements Machine<SessionInput, SessionOutput> {
  readonly #options: SessionOptions;
  readonly #framer: Framer;
  readonly #queue = new Queue<Command>(QUEUE_LIMIT);
  readonly #outbox = new Queue<SessionOutput>(OUTBOX_LIMIT);
  #state: SessionState = IDLE;
  /** True while a late answer may come. */
  #stale = false;
  /** True when the module was told to be asleep. */
  #asleep = false;
  /** Milliseconds of silence after which it may be; 0 for never. */
  #dozes = 0;
  /** When something was sent or received last. */
  #busyAt: Instant = 0;
  /** When counted bytes that do not come are given up. */
  #gapUntil: Instant = 0;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#framer = new Framer(options.lineLimit ?? LINE_LIMIT, options.urcs);
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
      case "asleep":
        this.#asleep = true;
        break;
      case "awake":
        this.#asleep = false;
        break;
      case "dozes":
        this.#dozes = input.after;
        break;
    }
    this.next(now);
  }

  expire(now: Instant): void {
    const state = this.#state;
    this.giveUp(now);
    if (state.name !== "idle" && now >= state.until) {
      if (state.name === "settling") this.#state = IDLE;
      else if (state.name === "waiting") this.timeout(state);
      else if (state.tries < state.most) this.resync(state.tries + 1, state.most, now);
      else this.silent();
    }
    this.next(now);
  }

  deadline(): Instant | undefined {
    const until = this.#state.name === "idle" ? undefined : this.#state.until;
    return this.#framer.left > 0 ? earlier(until, this.#gapUntil) : until;
  }

  poll(): SessionOutput | undefined {
    return this.#outbox.shift();
  }

  private read(bytes: Uint8Array, now: Instant): void {
    const framer = this.#framer;
    this.giveUp(now);
    for (let at = 0; at < bytes.length;) {
      at = framer.read(bytes, at);
      if (framer.found === "line") this.line(framer.line, undefined, now);
      else if (framer.found === "data") {
        const data = framer.data;
        framer.data = undefined;
        this.line(framer.line, data, now);
      } else if (framer.found === "prompt") this.prompt();
      else if (framer.found === "overflow") {
        this.#options.log("warning", `a line of ${String(framer.dropped)} bytes is over the limit and was dropped`);
      }
    }
    this.#gapUntil = now + GAP;
    this.#busyAt = now;
  }

  /** Counted bytes that are not complete after so long will not be. */
  private giveUp(now: Instant): void {
    if (this.#framer.left === 0 || now < this.#gapUntil) return;
    this.#options.log("warning", `${String(this.#framer.left)} counted bytes never came`);
    this.#framer.clear();
  }

  private line(line: string, data: Uint8Array | undefined, now: Instant): void {
    const state = this.#state;
    const running = state.name === "waiting" || state.name === "resyncing";
    if (running && isEcho(line, state.name === "waiting" ? state.command : undefined)) return;
    const ending = state.name === "waiting" ? state.command.ending : undefined;
    const final = running ? (ending === undefined ? parseFinal(line) : parseEnding(line, ending)) : undefined;
    if (final !== undefined) return this.finish(final, line, now);
    if (state.name === "waiting" && isAnswer(line, state.command, this.#options.urcs)) {
      this.wire("<- ", line);
      if (data !== undefined) state.data = data;
      if (state.answer.length < ANSWER_LIMIT) state.answer.push(line);
      else this.#options.log("warning", "an answer has too many lines: the last was dropped");
      return;
    }
    if (state.name === "waiting" && ending !== undefined && line === "OK") {
      state.accepted = true;
      return this.wire("<- ", line);
    }
    const owner = urcOwner(this.#options.urcs, line, running);
    if (owner === undefined) return this.wire("<- ignored: ", line.startsWith(ATTENTION) ? commandName(line) : line);
    this.wire("<- ", line);
    if (this.#outbox.length < URC_LIMIT)
      this.#outbox.push(data === undefined ? { kind: "urc", owner, line } : { kind: "urc", owner, line, data });
    else this.#options.log("warning", "too many URCs at once: one was dropped");
    if (!running) this.settle(now, this.#options.settle ?? SETTLE);
  }

  /** The final result of the command or of the `AT` that was sent to get in step. */
  private finish(final: FinalResult, line: string, now: Instant): void {
    const state = this.#state;
    this.wire("<- ", line);
    this.#state = IDLE;
    this.#framer.armed = false;
    // After an `AT` that followed a time-out, a second final result may be close behind: the late one. After an ending
    // of its own, an OK may be.
    const own = state.name === "waiting" && state.command.ending !== undefined && state.accepted !== true;
    this.settle(now, this.#stale ? RESYNC_QUIET : own ? ENDING_QUIET : (this.#options.settle ?? SETTLE));
    this.#stale = false;
    if (state.name === "waiting") this.result(state.command, state.answer, final, state.data);
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
    if (this.#asleep || (this.#dozes > 0 && now - this.#busyAt >= this.#dozes)) {
      this.#asleep = false;
      this.#stale = true;
      this.#outbox.push({ kind: "wake" });
      return this.resync(1, WAKE_TRIES, now);
    }
    if (this.#stale && command.text !== ATTENTION) return this.resync(1, RESYNC_TRIES, now);
    this.#queue.shift();
    this.#state = { name: "waiting", command, until: now + (command.within ?? DEFAULT_WITHIN), answer: [] };
    this.#framer.armed = command.data !== undefined;
    this.#busyAt = now;
    this.write(command);
  }

  private resync(tries: number, most: number, now: Instant): void {
    this.#state = { name: "resyncing", tries, most, until: now + RESYNC_WITHIN };
    this.#busyAt = now;
    this.write(RESYNC);
  }

  private timeout({ command, answer, data, accepted }: Waiting): void {
    this.#options.log("wire", `no answer to ${shown(command.text)}`);
    this.#state = IDLE;
    this.#stale = true;
    // It may wait for the rest of the data, and would take the next command for it.
    if (command.data !== undefined && !this.#framer.armed) this.#outbox.push({ kind: "write", bytes: escape() });
    this.#framer.armed = false;
    // OK alone is all that some firmware says where other firmware has an ending of its own.
    this.result(command, answer, accepted === true ? OK : TIMEOUT, data);
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
    this.#asleep = false;
    this.#dozes = 0;
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

  private result(command: Command, answer: readonly string[], final: FinalResult, data?: Uint8Array): void {
    if (data === undefined) this.#outbox.push({ kind: "result", command, answer, final });
    else this.#outbox.push({ kind: "result", command, answer, final, data });
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
/** A module that sleeps needs some seconds to hear. */
const WAKE_TRIES = 10;
const RESYNC_QUIET = 300;
const ENDING_QUIET = 100;
/** A UART at 9,600 bit/s gives a byte a millisecond; a pause of that length is none of the module's. */
const GAP = 1000;
