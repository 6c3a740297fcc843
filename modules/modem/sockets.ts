import { describeFinal, type FinalResult, TIMEOUT } from "../at/result.js";
import { quotable } from "../at/fields.js";
import type { Log } from "../base/log.js";
import { earlier, never, type Instant, type Machine } from "../base/machine.js";
import { Queue } from "../base/queue.js";
import { addressKind } from "./address.js";
import type { DialectCommand, SocketDialect } from "./dialects/dialect.js";
import { socketDialect } from "./dialects/index.js";
import type { Profile } from "./profile.js";
import type { SocketsInput, SocketsOutput, SocketsState } from "./socket-messages.js";

export interface SocketsOptions {
  readonly profile: Profile;
  readonly log: Log;
}

export type { SocketsInput, SocketsOutput, SocketsState } from "./socket-messages.js";

/** A datagram that waits for its turn. */
interface Outgoing {
  readonly address: string;
  readonly port: number;
  readonly bytes: Uint8Array;
}

/** A name whose address is looked for. `until` is set once the module has taken the question. */
interface Resolving {
  readonly name: string;
  readonly until: Instant | undefined;
}

type Job = "none" | "open" | "close" | "resolve" | "send" | "fetch";

/**
 * One UDP socket of the module, in the dialect of its profile. One command of its own is out at a time; up to four
 * datagrams wait (one more fails as `busy`); one name is resolved at a time, and an address is its own answer.
 *
 * Arrivals are fetched as often as they were announced, and on as long as the module says that something is left; an
 * empty fetch ends it.
 */
export class Sockets implements Machine<SocketsInput, SocketsOutput> {
  /** Where the socket stands. */
  state: SocketsState = CLOSED;
  readonly #options: SocketsOptions;
  readonly #dialect: SocketDialect;
  readonly #outbox = new Queue<SocketsOutput>(OUTBOX_LIMIT);
  readonly #sends = new Queue<Outgoing>(SEND_LIMIT);
  #resolving: Resolving | undefined = undefined;
  /** What the command that is out is for. */
  #job: Job = "none";
  #tag = 0;
  #until: Instant = 0;
  /** How many datagrams were announced and not fetched yet. */
  #announced = 0;
  /** Fetches in a row that were not answered. */
  #missed = 0;
  /** True when the last command was a fetch: a waiting datagram goes first then. */
  #fetched = false;

  constructor(options: SocketsOptions) {
    this.#options = options;
    this.#dialect = socketDialect(options.profile.sockets.dialect);
  }

