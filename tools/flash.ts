import { spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { readArguments, runTool, ToolError, UsageError } from "./arguments.js";
import { readSettings, SETTING_OPTIONS } from "./device.js";
import { ROOT } from "./image.js";
import { MANIFESTS } from "./manifests.js";
import { mcconfig, MODDABLE_BUILD, requireSdk, type Sdk } from "./moddable.js";

/** The boards that hosts/esp32/manifest.json knows. */
export const BOARDS = ["esp32/nodemcu", "esp32/esp32c3", "esp32/esp32s3"] as const;
export type Board = (typeof BOARDS)[number];

const USAGE = `usage: npm run flash -- BOARD [options]

Builds the firmware for an ESP32 board with the Moddable SDK and ESP-IDF, and writes it into the board.

  BOARD                   ${BOARDS.join(", ")}: wiring in hosts/esp32/README.md
  --port DEVICE           the board's serial port (by default the SDK looks for it)
  --mode sdk|module       our own LwM2M client, or the one inside the module (default sdk)
  --module NAME           the module's model (default M5310-A)
  --bootstrap HOST:PORT   bootstrap server (default nbiotbt.heclouds.com:5683)
  --server HOST:PORT      the access server itself, without a bootstrap
  --imei DIGITS           in place of what the module says
  --imsi DIGITS           in place of what the module says
  --endpoint NAME         endpoint client name in place of IMEI;IMSI (SDK mode only)
  --lifetime SECONDS      registration lifetime (default 3600)
  --save                  the firmware keeps these settings in its flash preferences
  --full                  the composition with every feature, format and object
  --debug                 with Moddable's debugger, in which the log can be read; without it the board is silent
  --build-only            does not write into the board
  --link-only             compiles and links the JavaScript side alone, which needs no ESP-IDF

exit status: 0 done, 1 failed, 2 usage`;

const OPTIONS = {
  ...SETTING_OPTIONS,
  port: "text",
  save: "flag",
  full: "flag",
  debug: "flag",
  "build-only": "flag",
  "link-only": "flag",
} as const;

const APP = "nblwm2m";

/** `npm run flash`. */
export function main(args: readonly string[]): Promise<number> {
  return runTool("flash", USAGE, args, async ([board, ...rest]) => {
    if (!BOARDS.includes(board as Board)) {
      throw new UsageError(board === undefined ? "a board is needed" : `board "${board}" is not known`);
    }
    const options = readArguments(rest, OPTIONS);
    const settings = { ...readSettings(options), ...(options.save ? { save: "yes" } : {}) };
    const sdk = requireSdk();
    if (options["link-only"]) {
      const { warnings, figures } = await linkForBoard(sdk, board as Board, settings);
      for (const line of [...warnings, ...figures]) console.log(line);
      if (warnings.length === 0) console.log("Everything that is preloaded is frozen.");
      return warnings.length === 0 ? 0 : 1;
    }
    const missing = missingIdf(sdk, process.env);
    if (missing !== undefined) throw new ToolError(missing);
    const folder = writeManifest(APP, settings, options.full === true);
    const what = ["-m", "-p", board as string, "-o", MODDABLE_BUILD];
    if (options.debug) what.unshift("-d");
    if (options["build-only"]) what.push("-t", "build");
    const port = options.port === undefined ? {} : { UPLOAD_PORT: options.port };
    console.log(`mcconfig ${what.join(" ")}`);
    return new Promise((resolve) => {
      const child = spawn("mcconfig", what, { cwd: folder, env: { ...sdk.environment, ...port }, stdio: "inherit" });
      child.on("error", (error) => {
        console.error(`flash: ${error.message}`);
        resolve(1);
      });
      child.on("close", (status) => resolve(status === 0 ? 0 : 1));
    });
  });
}

/** What of ESP-IDF is missing, in words. */
export function missingIdf(sdk: Pick<Sdk, "folder">, environment: NodeJS.ProcessEnv): string | undefined {
  const help = `Moddable's documentation/devices/esp32.md tells how to install ESP-IDF ${expectedIdf(sdk)}, or let xs-dev do it:
npx xs-dev setup --device esp32. Then open a new terminal, in which IDF_PATH names its folder.`;
  const folder = environment.IDF_PATH;
  if (folder === undefined || folder === "") return `ESP-IDF is needed: IDF_PATH is not set.\n${help}`;
  if (!existsSync(join(folder, "export.sh")))
    return `ESP-IDF is needed: IDF_PATH names ${folder}, where it is not.\n${help}`;
  return undefined;
}

/** The version that this SDK wants. */
function expectedIdf(sdk: Pick<Sdk, "folder">): string {
  const path = join(sdk.folder, "build", "devices", "esp32", "manifest.json");
  if (!existsSync(path)) return "";
  const { build } = JSON.parse(readFileSync(path, "utf8")) as { build?: { EXPECTED_ESP_IDF?: string } };
  return build?.EXPECTED_ESP_IDF ?? "";
}

function writeManifest(name: string, settings: Readonly<Record<string, string>>, full = false): string {
  const folder = join(MODDABLE_BUILD, name);
  mkdirSync(folder, { recursive: true });
  const manifest = { include: [join(ROOT, MANIFESTS[full ? "main-full" : "main"] as string)], config: settings };
  writeFileSync(join(folder, "manifest.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);
  return folder;
}

/** What the SDK's linker says of a board's firmware. */
export interface Linked {
  readonly warnings: readonly string[];
  /** Its own count, and the sizes that it has written. */
  readonly figures: readonly string[];
  /** Where makefile, config and image are. */
  readonly folder: string;
}

/**
 * Compiles and links the JavaScript side for a board, as far as that goes without ESP-IDF: a folder that calls itself
 * one stands in for it, so that the SDK's makefile can be had.
 *
 * @throws ToolError with the words of compiler or linker
 */
export async function linkForBoard(
  sdk: Sdk,
  board: Board,
  settings: Readonly<Record<string, string>> = {},
): Promise<Linked> {
  const idf = standInIdf();
  const name = `link-${board.slice("esp32/".length)}`;
  const environment = { ...sdk.environment, IDF_PATH: idf, PATH: `${idf}${delimiter}${sdk.environment.PATH}` };
  const made = join(MODDABLE_BUILD, "tmp", ...board.split("/"), "release", name);
  rmSync(made, { recursive: true, force: true });
  await mcconfig({ ...sdk, environment }, writeManifest(name, settings), ["-p", board, "-o", MODDABLE_BUILD], false);
  const chip = board === "esp32/nodemcu" ? "esp32" : board.slice("esp32/".length);
  mkdirSync(join(made, `xsProj-${chip}`, "build", "config"), { recursive: true });
  writeFileSync(join(made, `xsProj-${chip}`, "build", "config", "sdkconfig.h"), "");
  const image = join(made, "mc.xs.c");
  const run = spawnSync("make", ["-f", join(made, "makefile"), image], { env: environment, encoding: "utf8" });
  const output = `${run.stdout}${run.stderr}`;
  const lines = output.split("\n");
  if (run.status !== 0) throw new ToolError(`linking for ${board} failed:\n${lines.slice(-20).join("\n")}`);
  const sizes = readFileSync(image, "utf8").match(/^#define mx(?:Alias|Heap|Keys)Count \d+/gm) ?? [];
  return {
    warnings: lines.filter((line) => line.startsWith("### warning")),
    figures: [...lines.filter((line) => /^### \d+ instances/.test(line)), ...sizes],
    folder: made,
  };
}

/** A folder with what the makefile asks of ESP-IDF before it compiles C: a version, and a program that does nothing. */
function standInIdf(): string {
  const folder = join(MODDABLE_BUILD, "no-idf");
  if (existsSync(folder)) return folder;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "idf.py"), "#!/bin/sh\nexit 0\n");
  chmodSync(join(folder, "idf.py"), 0o755);
  const git = (...words: string[]): void => {
    const who = ["-c", "user.name=none", "-c", "user.email=none"];
    const { status, stderr } = spawnSync("git", ["-C", folder, ...who, ...words], { encoding: "utf8" });
    if (status !== 0) throw new ToolError(`git ${words[0]}: ${stderr}`);
  };
  git("init", "-q");
  git("commit", "-q", "--allow-empty", "-m", "stands in for ESP-IDF");
  git("tag", "-a", "v6.0", "-m", "v6.0");
  return folder;
}
