/**
 * Builds nblwm2m-xs: the XS engine's own sources, unchanged, from the npm package that brings them, and the host around
 * them from hosts/desktop/engine. Plain JavaScript with Node's own modules, because it runs before anything is installed
 * or compiled.
 *
 *     node tools/engine.mjs [--bits 32|64]     prints the path of the program
 */
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
export const hostFolder = path.join(root, "hosts", "desktop", "engine");
export const xs = path.join(root, "node_modules", "@agoric", "xsnap", "moddable", "xs");

/**
 * The engine's files; xsMemory.c and xsdtoa.c come in through the host's memory.c and dtoa.c, and xsSnapshot.c is of no
 * use to a device.
 */
export const ENGINE_FILES =
  `xsAll xsAPI xsArguments xsArray xsAtomics xsBigInt xsBoolean xsCode xsCommon xsDataView xsDate xsDebug xsDefaults
  xsError xsFunction xsGenerator xsGlobal xsJSON xsLexical xsLockdown xsMapSet xsMarshall xsMath xsModule xsNumber
  xsObject xsPlatforms xsProfile xsPromise xsProperty xsProxy xsRegExp xsRun xsScope xsScript xsSourceMap xsString
  xsSymbol xsSyntaxical xsTree xsType xsre xsmc`.split(/\s+/);

/** Files of the host that include one of the engine's. */
export const WRAPPERS = { "memory.c": "xsMemory.c", "dtoa.c": "xsdtoa.c" };

/** mxBoundsCheck: without it an engine that is not a debug build dies without a word when its stack overflows. */
const DEFINES = [
  "-DINCLUDE_XSPLATFORM",
  '-DXSPLATFORM="platform.h"',
  ...[
    "mxParse",
    "mxRun",
    "mxSloppy",
    "mxNoConsole",
    "mxLockdown",
    "mxStringNormalize",
    "mxMinusZero",
    "mxBoundsCheck",
  ].map((name) => `-D${name}=1`),
];

const COMMON_FLAGS = ["-O2", "-fno-common", "-ffunction-sections", "-fdata-sections"];
const LINK_FLAGS =
  process.platform === "darwin" ? ["-Wl,-dead_strip", "-lm"] : ["-Wl,--gc-sections", "-lm", "-lpthread"];

/**
 * Builds the program if it is not up to date.
 *
 * @param {{ log?: (line: string) => void, bits?: 32 | 64, metering?: boolean }} [options] `bits` forces a word size;
 *   without it 32 is taken where the compiler can, because only then a slot has the ESP32's size. With `metering` the
 *   engine counts the byte codes that it runs, which the firmware's engine does not.
 * @returns {Promise<{ path: string, bits: 32 | 64 } | { skipped: string }>} `skipped` says what the machine lacks.
 * @throws {Error} with the compiler's words if a source does not compile.
 */
export async function buildEngine({ log = () => undefined, bits, metering = false } = {}) {
  if (!existsSync(xs)) return { skipped: "the package @agoric/xsnap is not installed" };
  const compiler = findCompiler();
  if (compiler === undefined) return { skipped: "no C compiler (set CC, or install gcc or clang)" };
  const wordSize = bits ?? (canBuild32(compiler) ? 32 : 64);
  if (bits === undefined && wordSize === 64) {
    log(
      "engine: this compiler cannot make 32-bit programs (on Debian: gcc-multilib); 64-bit, memory figures are larger",
    );
  }
  const program = await build(compiler, wordSize, metering, log);
  return { path: program, bits: wordSize };
}

/** The compiler as a command line's words, and what it says of itself. */
export function findCompiler() {
  const candidates = process.env.CC ? [process.env.CC.trim().split(/\s+/)] : [["cc"], ["gcc"], ["clang"]];
  for (const command of candidates) {
    const answer = spawnSync(command[0], [...command.slice(1), "--version"], { encoding: "utf8" });
    if (answer.status === 0) return { command, version: answer.stdout.split("\n")[0] };
  }
  return undefined;
}

