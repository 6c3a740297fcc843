import { createSocket, type Socket } from "node:dgram";
import type { LogLevel } from "../modules/base/log.js";
import type { Endpoint, PcapWriter } from "./pcap.js";
import type { Routes } from "./routes.js";

/** What a carrier is made with. */
export interface CarrierOptions {
  readonly routes: Routes;
  readonly pcap?: PcapWriter;
  /** A datagram came for one of the module's sockets, from where the module believes it to be. */
  readonly arrived: (socket: number, from: Endpoint, bytes: Uint8Array) => void;
  readonly log: (level: LogLevel, text: string) => void;
}

/** How many peers of a socket are remembered; the oldest is forgotten first. */
const MOST_PEERS = 64;

interface Line {
  readonly udp: Socket;
  /** The socket's own address; `undefined` until it is bound. */
  local: Endpoint | undefined;
  /** What waits for that, in order. */
  readonly waiting: (() => void)[];
  /** Real peers, as "address:port", and what the module calls them. */
  readonly peers: Map<string, Endpoint>;
}

/**
 * Carries the module's datagrams over real UDP sockets. As a NAT does, it lets in only what comes from where the socket
 * has sent to.
 */
export class Carrier {
  readonly #options: CarrierOptions;
  readonly #lines = new Map<number, Line>();
  readonly #refused = new Set<string>();
  /** Datagrams sent and received. */
  datagrams = 0;

  constructor(options: CarrierOptions) {
    this.#options = options;
  }

  open(id: number, port: number): void {
    this.close(id);
    const udp = createSocket("udp4");
    const line: Line = { udp, local: undefined, waiting: [], peers: new Map() };
    this.#lines.set(id, line);
    udp.on("message", (bytes, { address, port: from }) => this.#received(id, line, { address, port: from }, bytes));
    udp.on("error", (error: NodeJS.ErrnoException) => this.#failed(id, line, error));
    udp.bind(port, this.#options.routes.loopbackOnly ? "127.0.0.1" : "0.0.0.0", () => {
      if (this.#lines.get(id) !== line) return;
      line.local = udp.address();
      for (const send of line.waiting.splice(0)) send();
    });
  }

  send(id: number, to: Endpoint, bytes: Uint8Array): void {
    const line = this.#lines.get(id);
    if (line === undefined) return;
    const real = this.#options.routes.translate(to);
    if (real === undefined) return this.#refuse(to);
    if (line.local === undefined) line.waiting.push(() => this.#send(line, to, real, bytes));
    else this.#send(line, to, real, bytes);
  }

  close(id: number): void {
    const line = this.#lines.get(id);
    this.#lines.delete(id);
    line?.udp.close();
  }

  /** Lets the sockets of the module go on under other ports; what is sent to the old ones is lost. */
  rebind(): void {
    for (const id of [...this.#lines.keys()]) this.open(id, 0);
  }

  closeAll(): void {
    for (const id of [...this.#lines.keys()]) this.close(id);
  }

  #send(line: Line, to: Endpoint, real: Endpoint, bytes: Uint8Array): void {
    const key = `${real.address}:${real.port}`;
    line.peers.delete(key);
    line.peers.set(key, to);
    if (line.peers.size > MOST_PEERS) line.peers.delete(line.peers.keys().next().value as string);
    this.datagrams++;
    this.#options.pcap?.write(Date.now(), line.local as Endpoint, real, bytes);
    this.#options.log("wire", `udp > ${key} ${bytes.length} bytes`);
    line.udp.send(bytes, real.port, real.address, (error) => {
      if (error !== null) this.#options.log("warning", `a datagram to ${key} was not sent: ${error.message}`);
    });
  }

  #received(id: number, line: Line, from: Endpoint, bytes: Uint8Array): void {
    if (this.#lines.get(id) !== line || line.local === undefined) return;
    const key = `${from.address}:${from.port}`;
    const known = line.peers.get(key);
    if (known === undefined) return this.#options.log("wire", `udp < ${key} dropped: nothing was sent there`);
    this.datagrams++;
    this.#options.pcap?.write(Date.now(), from, line.local, bytes);
    this.#options.log("wire", `udp < ${key} ${bytes.length} bytes`);
    this.#options.arrived(id, known, new Uint8Array(bytes));
  }

  #refuse(to: Endpoint): void {
    if (this.#refused.has(to.address) || this.#refused.size >= MOST_PEERS) return;
    this.#refused.add(to.address);
    this.#options.log("warning", `datagrams to ${to.address} stay here: no --resolve rule leads there`);
  }

  #failed(id: number, line: Line, error: NodeJS.ErrnoException): void {
    this.#options.log("warning", `UDP socket ${id}: ${error.code ?? error.message}`);
    if (line.local === undefined && this.#lines.get(id) === line) this.close(id);
  }
}
