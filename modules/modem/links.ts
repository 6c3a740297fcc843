import type { Instant } from "../base/machine.js";
import type { Arrival, SocketDialect } from "./dialects/dialect.js";

/** A socket of the module that is open. Where one serves all addresses, its own is empty. */
export interface Link {
  readonly id: number;
  readonly address: string;
  readonly port: number;
  /** How many datagrams were announced and not fetched yet. */
  announced: number;
}

/** What came of a fetch. */
export type Fetched = Arrival | "nothing" | "garbled";

/** Beyond that an announcement adds nothing: the module keeps no more either, and an empty fetch ends the count. */
const ANNOUNCED_LIMIT = 16;
/** A fetch that was not answered is done so often in all. */
const FETCH_TRIES = 3;
/** Milliseconds from something that happened to the next look for arrivals. */
const POLL_SOON = 1000;

/** The module's sockets that are open, the oldest first, and what waits in them. */
export class Links {
  readonly list: Link[] = [];
  /** When arrivals are looked for next; 0 where that is not needed. */
  pollAt: Instant = 0;
  /** Fetches in a row that were not answered. */
  #missed = 0;
  /** The number of a socket that may be open in the module or not. */
  #doubtful: number | undefined;
  /** True when the last try to open a socket failed. */
  #refused = false;

  /** True when arrivals have to be looked for. */
  get polling(): boolean {
    return this.pollAt > 0 && this.list.length > 0;
  }

  /** The link of that number. */
  find(id: number): Link | undefined {
    for (let i = 0; i < this.list.length; i++) if ((this.list[i] as Link).id === id) return this.list[i];
    return undefined;
  }

  /** The link on which datagrams go to an address; one that serves all of them fits any. */
  to(address: string, port: number): Link | undefined {
    for (let i = 0; i < this.list.length; i++) {
      const link = this.list[i] as Link;
      if (link.address === "" || (link.address === address && link.port === port)) return link;
    }
    return undefined;
  }

  /** The first link with announced datagrams. */
  announced(): Link | undefined {
    for (let i = 0; i < this.list.length; i++) if ((this.list[i] as Link).announced > 0) return this.list[i];
    return undefined;
  }

  /** The least number that no link has. */
  freeId(): number {
    let id = 0;
    while (this.find(id) !== undefined) id++;
    return id;
  }

  add(id: number, address: string, port: number): void {
    this.#refused = false;
    this.list.push({ id, address, port, announced: 0 });
  }

  remove(id: number): void {
    for (let i = 0; i < this.list.length; i++) if ((this.list[i] as Link).id === id) this.list.splice(i, 1);
  }

  clear(): void {
    this.list.length = 0;
    this.#missed = 0;
    this.#refused = false;
  }

  /** The module does not do with a socket what it should: it may not be open there. */
  doubt(id: number): void {
    this.remove(id);
    this.#doubtful = id;
  }

  /** The module did not open a socket: it may be open there. False if that is the second time in a row. */
  refused(id: number): boolean {
    this.#doubtful = id;
    this.#refused = !this.#refused;
    return this.#refused;
  }

  /** Takes the number of the socket that has to be closed before another is opened. */
  takeDoubtful(): number | undefined {
    const id = this.#doubtful;
    this.#doubtful = undefined;
    return id;
  }

  /** Something goes on: where arrivals must be looked for, the next look is soon. */
  busy(dialect: SocketDialect, now: Instant): void {
    this.pollAt = dialect.polled ? now + POLL_SOON : 0;
  }

  /** One more datagram waits at a link. */
  announce(link: Link): void {
    if (link.announced < ANNOUNCED_LIMIT) link.announced++;
  }

  /** Takes it that each link may have something. */
  look(next: Instant): void {
    for (let i = 0; i < this.list.length; i++) {
      const link = this.list[i] as Link;
      if (link.announced === 0) link.announced = 1;
    }
    this.pollAt = next;
  }

  /** Takes the answer to a fetch from a link; `ok`: the module ended it with OK. */
  fetched(link: Link, dialect: SocketDialect, ok: boolean, answer: readonly string[], data?: Uint8Array): Fetched {
    const arrival = ok ? dialect.fetched(answer, data) : undefined;
    // Without a result the datagram may still be there, and no second announcement would come.
    this.#missed = ok ? 0 : this.#missed + 1;
    const empty = ok && arrival === undefined && (answer.length === 0 || dialect.polled);
    if (this.#missed === FETCH_TRIES || empty) link.announced = this.#missed = 0;
    else if (ok && (arrival === undefined || arrival.left === 0)) link.announced--;
    return arrival ?? (ok && !empty ? "garbled" : "nothing");
  }
}
