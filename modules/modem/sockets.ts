import { describeFinal, type FinalResult, TIMEOUT } from "../at/result.js";
import type { Log } from "../base/log.js";
import { earlier, never, type Instant, type Machine } from "../base/machine.js";
import { Queue } from "../base/queue.js";
import { addressKind } from "./address.js";
import type { DialectCommand, SocketDialect, SocketUrc } from "./dialects/dialect.js";
import { socketDialect } from "./dialects/index.js";
import { Links, type Link } from "./links.js";
import { Names } from "./names.js";
import type { Profile } from "./profile.js";
import type { Outgoing, SocketJob, SocketsInput, SocketsOptions, SocketsOutput } from "./socket-messages.js";
import { CLOSED, CLOSING, OPEN, OPENING, type SocketsState } from "./socket-messages.js";

export type { SocketsInput, SocketsOptions, SocketsOutput, SocketsState } from "./socket-messages.js";

/**
 * The module's UDP, in the dialect of its profile. To its owner it is one socket for all addresses. Where a socket of the
 * module speaks to one address only, one is opened for each address that something is sent to; at the limit the oldest
 * is closed for it, and what the network closes is opened again with the next datagram. What the module refuses may be
 * open in it though we do not know, or not open though we do: it is closed before the next datagram, and where that does
 * not help all is prepared anew.
 *
 * One command of its own is out at a time; up to four datagrams wait (one more fails as `busy`); one name is resolved at
 * a time, and an address is its own answer. Arrivals are fetched as often as they were announced, and on as long as the
 * module says that something is left; an empty fetch ends it.
 */
export class Sockets implements Machine<SocketsInput, SocketsOutput> {
  /** Where the socket stands. */
  state: SocketsState = CLOSED;
  /** The module's sockets that are open. */
  readonly links = new Links();
  readonly #log: Log;
  #profile: Profile;
  #dialect: SocketDialect;
  readonly #outbox = new Queue<SocketsOutput>(OUTBOX_LIMIT);
  readonly #sends = new Queue<Outgoing>(SEND_LIMIT);
  readonly #names = new Names();
  #job: SocketJob = "none";
  /** The number of the module's socket that the command which is out is about. */
  #socket = 0;
  #tag = 0;
  #until: Instant = 0;
  /** True when the last command was a fetch: a waiting datagram goes first then. */
  #fetched = false;

  constructor(options: SocketsOptions) {
    this.#log = options.log;
    this.#profile = options.profile;
    this.#dialect = socketDialect(options.profile.sockets.dialect);
  }

