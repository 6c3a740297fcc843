import { mkdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { ToolError } from "./arguments.js";
import { buildApp, MODDABLE_BUILD, type Sdk } from "./moddable.js";
import { runHeadless } from "./simulator-run.js";
import { addCounts, packageFile, reach, suiteModules, type SuiteCounts, xsSuites } from "./suites.js";

export interface SimulatorSuiteOptions {
  readonly sdk: Sdk;
  /** Compiled suites by absolute path; without them all that can run on XS. */
  readonly files?: readonly string[];
  /** Receives the lines of mocha's report. */
  readonly log: (line: string) => void;
  /** Seconds after which an endless loop is taken for one. */
  readonly seconds?: number;
  /** Of the app, to keep it apart from others. */
  readonly name?: string;
}

/** Longer than any healthy run. */
const SECONDS = 1800;

/** chai, mocha and the suites need room that no device has. */
const CREATION = {
  static: 0,
  chunk: { initial: 33_554_432, incremental: 1_048_576 },
  heap: { initial: 1_048_576, incremental: 65_536 },
  stack: 65_536,
  keys: { initial: 1024, incremental: 1024, name: 1993, symbol: 127 },
  parser: { buffer: 32_768, table: 1993 },
  main: "suites",
};

/** The SDK's linker has room for 8,192 names; of those that we count some hundred turn out to be none. */
const MOST_NAMES = 8400;

/**
 * Runs mocha suites on the SDK's engine, with the modules that they test preloaded and frozen as on the device; in as
 * many apps as the linker needs. Whatever keeps a run from its end counts as one failure and is logged.
 */
export async function runSimulatorSuites(options: SimulatorSuiteOptions): Promise<SuiteCounts> {
  const { files = xsSuites(), name = "suites", log } = options;
  const total: SuiteCounts = { passed: 0, failed: 0, skipped: 0 };
  const groups = linkable(files);
  for (const [index, group] of groups.entries()) {
    if (groups.length > 1) log(`suites on Moddable: part ${index + 1} of ${groups.length}, ${group.length} files`);
    addCounts(total, await runGroup(options, group, groups.length > 1 ? `${name}-${index + 1}` : name));
  }
  return total;
}

async function runGroup(options: SimulatorSuiteOptions, files: readonly string[], name: string): Promise<SuiteCounts> {
  const { sdk, log, seconds = SECONDS } = options;
  try {
    const app = await buildApp(sdk, name, suitesManifest(files, name));
    let counts: SuiteCounts | undefined;
    const run = runHeadless(sdk, app, {
      seconds,
      print: log,
      log: (part, level, text) => {
        if (part === "counts") counts = JSON.parse(text) as SuiteCounts;
        else log([part, level, text].join("\t"));
      },
    });
    const status = await run.ended;
    if (counts !== undefined && (status === 0) === (counts.failed === 0)) return counts;
    log(`suites on Moddable: the run did not come to its end (status ${status})`);
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    if (files.length === 1 && error.message.includes("not enough keys")) {
      log(`skipped: with ${basename(files[0] as string)} there are more names than the SDK's linker has room for`);
      return { passed: 0, failed: 0, skipped: 1 };
    }
    log(`suites on Moddable: ${error.message}`);
  }
  return { passed: 0, failed: 1, skipped: 0 };
}

/** Suites in groups whose names the linker can hold, together with those of mocha and chai. */
function linkable(files: readonly string[]): string[][] {
  const tools = [packageFile("mocha", "mocha.js"), packageFile("chai", "index.js")];
  const common = new Set(tools.flatMap((file) => [...namesIn(file)]));
  const groups: string[][] = [];
  let names = common;
  for (const file of files) {
    const more = new Set((reach([file]) ?? []).flatMap((each) => [...namesIn(each)]));
    const united = new Set([...names, ...more]);
    const last = groups.at(-1);
    if (last === undefined || united.size > MOST_NAMES) {
      groups.push([file]);
      names = new Set([...common, ...more]);
    } else {
      last.push(file);
      names = united;
    }
  }
  return groups;
}

/** What may be a name in a source: more than are, for words in strings are among them. */
function namesIn(file: string): Set<string> {
  const source = readFileSync(file, "utf8").replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
  return new Set(source.match(/[A-Za-z_$][\w$]*/g));
}

function suitesManifest(files: readonly string[], name: string): object {
  const folder = join(MODDABLE_BUILD, name);
  mkdirSync(folder, { recursive: true });
  const modules = suiteModules(files, folder, ["test/support/moddable/natives"]);
  return {
    include: ["$(MODDABLE)/examples/manifest_base.json", "$(MODDABLE)/modules/base/debug/manifest.json"],
    modules: Object.fromEntries(modules.map(({ key, path }) => [key, path.replace(/\.js$/, "")])),
    preload: modules.filter(({ key, preload }) => preload && key !== "suites").map(({ key }) => key),
    strip: [],
    defines: { xs: { abortHook: 1 } },
    creation: CREATION,
  };
}
