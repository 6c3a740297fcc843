import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ESP32_HEAP, type HeapSize, type LiveFigures } from "../firmware.js";
import { LogPrinter } from "../log-printer.js";
import type { EngineFigures } from "../riscv-board.js";
import { startAll, tourOf, type Running } from "../start.js";

/** Memory in one tour. */
export interface TourFigures {
  /** What is alive while the device is registered and nothing is to be done. */
  readonly idle: LiveFigures | undefined;
  readonly stats: EngineFigures | undefined;
}

/** A mode, and the heap of a bare ESP32 unless another is given. */
export interface TourChoice {
  readonly mode: "sdk" | "module";
  readonly heap?: HeapSize;
  /** The composition with everything. */
  readonly full?: boolean;
}

/** The number of the step after which the device is registered and idle: the platform has its resource list. */
export const IDLE_STEP = 2;

/** Runs the tour on the desktop engine and gives its figures; `undefined` as soon as a step fails. */
export async function desktopTour(engine: string, choice: TourChoice): Promise<TourFigures | undefined> {
  const folder = mkdtempSync(join(tmpdir(), "nblwm2m-memory-"));
  const statsFile = join(folder, "stats.json");
  try {
    const running = await startAll({
      mode: choice.mode,
      module: "M5310-A",
      engine: { program: engine, heap: choice.heap ?? ESP32_HEAP, full: choice.full === true },
      data: folder,
      http: 0,
      subscribe: false,
      statsFile,
      printer: new LogPrinter(false, () => undefined),
    });
    const idle = await tourFigures(running);
    if (idle === undefined) return undefined;
    return { ...idle, stats: JSON.parse(readFileSync(statsFile, "utf8")) as EngineFigures };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function tourFigures(running: Running): Promise<{ idle: LiveFigures | undefined } | undefined> {
  const { firmware } = running;
  let idle: LiveFigures | undefined;
  try {
    return await new Promise((resolve) => {
      void tourOf(running, ({ number, ok }) => {
        if (!ok) resolve(undefined);
        else if (number === IDLE_STEP) void firmware.figures().then((figures) => (idle = figures));
      }).then((steps) => resolve(steps.every(({ ok }) => ok) ? { idle } : undefined));
      void firmware.ended.then((status) => status !== 0 && resolve(undefined));
    });
  } finally {
    firmware.kill();
    await firmware.ended;
    await running.close();
  }
}

/**
 * The smallest heap in which the tour succeeds, one measure at a time with the others as on a bare ESP32. Slow: each try
 * is a tour.
 */
export async function tourNeed(
  engine: string,
  mode: TourChoice["mode"],
  known: EngineFigures,
  log: (line: string) => void,
): Promise<HeapSize> {
  const smallest = async (name: keyof HeapSize, fails: number, grain: number): Promise<number> => {
    let low = Math.floor(fails / grain);
    let high = Math.ceil(ESP32_HEAP[name] / grain);
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      const heap = { ...ESP32_HEAP, [name]: middle * grain };
      const passed = (await desktopTour(engine, { mode, heap })) !== undefined;
      log(`need: ${mode} mode with ${name} ${middle * grain}: ${passed ? "succeeds" : "fails"}`);
      if (passed) high = middle;
      else low = middle;
    }
    return high * grain;
  };
  return {
    slots: await smallest("slots", known.slots.largestLive - 1, 16),
    chunks: await smallest("chunks", known.chunks.largestLive - 1, 64),
    stack: await smallest("stack", known.stack.peak / 2, 8),
  };
}