  handle(input: SocketsInput, now: Instant): void {
    switch (input.kind) {
      case "open":
        if (this.state.name === "closed") this.state = OPENING;
        else if (this.state.name === "open") this.put({ kind: "opened" });
        break;
      case "close":
        this.close();
        break;
      case "drop":
        this.drop();
        break;
      case "resolve":
        this.resolve(input.name);
        break;
      case "send":
        this.send(input);
        break;
      case "result":
        if (input.command.tag === this.#tag) this.result(input.answer, input.final, now);
        break;
      case "urc":
        this.urc(input.line);
        break;
      default:
        never(input);
    }
    this.next(now);
  }

  expire(now: Instant): void {
    // The session answers each command; this is for an owner that lost one.
    if (this.#job !== "none" && now >= this.#until) this.result([], TIMEOUT, now);
    const until = this.#resolving?.until;
    if (until !== undefined && now >= until) this.unresolved("no answer");
    this.next(now);
  }

  deadline(): Instant | undefined {
    return earlier(this.#job === "none" ? undefined : this.#until, this.#resolving?.until);
  }

  poll(): SocketsOutput | undefined {
    return this.#outbox.shift();
  }

  private close(): void {
    if (this.state.name === "open") this.state = { name: "closing", socket: this.state.socket };
    else if (this.state.name === "opening" && this.#job === "open") this.state = { name: "closing", socket: undefined };
    else if (this.state.name === "opening") this.closed("asked for");
  }

  private drop(): void {
    this.state = CLOSED;
    this.#sends.clear();
    this.#resolving = undefined;
    this.#job = "none";
    this.#tag++;
    this.#announced = 0;
  }

  private resolve(name: string): void {
    const kind = addressKind(name);
    if (kind !== "name") this.put({ kind: "resolved", name, address: name });
    else if (!quotable(name) || name === "") this.put({ kind: "unresolved", name, cause: "not a host name" });
    else if (this.#resolving !== undefined) this.put({ kind: "unresolved", name, cause: "busy" });
    else this.#resolving = { name, until: undefined };
  }

  private send(outgoing: Outgoing): void {
    const most = this.#options.profile.sockets.maxDatagram;
    const size = outgoing.bytes.length;
    if (this.state.name !== "open" && this.state.name !== "opening") this.sendFailed("no socket is open");
    else if (size > most) this.sendFailed(`${String(size)} bytes are over the module's limit of ${String(most)}`);
    else if (addressKind(outgoing.address) === "name") this.sendFailed(`${outgoing.address} is no address`);
    else if (!this.#sends.push(outgoing)) this.sendFailed("busy");
  }

  /** Gives the next command when none is out. */
  private next(now: Instant): void {
    const state = this.state;
    if (this.#job !== "none") return;
    if (this.#resolving !== undefined && this.#resolving.until === undefined) {
      return this.ask("resolve", this.#dialect.resolve(this.#resolving.name), now);
    }
    if (state.name === "opening") return this.ask("open", this.#dialect.open(this.#options.profile.sockets), now);
    if (state.name === "closing" && state.socket !== undefined)
      return this.ask("close", this.#dialect.close(state.socket), now);
    if (state.name !== "open") return;
    if (this.#announced > 0 && (!this.#fetched || this.#sends.length === 0)) {
      this.#fetched = true;
      return this.ask("fetch", this.#dialect.fetch(state.socket, this.#options.profile.sockets.maxArrival), now);
    }
    const outgoing = this.#sends.shift();
    if (outgoing === undefined) return;
    this.#fetched = false;
    this.ask("send", this.#dialect.send(state.socket, outgoing.address, outgoing.port, outgoing.bytes), now);
  }

  private ask(job: Job, command: DialectCommand, now: Instant): void {
    const { text, answer, hex } = command;
    const within = this.#options.profile.sockets.within;
    this.#job = job;
    this.#until = now + within + GUARD;
    this.put({ kind: "command", command: { text, answer, hex, owner: "sockets", tag: ++this.#tag, within } });
  }

  private result(answer: readonly string[], final: FinalResult, now: Instant): void {
    const job = this.#job;
    this.#job = "none";
    switch (job) {
      case "none":
        return;
      case "open":
        return this.openResult(this.#dialect.opened(answer), final);
      case "close":
        return this.closed("asked for");
      case "send":
        if (final.kind !== "ok") this.sendFailed(this.describe(final));
        return;
      case "fetch":
        return this.fetchResult(answer, final);
      case "resolve":
        return this.resolveResult(this.#dialect.resolved(answer), final, now);
    }
  }

  private openResult(socket: number | undefined, final: FinalResult): void {
    if (final.kind !== "ok") return this.closed(this.describe(final));
    if (socket === undefined) return this.closed("the module named no socket");
    const wanted = this.state.name !== "closing";
    this.state = { name: wanted ? "open" : "closing", socket };
    if (wanted) this.put({ kind: "opened" });
  }

  private fetchResult(answer: readonly string[], final: FinalResult): void {
    const arrival = final.kind === "ok" ? this.#dialect.fetched(answer) : undefined;
    // Without a result the datagram may still be there, and no second announcement would come.
    this.#missed = final.kind === "ok" ? 0 : this.#missed + 1;
    if (this.#missed === FETCH_TRIES || (final.kind === "ok" && answer.length === 0))
      this.#announced = this.#missed = 0;
    else if (final.kind === "ok" && (arrival === undefined || arrival.left === 0)) this.#announced--;
    if (arrival === undefined) {
      if (answer.length > 0) this.#options.log("warning", "a datagram came garbled from the module");
      return;
    }
    this.put({ kind: "arrival", address: arrival.address, port: arrival.port, bytes: arrival.bytes });
  }

  private resolveResult(text: string | undefined, final: FinalResult, now: Instant): void {
    const resolving = this.#resolving;
    if (resolving === undefined) return;
    if (final.kind !== "ok") return this.unresolved(this.describe(final));
    if (text !== undefined) return this.resolved(text);
    this.#resolving = { name: resolving.name, until: now + this.#options.profile.sockets.resolveWithin };
  }

  private urc(line: string): void {
    const urc = this.#dialect.urc(line);
    if (urc === undefined) return;
    if (urc.kind === "resolved") return this.resolved(urc.text);
    if ((this.state.name !== "open" && this.state.name !== "closing") || this.state.socket !== urc.socket) return;
    if (urc.kind === "closed") return this.closed("closed by the module");
    if (this.#announced < ANNOUNCED_LIMIT) this.#announced++;
  }

  private resolved(text: string): void {
    const resolving = this.#resolving;
    if (resolving === undefined) return;
    if (addressKind(text) === "name") return this.unresolved(text === "" ? "unknown name" : text);
    this.#resolving = undefined;
    this.put({ kind: "resolved", name: resolving.name, address: text });
  }

  private unresolved(cause: string): void {
    const resolving = this.#resolving;
    this.#resolving = undefined;
    if (resolving !== undefined) this.put({ kind: "unresolved", name: resolving.name, cause });
  }

  /** The socket is gone, and with it what waited to be sent. */
  private closed(cause: string): void {
    this.state = CLOSED;
    this.#announced = 0;
    while (this.#sends.shift() !== undefined) this.sendFailed(cause);
    this.put({ kind: "closed", cause });
  }

  private sendFailed(cause: string): void {
    this.put({ kind: "sendFailed", cause });
  }

  private describe(final: FinalResult): string {
    return describeFinal(final, this.#options.profile.errors);
  }

  private put(output: SocketsOutput): void {
    if (!this.#outbox.push(output))
      this.#options.log("error", `sockets: ${output.kind} dropped, nobody fetched the others`);
  }
}

const CLOSED: SocketsState = Object.freeze({ name: "closed" });
const OPENING: SocketsState = Object.freeze({ name: "opening" });

const SEND_LIMIT = 4;
const OUTBOX_LIMIT = 16;
/** Beyond that an announcement adds nothing: the module keeps no more either, and an empty fetch ends the count. */
const ANNOUNCED_LIMIT = 16;
/** A fetch that was not answered is done so often in all. */
const FETCH_TRIES = 3;
/** Milliseconds that a full command queue of the session may take before a command of ours is sent. */
const GUARD = 120_000;
