import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "./image.js";

/** An image for the emulated board. */
export interface RiscvImage {
  /** The ELF file. */
  readonly path: string;
  /** Bytes by section. */
  readonly sections: Readonly<Record<string, number>>;
}

/** What an image is made of. */
export interface RiscvImageOptions {
  /** Names the image and its files. */
  readonly name: string;
  /** The list of modules, as the desktop engine takes it. */
  readonly list: string;
  /** Key of the main module. */
  readonly main: string;
  /** Bytes of RAM, the C stack included. */
  readonly ram: number;
  /** Bytes of the C stack. */
  readonly nativeStack: number;
  /** With the natives and the room that mocha needs. */
  readonly suite?: boolean;
  readonly log: (line: string) => void;
}

const CC = "riscv64-unknown-elf-gcc";
const EMULATOR = "qemu-system-riscv32";
const PACKAGES: Readonly<Record<string, string>> = {
  [CC]: "gcc-riscv64-unknown-elf and picolibc-riscv64-unknown-elf",
  [EMULATOR]: "qemu-system-misc",
};

/** The ESP32-C3's instruction set. */
const TARGET = ["-march=rv32imc", "-mabi=ilp32", "--specs=picolibc.specs"];

/** As the desktop engine's, but without a parser. */
const DEFINES = [
  "-DINCLUDE_XSPLATFORM",
  '-DXSPLATFORM="platform.h"',
  ...["mxRun", "mxSloppy", "mxNoConsole", "mxLockdown", "mxStringNormalize", "mxMinusZero", "mxBoundsCheck"].map(
    (name) => `-D${name}=1`,
  ),
];

const FLAGS = ["-Os", "-fno-common", "-ffunction-sections", "-fdata-sections"];

/** The desktop engine's files that this host takes as they are. */
const SHARED = ["dtoa", "exhaustion", "link", "machines", "memory", "natives", "rom", "run", "share", "stats", "suite"];

/** What comes from flash while linking must not come from RAM; see hosts/riscv/engine/ram.c. */
const WRAPPED = ["malloc", "calloc", "realloc", "free"].map((name) => `-Wl,--wrap=${name}`);

const folder = join(ROOT, "build", "riscv");
const ownFolder = join(ROOT, "hosts", "riscv", "engine");

type Builder = typeof import("./engine.mjs");

/** Why this machine cannot make or run an image; `undefined` if it can. */
export function missingRiscvTools(): string | undefined {
  for (const program of [CC, EMULATOR]) {
    if (spawnSync(program, ["--version"]).status !== 0) return `no ${program} (on Debian: ${PACKAGES[program]})`;
  }
  const probe = spawnSync(CC, [...TARGET, "-E", "-x", "c", "-"], { input: "#include <stdio.h>\n" });
  return probe.status === 0 ? undefined : "no C library for RV32IMC (on Debian: picolibc-riscv64-unknown-elf)";
}

/**
 * Makes an image if it is not up to date. The 32-bit desktop engine makes the byte code, for the names in it are of the
 * device's size there.
 *
 * @throws Error with the compiler's words
 */
export async function buildRiscvImage(options: RiscvImageOptions): Promise<RiscvImage | { skipped: string }> {
  const missing = missingRiscvTools();
  if (missing !== undefined) return { skipped: missing };
  const builder = (await import(pathToFileURL(join(ROOT, "tools", "engine.mjs")).href)) as Builder;
  const engine = await builder.buildEngine({ log: options.log });
  if ("skipped" in engine) return engine;
  if (engine.bits !== 32) return { skipped: "no 32-bit engine to make the byte code (on Debian: gcc-multilib)" };
  mkdirSync(folder, { recursive: true });
  const objects = await compileEngine(builder, options.log);
  const code = await compileByteCode(builder, engine.path, options);
  const path = join(folder, `${options.name}.elf`);
  const words = [
    CC,
    ...TARGET,
    "-T",
    join(ownFolder, "image.ld"),
    "-Wl,--gc-sections,--no-warn-rwx-segments",
    ...WRAPPED,
    ...objects.files,
  ];
  words.push(code.file, "-lm", `-Wl,--defsym=ramSize=${options.ram}`, `-Wl,--defsym=stackSize=${options.nativeStack}`);
  const key = builder.hash([...words, objects.key, code.key, readFileSync(join(ownFolder, "image.ld"), "utf8")]);
  if (!builder.isFresh(path, key)) await builder.makeFile(words, path, key);
  return { path, sections: sectionsOf(path) };
}

