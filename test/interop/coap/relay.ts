import { createSocket, type Socket } from "node:dgram";

export type Fate = "lost" | "doubled" | "carried";

/** What becomes of the n-th datagram, counted from 1 in both directions together; `there`: it goes to the server. */
export type Weather = (n: number, there: boolean) => Fate;

/** A stretch of bad network: stands between one client and a server, and lets each datagram meet its fate. */
export class Relay {
  readonly counts: Record<Fate, number> = { lost: 0, doubled: 0, carried: 0 };
  private readonly near: Socket;
  private readonly far: Socket;
  private readonly server: number;
  private readonly fate: Weather;
  private client = 0;
  private seen = 0;

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
    this.near.close();
    this.far.close();
  }

  private carry(there: boolean, send: () => void): void {
    const fate = this.fate(++this.seen, there);
    this.counts[fate]++;
    if (fate !== "lost") send();
    if (fate === "doubled") send();
  }
}

/** Loses the first of three datagrams and doubles the second. */
export function everyThirdLost(n: number): Fate {
  return n % 3 === 1 ? "lost" : n % 3 === 2 ? "doubled" : "carried";
}

/** Loses some of the datagrams to the server, and none of its own. */
export function requestsLost(n: number, there: boolean): Fate {
  return there && n % 3 === 1 ? "lost" : "carried";
}

function bound(): Promise<Socket> {
  const socket = createSocket("udp4");
  return new Promise((resolve) => socket.bind(0, "127.0.0.1", () => resolve(socket)));
}
