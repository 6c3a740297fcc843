import type { Log } from "../base/log.js";
import type { Instant, Machine } from "../base/machine.js";
import { Queue } from "../base/queue.js";
import { between, type Random } from "../base/random.js";
import type { AccountAddress } from "../lwm2m/accounts.js";
import { retryDelay } from "../lwm2m/retry.js";
import { addressKind } from "../modem/address.js";
import type { Release } from "../modem/dialects/dialect.js";
import type { SocketsInput, SocketsOutput } from "../modem/sockets.js";

/** A datagram for a server; `release`: what the network may be told with it. */
export interface SendInput {
  readonly kind: "send";
  readonly peer: number;
  readonly bytes: Uint8Array;
  readonly release?: Release | undefined;
}

export type ServersInput =
  /** The network is there: open the socket. */
  | { readonly kind: "open" }
  /** Find a server's address, unless it is known from before. Ends in `reached` or `unreached`. */
  | { readonly kind: "reach"; readonly peer: number; readonly server: AccountAddress }
  | SendInput
  /** Begin anew with the socket, after a pause of so many milliseconds at least. */
  | { readonly kind: "retry"; readonly cause: string; readonly pause: number }
  /** The device has another address: take a new socket at once, as the old one may be bound to the old address. */
  | { readonly kind: "moved" }
  /** The network is gone, and the socket with it. */
  | { readonly kind: "drop" }
  | { readonly kind: "close" }
  | { readonly kind: "socket"; readonly output: SocketsOutput };

export type ServersOutput =
  | { readonly kind: "socket"; readonly input: SocketsInput }
  /** The socket is open. */
  | { readonly kind: "ready" }
  | { readonly kind: "reached"; readonly peer: number }
  | { readonly kind: "unreached"; readonly peer: number; readonly cause: string }
  | { readonly kind: "datagram"; readonly peer: number; readonly bytes: Uint8Array }
  /** Something failed; it begins anew with the socket after `retry` milliseconds. */
  | { readonly kind: "failed"; readonly cause: string; readonly retry: number };

/** How far the way to the servers is open. */
export type ServersState =
  | { readonly name: "closed" }
  | { readonly name: "opening"; readonly attempt: number }
  | { readonly name: "open" }
  /** The socket is closed, to be opened anew. */
  | { readonly name: "reopening"; readonly until: Instant }
  | { readonly name: "backingOff"; readonly attempt: number; readonly cause: string; readonly until: Instant };

/** Milliseconds between tries to open the socket or to find an address. */
const FIRST_RETRY = 10_000;
const LONGEST_RETRY = 600_000;

/** Milliseconds over which devices that get the network back at one moment spread their first messages. */
const SPREAD = 10_000;

/** Milliseconds in which the module has closed all its sockets; then one is opened whatever came of that. */
const CLOSE_WITHIN = 60_000;

const CLOSED: ServersState = Object.freeze({ name: "closed" });
const OPEN: ServersState = Object.freeze({ name: "open" });

/** Where a server's datagrams go and come from. */
interface Address {
  readonly peer: number;
  readonly host: string;
  readonly address: string;
  readonly port: number;
}

interface Sought {
  readonly peer: number;
  readonly server: AccountAddress;
}

/**
 * The way to the servers over the module's socket: it opens the socket, finds the servers' addresses one after the other,
 * and lets datagrams through only from where a server of ours is. Its waits are those of the socket, which has limits of
 * its own.
 */
export class Servers implements Machine<ServersInput, ServersOutput> {
  /** How far it has come. */
  state: ServersState = CLOSED;
  private readonly random: Random;
  private readonly log: Log;
  private readonly outbox = new Queue<ServersOutput>(16);
  /** One for each peer that was reached. */
  private readonly known: Address[] = [];
  /** Those whose addresses are wanted; the socket was asked for the first one's. At most one for each peer. */
  private readonly sought: Sought[] = [];
  /** Failures in a row since a server was reached. */
  private failures = 0;
  /** True once the network was lost: others may have lost it, and come back, at the same moment. */
  private dropped = false;

  constructor(random: Random, log: Log) {
    this.random = random;
    this.log = log;
  }

  handle(input: ServersInput, now: Instant): void {
    switch (input.kind) {
      case "open":
        if (this.state.name === "closed") this.begin(now);
        break;
      case "reach":
        this.reach(input);
        break;
      case "send":
        this.send(input);
        break;
      case "retry":
        this.failed(input.cause, input.pause, now);
        break;
      case "moved":
        this.moved(now);
        break;
      case "drop":
        this.forget();
        this.state = CLOSED;
        this.dropped = true;
        break;
      case "close":
        if (this.state.name !== "closed") this.toSocket({ kind: "close" });
        this.state = CLOSED;
        break;
      case "socket":
        this.socket(input.output, now);
        break;
    }
  }

  expire(now: Instant): void {
    if ("until" in this.state && now >= this.state.until) this.open();
  }

  deadline(): Instant | undefined {
    return "until" in this.state ? this.state.until : undefined;
  }

