import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { Inbound, Outbound, RESTART_STATUS } from "../hosts/desktop/frames.js";
import type { ModuleLine } from "../hosts/host.js";
import { DIST, ROOT, writeModuleList } from "./image.js";
import type { Recorder } from "./talk.js";
import { serialUart } from "./serial.js";
import { tcpUart, UartLink } from "./uart.js";

/** The heap of the firmware: bytes of chunks, slots, and slots of stack. Nothing grows. */
export interface HeapSize {
  readonly chunks: number;
  readonly slots: number;
  readonly stack: number;
}

/** Moddable's configuration of a bare ESP32. */
export const ESP32_HEAP: HeapSize = { chunks: 32_768, slots: 2_048, stack: 384 };

/** What `manifest-full.json` takes instead: a server that observes every instance of the full set needs 2,055 slots. */
export const FULL_HEAP: HeapSize = { chunks: 32_768, slots: 3_072, stack: 448 };

/** A TCP port where somebody offers a module, or a serial port with its first speed. */
export type UartAddress =
  { readonly host: string; readonly port: number } | { readonly device: string; readonly baud: number };

export interface FirmwareOptions {
  /** Path of the XS engine's program; without it the firmware runs on Node. */
  readonly engine?: string;
  /** Where the NB module's AT side is. */
  readonly uart: UartAddress;
  /** The firmware's settings for this run, by name. */
  readonly settings: Readonly<Record<string, string>>;
  readonly store: string;
  /** The composition with everything, in place of the one for a bare ESP32. */
  readonly full?: boolean;
  /** Key of another main module, such as "examples/kettle/main". */
  readonly main?: string;
  readonly heap?: HeapSize;
  /** How many times as fast as real time its clocks run, a whole number; 1 unless given. */
  readonly pace?: number;
  readonly stats?: boolean;
  /** A file for the engine's figures in JSON. */
  readonly statsFile?: string;
  /** Holds a line of the module active; without it the module has none, as behind a plain TCP port. */
  readonly pulse?: (line: ModuleLine, milliseconds: number) => void;
  /** Takes down the run. */
  readonly record?: Recorder;
  /** Takes each line of the firmware's log. */
  readonly log: (level: string, text: string) => void;
  /** Takes what the engine itself prints: figures, and what went wrong. */
  readonly print: (line: string) => void;
}

/** What is alive in a machine: slots, and bytes of chunks. */
export interface LiveFigures {
  readonly slots: number;
  readonly chunks: number;
}

/** A firmware that runs. */
export interface Firmware {
  /** Asks it to deregister and end. */
  stop(): void;
  /** Ends it at once. */
  kill(): void;
  /** Collects garbage and tells what is alive; never comes from Node or from a firmware that has ended. */
  figures(): Promise<LiveFigures>;
  /** Its exit status, once it has ended: 0 done, 1 failed, 3 memory or stack. */
  readonly ended: Promise<number>;
}

const FRAME_HEAD_BYTES = 5;

/** Starts the firmware with an NB module behind its UART. Restarts it when it asks for that. */
export async function startFirmware(options: FirmwareOptions): Promise<Firmware> {
  const address = options.uart;
  const connect = "device" in address ? serialUart(address.device, address.baud) : tcpUart(address.host, address.port);
  const uart = await UartLink.open(connect, options.log);
  mkdirSync(options.store, { recursive: true });
  const list = writeModuleList(join(ROOT, "build", "image"), entryOf(options), { host: "hosts/desktop/host" });
  let engine = new EngineProcess(options, list, uart);
  uart.onBytes = (bytes) => {
    options.record?.module(bytes);
    engine.send(Inbound.uart, bytes);
  };
  for (const [name, value] of Object.entries(options.settings)) options.record?.option(name, value);
  const ended = (async () => {
    for (;;) {
      const status = await engine.ended;
      options.record?.did(status === RESTART_STATUS ? "restart" : `ended ${status}`);
      if (status !== RESTART_STATUS) {
        uart.close();
        return status;
      }
      engine = new EngineProcess(options, list, uart);
    }
  })();
  const stop = (): void => {
    options.record?.act("stop");
    engine.send(Inbound.stop);
  };
  return { stop, kill: () => engine.kill(), figures: () => engine.figures(), ended };
}

/** One run of the engine, and the frames in and out of it. */
class EngineProcess {
  readonly ended: Promise<number>;
  readonly #child: ChildProcess;
  readonly #input: Writable;
  readonly #options: FirmwareOptions;
  readonly #uart: UartLink;
  #alarm: NodeJS.Timeout | undefined;
  #onFigures: (figures: LiveFigures) => void = () => undefined;
  #pending: Buffer = Buffer.alloc(0);

