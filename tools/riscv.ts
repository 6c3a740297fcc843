import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readArguments, runTool, UsageError } from "./arguments.js";
import { ESP32_HEAP, type Firmware, type FirmwareOptions, type HeapSize, type LiveFigures } from "./firmware.js";
import { ROOT, writeModuleList } from "./image.js";
import { LogPrinter } from "./log-printer.js";
import { IDLE_STEP } from "./memory/tours.js";
import { Board, type EngineFigures, type RamFigures } from "./riscv-board.js";
import { buildRiscvImage, type RiscvImage } from "./riscv-image.js";
import { startAll, tourOf } from "./start.js";
import { addCounts, writeSuiteImage, xsSuites, type SuiteCounts } from "./suites.js";
import { TOUR_STEPS } from "./tour.js";

const USAGE = `usage: npm run test:riscv -- [--suites] [--tour] [--verbose]

Runs the project on RV32IMC, the ESP32-C3's instruction set, on bare metal in an emulator: the suites (with more RAM
than a device has, for mocha's own sake), and the tour in both modes with the heap of a bare ESP32 in 400 KB of RAM.

  --suites    the suites alone
  --tour      the tour alone
  --verbose   shows the talk with the module

The last line is "N passed, N failed, N skipped". Exit status: 0 if nothing failed, else 1.`;

const OPTIONS = { suites: "flag", tour: "flag", verbose: "flag" } as const;

/** The ESP32-C3's RAM for data, and what an ESP-IDF task for XS may take of it as C stack. */
const RAM = 400 * 1024;
const NATIVE_STACK = 16 * 1024;

/** mocha, chai and the suites need room that no device has; what they test has been preloaded before. */
const SUITE_RAM = 64 * 1024 * 1024;
const SUITE_NATIVE_STACK = 1024 * 1024;
const SUITE_MACHINE = {
  ".suite": "yes",
  ".chunks": "16777216",
  ".slots": "1048576",
  ".stack": "65536",
  ".keys": "30000",
};
const SUITE_TIME_LIMIT = 1_800_000;

/** Either counts, or why nothing was run. */
export type RiscvResult = SuiteCounts | { readonly skippedBecause: string };

/** What a tour on the board gives beside its counts. */
export interface RiscvTour extends SuiteCounts {
  readonly sections: RiscvImage["sections"];
  readonly stats: EngineFigures | undefined;
  readonly ram: RamFigures | undefined;
  /** What is alive while the device is registered and nothing is to be done. */
  readonly idle: LiveFigures | undefined;
}

interface TourOptions {
  readonly mode: "sdk" | "module";
  readonly log: (line: string) => void;
  readonly heap?: HeapSize;
  readonly verbose?: boolean;
}

/** The image of the firmware, built if it is not up to date. */
export function buildFirmwareImage(log: (line: string) => void): Promise<RiscvImage | { skipped: string }> {
  const list = writeModuleList(join(ROOT, "build", "riscv"), "main", { host: "hosts/riscv/host" });
  return buildRiscvImage({ name: "firmware", list, main: "main", ram: RAM, nativeStack: NATIVE_STACK, log });
}