  handle(input: SocketsInput, now: Instant): void {
    switch (input.kind) {
      case "open":
        if (this.state.name === "closed") this.state = OPENING;
        else if (this.state.name === "open") this.put({ kind: "opened" });
        break;
      case "close":
        if (this.state.name === "open" || (this.state.name === "opening" && this.#job !== "none")) this.state = CLOSING;
        else if (this.state.name === "opening") this.closed("asked for");
        break;
      case "drop":
        this.drop();
        break;
      case "adopt":
        this.drop();
        this.#profile = input.profile;
        this.#dialect = socketDialect(input.profile.sockets.dialect);
        break;
      case "resolve":
        this.put(this.#names.ask(input.name));
        break;
      case "send":
        this.send(input);
        break;
      case "result":
        if (input.command.tag === this.#tag) this.result(input.answer, input.final, input.data, now);
        break;
      case "urc":
        this.urc(this.#dialect.urc(input.line, input.data), now);
        break;
      default:
        never(input);
    }
    this.next(now);
  }

  expire(now: Instant): void {
    // The session answers each command; this is for an owner that lost one.
    if (this.#job !== "none" && now >= this.#until) this.result([], TIMEOUT, undefined, now);
    const { until } = this.#names;
    if (until !== undefined && now >= until) this.put(this.#names.fail("no answer"));
    if (this.links.polling && now >= this.links.pollAt) this.links.look(now + this.#profile.sockets.pollEvery);
    this.next(now);
  }

  deadline(): Instant | undefined {
    const until = earlier(this.#job === "none" ? undefined : this.#until, this.#names.until);
    return this.links.polling ? earlier(until, this.links.pollAt) : until;
  }

  poll(): SocketsOutput | undefined {
    return this.#outbox.shift();
  }

  private drop(): void {
    this.state = CLOSED;
    this.links.clear();
    this.#sends.clear();
    this.#names.drop();
    this.#job = "none";
    this.#tag++;
  }

  private send(outgoing: Outgoing): void {
    const most = this.#profile.sockets.maxDatagram;
    const size = outgoing.bytes.length;
    if (this.state.name !== "open" && this.state.name !== "opening") this.sendFailed("no socket is open");
    else if (size > most) this.sendFailed(`${String(size)} bytes are over the module's limit of ${String(most)}`);
    else if (addressKind(outgoing.address) === "name") this.sendFailed(`${outgoing.address} is no address`);
    else if (!this.#sends.push(outgoing)) this.sendFailed("busy");
  }

  /** Gives the next command when none is out. */
  private next(now: Instant): void {
    if (this.#job !== "none") return;
    const dialect = this.#dialect;
    const { state, links } = this;
    if (this.#names.waiting) return this.ask("resolve", 0, dialect.resolve(this.#names.name ?? ""), now);
    if (state.name === "opening") return this.prepare(state.step, now);
    if (state.name === "closing") {
      const link = links.list[0];
      return link === undefined ? this.closed("asked for") : this.ask("close", link.id, dialect.close(link.id), now);
    }
    if (state.name !== "open") return;
    const announced = links.announced();
    if (announced !== undefined && (!this.#fetched || this.#sends.length === 0)) {
      this.#fetched = true;
      return this.ask("fetch", announced.id, dialect.fetch(announced.id, this.#profile.sockets.maxArrival), now);
    }
    const outgoing = this.#sends.peek();
    if (outgoing === undefined) return;
    const link = links.to(outgoing.address, outgoing.port);
    if (link === undefined) return this.connect(outgoing, now);
    this.#fetched = false;
    this.#sends.shift();
    // With another one behind it, it is not the last.
    const release = this.#sends.length > 0 ? undefined : outgoing.release;
    this.ask("send", link.id, dialect.send(link.id, outgoing.address, outgoing.port, outgoing.bytes, release), now);
  }

  /** The next command of the preparation, or the end of it. */
  private prepare(step: number, now: Instant): void {
    const { sockets } = this.#profile;
    const command = this.#dialect.setup(sockets, step);
    if (command !== undefined) return this.ask("setup", 0, command, now);
    if (!this.#dialect.connected) return this.ask("open", 0, this.#dialect.open(sockets, 0, "", 0), now);
    this.opened();
    this.next(now);
  }

  /** Opens a socket for an address, for which the oldest makes room if there are too many. */
  private connect({ address, port }: Outgoing, now: Instant): void {
    const { sockets } = this.#profile;
    const { list } = this.links;
    const doubtful = this.links.takeDoubtful();
    if (doubtful !== undefined) return this.ask("close", doubtful, this.#dialect.close(doubtful), now);
    const oldest = list.length < sockets.links ? undefined : list[0];
    if (oldest !== undefined) return this.ask("close", oldest.id, this.#dialect.close(oldest.id), now);
    const id = this.links.freeId();
    this.ask("open", id, this.#dialect.open(sockets, id, address, port), now);
  }

  private ask(job: SocketJob, socket: number, parts: DialectCommand, now: Instant): void {
    const { sockets } = this.#profile;
    const { text, answer, hex, data, ending } = parts;
    const within = job === "open" || job === "setup" ? sockets.openWithin : sockets.within;
    this.#job = job;
    this.#socket = socket;
    this.#until = now + within + GUARD;
    const tag = ++this.#tag;
    this.put({ kind: "command", command: { text, answer, hex, data, ending, owner: "sockets", tag, within } });
  }

  private result(answer: readonly string[], final: FinalResult, data: Uint8Array | undefined, now: Instant): void {
    const job = this.#job;
    const state = this.state;
    this.#job = "none";
    switch (job) {
      case "none":
        return;
      case "setup":
        // What is not known here may not be needed, but what may not have come through is.
        if (unanswered(final)) return this.closed(this.describe(final));
        if (state.name === "opening") this.state = { name: "opening", step: state.step + 1 };
        return;
      case "open":
        return this.openResult(answer, final, now);
      case "close":
        this.links.remove(this.#socket);
        return;
      case "send":
        return this.sendResult(this.#dialect.sent(answer), final, now);
      case "fetch":
        return this.fetchResult(answer, final.kind === "ok", data, now);
      case "resolve":
        return this.resolveResult(this.#dialect.resolved(answer), final, now);
    }
  }

  private openResult(answer: readonly string[], final: FinalResult, now: Instant): void {
    const { connected } = this.#dialect;
    if (this.state.name === "closed") return;
    const id = connected ? this.#socket : this.#dialect.opened(answer);
    const outgoing = connected ? this.#sends.peek() : undefined;
    if (final.kind === "ok" && id !== undefined) {
      this.links.add(id, outgoing?.address ?? "", outgoing?.port ?? 0);
      this.links.busy(this.#dialect, now);
      return this.state.name === "opening" ? this.opened() : undefined;
    }
    const cause = final.kind === "ok" ? "the module named no socket" : this.describe(final);
    if (!connected || !this.links.refused(this.#socket)) return this.closed(cause);
    this.#sends.shift();
    this.sendFailed(cause);
  }

  private opened(): void {
    this.state = OPEN;
    this.put({ kind: "opened" });
  }

  private sendResult(taken: number | undefined, final: FinalResult, now: Instant): void {
    this.links.busy(this.#dialect, now);
    if (final.kind !== "ok") {
      this.sendFailed(this.describe(final));
      if (this.#dialect.connected && !unanswered(final)) this.links.doubt(this.#socket);
    } else if (taken !== undefined && taken <= 0) this.sendFailed("the module did not send it");
  }

  private fetchResult(answer: readonly string[], ok: boolean, data: Uint8Array | undefined, now: Instant): void {
    const link = this.links.find(this.#socket);
    if (link === undefined) return;
    const fetched = this.links.fetched(link, this.#dialect, ok, answer, data);
    if (fetched === "garbled") this.#log("warning", "a datagram came garbled from the module");
    else if (fetched !== "nothing") this.arrived(link, fetched.address, fetched.port, fetched.bytes, now);
  }

  private arrived(link: Link, address: string | undefined, port: number, bytes: Uint8Array, now: Instant): void {
    this.links.busy(this.#dialect, now);
    if (address === undefined) this.put({ kind: "arrival", address: link.address, port: link.port, bytes });
    else this.put({ kind: "arrival", address, port, bytes });
  }

  private resolveResult(text: string | undefined, final: FinalResult, now: Instant): void {
    if (final.kind !== "ok") this.put(this.#names.fail(this.describe(final)));
    else if (text !== undefined) this.put(this.#names.take(text));
    else if (this.#names.waiting) this.#names.until = now + this.#profile.sockets.resolveWithin;
  }

  private urc(urc: SocketUrc | undefined, now: Instant): void {
    if (urc === undefined) return;
    if (urc.kind === "resolved") return this.put(this.#names.take(urc.text));
    if (this.state.name !== "open" && this.state.name !== "closing") return;
    if (urc.kind === "lost") return this.closed("the network took the connection away");
    const link = this.links.find(urc.socket);
    if (link === undefined) return;
    if (urc.kind === "announced") this.links.announce(link);
    else if (urc.kind === "arrival") this.arrived(link, urc.address, urc.port, urc.bytes, now);
    else if (!this.#dialect.connected) this.closed("closed by the module");
    else this.links.remove(link.id);
  }

  /** The socket is gone, and with it what waited to be sent. */
  private closed(cause: string): void {
    this.state = CLOSED;
    this.links.clear();
    while (this.#sends.shift() !== undefined) this.sendFailed(cause);
    this.put({ kind: "closed", cause });
  }

  private sendFailed(cause: string): void {
    this.put({ kind: "sendFailed", cause });
  }

  private describe(final: FinalResult): string {
    return describeFinal(final, this.#profile.errors);
  }

  private put(output: SocketsOutput | undefined): void {
    if (output !== undefined && !this.#outbox.push(output))
      this.#log("error", `sockets: ${output.kind} dropped, nobody fetched the others`);
  }
}

const unanswered = ({ kind }: FinalResult): boolean => kind === "timeout" || kind === "lost";

const SEND_LIMIT = 4;
const OUTBOX_LIMIT = 16;
/** Milliseconds that a full command queue of the session may take before a command of ours is sent. */
const GUARD = 120_000;
