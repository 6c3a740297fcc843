import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { Outbound } from "../hosts/desktop/frames.js";
import type { ModuleLine } from "../hosts/host.js";
import type { LiveFigures } from "./firmware.js";

/** The engine's figures at the end of a run. */
export interface EngineFigures {
  readonly slots: {
    readonly live: number;
    readonly largestLive: number;
    readonly peak: number;
    readonly limit: number;
  };
  readonly chunks: {
    readonly live: number;
    readonly largestLive: number;
    readonly peak: number;
    readonly limit: number;
  };
  readonly stack: { readonly peak: number; readonly limit: number };
  readonly keys: { readonly used: number; readonly limit: number };
  readonly aliases: number;
  readonly tableBytes: number;
  readonly byteCode: number;
  readonly modules: number;
  readonly flash: { readonly slots: number; readonly chunks: number; readonly keys: number };
}

/** RAM by part, in bytes. */
export interface RamFigures {
  readonly size: number;
  readonly data: number;
  readonly bss: number;
  readonly chunks: number;
  readonly slots: number;
  readonly stack: number;
  readonly machine: number;
  readonly tables: number;
  readonly other: number;
  readonly nativeStack: number;
  readonly nativeStackPeak: number;
  readonly free: number;
}

/** What a board is started with. */
export interface BoardOptions {
  /** The image's ELF file. */
  readonly image: string;
  /** Settings of the firmware; those of the machine begin with a dot (.chunks, .slots, .stack, .keys, .suite). */
  readonly settings: Readonly<Record<string, string>>;
  /** Where the UART leads; without it to nothing. */
  readonly uart?: { readonly host: string; readonly port: number };
  readonly log: (level: string, text: string) => void;
  /** Takes what is printed on the console and is no event. */
  readonly print: (line: string) => void;
  readonly pulse?: (line: ModuleLine, milliseconds: number) => void;
  /** Takes events of another kind than the firmware's own. */
  readonly event?: (kind: number, payload: string) => void;
}

/** Where the image looks for its settings; see hosts/riscv/engine/image.ld. */
const SETTINGS_ADDRESS = "0x83000000";
const CONTROL_C = "\x03";
const CONTROL_T = "\x14";

/** A board in the emulator: the module's UART on a TCP connection, the console on its standard streams. */
export class Board {
  /** The image's exit status. */
  readonly ended: Promise<number>;
  stats: EngineFigures | undefined;
  ram: RamFigures | undefined;
  readonly #child: ChildProcess;
  readonly #options: BoardOptions;
  #onFigures: (figures: LiveFigures) => void = () => undefined;

  constructor(options: BoardOptions) {
    this.#options = options;
    const folder = mkdtempSync(join(tmpdir(), "nblwm2m-board-"));
    const settings = join(folder, "settings");
    writeFileSync(settings, `${settingsText(options.settings)}\0`);
    // Detached: Ctrl-C goes to the whole group of the terminal, but the firmware must live on to deregister.
    this.#child = spawn("qemu-system-riscv32", emulatorArguments(options, settings), {
      stdio: ["pipe", "pipe", "pipe"],
      detached: true,
    });
    this.#child.stdin?.on("error", () => undefined); // Writing to an emulator that has just ended: its status tells why.
    eachLine(this.#child.stdout as Readable, (line) => this.#line(line));
    eachLine(this.#child.stderr as Readable, options.print);
    this.ended = new Promise((resolve) => {
      const end = (status: number): void => {
        rmSync(folder, { recursive: true, force: true });
        resolve(status);
      };
      this.#child.on("error", (error) => {
        options.print(`the emulator cannot be started: ${error.message}`);
        end(1);
      });
      this.#child.on("close", (status) => end(status ?? 1));
    });
  }

  stop(): void {
    this.#type(CONTROL_C);
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }

  figures(): Promise<LiveFigures> {
    return new Promise((resolve) => {
      this.#onFigures = resolve;
      this.#type(CONTROL_T);
    });
  }

  #type(key: string): void {
    const console = this.#child.stdin as Writable;
    if (console.writable) console.write(key);
  }

  #line(line: string): void {
    const match = /^#(\w+) (.*)$/.exec(line);
    if (match === null) return this.#options.print(line);
    const [, kind, payload] = match as unknown as [string, string, string];
    if (kind === "stats") this.stats = JSON.parse(payload) as EngineFigures;
    else if (kind === "ram") this.ram = JSON.parse(payload) as RamFigures;
    else this.#event(Number(kind), payload);
  }

  #event(kind: number, payload: string): void {
    const { log, pulse, event } = this.#options;
    if (kind === Outbound.log) {
      const tab = payload.indexOf("\t");
      log(payload.slice(0, tab), payload.slice(tab + 1));
    } else if (kind === Outbound.pulse) {
      const [line, milliseconds] = payload.split(" ");
      pulse?.(line as ModuleLine, Number(milliseconds));
    } else if (kind === Outbound.figures) this.#onFigures(JSON.parse(payload) as LiveFigures);
    else if (kind !== Outbound.baud) event?.(kind, payload);
  }
}

function settingsText(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join("");
}

function emulatorArguments({ image, uart }: BoardOptions, settings: string): string[] {
  const line = uart === undefined ? "null,id=uart" : `socket,id=uart,host=${uart.host},port=${uart.port},nodelay=on`;
  return [
    ...["-M", "virt", "-m", "256M", "-bios", "none", "-kernel", image, "-nodefaults", "-display", "none"],
    ...["-device", `loader,file=${settings},addr=${SETTINGS_ADDRESS},force-raw=on`],
    ...["-chardev", line, "-serial", "chardev:uart"],
    ...["-chardev", "stdio,id=console,signal=off", "-device", "pci-serial,chardev=console,addr=1"],
  ];
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
