import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, delimiter, join } from "node:path";
import type { Readable } from "node:stream";
import { ToolError } from "./arguments.js";
import { ROOT } from "./image.js";

/** What a person does who has no SDK. */
export const HOW_TO_GET_IT = `The Moddable SDK is needed here, and it is on no package registry. Get it as its makers say:
  either follow "Getting Started" in the documentation of github.com/Moddable-OpenSource/moddable,
  or let their helper do it: npx xs-dev setup
Then open a new terminal, in which the environment variable MODDABLE names the SDK's folder, and try again.`;

/** The SDK of this machine. */
export interface Sdk {
  readonly folder: string;
  /** What mcconfig calls this machine. */
  readonly platform: "lin" | "mac" | "win";
  /** Environment in which its tools are found. */
  readonly environment: NodeJS.ProcessEnv;
}

/** The SDK that `MODDABLE` names; a text says what is missing. */
export function findSdk(environment: NodeJS.ProcessEnv = process.env): Sdk | string {
  const folder = environment.MODDABLE;
  if (folder === undefined || folder === "") return `MODDABLE is not set.\n${HOW_TO_GET_IT}`;
  const platform = process.platform === "darwin" ? "mac" : process.platform === "win32" ? "win" : "lin";
  const tools = join(folder, "build", "bin", platform, "release");
  if (!existsSync(join(tools, platform === "win" ? "mcconfig.bat" : "mcconfig"))) {
    return `MODDABLE names ${folder}, but there is no mcconfig in ${tools}.\n${HOW_TO_GET_IT}`;
  }
  // Its makefiles call a TypeScript compiler; ours is the one that they get.
  const path = [tools, join(ROOT, "node_modules", ".bin"), environment.PATH ?? ""].join(delimiter);
  return { folder, platform, environment: { ...environment, PATH: path } };
}

/** The same, for tools that cannot go on without it. */
export function requireSdk(): Sdk {
  const sdk = findSdk();
  if (typeof sdk === "string") throw new ToolError(sdk);
  return sdk;
}

/** Where everything goes that the SDK makes for us. */
export const MODDABLE_BUILD = join(ROOT, "build", "moddable");

/** An app that has been built. */
export interface App {
  /** What the simulator loads. */
  readonly path: string;
  /** The linker's warnings: what it could not freeze. */
  readonly warnings: readonly string[];
}

/**
 * Builds an app from a manifest that is written for it.
 *
 * @param name of the app; its files are under build/moddable
 * @throws ToolError with the compiler's or the linker's words
 */
export async function buildApp(sdk: Sdk, name: string, manifest: object): Promise<App> {
  const folder = join(MODDABLE_BUILD, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "manifest.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);
  const made = join(sdk.platform, "mc", "release", name);
  // The linker would take what another manifest under this name has left, and it speaks only when it runs.
  rmSync(join(MODDABLE_BUILD, "tmp", made), { recursive: true, force: true });
  const output = await mcconfig(sdk, folder, ["-p", sdk.platform, "-t", "build", "-o", MODDABLE_BUILD]);
  const path = join(MODDABLE_BUILD, "bin", made, sdk.platform === "win" ? "mc.dll" : "mc.so");
  if (!existsSync(path)) throw new ToolError(`mcconfig has made no ${path}`);
  if (!/^### \d+ instances/m.test(output)) throw new ToolError(`the linker has not run:\n${output}`);
  return { path, warnings: output.split("\n").filter((line) => line.startsWith("### warning")) };
}

/** Runs mcconfig in a folder and gives what it printed; without `make` it only writes the makefile. */
export async function mcconfig(sdk: Sdk, folder: string, args: readonly string[], make = true): Promise<string> {
  const { status, output } = await run("mcconfig", make ? ["-m", ...args] : args, folder, sdk.environment);
  if (status !== 0) {
    const lines = output.split("\n").filter((line) => line.trim() !== "" && !/^# (?:xsc|cc|copy) /.test(line));
    throw new ToolError(`mcconfig failed with status ${status}:\n${lines.slice(-25).join("\n")}`);
  }
  return output;
}

/**
 * The program that runs an app without a window, compiled if it is not up to date; a text says why it cannot be had.
 * Where the SDK's own header is at hand its layout is compared with ours first.
 */
export function headlessProgram(sdk: Sdk): { readonly path: string } | string {
  if (sdk.platform !== "lin") return "running without a window is for Linux; elsewhere the simulator has to show one";
  const source = join(ROOT, "hosts", "simulator", "headless.c");
  const path = join(MODDABLE_BUILD, "headless");
  if (existsSync(path) && statSync(path).mtimeMs > statSync(source).mtimeMs) return { path };
  mkdirSync(MODDABLE_BUILD, { recursive: true });
  const asked = spawnSync("pkg-config", ["--cflags", "--libs", "glib-2.0"], { encoding: "utf8" });
  if (asked.status !== 0) return "glib's headers are needed (on Debian: libglib2.0-dev and pkg-config)";
  const glib = asked.stdout.trim().split(/\s+/);
  const header = join(sdk.folder, "build", "simulators", "modules");
  const check = ["-fsyntax-only", "-DCHECK_LAYOUT", "-DmxLinux=1", `-I${header}`, source, ...glib];
  const checked = spawnSync("cc", check, { encoding: "utf8" });
  if (checked.error !== undefined) return "a C compiler is needed";
  if (checked.status !== 0) {
    return `this SDK's app interface is not the one that hosts/simulator/headless.c knows (SDK 8.1 to 8.2):\n${checked.stderr}`;
  }
  const made = spawnSync("cc", ["-O1", "-o", path, source, ...glib, "-ldl"], { encoding: "utf8" });
  return made.status === 0 ? { path } : `cc failed on ${basename(source)}:\n${made.stderr}`;
}

/** Hands each line of a stream on. */
export function eachLine(stream: Readable, take: (line: string) => void): void {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() as string;
    for (const line of lines) take(line);
  });
  stream.on("end", () => rest !== "" && take(rest));
}

function run(program: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv) {
  return new Promise<{ status: number; output: string }>((resolve) => {
    const child = spawn(program, args, {
      cwd,
      env,
      stdio: ["ignore", "pipe", "pipe"],
      shell: process.platform === "win32",
    });
    let output = "";
    const take = (text: string): void => void (output += text);
    child.stdout.setEncoding("utf8").on("data", take);
    child.stderr.setEncoding("utf8").on("data", take);
    child.on("error", (error) => resolve({ status: 1, output: error.message }));
    child.on("close", (status) => resolve({ status: status ?? 1, output }));
  });
}
