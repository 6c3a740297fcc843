import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Certainty, Profile } from "../modules/modem/profile.js";
import { findProfile, modelNames, PROFILES } from "../modules/modem/profiles/index.js";
import { readArguments, runTool, UsageError, wholeNumber } from "./arguments.js";
import { chooseEngine, ENGINE_OPTIONS, type EngineChoice } from "./device.js";
import { LogPrinter } from "./log-printer.js";
import { startAll, tourOf } from "./start.js";
import { recordTo } from "./talk.js";
import { TOUR_STEPS } from "./tour.js";

/** More tours at a time than processors would be late with their notifications. */
const JOBS = 2;

const USAGE = `usage: npm run matrix -- [options]

Runs the tour with every module in both modes, each with a virtual module of its own without radio delays, and prints
what held. Behind each "ok" stands how sure it is that a real module of that model speaks so: s sourced, i inferred,
a assumed. 24 tours, two at a time, take about three minutes.

  --module NAME     only this module; may be given repeatedly
  --mode sdk|module only this mode
  --jobs N          tours at a time (default ${JOBS})
  --record DIR      writes each talk to DIR/MODULE/MODE.txt
  --json            prints one JSON document instead of the table
  --engine, --chunks, --slots, --stack, --verbose   as for npm start

exit status: 0 only if every cell holds`;

const OPTIONS = {
  ...ENGINE_OPTIONS,
  module: "texts",
  mode: "text",
  jobs: "text",
  record: "text",
  json: "flag",
} as const;

type Mode = "sdk" | "module";

/** One model in one mode, and which steps of the tour held. */
export interface MatrixRow {
  readonly module: string;
  readonly mode: Mode;
  /** How sure it is that a real module of that model speaks as the virtual one does. */
  readonly certainty: Certainty;
  readonly steps: readonly { readonly name: string; readonly ok: boolean; readonly detail: string }[];
}

/** How the tours are run. */
export interface MatrixHow {
  readonly engine: EngineChoice;
  /** Tours at a time. */
  readonly jobs: number;
  readonly verbose?: boolean;
  /** Where each talk is recorded. */
  readonly folder?: string;
}

const CERTAINTIES: readonly Certainty[] = ["sourced", "inferred", "assumed"];

/** The fields that decide what the module is told, by mode. */
const DECIDING: Readonly<Record<Mode, readonly string[]>> = {
  sdk: ["sockets.dialect"],
  module: ["mipl.generation", "mipl.create"],
};

/** `npm run matrix`. */
export function main(args: readonly string[]): Promise<number> {
  return runTool("matrix", USAGE, args, async (rest) => {
    const options = readArguments(rest, OPTIONS);
    const cells = chosenCells(options.module, options.mode);
    const jobs = options.jobs === undefined ? JOBS : wholeNumber("jobs", options.jobs, 1, 24);
    const engine = await chooseEngine(options);
    const how = { engine, jobs, verbose: options.verbose === true, ...recordingIn(options.record) };
    const rows = await runMatrix(cells, how, (row) => {
      if (options.json !== true) console.log(describeRow(row));
    });
    if (options.json === true) console.log(JSON.stringify({ steps: TOUR_STEPS, rows }, undefined, 2));
    const broken = rows.filter((row) => !holds(row));
    if (options.json !== true) {
      console.log(`\nsteps: ${TOUR_STEPS.map((name, index) => `${index + 1} ${name}`).join(", ")}`);
      console.log(`${rows.length - broken.length} of ${rows.length} cells hold`);
    }
    return broken.length === 0 ? 0 : 1;
  });
}

/** Runs the tours, several at a time, and gives the rows in the order of the cells. */
export async function runMatrix(
  cells: readonly { profile: Profile; mode: Mode }[],
  how: MatrixHow,
  report: (row: MatrixRow) => void,
): Promise<MatrixRow[]> {
  const rows: MatrixRow[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < cells.length; index = next++) {
      const { profile, mode } = cells[index] as { profile: Profile; mode: Mode };
      const row = await runCell(profile, mode, how);
      rows[index] = row;
      report(row);
    }
  };
  await Promise.all(Array.from({ length: how.jobs }, work));
  return rows;
}