async function compileEngine(builder: Builder, log: (line: string) => void): Promise<{ files: string[]; key: string }> {
  const { xs, hostFolder, hash } = builder;
  const includes = ["includes", "platforms", "sources"].flatMap((name) => ["-isystem", join(xs, name)]);
  const words = [CC, ...TARGET, ...FLAGS, ...DEFINES, "-I", ownFolder, "-I", hostFolder, ...includes];
  const headers = [
    ...builder.readSources(ownFolder, ".h"),
    ...builder.readSources(hostFolder, ".h"),
    ...["includes", "platforms", "sources"].flatMap((name) => builder.engineHeaders(name)),
  ];
  const sources = [
    ...builder.ENGINE_FILES.map((name) => ({ file: join(xs, "sources", `${name}.c`), warnings: ["-w"] })),
    ...SHARED.map((name) => {
      const quiet = `${name}.c` in builder.WRAPPERS;
      return { file: join(hostFolder, `${name}.c`), warnings: quiet ? ["-w"] : ["-Wall", "-Wextra"] };
    }),
    ...readdirSync(ownFolder)
      .filter((name) => name.endsWith(".c"))
      .map((name) => ({ file: join(ownFolder, name), warnings: ["-Wall", "-Wextra"] })),
  ];
  const version = spawnSync(CC, ["--version"], { encoding: "utf8" }).stdout;
  const common = hash([version, ...headers]);
  const units = sources.map(({ file, warnings }) => {
    const wrapped = builder.WRAPPERS[basename(file)];
    const included = wrapped === undefined ? "" : readFileSync(join(xs, "sources", wrapped), "utf8");
    const unit = [...words, ...warnings, "-c", file];
    const key = hash([common, ...unit, readFileSync(file, "utf8"), included]);
    return { words: unit, object: join(folder, `${basename(file, ".c")}.o`), key };
  });
  const stale = units.filter(({ object, key }) => !builder.isFresh(object, key));
  if (stale.length > 0) log(`riscv: compiling ${stale.length} of ${units.length} files for RV32IMC`);
  await builder.runAll(
    stale.map(
      ({ words, object, key }) =>
        () =>
          builder.makeFile(words, object, key),
    ),
  );
  return { files: units.map(({ object }) => object), key: hash(units.map(({ key }) => key)) };
}

async function compileByteCode(
  builder: Builder,
  engine: string,
  { name, list, main, suite, log }: RiscvImageOptions,
): Promise<{ file: string; key: string }> {
  const source = join(folder, `${name}-code.c`);
  const args = ["--modules", list, "--main", main, "--byte-code", source, ...(suite === true ? ["--suite"] : [])];
  const made = spawnSync(engine, args, { encoding: "utf8" });
  if (made.stderr !== "") log(made.stderr.trim());
  if (made.status !== 0 || !existsSync(source)) throw new Error(`no byte code: ${made.stderr || made.error?.message}`);
  const file = join(folder, `${name}-code.o`);
  const words = [CC, ...TARGET, "-I", ownFolder, "-c", source];
  const key = builder.hash([...words, readFileSync(source, "utf8"), ...builder.readSources(ownFolder, ".h")]);
  if (!builder.isFresh(file, key)) await builder.makeFile(words, file, key);
  return { file, key };
}

function sectionsOf(path: string): Record<string, number> {
  const { stdout } = spawnSync("riscv64-unknown-elf-size", ["-A", path], { encoding: "utf8" });
  const sections: Record<string, number> = {};
  for (const [, name, size] of stdout.matchAll(/^(\.\w+)\s+(\d+)/gm)) {
    if (Number(size) > 0) sections[name as string] = Number(size);
  }
  return sections;
}
