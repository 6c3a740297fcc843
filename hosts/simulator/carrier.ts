import UDP from "embedded:io/socket/udp";
import type { Log } from "../../modules/base/log.js";
import { type Endpoint, type Route, translate } from "./routes.js";

/** How many peers of a socket are remembered; the oldest is forgotten first. */
const MOST_PEERS = 16;

interface Peer {
  /** Where it really is. */
  readonly real: Endpoint;
  /** Where the module believes it to be. */
  readonly known: Endpoint;
}

interface Line {
  readonly socket: number;
  readonly udp: UDP;
  readonly peers: Peer[];
}

export interface CarrierOptions {
  readonly routes: readonly Route[];
  readonly internet: boolean;
  readonly arrived: (socket: number, from: Endpoint, bytes: Uint8Array) => void;
  readonly log: Log;
}

/**
 * Carries the virtual module's datagrams over real UDP sockets. As a NAT does, it lets in only what comes from where the
 * socket has sent to.
 */
export class Carrier {
  readonly #options: CarrierOptions;
  readonly #lines: Line[] = [];

  constructor(options: CarrierOptions) {
    this.#options = options;
  }

  open(socket: number, port: number): void {
    this.close(socket);
    try {
      const udp: UDP = new UDP({ port, onReadable: (count) => this.#received(socket, count) });
      this.#lines.push({ socket, udp, peers: [] });
    } catch (error) {
      this.#options.log("warning", `UDP port ${port}: ${(error as Error).message}`);
    }
  }

  send(socket: number, address: string, port: number, bytes: Uint8Array): void {
    const line = this.#line(socket);
    if (line === undefined) return;
    const real = translate(this.#options.routes, address, port, this.#options.internet);
    if (real === undefined) {
      this.#options.log("warning", `a datagram to ${address} stays here: no route leads there`);
      return;
    }
    const { peers } = line;
    const index = peers.findIndex((peer) => same(peer.real, real));
    if (index >= 0) peers.splice(index, 1);
    if (peers.length >= MOST_PEERS) peers.shift();
    peers.push({ real, known: { address, port } });
    try {
      line.udp.write(bytes, real.address, real.port);
      this.#options.log("wire", `udp > ${real.address}:${real.port} ${bytes.length} bytes`);
    } catch (error) {
      this.#options.log(
        "warning",
        `a datagram to ${real.address}:${real.port} was not sent: ${(error as Error).message}`,
      );
    }
  }

  close(socket: number): void {
    const index = this.#lines.findIndex((line) => line.socket === socket);
    if (index < 0) return;
    this.#lines[index]?.udp.close();
    this.#lines.splice(index, 1);
  }

  #line(socket: number): Line | undefined {
    return this.#lines.find((line) => line.socket === socket);
  }

  #received(socket: number, count: number): void {
    for (let i = 0; i < count; i++) {
      const line = this.#line(socket);
      const packet = line?.udp.read();
      if (line === undefined || packet === undefined) return;
      const peer = line.peers.find(({ real }) => same(real, packet));
      const from = `${packet.address}:${packet.port}`;
      if (peer === undefined) {
        this.#options.log("wire", `udp < ${from} dropped: nothing was sent there`);
        continue;
      }
      this.#options.log("wire", `udp < ${from} ${packet.byteLength} bytes`);
      this.#options.arrived(socket, peer.known, new Uint8Array(packet));
    }
  }
}

function same(a: Endpoint, b: Endpoint): boolean {
  return a.address === b.address && a.port === b.port;
}
