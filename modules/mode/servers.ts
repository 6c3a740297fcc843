import type { Log } from "../base/log.js";
import type { Instant, Machine } from "../base/machine.js";
import { Queue } from "../base/queue.js";
import { between, type Random } from "../base/random.js";
import type { AccountAddress } from "../lwm2m/bootstrap.js";
import { retryDelay } from "../lwm2m/retry.js";
import type { SocketsInput, SocketsOutput } from "../modem/sockets.js";
import { Peer } from "./peer.js";

export type ServersInput =
  /** The network is there: open the socket. */
  | { readonly kind: "open" }
  /** Find a server's address. */
  | { readonly kind: "reach"; readonly peer: number; readonly server: AccountAddress }
  | { readonly kind: "send"; readonly peer: number; readonly bytes: Uint8Array }
  /** Begin anew with the socket, after a pause. */
  | { readonly kind: "retry"; readonly cause: string }
  /** The network is gone, and the socket with it. */
  | { readonly kind: "drop" }
  | { readonly kind: "close" }
  | { readonly kind: "socket"; readonly output: SocketsOutput };

export type ServersOutput =
  | { readonly kind: "socket"; readonly input: SocketsInput }
  /** The socket is open. */
  | { readonly kind: "ready" }
  | { readonly kind: "reached"; readonly peer: number }
  | { readonly kind: "datagram"; readonly peer: number; readonly bytes: Uint8Array }
  /** Something failed; it begins anew with the socket after `retry` milliseconds. */
  | { readonly kind: "failed"; readonly cause: string; readonly retry: number };

/** How far the way to the servers is open. */
export type ServersState =
  | { readonly name: "closed" }
  | { readonly name: "opening"; readonly attempt: number }
  | { readonly name: "open" }
  | { readonly name: "resolving"; readonly attempt: number; readonly server: AccountAddress; readonly peer: number }
  | { readonly name: "backingOff"; readonly attempt: number; readonly cause: string; readonly until: Instant };

/** Milliseconds between tries to open the socket or to find an address. */
const FIRST_RETRY = 10_000;
const LONGEST_RETRY = 600_000;

const CLOSED: ServersState = Object.freeze({ name: "closed" });
const OPEN: ServersState = Object.freeze({ name: "open" });

/** Where a server's datagrams go and come from. */
interface Address {
  readonly address: string;
  readonly port: number;
}

/**
 * The way to the two servers over the module's socket: it opens the socket, finds the servers' addresses, and lets
 * datagrams through only from where a server of ours is. Its waits are those of the socket, which has limits of its own.
 */
export class Servers implements Machine<ServersInput, ServersOutput> {
  /** How far it has come. */
  state: ServersState = CLOSED;
  private readonly random: Random;
  private readonly log: Log;
  private readonly outbox = new Queue<ServersOutput>(16);
  private bootstrap: Address | undefined;
  private access: Address | undefined;
  /** Failures in a row since a server was reached. */
  private failures = 0;

  constructor(random: Random, log: Log) {
    this.random = random;
    this.log = log;
  }

  handle(input: ServersInput, now: Instant): void {
    switch (input.kind) {
      case "open":
        if (this.state.name === "closed") this.open();
        break;
      case "reach":
        this.state = { name: "resolving", attempt: this.failures, server: input.server, peer: input.peer };
        this.toSocket({ kind: "resolve", name: input.server.host });
        break;
      case "send":
        this.send(input.peer, input.bytes);
        break;
      case "retry":
        this.failed(input.cause, now);
        break;
      case "drop":
        this.state = CLOSED;
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
    if (this.state.name === "backingOff" && now >= this.state.until) this.open();
  }

  deadline(): Instant | undefined {
    return this.state.name === "backingOff" ? this.state.until : undefined;
  }

  poll(): ServersOutput | undefined {
    return this.outbox.shift();
  }

  private open(): void {
    this.state = { name: "opening", attempt: this.failures };
    this.toSocket({ kind: "open" });
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
        if (state.name !== "resolving" || output.name !== state.server.host) break;
        this.reached(state.peer, { address: output.address, port: state.server.port });
        break;
      case "unresolved":
        if (state.name === "resolving") this.failed(`${output.name} has no address: ${output.cause}`, now);
        break;
      case "arrival":
        this.arrival(output.address, output.port, output.bytes);
        break;
      case "closed":
        if (state.name !== "closed" && state.name !== "backingOff") {
          this.failed(`the socket is closed: ${output.cause}`, now);
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

  private reached(peer: number, address: Address): void {
    if (peer === Peer.access) {
      this.access = address;
    } else {
      this.bootstrap = address;
      // Both may be at the same address: until a new bootstrap names an access server, there is none.
      this.access = undefined;
    }
    this.state = OPEN;
    this.failures = 0;
    this.outbox.push({ kind: "reached", peer });
  }

  /** A datagram counts only if it comes from a server of ours. */
  private arrival(address: string, port: number, bytes: Uint8Array): void {
    if (isAt(this.access, address, port)) {
      this.outbox.push({ kind: "datagram", peer: Peer.access, bytes });
    } else if (isAt(this.bootstrap, address, port)) {
      this.outbox.push({ kind: "datagram", peer: Peer.bootstrap, bytes });
    } else {
      this.log("warning", `a datagram from ${address}:${port} is ignored: no server of ours`);
    }
  }

  private send(peer: number, bytes: Uint8Array): void {
    const to = peer === Peer.access ? this.access : this.bootstrap;
    if (to !== undefined) this.toSocket({ kind: "send", address: to.address, port: to.port, bytes });
  }

  private failed(cause: string, now: Instant): void {
    this.failures++;
    const chance = between(this.random, 0, 1);
    const retry = retryDelay(this.failures, FIRST_RETRY, LONGEST_RETRY, chance);
    this.state = { name: "backingOff", attempt: this.failures, cause, until: now + retry };
    this.outbox.push({ kind: "failed", cause, retry });
  }

  private toSocket(input: SocketsInput): void {
    this.outbox.push({ kind: "socket", input });
  }
}

function isAt(server: Address | undefined, address: string, port: number): boolean {
  return server !== undefined && server.port === port && server.address === address;
}
