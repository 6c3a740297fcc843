/**
 * Runs mocha suites on the XS engine: the compiled files that need nothing of Node, with the modules that they test
 * preloaded and frozen as on the device, so that what differs there fails here.
 *
 *     node dist/tools/suites.js ENGINE [FILE]...
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";

export interface SuiteCounts {
  passed: number;
  failed: number;
  skipped: number;
}

/** Adds what a part has given to a sum. */
export function addCounts(sum: SuiteCounts, part: SuiteCounts): void {
  sum.passed += part.passed;
  sum.failed += part.failed;
  sum.skipped += part.skipped;
}

export interface SuiteOptions {
  /** The path of nblwm2m-xs. */
  readonly engine: string;
  /** Compiled suites by absolute path; without them all that can run on XS. */
  readonly files?: readonly string[];
  /** Receives the lines of mocha's report. */
  readonly log: (line: string) => void;
  /** Milliseconds after which an endless loop is taken for one. */
  readonly timeLimit?: number;
}

/** Longer than any healthy run; the time inside is virtual, so that only an endless loop comes near. */
const TIME_LIMIT = 300_000;

/** chai, mocha and the suites need room that no device has; what they test has been preloaded before. */
const MEMORY = ["--suite", "--chunks", "67108864", "--slots", "2097152", "--stack", "65536", "--keys", "30000"];

const compiled = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

/** Every compiled suite whose imports, followed to their end, need neither Node nor the parts of the tree that do. */
export function xsSuites(): string[] {
  return filesUnder(path.join(compiled, "test"))
    .filter((file) => file.endsWith(".test.js") && reach([file]) !== undefined)
    .sort();
}

/** Runs suites and gives the counts; whatever keeps the run from its end counts as one failure and is logged. */
export async function runSuitesOnXs({
  engine,
  files = xsSuites(),
  log,
  timeLimit = TIME_LIMIT,
}: SuiteOptions): Promise<SuiteCounts> {
  if (files.length === 0) return { passed: 0, failed: 0, skipped: 0 };
  const folder = mkdtempSync(path.join(os.tmpdir(), "nblwm2m-suites-"));
  try {
    return await runImage(engine, writeSuiteImage(files, folder), timeLimit, log);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function runImage(
  engine: string,
  list: string,
  timeLimit: number,
  log: (line: string) => void,
): Promise<SuiteCounts> {
  const child = spawn(engine, ["--modules", list, "--main", "suites", ...MEMORY], {
    stdio: ["ignore", "pipe", "pipe", "ignore", "pipe"],
  });
  const timer = setTimeout(() => child.kill("SIGKILL"), timeLimit);
  const ended = new Promise<string>((resolve) => {
    child.on("error", (error) => resolve(error.message));
    child.on("close", (status, signal) => resolve(signal === null ? `status ${status}` : `signal ${signal}`));
  });
  const [, stdout, stderr, , events] = child.stdio as [null, Readable, Readable, null, Readable];
  eachLine(stdout, log);
  eachLine(stderr, log);
  const [end, frame] = await Promise.all([ended, collect(events)]);
  clearTimeout(timer);
  if (frame.length > 5) return JSON.parse(frame.toString("utf8", 5)) as SuiteCounts;
  log(`suites on XS: the run did not come to its end (${end})`);
  return { passed: 0, failed: 1, skipped: 0 };
}

// --- which files ---

function filesUnder(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const file = path.join(folder, name);
    return statSync(file).isDirectory() ? filesUnder(file) : [file];
  });
}

