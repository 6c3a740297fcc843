import { createSocket, type Socket } from "node:dgram";

/** How many milliseconds each copy of a datagram is held back: none if it is lost, two if it is doubled. */
export type Fate = readonly number[];

/** What becomes of the n-th datagram, counted from 1 in both directions together; `there`: it goes to the server. */
export type Weather = (n: number, there: boolean) => Fate;

export const LOST: Fate = [];
export const CARRIED: Fate = [0];
export const DOUBLED: Fate = [0, 0];

/** A stretch of bad network: stands between one client and a server, and lets each datagram meet its fate. */
export class Relay {
  readonly counts = { all: 0, lost: 0, doubled: 0, held: 0 };
  private readonly near: Socket;
  private readonly far: Socket;
  private readonly server: number;
  private readonly fate: Weather;
  private client = 0;
  private seen = 0;
  private readonly timers = new Set<NodeJS.Timeout>();

  private constructor(near: Socket, far: Socket, server: number, fate: Weather) {
    this.near = near;
    this.far = far;
    this.server = server;
    this.fate = fate;
    near.on("message", (bytes, { port }) => {
      this.client = port;
      this.carry(true, () => far.send(bytes, this.server, "127.0.0.1"));
    });
    far.on("message", (bytes) => this.carry(false, () => near.send(bytes, this.client, "127.0.0.1")));
  }

  /** Opens the way to a server's port on the loopback. */
  static async open(server: number, fate: Weather): Promise<Relay> {
    return new Relay(await bound(), await bound(), server, fate);
  }

  /** Where the client sends to. */
  get port(): number {
    return this.near.address().port;
  }

  close(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.near.close();
    this.far.close();
  }

  private carry(there: boolean, send: () => void): void {
    const fate = this.fate(++this.seen, there);
    const { counts } = this;
    counts.all++;
    if (fate.length === 0) counts.lost++;
    if (fate.length > 1) counts.doubled++;
    for (const held of fate) {
      if (held === 0) {
        send();
        continue;
      }
      counts.held++;
      const timer = setTimeout(() => {
        this.timers.delete(timer);
        send();
      }, held);
      this.timers.add(timer);
    }
  }
}

/** Loses the first of three datagrams and doubles the second. */
export function everyThirdLost(n: number): Fate {
  return n % 3 === 1 ? LOST : n % 3 === 2 ? DOUBLED : CARRIED;
}

/** Loses some of the datagrams to the server, and none of its own. */
export function requestsLost(n: number, there: boolean): Fate {
  return there && n % 3 === 1 ? LOST : CARRIED;
}

function bound(): Promise<Socket> {
  const socket = createSocket("udp4");
  return new Promise((resolve) => socket.bind(0, "127.0.0.1", () => resolve(socket)));
}
