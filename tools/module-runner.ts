import { createServer, type Server, type Socket } from "node:net";
import { performance } from "node:perf_hooks";
import type { LogLevel } from "../modules/base/log.js";
import { latinText } from "../modules/base/text.js";
import type { Machine } from "../modules/base/machine.js";
import type { Fault } from "../virtual/contract.js";
import type { VirtualInput, VirtualOutput } from "../virtual/module.js";
import { ToolError } from "./arguments.js";
import { Carrier } from "./carrier.js";
import type { PcapWriter } from "./pcap.js";
import type { Routes } from "./routes.js";
import { systemWords } from "./system-words.js";
import type { Recorder } from "./talk.js";
import { UartLink, type Connect } from "./uart.js";

/** A virtual module that runs. */
export interface RunningModule {
  /** TCP port of the AT side; 0 if that is another. */
  readonly port: number;
  /** Datagrams carried so far, in both directions. */
  readonly datagrams: number;
  /** Holds one of the module's lines active, as a host on the same board would. */
  pulse(line: "power" | "reset" | "wake", milliseconds: number): void;
  /** Lets something befall the module. */
  befall(fault: Fault): void;
  /** Gives its sockets other addresses, as a NAT does that has forgotten them. */
  rebind(): void;
  close(): Promise<void>;
}

/** What a module runs with. */
export interface RunnerOptions {
  readonly module: Machine<VirtualInput, VirtualOutput>;
  readonly routes: Routes;
  readonly log: (level: LogLevel, text: string) => void;
  readonly pcap?: PcapWriter | undefined;
  /** Takes down the talk on the UART. */
  readonly record?: Recorder | undefined;
  /** How many times as fast as real time the module's clock runs; 1 unless given. */
  readonly pace?: number | undefined;
}

/** Drives one virtual module by real time, a UART and UDP. */
export class ModuleRunner implements RunningModule {
  readonly #module: Machine<VirtualInput, VirtualOutput>;
  readonly #routes: Routes;
  readonly #carrier: Carrier;
  readonly #pcap: PcapWriter | undefined;
  readonly #record: Recorder | undefined;
  readonly #log: (level: LogLevel, text: string) => void;
  readonly #pace: number;
  readonly #started = performance.now();
  readonly #server: Server;
  #client: Socket | undefined;
  /** The AT side where that is no TCP port. */
  #link: UartLink | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor({ module, routes, pcap, log, record, pace = 1 }: RunnerOptions) {
    this.#module = module;
    this.#routes = routes;
    this.#pcap = pcap;
    this.#log = log;
    this.#record = record;
    this.#pace = pace;
    this.#carrier = new Carrier({
      routes,
      log,
      arrived: (socket, { address, port }, bytes) => this.#handle({ kind: "datagram", socket, address, port, bytes }),
      ...(pcap === undefined ? {} : { pcap }),
    });
    this.#server = createServer((client) => this.#connected(client));
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  get datagrams(): number {
    return this.#carrier.datagrams;
  }

  listen(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", (error: NodeJS.ErrnoException) => {
        const inUse = error.code === "EADDRINUSE";
        reject(new ToolError(inUse ? `TCP port ${port} is in use` : `TCP port ${port}: ${systemWords(error)}`));
      });
      this.#server.listen(port, "127.0.0.1", () => {
        this.#server.on("error", (error) => this.#log("warning", `TCP port ${port}: ${error.message}`));
        resolve();
      });
    });
  }

  /** Opens a serial port, or a pseudo-terminal, as the AT side. Rejects with a ToolError if it cannot be had. */
  async attach(connect: Connect): Promise<void> {
    this.#link = await UartLink.open(connect, this.#log);
    this.#link.onBytes = (bytes) => this.#received(bytes);
  }

  start(): void {
    this.#handle({ kind: "powerOn" });
  }

  pulse(line: "power" | "reset" | "wake", milliseconds: number): void {
    this.#record?.did(`pulse ${line} ${milliseconds}`);
    this.#handle({ kind: "line", line, milliseconds });
  }

  befall(fault: Fault): void {
    this.#handle({ kind: "fault", fault });
  }

  rebind(): void {
    this.#carrier.rebind();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#carrier.closeAll();
    this.#client?.destroy();
    this.#link?.close();
    if (this.#server.listening) await new Promise((resolve) => this.#server.close(resolve));
    this.#pcap?.close();
  }

  /** One wire, one client: a second one is turned away. */
  #connected(client: Socket): void {
    client.on("error", () => undefined);
    if (this.#client !== undefined || this.#closed) {
      this.#log("warning", "a second client was turned away");
      client.destroy();
      return;
    }
    this.#client = client;
    client.setNoDelay(true);
    const gone = (): void => {
      if (this.#client === client) this.#client = undefined;
    };
    client.on("end", gone);
    client.on("close", gone);
    client.on("data", (bytes) => this.#received(new Uint8Array(bytes)));
  }

  #received(bytes: Uint8Array): void {
    this.#log("wire", `uart > ${readable(bytes)}`);
    this.#record?.host(bytes);
    this.#handle({ kind: "uart", bytes });
  }

  #now(): number {
    return Math.floor((performance.now() - this.#started) * this.#pace);
  }

  #handle(input: VirtualInput): void {
    if (this.#closed) return;
    this.#module.handle(input, this.#now());
    this.#settle();
  }

  #settle(): void {
    for (let output = this.#module.poll(); output !== undefined; output = this.#module.poll()) this.#carryOut(output);
    clearTimeout(this.#timer);
    const deadline = this.#module.deadline();
    if (deadline === undefined) return;
    const delay = Math.min(Math.max(Math.ceil((deadline - this.#now()) / this.#pace), 0), 0x7fff_ffff);
    this.#timer = setTimeout(() => {
      this.#module.expire(this.#now());
      this.#settle();
    }, delay);
  }

  #carryOut(output: VirtualOutput): void {
    switch (output.kind) {
      case "uart":
        this.#log("wire", `uart < ${readable(output.bytes)}`);
        this.#record?.module(output.bytes);
        // As on a wire, what nobody listens to is lost.
        this.#client?.write(output.bytes);
        this.#link?.write(output.bytes);
        break;
      case "open":
        this.#carrier.open(output.socket, output.port);
        break;
      case "datagram":
        this.#carrier.send(output.socket, { address: output.address, port: output.port }, output.bytes);
        break;
      case "close":
        this.#carrier.close(output.socket);
        break;
      case "resolve":
        void this.#resolve(output.name);
        break;
    }
  }

  async #resolve(name: string): Promise<void> {
    const address = await this.#routes.resolve(name);
    this.#log("info", `dns ${name}: ${address ?? "unknown"}`);
    this.#handle(address === undefined ? { kind: "resolved", name } : { kind: "resolved", name, address });
  }
}

/** AT talk on one line of the log. */
function readable(bytes: Uint8Array): string {
  return JSON.stringify(latinText(bytes)).slice(1, -1);
}
