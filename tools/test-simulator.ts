import { resolve } from "node:path";
import { readArguments, runTool, ToolError, UsageError } from "./arguments.js";
import { headlessProgram, requireSdk, type Sdk } from "./moddable.js";
import { runSimulatorSuites } from "./simulator-suites.js";
import { runSimulatorTour, type SimulatorTourOptions } from "./simulator-tour.js";
import { addCounts, type SuiteCounts } from "./suites.js";

const USAGE = `usage: npm run test:simulator -- [--only suites|tour] [--suite FILE]…

Builds with the Moddable SDK and runs on its engine, without a window: the mocha suites that need no Node, and the tour
against the local platform, with the heap of a bare ESP32: in both modes with the virtual module inside, and once with
it on a serial port.

  --only suites|tour   one of the two
  --suite FILE         a compiled suite (dist/test/….test.js) in place of all; may be given repeatedly

The last line is "N passed, N failed, N skipped". Exit status: 0 if nothing failed, else 1; 2 usage.`;

const OPTIONS = { only: "text", suite: "texts" } as const;

/** `npm run test:simulator`. */
export function main(args: readonly string[]): Promise<number> {
  return runTool("test:simulator", USAGE, args, async (rest) => {
    const options = readArguments(rest, OPTIONS);
    const { only } = options;
    if (only !== undefined && only !== "suites" && only !== "tour") {
      throw new UsageError(`option --only takes suites or tour, not "${only}"`);
    }
    const sdk = requireSdk();
    const program = headlessProgram(sdk);
    if (typeof program === "string") throw new ToolError(program);
    const log = (line: string): void => console.log(line);
    const total: SuiteCounts = { passed: 0, failed: 0, skipped: 0 };
    if (only !== "tour") {
      const files = options.suite?.map((file) => resolve(file));
      addCounts(total, await runSimulatorSuites({ sdk, log, ...(files === undefined ? {} : { files }) }));
    }
    if (only !== "suites" && options.suite === undefined) addCounts(total, await runSimulatorTours(sdk, log));
    console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
    return total.failed === 0 ? 0 : 1;
  });
}

/** The tours to run: both modes with the virtual module inside, and one with it on the SDK's serial port. */
const TOURS = [
  { mode: "sdk" },
  { mode: "module" },
  { mode: "sdk", serial: true },
] as const satisfies readonly Partial<SimulatorTourOptions>[];

/** The tour in both modes, and over a serial port. */
export async function runSimulatorTours(sdk: Sdk, log: (line: string) => void): Promise<SuiteCounts> {
  const counts: SuiteCounts = { passed: 0, failed: 0, skipped: 0 };
  for (const choice of TOURS) {
    log(`\n── the tour in ${choice.mode} mode${"serial" in choice ? ", over a serial port" : ""}`);
    for (const { ok } of await runSimulatorTour({ sdk, log, ...choice })) {
      if (ok) counts.passed++;
      else counts.failed++;
    }
  }
  return counts;
}