  constructor(options: FirmwareOptions, list: string, uart: UartLink) {
    this.#options = options;
    this.#uart = uart;
    const [program, ...first] = options.engine
      ? [options.engine]
      : [process.execPath, join(DIST, "hosts", "desktop", "node-engine.js")];
    // Detached: Ctrl-C goes to the whole group of the terminal, but the firmware must live on to deregister.
    this.#child = spawn(program as string, [...first, ...engineArguments(options, list)], {
      stdio: ["ignore", "pipe", "pipe", "pipe", "pipe"],
      detached: true,
    });
    this.#input = this.#child.stdio[3] as Writable;
    this.#input.on("error", () => undefined); // Writing to an engine that has just ended: its status tells why.
    (this.#child.stdio[4] as Readable).on("data", (bytes: Buffer) => this.#receive(bytes));
    eachLine(this.#child.stdout as Readable, options.print);
    eachLine(this.#child.stderr as Readable, options.print);
    this.ended = new Promise((resolve) => {
      this.#child.on("error", (error) => {
        options.print(`the engine cannot be started: ${error.message}`);
        resolve(1);
      });
      this.#child.on("close", (status) => {
        clearTimeout(this.#alarm);
        resolve(status ?? 1);
      });
    });
  }

  send(kind: number, payload: Uint8Array = Buffer.alloc(0)): void {
    const head = Buffer.alloc(FRAME_HEAD_BYTES);
    head.writeUInt8(kind, 0);
    head.writeUInt32BE(payload.length, 1);
    if (this.#input.writable) this.#input.write(Buffer.concat([head, payload]));
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }

  figures(): Promise<LiveFigures> {
    return new Promise((resolve) => {
      this.#onFigures = resolve;
      this.send(Inbound.figures);
    });
  }

  #receive(bytes: Buffer): void {
    this.#pending = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes]);
    while (this.#pending.length >= FRAME_HEAD_BYTES) {
      const end = FRAME_HEAD_BYTES + this.#pending.readUInt32BE(1);
      if (this.#pending.length < end) return;
      this.#frame(this.#pending.readUInt8(0), this.#pending.subarray(FRAME_HEAD_BYTES, end));
      this.#pending = this.#pending.subarray(end);
    }
  }

  #frame(kind: number, payload: Buffer): void {
    switch (kind) {
      case Outbound.uart:
        this.#options.record?.host(payload);
        this.#uart.write(payload);
        break;
      case Outbound.alarm:
        clearTimeout(this.#alarm);
        if (payload.length > 0) {
          const delay = Number(payload.toString()) / (this.#options.pace ?? 1);
          this.#alarm = setTimeout(() => this.send(Inbound.alarm), Math.min(Math.ceil(delay), 0x7fff_ffff));
        }
        break;
      case Outbound.log: {
        const text = payload.toString();
        const tab = text.indexOf("\t");
        this.#options.log(text.slice(0, tab), text.slice(tab + 1));
        break;
      }
      case Outbound.pulse: {
        this.#options.record?.did(`pulse ${payload.toString()}`);
        const [line, milliseconds] = payload.toString().split(" ");
        this.#options.pulse?.(line as ModuleLine, Number(milliseconds));
        break;
      }
      case Outbound.figures:
        this.#onFigures(JSON.parse(payload.toString()) as LiveFigures);
        break;
      case Outbound.baud:
        this.#options.record?.did(`baud ${payload.toString()}`);
        this.#uart.setBaud(Number(payload.toString()));
        break;
      case Outbound.given:
        this.#options.record?.given(payload.toString());
        break;
      default:
        this.#options.print(`the engine sent a frame of unknown kind ${kind}`);
    }
  }
}

/** Key of the main module. */
function entryOf(options: FirmwareOptions): string {
  return options.main ?? (options.full === true ? "main-full" : "main");
}

function engineArguments(options: FirmwareOptions, list: string): string[] {
  const heap = options.heap ?? (options.full === true ? FULL_HEAP : ESP32_HEAP);
  const arguments_ = ["--modules", list, "--main", entryOf(options), "--store", options.store];
  arguments_.push("--chunks", `${heap.chunks}`, "--slots", `${heap.slots}`, "--stack", `${heap.stack}`);
  for (const [name, value] of Object.entries(options.settings)) arguments_.push("--option", `${name}=${value}`);
  if (options.record !== undefined) arguments_.push("--option", "record=yes");
  if (options.pace !== undefined) arguments_.push("--pace", `${options.pace}`);
  if (options.stats) arguments_.push("--stats");
  if (options.statsFile) arguments_.push("--stats-json", options.statsFile);
  return arguments_;
}

function eachLine(stream: Readable, take: (line: string) => void): void {
  let pending = "";
  stream.setEncoding("utf8");
  stream.on("data", (text: string) => {
    const lines = (pending + text).split("\n");
    pending = lines.pop() as string;
    lines.forEach(take);
  });
  stream.on("end", () => pending !== "" && take(pending));
}