  poll(): ServersOutput | undefined {
    return this.outbox.shift();
  }

  private forget(): void {
    this.known.length = 0;
    this.sought.length = 0;
  }

  /** Opens the socket at once, but after a loss of the network at a random moment, lest a fleet should ask at one. */
  private begin(now: Instant): void {
    const wait = this.dropped ? Math.round(between(this.random, 0, SPREAD)) : 0;
    if (wait === 0) return this.open();
    this.log("info", `the network is back; asking the servers in ${Math.ceil(wait / 1000)} s`);
    this.state = { name: "backingOff", attempt: 0, cause: "spread after a loss of the network", until: now + wait };
  }

  private open(): void {
    this.forget();
    this.state = { name: "opening", attempt: this.failures };
    this.toSocket({ kind: "open" });
  }

  private moved(now: Instant): void {
    if (this.state.name !== "open" && this.state.name !== "opening") return;
    this.state = { name: "reopening", until: now + CLOSE_WITHIN };
    this.toSocket({ kind: "close" });
  }

  private socket(output: SocketsOutput, now: Instant): void {
    const state = this.state;
    switch (output.kind) {
      case "opened":
        if (state.name !== "opening") break;
        this.state = OPEN;
        this.outbox.push({ kind: "ready" });
        break;
      case "resolved":
        if (output.name === this.sought[0]?.server.host) this.resolved(output.address);
        break;
      case "unresolved":
        if (output.name === this.sought[0]?.server.host) this.unresolved(output.cause);
        break;
      case "arrival":
        this.arrival(output.address, output.port, output.bytes);
        break;
      case "closed":
        if (state.name === "reopening") this.open();
        else if (state.name !== "closed" && state.name !== "backingOff") {
          this.failed(`the socket is closed: ${output.cause}`, 0, now);
        }
        break;
      case "sendFailed":
        // The exchange's own retransmission is the remedy.
        this.log("warning", `a datagram was not sent: ${output.cause}`);
        break;
      case "command":
        break;
    }
  }

  private reach({ peer, server }: Sought): void {
    if (this.state.name !== "open") return;
    const known = this.addressOf(peer);
    if (known !== undefined && known.host === server.host && known.port === server.port) {
      this.outbox.push({ kind: "reached", peer });
    } else if (!this.sought.some((one) => one.peer === peer)) {
      this.sought.push({ peer, server });
      if (this.sought.length === 1) this.resolveNext();
    }
  }

  private resolved(address: string): void {
    const { peer, server } = this.sought.shift() as Sought;
    const { host, port } = server;
    for (let i = this.known.length - 1; i >= 0; i--) {
      const one = this.known[i] as Address;
      // Two servers may be at one address, such as a bootstrap server and an access server: whoever was reached last
      // is the one that speaks.
      if (one.peer === peer || isAt(one, address, port)) this.known.splice(i, 1);
    }
    this.known.push({ peer, host, address, port });
    this.failures = 0;
    this.outbox.push({ kind: "reached", peer });
    this.resolveNext();
  }

  private unresolved(cause: string): void {
    const { peer, server } = this.sought.shift() as Sought;
    this.outbox.push({ kind: "unreached", peer, cause: `${server.host} has no address: ${cause}` });
    this.resolveNext();
  }

  private resolveNext(): void {
    const name = this.sought[0]?.server.host;
    if (name === undefined) return;
    if (addressKind(name) === "name") this.log("info", `finding the address of ${name}`);
    this.toSocket({ kind: "resolve", name });
  }

  private addressOf(peer: number): Address | undefined {
    for (let i = 0; i < this.known.length; i++) if ((this.known[i] as Address).peer === peer) return this.known[i];
    return undefined;
  }

  /** A datagram counts only if it comes from a server of ours. */
  private arrival(address: string, port: number, bytes: Uint8Array): void {
    for (let i = 0; i < this.known.length; i++) {
      const one = this.known[i] as Address;
      if (!isAt(one, address, port)) continue;
      this.outbox.push({ kind: "datagram", peer: one.peer, bytes });
      return;
    }
    this.log("warning", `a datagram from ${address}:${port} is ignored: no server of ours`);
  }

  private send({ peer, bytes, release }: SendInput): void {
    const to = this.addressOf(peer);
    if (to !== undefined) this.toSocket({ kind: "send", address: to.address, port: to.port, bytes, release });
  }

  private failed(cause: string, pause: number, now: Instant): void {
    this.forget();
    this.failures++;
    const chance = between(this.random, 0, 1);
    const retry = Math.max(retryDelay(this.failures, FIRST_RETRY, LONGEST_RETRY, chance), pause);
    this.state = { name: "backingOff", attempt: this.failures, cause, until: now + retry };
    this.outbox.push({ kind: "failed", cause, retry });
  }

  private toSocket(input: SocketsInput): void {
    this.outbox.push({ kind: "socket", input });
  }
}

function isAt(server: Address, address: string, port: number): boolean {
  return server.port === port && server.address === address;
}
