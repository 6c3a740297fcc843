import { pathToFileURL } from "node:url";
import { join } from "node:path";
import { readArguments, runTool, ToolError } from "./arguments.js";
import { ESP32_HEAP, type HeapSize } from "./firmware.js";
import { ROOT } from "./image.js";
import { moduleCosts, partCosts, type ModuleCost, type PartCost } from "./memory/costs.js";
import { linkerFigures, type LinkerFigures } from "./memory/linker.js";
import { desktopTour, tourNeed, type TourFigures } from "./memory/tours.js";
import { printFigures, runRiscvTour, type RiscvTour } from "./riscv.js";

const USAGE = `usage: npm run bench:memory -- [--need] [--json]

Measures the firmware's memory: on the 32-bit desktop engine, on bare RV32IMC in an emulator, and as the Moddable SDK's
linker counts it (where MODDABLE is set). What this machine cannot measure is left out, and said.

  --need    finds the smallest heap in which the tour succeeds, by trying (minutes)
  --json    prints everything as JSON, for a program

Exit status: 0 done, 1 failed, 2 usage`;

const OPTIONS = { need: "flag", json: "flag" } as const;
const MODES = ["sdk", "module"] as const;
type Mode = (typeof MODES)[number];
type ByMode<T> = Partial<Record<Mode, T>>;

/** Everything that was measured; what is absent could not be, and `missing` says why. */
export interface MemoryReport {
  readonly heap: HeapSize;
  readonly bits: 32 | 64;
  readonly modules: readonly ModuleCost[];
  readonly parts: readonly PartCost[];
  readonly desktop: ByMode<TourFigures>;
  /** The composition with everything, on the desktop engine. */
  readonly full: ByMode<TourFigures>;
  readonly riscv: ByMode<RiscvTour>;
  readonly linker?: LinkerFigures;
  readonly need: ByMode<HeapSize>;
  readonly missing: readonly string[];
}

/** `npm run bench:memory`. */
export function main(args: readonly string[]): Promise<number> {
  return runTool("bench:memory", USAGE, args, async (rest) => {
    const options = readArguments(rest, OPTIONS);
    const log = (line: string): void => console.error(line);
    const report = await measure(options.need === true, log);
    if (options.json) console.log(JSON.stringify(report, undefined, 2));
    else printReport(report, (line) => console.log(line));
    return MODES.every((mode) => report.desktop[mode] !== undefined && (report.riscv[mode]?.failed ?? 0) === 0) ? 0 : 1;
  });
}

/** Runs everything; `log` hears how far it is. */
export async function measure(need: boolean, log: (line: string) => void): Promise<MemoryReport> {
  const { buildEngine } = (await import(
    pathToFileURL(join(ROOT, "tools", "engine.mjs")).href
  )) as typeof import("./engine.mjs");
  const engine = await buildEngine({ log });
  if ("skipped" in engine) throw new ToolError(`nothing can be measured: ${engine.skipped}`);
  const missing: string[] = [];
  const desktop: ByMode<TourFigures> = {};
  const full: ByMode<TourFigures> = {};
  const riscv: ByMode<RiscvTour> = {};
  const needs: ByMode<HeapSize> = {};
  for (const mode of MODES) {
    log(`the tour in ${mode} mode on the desktop engine`);
    const figures = await desktopTour(engine.path, { mode });
    if (figures === undefined) missing.push(`desktop engine, ${mode} mode: the tour failed`);
    else desktop[mode] = figures;
    log(`the tour in ${mode} mode with the full set`);
    const everything = await desktopTour(engine.path, { mode, full: true });
    if (everything === undefined) missing.push(`desktop engine, ${mode} mode, full set: the tour failed`);
    else full[mode] = everything;
    log(`the tour in ${mode} mode on RV32IMC`);
    const tour = await runRiscvTour({ mode, log: () => undefined });
    if ("skippedBecause" in tour) missing.push(`RV32IMC, ${mode} mode: ${tour.skippedBecause}`);
    else riscv[mode] = tour;
    if (need && figures?.stats !== undefined) needs[mode] = await tourNeed(engine.path, mode, figures.stats, log);
  }
  log("the SDK's linker");
  const linker = await linkerFigures();
  if (typeof linker === "string") missing.push(`the SDK's linker: ${linker}`);
  return {
    heap: ESP32_HEAP,
    bits: engine.bits,
    modules: moduleCosts(engine.path),
    parts: partCosts(engine.path),
    desktop,
    full,
    riscv,
    ...(typeof linker === "string" ? {} : { linker }),
    need: needs,
    missing,
  };
}

type Print = (line: string) => void;

