import type { Instant } from "../../modules/base/machine.js";
import type { Network } from "../network.js";
import type { Outbox } from "../outbox.js";

/** What a model's sockets can do. */
export interface SocketLimits {
  readonly count: number;
  /** The most bytes of a datagram that is sent or received. */
  readonly maxDatagram: number;
  /** The most bytes that the host gets at once. */
  readonly maxFetch?: number;
  /** The most datagrams that wait for the host; further ones are dropped. */
  readonly buffered: number;
}

/** A datagram that has arrived. */
export interface Arrival {
  readonly address: string;
  readonly port: number;
  readonly bytes: Uint8Array;
}

/** Where a datagram goes to or comes from. */
export interface Remote {
  readonly address: string;
  readonly port: number;
}

/** One open socket of the host. */
export interface Socket {
  /** The only ones that it hears; everybody if there are none. The first is what it was opened for. */
  readonly remotes: Remote[];
  /** Whether arrivals are announced, or printed at once. */
  readonly receive: "announce" | "print";
  readonly waiting: Arrival[];
}

/** More than one host has reason to talk to by one link. */
const MOST_REMOTES = 4;

/** The UDP sockets that the host opens by AT commands. How they are spoken of is the dialect's business. */
export class Sockets {
  readonly #limits: SocketLimits;
  readonly #network: Network;
  readonly #outbox: Outbox;
  readonly #slots: (Socket | undefined)[] = [];

  constructor(limits: SocketLimits, network: Network, outbox: Outbox) {
    this.#limits = limits;
    this.#network = network;
    this.#outbox = outbox;
  }

  get maxDatagram(): number {
    return this.#limits.maxDatagram;
  }

  /** Opens the lowest free socket; `undefined` if all are taken. */
  open(port: number, receive: Socket["receive"]): number | undefined {
    for (let id = 0; id < this.#limits.count; id++) {
      if (this.#slots[id] !== undefined) continue;
      this.#slots[id] = { receive, waiting: [], remotes: [] };
      this.#outbox.push({ kind: "open", socket: id, port });
      return id;
    }
    return undefined;
  }

  get maxFetch(): number {
    return this.#limits.maxFetch ?? this.#limits.maxDatagram;
  }

  /** Opens a link to one remote under a number that the host chose; false if there is none such, or it is taken. */
  link(id: number, remote: Remote, receive: Socket["receive"]): boolean {
    if (id >= this.#limits.count || this.#slots[id] !== undefined) return false;
    this.#slots[id] = { receive, waiting: [], remotes: [remote] };
    this.#outbox.push({ kind: "open", socket: id, port: 0 });
    return true;
  }

  get anyOpen(): boolean {
    return this.#slots.some((slot) => slot !== undefined);
  }

  find(id: number | undefined): Socket | undefined {
    return id === undefined ? undefined : this.#slots[id];
  }

  /** Sends a datagram; false if the socket is not open. */
  send(id: number, address: string, port: number, bytes: Uint8Array, now: Instant): boolean {
    const socket = this.#slots[id];
    if (socket === undefined) return false;
    if (socket.remotes.length > 0 && !hears(socket, address, port)) {
      if (socket.remotes.length === MOST_REMOTES) socket.remotes.splice(1, 1);
      socket.remotes.push({ address, port });
    }
    this.#network.radio.send({ kind: "datagram", socket: id, address, port, bytes }, now);
    return true;
  }

  /** Keeps a datagram for the host; `undefined` if it was dropped: no such socket, too large, or no room. */
  arrived(id: number, arrival: Arrival): Socket | undefined {
    const socket = this.#slots[id];
    if (socket === undefined || arrival.bytes.length > this.#limits.maxDatagram) return undefined;
    if (socket.waiting.length >= this.#limits.buffered || !hears(socket, arrival.address, arrival.port))
      return undefined;
    socket.waiting.push(arrival);
    return socket;
  }

  /** Closes a socket; false if it is not open. */
  close(id: number): boolean {
    if (!this.forget(id)) return false;
    this.#network.radio.flush(id);
    this.#outbox.push({ kind: "close", socket: id });
    return true;
  }

  /** Drops a socket that is closed already; false if there is none. */
  forget(id: number): boolean {
    if (this.#slots[id] === undefined) return false;
    this.#slots[id] = undefined;
    return true;
  }

  /** Closes all sockets; gives their numbers. */
  closeAll(): number[] {
    const closed: number[] = [];
    for (let id = 0; id < this.#limits.count; id++) if (this.close(id)) closed.push(id);
    return closed;
  }
}

function hears(socket: Socket, address: string, port: number): boolean {
  if (socket.remotes.length === 0) return true;
  for (let i = 0; i < socket.remotes.length; i++) {
    const remote = socket.remotes[i] as Remote;
    if (remote.address === address && remote.port === port) return true;
  }
  return false;
}