/** Runs the tour on the emulated board: platform and virtual module on this machine, the UART between over TCP. */
export async function runRiscvTour(options: TourOptions): Promise<RiscvTour | { readonly skippedBecause: string }> {
  const image = await buildFirmwareImage(options.log);
  if ("skipped" in image) return { skippedBecause: image.skipped };
  const folder = mkdtempSync(join(tmpdir(), "nblwm2m-riscv-"));
  try {
    return await tourOnBoard(image, folder, options);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function tourOnBoard(image: RiscvImage, folder: string, options: TourOptions): Promise<RiscvTour> {
  const { mode, log } = options;
  let board: Board | undefined;
  const running = await startAll({
    mode,
    module: "M5310-A",
    engine: { heap: options.heap ?? ESP32_HEAP },
    data: folder,
    http: 0,
    subscribe: false,
    printer: new LogPrinter(options.verbose === true, log),
    startFirmware: (wanted) => Promise.resolve((board = startBoard(image.path, wanted))),
  });
  let idle: RiscvTour["idle"];
  let ok = 0;
  try {
    await tourOf(running, (step) => {
      log(`${step.ok ? "ok    " : "FAILED"}  ${step.number}. ${step.name}: ${step.detail}`);
      if (step.ok) ok++;
      if (step.number === IDLE_STEP) void running.firmware.figures().then((figures) => (idle = figures));
    });
    running.firmware.kill();
    await running.firmware.ended;
  } finally {
    await running.close();
  }
  const counts = { passed: ok, failed: TOUR_STEPS.length - ok, skipped: 0 };
  return { ...counts, sections: image.sections, stats: board?.stats, ram: board?.ram, idle };
}

/** The firmware's options, as the board takes them. */
function startBoard(image: string, options: FirmwareOptions): Board & Firmware {
  const heap = options.heap ?? ESP32_HEAP;
  const machine = { ".chunks": `${heap.chunks}`, ".slots": `${heap.slots}`, ".stack": `${heap.stack}` };
  if ("device" in options.uart) throw new Error("the emulator's UART leads to a TCP port");
  return new Board({ ...options, uart: options.uart, image, settings: { ...options.settings, ...machine } });
}

/** Runs every suite that can be on XS on the emulated board. */
export async function runRiscvSuites({ log }: { log: (line: string) => void }): Promise<RiscvResult> {
  const folder = mkdtempSync(join(tmpdir(), "nblwm2m-riscv-"));
  try {
    const image = await buildRiscvImage({
      name: "suites",
      list: writeSuiteImage(xsSuites(), folder),
      main: "suites",
      ram: SUITE_RAM,
      nativeStack: SUITE_NATIVE_STACK,
      suite: true,
      log,
    });
    if ("skipped" in image) return { skippedBecause: image.skipped };
    log(`riscv: the suites in ${SUITE_RAM / 1_048_576} MB of RAM, for mocha's and chai's own sake`);
    return await suitesOnBoard(image.path, log);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function suitesOnBoard(image: string, log: (line: string) => void): Promise<SuiteCounts> {
  let counts: SuiteCounts | undefined;
  const board = new Board({
    image,
    settings: SUITE_MACHINE,
    log: (_, text) => log(text),
    print: log,
    event: (kind, payload) => {
      if (kind === 0) counts = JSON.parse(payload) as SuiteCounts;
    },
  });
  const timer = setTimeout(() => board.kill(), SUITE_TIME_LIMIT);
  const status = await board.ended;
  clearTimeout(timer);
  if (board.stats !== undefined) {
    const { slots, chunks } = board.stats;
    log(
      `riscv: mocha, chai and the suites had at most ${slots.largestLive} slots and ${chunks.largestLive} B of chunks alive`,
    );
  }
  if (counts !== undefined && (status === 0) === (counts.failed === 0)) return counts;
  log(`suites on RV32IMC: the run did not come to its end (status ${status})`);
  return { passed: counts?.passed ?? 0, failed: (counts?.failed ?? 0) + 1, skipped: 0 };
}

/** `npm run test:riscv`. */
export function main(args: readonly string[]): Promise<number> {
  return runTool("test:riscv", USAGE, args, async (rest) => {
    const options = readArguments(rest, OPTIONS);
    if (options.suites && options.tour) throw new UsageError("--suites and --tour exclude each other");
    const log = (line: string): void => console.log(line);
    const total: SuiteCounts = { passed: 0, failed: 0, skipped: 0 };
    if (!options.tour) addCounts(total, countsOf(await runRiscvSuites({ log }), log));
    if (!options.suites) addCounts(total, await runRiscvTours(log, options.verbose === true));
    log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
    return total.failed === 0 ? 0 : 1;
  });
}

/** Suites and tours. */
export async function runRiscv(log: (line: string) => void): Promise<SuiteCounts> {
  const total: SuiteCounts = { passed: 0, failed: 0, skipped: 0 };
  addCounts(total, countsOf(await runRiscvSuites({ log }), log));
  addCounts(total, await runRiscvTours(log, false));
  return total;
}

/** The tour in both modes, with the figures of each. */
async function runRiscvTours(log: (line: string) => void, verbose: boolean): Promise<SuiteCounts> {
  const total: SuiteCounts = { passed: 0, failed: 0, skipped: 0 };
  for (const mode of ["sdk", "module"] as const) {
    log(`\nThe tour in ${mode} mode:`);
    const tour = await runRiscvTour({ mode, log, verbose });
    addCounts(total, countsOf(tour, log));
    if ("sections" in tour) printFigures(tour, log);
  }
  return total;
}

function countsOf(result: RiscvResult, log: (line: string) => void): SuiteCounts {
  if (!("skippedBecause" in result)) return result;
  log(`skipped: ${result.skippedBecause}`);
  return { passed: 0, failed: 0, skipped: 1 };
}

/** Image by section and RAM by part, for a person. */
export function printFigures({ sections, stats, ram, idle }: RiscvTour, log: (line: string) => void): void {
  const line = (name: string, value: string): void => log(`  ${name.padEnd(34)} ${value}`);
  const bytes = (value: number): string => `${`${value}`.padStart(8)} B`;
  log("Image:");
  const names = [".text", ".rodata", ".bytecode", ".data"];
  for (const name of names) line(name, bytes(sections[name] ?? 0));
  if (stats === undefined || ram === undefined) return log("The firmware gave no figures.");
  const linked = stats.flash.slots * 16 + stats.flash.chunks;
  line("built-ins and modules, linked", `${bytes(linked)} (made at the start; ${stats.flash.slots} slots)`);
  log(`RAM, ${ram.size} B:`);
  line(".data and .bss", bytes(ram.data + ram.bss));
  line("heap: chunks", `${bytes(ram.chunks)} (largest live ${stats.chunks.largestLive}, idle ${idle?.chunks ?? "?"})`);
  line(
    "heap: slots",
    `${bytes(ram.slots)} (largest live ${stats.slots.largestLive} slots, idle ${idle?.slots ?? "?"})`,
  );
  line("stack of the machine", `${bytes(ram.stack)} (peak ${stats.stack.peak} of ${stats.stack.limit} slots)`);
  line("keys, names, aliases", `${bytes(ram.tables)} (${stats.keys.used} keys, ${stats.aliases} aliases)`);
  line("the machine itself", bytes(ram.machine));
  line("other blocks of the C library", bytes(ram.other));
  line("C stack", `${bytes(ram.nativeStack)} (peak ${ram.nativeStackPeak} B)`);
  line("free", bytes(ram.free));
}