/** Every model in both modes. */
export function allCells(): { profile: Profile; mode: Mode }[] {
  return PROFILES.flatMap((profile) => (["sdk", "module"] as const).map((mode) => ({ profile, mode })));
}

/** True if every step of the tour held. */
export function holds(row: MatrixRow): boolean {
  return row.steps.length === TOUR_STEPS.length && row.steps.every(({ ok }) => ok);
}

async function runCell(profile: Profile, mode: Mode, how: MatrixHow): Promise<MatrixRow> {
  const { engine, verbose, folder } = how;
  const data = mkdtempSync(join(tmpdir(), "nblwm2m-matrix-"));
  const certainty = certaintyOf(profile, mode);
  const record = folder === undefined ? undefined : recordTo(recordOf(folder, profile, mode));
  try {
    const printer = verbose ? new LogPrinter(true) : QUIET;
    const running = await startAll({
      mode,
      module: profile.model,
      engine,
      data,
      http: 0,
      subscribe: false,
      printer,
      ...(record === undefined ? {} : { record }),
    });
    try {
      const steps = await tourOf(running, () => undefined);
      running.firmware.kill();
      await running.firmware.ended;
      return { module: profile.model, mode, certainty, steps };
    } finally {
      await running.close();
    }
  } catch (error) {
    const detail = (error as Error).message;
    return { module: profile.model, mode, certainty, steps: [{ name: "start", ok: false, detail }] };
  } finally {
    record?.close();
    rmSync(data, { recursive: true, force: true });
  }
}

function recordingIn(folder: string | undefined): { folder?: string } {
  return folder === undefined ? {} : { folder };
}

function recordOf(folder: string, profile: Profile, mode: Mode): string {
  const place = join(folder, profile.model.toLowerCase());
  mkdirSync(place, { recursive: true });
  return join(place, `${mode}.txt`);
}

/** The least sure of the fields that decide what the module is told. */
export function certaintyOf(profile: Profile, mode: Mode): Certainty {
  let worst = 0;
  for (const field of DECIDING[mode]) {
    worst = Math.max(worst, CERTAINTIES.indexOf(profile.sources[field]?.certainty ?? "assumed"));
  }
  return CERTAINTIES[worst] as Certainty;
}

/** A row for people: the model, the mode, a cell for each step, and why one does not hold. */
export function describeRow({ module, mode, certainty, steps }: MatrixRow): string {
  const cells = TOUR_STEPS.map((_, index) => cellOf(steps[index], certainty));
  const failed = steps.find(({ ok }) => !ok);
  const why = failed === undefined ? "" : `  ${failed.name}: ${failed.detail}`;
  return `${module.padEnd(12)} ${mode.padEnd(7)} ${cells.join(" ")}${why}`;
}

function cellOf(step: { readonly ok: boolean } | undefined, certainty: Certainty): string {
  if (step === undefined) return "-   ";
  return step.ok ? `ok ${certainty.charAt(0)}` : "NO  ";
}

function chosenCells(modules: readonly string[] | undefined, mode: string | undefined) {
  if (mode !== undefined && mode !== "sdk" && mode !== "module") {
    throw new UsageError(`option --mode takes sdk or module, not "${mode}"`);
  }
  for (const name of modules ?? []) {
    if (findProfile(name) === undefined) {
      throw new UsageError(`module "${name}" is not known; the known ones are ${modelNames().join(", ")}`);
    }
  }
  const wanted = modules?.map((name) => findProfile(name));
  return allCells().filter(
    (cell) => (mode === undefined || cell.mode === mode) && (wanted === undefined || wanted.includes(cell.profile)),
  );
}

/** A matrix shows its cells; the logs of its devices would drown them. */
const QUIET = new (class extends LogPrinter {
  override log(): void {
    // Nothing: see above.
  }

  override other(): void {
    // Nothing: see above.
  }
})(false);
