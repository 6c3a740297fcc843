import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readArguments, runTool, UsageError } from "./arguments.js";
import { checks, type Check } from "./checks.js";

const USAGE = `usage: npm test -- [--strict] [--only NAME]… [--list]

Runs every check of the project. What this machine cannot run is skipped, said and counted.

  --strict      what is skipped counts as failed (all but the Moddable SDK, which no registry has)
  --only NAME   runs one check, or several
  --list        lists the checks

The last line is "N passed, N failed, N skipped". Exit status: 0 if nothing failed, else 1.`;

const OPTIONS = { strict: "flag", only: "texts", list: "flag" } as const;

/** What came of one check. A check counts its parts: test cases, steps of a tour, checks of a peer. */
export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** What a check may use while it runs. */
export interface CheckContext {
  /** Prints a line of the check's report. */
  readonly log: (line: string) => void;
  /** A folder of its own, which is removed afterwards. */
  readonly folder: string;
  /** Runs a program of the project with Node; resolves with its exit status. Its output goes to the log. */
  readonly run: (args: readonly string[]) => Promise<number>;
}

/** `npm test`. */
export function main(args: readonly string[]): Promise<number> {
  return runTool("test", USAGE, args, async (rest) => {
    const options = readArguments(rest, OPTIONS);
    if (options.list) {
      for (const { name, what } of checks) console.log(`${name.padEnd(12)} ${what}`);
      return 0;
    }
    return runChecks(chosen(options.only), options.strict === true);
  });
}

function chosen(names: readonly string[] | undefined): readonly Check[] {
  if (names === undefined) return checks;
  return names.map((name) => {
    const found = checks.find((check) => check.name === name);
    if (found === undefined) {
      throw new UsageError(`no check "${name}"; they are ${checks.map((check) => check.name).join(", ")}`);
    }
    return found;
  });
}

async function runChecks(wanted: readonly Check[], strict: boolean): Promise<number> {
  const total: Counts = { passed: 0, failed: 0, skipped: 0 };
  const rows: string[] = [];
  for (const check of wanted) {
    console.log(`\n── ${check.name}: ${check.what}`);
    const started = Date.now();
    const counts = { ...(await runCheck(check)) };
    if (strict && check.optional !== true) {
      counts.failed += counts.skipped;
      counts.skipped = 0;
    }
    total.passed += counts.passed;
    total.failed += counts.failed;
    total.skipped += counts.skipped;
    rows.push(
      `${counts.failed > 0 ? "FAILED" : "ok    "}  ${check.name.padEnd(12)} ${`${counts.passed}`.padStart(5)} passed, ` +
        `${counts.failed} failed, ${counts.skipped} skipped, ${((Date.now() - started) / 1000).toFixed(1)} s`,
    );
  }
  console.log(`\n${rows.join("\n")}\n`);
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  return total.failed === 0 ? 0 : 1;
}

async function runCheck(check: Check): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), "nblwm2m-test-"));
  const log = (line: string): void => console.log(line);
  try {
    return await check.run({ log, folder, run: (args) => runNode(args, log) });
  } catch (error) {
    console.log(`FAILED  ${check.name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return { passed: 0, failed: 1, skipped: 0 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function runNode(args: readonly string[], log: (line: string) => void): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { stdio: ["ignore", "inherit", "inherit"] });
    child.on("error", (error) => {
      log(error.message);
      resolve(1);
    });
    child.on("close", (status) => resolve(status ?? 1));
  });
}