function printReport(report: MemoryReport, print: Print): void {
  printModules(report.modules, print);
  printParts(report.parts, print);
  for (const mode of MODES) {
    const tour = report.riscv[mode];
    if (tour === undefined) continue;
    print(`\nThe image for RV32IMC, after the tour in ${mode} mode`);
    printFigures(tour, print);
  }
  printFlash(report, print);
  for (const mode of MODES) printRam(report, mode, print);
  for (const line of report.missing) print(`not measured: ${line}`);
}

/** What was linked, side by side. */
function printFlash({ desktop, full, riscv, linker, bits }: MemoryReport, print: Print): void {
  const places = [desktop.sdk?.stats, full.sdk?.stats, riscv.sdk?.stats];
  const row = (name: string, ours: (stats: NonNullable<(typeof places)[number]>) => number, theirs?: number): void =>
    print(columns(name, [...places.map((stats) => (stats === undefined ? undefined : ours(stats))), theirs]));
  print(`\n${columns("Flash", [`${bits}-bit host`, "its full set", "RV32IMC", "SDK's linker *"])}`);
  row("modules", (stats) => stats.modules, linker?.modules);
  row("slots", (stats) => stats.flash.slots, linker?.slots);
  row("chunks, bytes", (stats) => stats.flash.chunks);
  row("byte code, bytes", (stats) => stats.byteCode);
  row("keys", (stats) => stats.flash.keys, linker?.keys);
  row("aliases (each a pointer in RAM)", (stats) => stats.aliases, linker?.aliases);
  if (linker === undefined) return;
  print(
    "* the image for esp32/nodemcu, with the SDK's own modules in it; its engine leaves import.meta of each preloaded",
  );
  print("  module unfrozen, which costs an alias each");
}

/** The heap in one mode, side by side. */
function printRam({ desktop, full, riscv, need, heap, bits }: MemoryReport, mode: Mode, print: Print): void {
  const places = [desktop[mode], full[mode], riscv[mode]];
  const row = (name: string, value: (figures: TourFigures) => number | undefined, of: number, needed?: number): void =>
    print(columns(name, [...places.map((figures) => figures && value(figures)), of, needed]));
  print(`\n${columns(`RAM, ${mode} mode`, [`${bits}-bit host`, "its full set", "RV32IMC", "there are", "need"])}`);
  row("slots, registered and idle", ({ idle }) => idle?.slots, heap.slots);
  row("slots, largest live in the tour", ({ stats }) => stats?.slots.largestLive, heap.slots, need[mode]?.slots);
  row("chunk bytes, registered and idle", ({ idle }) => idle?.chunks, heap.chunks);
  row("chunk bytes, largest live", ({ stats }) => stats?.chunks.largestLive, heap.chunks, need[mode]?.chunks);
  row("stack slots, peak", ({ stats }) => stats?.stack.peak, heap.stack, need[mode]?.stack);
  const keys = places.find((figures) => figures?.stats !== undefined)?.stats?.keys.limit ?? 0;
  row("keys made at run time", ({ stats }) => stats?.keys.used, keys);
}

function printModules(modules: readonly ModuleCost[], print: Print): void {
  print(columns("Flash by module", ["byte code", "slots", "chunk bytes", "bytes in all"]));
  const line = (name: string, { byteCode, slots, chunks }: Omit<ModuleCost, "key">): void =>
    print(columns(name, [byteCode, slots, chunks, byteCode + slots * 16 + chunks]));
  const folderOf = (key: string): string => key.slice(0, Math.max(0, key.lastIndexOf("/")));
  for (const folder of [...new Set(modules.map(({ key }) => folderOf(key)))].sort()) {
    const inside = modules.filter(({ key }) => folderOf(key) === folder).sort((a, b) => (a.key < b.key ? -1 : 1));
    for (const module of inside) line(`  ${module.key}`, module);
    if (folder !== "") line(`${folder}/`, sum(inside));
  }
  line("all", sum(modules));
}

function sum(costs: readonly ModuleCost[]): Omit<ModuleCost, "key"> {
  const total = { byteCode: 0, slots: 0, chunks: 0 };
  for (const { byteCode, slots, chunks } of costs) {
    total.byteCode += byteCode;
    total.slots += slots;
    total.chunks += chunks;
  }
  return total;
}

function printParts(parts: readonly PartCost[], print: Print): void {
  const table = (title: string, kind: PartCost["kind"]): void => {
    print(`\n${columns(title, ["slots", "chunk bytes"])}`);
    for (const part of parts.filter((one) => one.kind === kind))
      print(columns(`  ${part.name}`, [part.slots, part.chunks]));
  };
  table("RAM by part, kept", "part");
  table("RAM by piece of work, garbage included", "work");
}

/** A row of a table: a name, and values to the right; what could not be measured is a dash. */
function columns(name: string, values: readonly (string | number | undefined)[]): string {
  return name.padEnd(44) + values.map((value) => `${value ?? "–"}`.padStart(15)).join("");
}