/** The specifiers that a compiled module imports. */
function importsOf(file: string): string[] {
  const source = readFileSync(file, "utf8");
  const found = source.matchAll(
    /^\s*(?:import|export)\s(?:[^"';]*?\sfrom\s*)?["']([^"']+)["']|\bimport\(\s*([^)]*)\)/gm,
  );
  return [...found].map((match) => match[1] ?? `dynamic ${match[2]}`);
}

/** The files that these need, themselves included, or nothing if one of them cannot be on XS. */
export function reach(files: readonly string[]): string[] | undefined {
  const seen = new Set<string>();
  const waiting = [...files];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    if (/^(?:platform|tools|examples)\//.test(keyOf(file))) return undefined;
    for (const specifier of importsOf(file)) {
      if (specifier === "chai") continue;
      if (!specifier.startsWith(".")) return undefined;
      waiting.push(path.resolve(path.dirname(file), specifier));
    }
  }
  return [...seen];
}

/** The path in the tree without its ending: what relative imports resolve against on every host. */
function keyOf(file: string): string {
  return path.relative(compiled, file).split(path.sep).join("/").replace(/\.js$/, "");
}

// --- the image ---

/** One module of an image of suites. */
export interface SuiteModule {
  readonly key: string;
  readonly path: string;
  /** Whether it is preloaded and frozen, as what is tested is; the tests and their tools are not. */
  readonly preload: boolean;
}

/**
 * The modules of an image that runs suites; those that must be made are written into the folder. The last one is the
 * main module, "suites".
 *
 * @param before keys of modules of test/support to be imported before all others
 */
export function suiteModules(files: readonly string[], folder: string, before: readonly string[] = []): SuiteModule[] {
  const own = (name: string): string => path.join(compiled, `${name}.js`);
  const [shim, setup, start] = ["shim", "setup", "start"].map((name) => `test/support/xs/${name}`) as [
    string,
    string,
    string,
  ];
  const order = [...before, shim, "mocha", setup, ...files.map(keyOf), start];
  const mainFile = path.join(folder, "suites.js");
  writeFileSync(mainFile, order.map((key) => `import "${key}";\n`).join(""));
  const modules = [...(reach(files) ?? files), ...[...before, shim, setup, start].map(own)].map((file) => {
    const key = keyOf(file);
    return { key, path: file, preload: !key.startsWith("test/") };
  });
  modules.push({ key: "mocha", path: writeMocha(folder), preload: false });
  modules.push({ key: "chai", path: writeChai(folder), preload: false });
  modules.push({ key: "suites", path: mainFile, preload: true });
  return modules;
}

/** Writes the list of modules; gives its path. */
export function writeSuiteImage(files: readonly string[], folder: string): string {
  const lines = suiteModules(files, folder).map(({ key, path, preload }) => `${preload ? "" : "!"}${key}\t${path}\n`);
  const list = path.join(folder, "modules.list");
  writeFileSync(list, lines.join(""));
  return list;
}

/** A file of an installed package. */
export function packageFile(name: string, file: string): string {
  return path.join(compiled, "..", "node_modules", name, file);
}

/**
 * A copy of mocha's bundle for a place whose built-ins are frozen: there an object cannot get a method by assignment if
 * the frozen prototype has one of that name, so that each such assignment is preceded by a definition.
 */
function writeMocha(folder: string): string {
  const source = readFileSync(packageFile("mocha", "mocha.js"), "utf8");
  const assignment =
    /^(\s*)([\w$.]+)\.(toString|toLocaleString|valueOf|constructor|name|message|inspect) = (?=[^;]*$)/gm;
  const define = "{ value: undefined, writable: true, configurable: true, enumerable: true }";
  const patched = source
    .replace(/^\/\/# sourceMappingURL=.*$/m, "")
    .replace(assignment, (line, blank: string, object: string, name: string) =>
      object.includes("prototype") ? `${blank}Object.defineProperty(${object}, "${name}", ${define});\n${line}` : line,
    );
  const file = path.join(folder, "mocha.js");
  writeFileSync(file, patched);
  return file;
}

/** A copy of chai that compares deeply without a WeakMap: on XS nothing that lives in flash can be a key of one. */
function writeChai(folder: string): string {
  const source = readFileSync(packageFile("chai", "index.js"), "utf8");
  const choice = 'typeof WeakMap === "function" ? WeakMap : FakeMap';
  if (!source.includes(choice)) throw new Error("this version of chai keeps its comparisons in another way");
  const file = path.join(folder, "chai.js");
  writeFileSync(file, source.replace(choice, "FakeMap"));
  return file;
}

// --- streams ---

function eachLine(stream: Readable, log: (line: string) => void): void {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) log(line);
  });
  stream.on("end", () => {
    if (rest !== "") log(rest);
  });
}

async function collect(stream: Readable): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [engine, ...files] = process.argv.slice(2);
  if (engine === undefined) {
    console.error("usage: node dist/tools/suites.js ENGINE [FILE]...");
    process.exitCode = 2;
  } else {
    const chosen = files.length > 0 ? { files: files.map((file) => path.resolve(file)) } : {};
    const counts = await runSuitesOnXs({ engine, ...chosen, log: (line) => console.log(line) });
    console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
    process.exitCode = counts.failed === 0 ? 0 : 1;
  }
}
