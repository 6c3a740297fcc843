import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { readArguments, runTool, wholeNumber } from "./arguments.js";
import { DIST, ROOT } from "./image.js";

/** Percent of lines that the AT and modem layers must have covered. */
const LEAST = 95;

const USAGE = `usage: npm run coverage -- [--least PERCENT]

Runs the mocha suites on Node and prints the line coverage of the firmware's folders.
It fails if modules/at or modules/modem has less than PERCENT (default ${LEAST}).`;

const OPTIONS = { least: "text" } as const;

/** Folders that are told apart; the ones that --least holds come first. */
const HELD = ["modules/at", "modules/modem"];
const FOLDERS = [
  ...HELD,
  "modules/base",
  "modules/coap",
  "modules/lwm2m",
  "modules/mode",
  "modules/client",
  "objects",
  "virtual",
];

interface FileCoverage {
  readonly lines: { readonly total: number; readonly covered: number };
}

/** `npm run coverage`. */
export function main(args: readonly string[]): Promise<number> {
  return runTool("coverage", USAGE, args, async (rest) => {
    const { least } = readArguments(rest, OPTIONS);
    const wanted = least === undefined ? LEAST : wholeNumber("least", least, 0, 100);
    const folder = join(ROOT, "build", "coverage");
    rmSync(folder, { recursive: true, force: true });
    const status = await runUnderC8(folder);
    const summary = join(folder, "coverage-summary.json");
    if (status !== 0 || !existsSync(summary)) return 1;
    const files = JSON.parse(readFileSync(summary, "utf8")) as Record<string, FileCoverage>;
    let failed = false;
    for (const place of FOLDERS) {
      const percent = coverageOf(files, place);
      console.log(`${place.padEnd(16)} ${percent.toFixed(1).padStart(5)} % of lines`);
      if (!HELD.includes(place) || percent >= wanted) continue;
      console.error(
        `coverage: ${place} has ${percent.toFixed(1)} % of its lines covered, at least ${wanted} % are wanted`,
      );
      failed = true;
    }
    return failed ? 1 : 0;
  });
}

function runUnderC8(folder: string): Promise<number> {
  const args = [
    join(ROOT, "node_modules/c8/bin/c8.js"),
    "--reporter=json-summary",
    `--report-dir=${folder}`,
    `--temp-directory=${join(folder, "raw")}`,
    "--all",
    "--src=dist",
    ...FOLDERS.map((place) => `--include=dist/${place}/**`),
    process.execPath,
    join(DIST, "tools/mocha-run.js"),
    join(ROOT, "build", "coverage-counts.json"),
  ];
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ["ignore", "inherit", "inherit"] });
    child.on("close", (status) => resolve(status ?? 1));
  });
}

function coverageOf(files: Readonly<Record<string, FileCoverage>>, place: string): number {
  let total = 0;
  let covered = 0;
  for (const [path, { lines }] of Object.entries(files)) {
    if (!relative(DIST, path).startsWith(`${place}/`)) continue;
    total += lines.total;
    covered += lines.covered;
  }
  return total === 0 ? 0 : (100 * covered) / total;
}