/** Compiles and runs a program of a few bytes: a compiler may know -m32 and still lack the libraries for it. */
function canBuild32(compiler) {
  if (wordFlags(32).length === 0) return false;
  const folder = path.join(root, "build", "engine", `probe-${process.pid}`);
  const program = path.join(folder, "probe");
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${program}.c`, '#include <math.h>\n#include <stdio.h>\nint main(void) { return puts("32") < 0; }\n');
  const words = [...compiler.command, ...wordFlags(32), `${program}.c`, "-o", program, "-lm"];
  const made = spawnSync(words[0], words.slice(1)).status === 0 && spawnSync(program).status === 0;
  rmSync(folder, { recursive: true, force: true });
  return made;
}

async function build(compiler, bits, metering, log) {
  const folder = path.join(root, "build", "engine", `m${bits}${metering ? "-metering" : ""}`);
  const program = path.join(folder, "nblwm2m-xs");
  mkdirSync(folder, { recursive: true });
  const units = listUnits(compiler, bits, metering, folder);
  const stale = units.filter((unit) => !isFresh(unit.object, unit.key));
  const programKey = hash([...units.map((unit) => unit.key), ...LINK_FLAGS]);
  if (stale.length === 0 && isFresh(program, programKey)) return program;
  const began = Date.now();
  log(`engine: compiling ${stale.length} of ${units.length} files, ${bits}-bit, ${compiler.version}`);
  await runAll(stale.map((unit) => () => makeFile(unit.words, unit.object, unit.key)));
  const objects = units.map((unit) => unit.object);
  await makeFile([...compiler.command, ...wordFlags(bits), ...objects, ...LINK_FLAGS], program, programKey);
  log(`engine: ready after ${((Date.now() - began) / 1000).toFixed(1)} s`);
  return program;
}

/** Every object file with the command that makes it and a key that changes when anything that goes into it does. */
function listUnits(compiler, bits, metering, folder) {
  const headers = hash([
    ...readSources(hostFolder, ".h"),
    ...["includes", "platforms", "sources"].flatMap(engineHeaders),
  ]);
  const includes = ["-isystem", path.join(xs, "includes"), "-isystem", path.join(xs, "platforms"), "-isystem"];
  const flags = [
    ...wordFlags(bits),
    ...COMMON_FLAGS,
    ...DEFINES,
    ...(metering ? ["-DmxMetering=1"] : []),
    "-I",
    hostFolder,
    ...includes,
    path.join(xs, "sources"),
  ];
  const unit = (source, warnings) => {
    const words = [...compiler.command, ...flags, ...warnings, "-c", source];
    const text = readFileSync(source, "utf8");
    const wrapped = WRAPPERS[path.basename(source)];
    const included = wrapped === undefined ? "" : readFileSync(path.join(xs, "sources", wrapped), "utf8");
    const object = path.join(folder, `${path.basename(source, ".c")}.o`);
    return { words, object, key: hash([compiler.version, ...words, headers, text, included]) };
  };
  const engine = ENGINE_FILES.map((name) => unit(path.join(xs, "sources", `${name}.c`), ["-w"]));
  const own = readdirSync(hostFolder).filter((name) => name.endsWith(".c"));
  const host = own.map((name) => unit(path.join(hostFolder, name), name in WRAPPERS ? ["-w"] : ["-Wall", "-Wextra"]));
  return [...engine, ...host];
}

/** 32-bit x86 computes in 80 bits unless it is told to use SSE; JavaScript and the ESP32's arithmetic have 64. */
function wordFlags(bits) {
  if (process.platform === "darwin" || !["x64", "ia32"].includes(process.arch)) return [];
  return bits === 32 ? ["-m32", "-msse2", "-mfpmath=sse"] : ["-m64"];
}

export function engineHeaders(name) {
  return readSources(path.join(xs, name), ".h");
}

export function readSources(folder, extension) {
  const names = readdirSync(folder).filter((name) => name.endsWith(extension));
  return names.sort().map((name) => readFileSync(path.join(folder, name), "utf8"));
}

export function hash(texts) {
  const digest = createHash("sha256");
  for (const text of texts) digest.update(text).update("\0");
  return digest.digest("hex");
}

export function isFresh(file, key) {
  return existsSync(file) && existsSync(`${file}.key`) && readFileSync(`${file}.key`, "utf8") === key;
}

/** Makes a file under another name first, so that a second build at the same time never sees half of one. */
export async function makeFile(words, file, key) {
  const temporary = `${file}.${process.pid}`;
  const output = await run([...words, "-o", temporary]);
  if (output !== "") process.stderr.write(output);
  rmSync(`${file}.key`, { force: true });
  renameSync(temporary, file);
  writeFileSync(`${file}.key`, key);
}

function run(words) {
  return new Promise((resolve, reject) => {
    const child = spawn(words[0], words.slice(1), { stdio: ["ignore", "ignore", "pipe"] });
    let output = "";
    child.stderr.setEncoding("utf8").on("data", (text) => (output += text));
    child.on("error", reject);
    child.on("close", (status) => {
      if (status === 0) resolve(output);
      else
        reject(new Error(`${words[0]} failed on ${path.basename(words[words.indexOf("-c") + 1])}:\n${output.trim()}`));
    });
  });
}

/** Runs tasks on as many processors as there are; the first failure is the result. */
export async function runAll(tasks) {
  const waiting = [...tasks];
  const worker = async () => {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) await task();
  };
  await Promise.all(Array.from({ length: Math.max(1, os.availableParallelism()) }, worker));
}

if (process.argv[1] !== undefined && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const at = process.argv.indexOf("--bits");
  const bits = at < 0 ? undefined : Number(process.argv[at + 1]);
  const result = await buildEngine({ log: (line) => console.error(line), bits });
  if ("skipped" in result) {
    console.error(`engine: skipped: ${result.skipped}`);
    process.exitCode = 1;
  } else console.log(result.path);
}
