import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseSetting, type Settings } from "../modules/client/settings.js";
import { overridden } from "../modules/modem/overrides.js";
import { findProfile, modelNames } from "../modules/modem/profiles/index.js";
import {
  hostPort,
  readArguments,
  runTool,
  ToolError,
  UsageError,
  wholeNumber,
  type OptionValues,
} from "./arguments.js";
import { ESP32_HEAP, FULL_HEAP, startFirmware, type Firmware, type HeapSize, type UartAddress } from "./firmware.js";
import { DIST, ROOT } from "./image.js";
import { LogPrinter } from "./log-printer.js";
import { probeModule } from "./probe.js";
import { recordTo } from "./talk.js";

export const DEVICE_USAGE = `usage: npm run device -- --uart tcp:HOST:PORT|DEVICE [options]
       npm run device -- --probe --uart tcp:HOST:PORT|DEVICE

The firmware, on the XS engine, with the NB module that is behind the UART.

  --uart tcp:HOST:PORT    where the module's AT side is, or
  --uart DEVICE           the serial port that it is on, such as /dev/ttyUSB0. Its power and reset lines are not driven.
  --probe                 asks the module what it is and speaks, and prints that as a profile to send to the project;
                          nobody's IMEI, IMSI or ICCID is in it
  --platform onenet       OneNET's own servers: in place of what the store says, and of --bootstrap and --server
  --dry-run               prints what would be sent to OneNET, with a virtual module and without a --uart
  --mode sdk|module       our own LwM2M client, or the one inside the module (default sdk)
  --module NAME           the module's model, or auto (default M5310-A)
  --profile FIELD=VALUE;… fields of the module's profile, as npm run modules names them
  --bootstrap HOST:PORT   bootstrap server (default nbiotbt.heclouds.com:5683)
  --server HOST:PORT      the access server itself, without a bootstrap
  --imei DIGITS           in place of what the module says
  --imsi DIGITS           in place of what the module says
  --endpoint NAME         endpoint client name in place of IMEI;IMSI (SDK mode only)
  --auth CODE             the auth code that the device has on the platform; no log shows it
  --psk KEY               the key of DTLS for the module's own client (module mode only); no log shows it
  --lifetime SECONDS      registration lifetime (default 3600)
  --lwm2m 1.0|1.1|1.2     the newest version of LwM2M to offer servers (default 1.0; others with --full; SDK mode)
  --queue yes|no          whether the device sleeps between its messages: queue mode (default no; SDK mode only)
  --report SECONDS        between two reports that it sends unasked (LwM2M 1.1, --full; SDK mode only; none unless given)
  --reported PATH,…       what a report holds, such as /3300/0/5700,/6 (default what the sensors measured since the last)
  --save                  keeps these settings in the store for the next runs
  --store DIR             where the settings live (default .nblwm2m)
  --record FILE           writes the talk on the UART with its times, to be played again as a test; IMEI, IMSI and what
                          is secret are in it
  --full                  the composition with every feature, format and object
  --main KEY              a composition of one's own, such as examples/kettle/main
  --engine xs|node        what runs the firmware (default xs; node if there is no C compiler)
  --chunks BYTES --slots N --stack N   the heap (default ${ESP32_HEAP.chunks}, ${ESP32_HEAP.slots}, ${ESP32_HEAP.stack}: a bare ESP32)
  --stats                 prints the heap's figures at the end
  --verbose               shows the talk with the module

exit status: 0 done, 1 failed, 2 usage, 3 memory or stack`;

/** A serial port's speed until the firmware sets another. */
export const FIRST_BAUD = 9600;

/** The options of the firmware's settings, named as the settings are. */
export const SETTING_OPTIONS = {
  mode: "text",
  module: "text",
  profile: "text",
  bootstrap: "text",
  server: "text",
  imei: "text",
  imsi: "text",
  endpoint: "text",
  auth: "text",
  psk: "text",
  lifetime: "text",
  lwm2m: "text",
  queue: "text",
  report: "text",
  reported: "text",
} as const;

/** The options of the engine. */
export const ENGINE_OPTIONS = {
  engine: "text",
  full: "flag",
  main: "text",
  chunks: "text",
  slots: "text",
  stack: "text",
  stats: "flag",
  verbose: "flag",
} as const;

const OPTIONS = {
  ...SETTING_OPTIONS,
  ...ENGINE_OPTIONS,
  uart: "text",
  store: "text",
  record: "text",
  save: "flag",
  probe: "flag",
  platform: "text",
  "dry-run": "flag",
} as const;

/** What runs the firmware, as the options say. */
export interface EngineChoice {
  /** The XS engine's program; absent for Node. */
  readonly program?: string;
  readonly heap: HeapSize;
  /** True for the composition with everything. */
  readonly full?: boolean;
  /** Key of another main module. */
  readonly main?: string;
}

/** `npm run device`. */
export function main(args: readonly string[]): Promise<number> {
  return runTool("device", DEVICE_USAGE, args, async (rest) => {
    const options = readArguments(rest, OPTIONS);
    if (options["dry-run"] === true) return runDry(options);
    const uart = uartAddress(options.uart);
    if (options.probe === true) {
      const printer = new LogPrinter(options.verbose === true);
      return probeModule(uart, (level, text) => printer.log(level, text), console.log);
    }
    const settings = { ...readSettings(options), ...platformSettings(options) };
    const engine = await chooseEngine(options);
    const printer = new LogPrinter(options.verbose === true);
    const record = options.record === undefined ? undefined : recordTo(options.record);
    const firmware = await startFirmware({
      ...(record === undefined ? {} : { record }),
      ...(engine.program === undefined ? {} : { engine: engine.program }),
      uart,
      settings: options.save ? { ...settings, save: "yes" } : settings,
      store: options.store ?? ".nblwm2m",
      heap: engine.heap,
      full: engine.full === true,
      ...(engine.main === undefined ? {} : { main: engine.main }),
      stats: options.stats === true,
      log: (level, text) => printer.log(level, text),
      print: (line) => console.log(line),
    }).catch((error: Error) => {
      throw new ToolError(error.message);
    });
    stopOnSignal(firmware);
    const status = await firmware.ended;
    record?.close();
    return status;
  });
}

/** OneNET's bootstrap server (its document "NB-IoT access"); the access server is what that hands out. */
const ONENET_BOOTSTRAP = "nbiotbt.heclouds.com:5683";

/**
 * The settings that `--platform` stands for.
 *
 * @throws UsageError where others contradict it
 */
export function platformSettings(
  options: Pick<OptionValues<typeof OPTIONS>, "platform" | "bootstrap" | "server">,
): Record<string, string> {
  if (options.platform === undefined) return {};
  if (options.platform !== "onenet") throw new UsageError(`option --platform takes onenet, not "${options.platform}"`);
  if (options.bootstrap !== undefined || options.server !== undefined) {
    throw new UsageError("option --platform names the servers: --bootstrap and --server do not go with it");
  }
  return { bootstrap: ONENET_BOOTSTRAP };
}

/** The virtual module has an identity and servers of its own. */
const NOT_WITH_DRY_RUN = [
  "uart",
  "imei",
  "imsi",
  "endpoint",
  "bootstrap",
  "server",
  "save",
  "record",
  "probe",
] as const;

async function runDry(options: OptionValues<typeof OPTIONS>): Promise<number> {
  if (options.platform !== "onenet") throw new UsageError("option --dry-run goes with --platform onenet");
  const other = NOT_WITH_DRY_RUN.find((name) => options[name] !== undefined);
  if (other !== undefined) throw new UsageError(`option --${other} does not go with --dry-run`);
  const settings = readSettings(options);
  const engine = await chooseEngine(options);
  // Not at the top: start.ts itself needs this file.
  const { dryRun } = await import("./dry-run.js");
  const lifetime = settings.lifetime === undefined ? {} : { lifetime: settings.lifetime };
  const mode = settings.mode === "module" ? "module" : "sdk";
  return dryRun({ mode, module: settings.module ?? "M5310-A", engine, ...lifetime }, (line) => console.log(line));
}

/**
 * The firmware's settings among the options, checked.
 *
 * @throws UsageError that says which option is wrong and why
 */
export function readSettings(options: OptionValues<typeof SETTING_OPTIONS>): Record<string, string> {
  const settings: Record<string, string> = {};
  for (const name of Object.keys(SETTING_OPTIONS) as (keyof Settings & keyof typeof SETTING_OPTIONS)[]) {
    const text = options[name];
    if (text === undefined) continue;
    const parsed = parseSetting(name, text);
    if (typeof parsed === "string") throw new UsageError(`option --${parsed}`);
    settings[name] = text;
  }
  const profile = findProfile(settings.module ?? "M5310-A");
  if (profile === undefined) {
    throw new UsageError(
      `module "${settings.module}" is not known; the known ones are ${modelNames().join(", ")} and auto`,
    );
  }
  const adjusted = overridden(profile, settings.profile ?? "");
  if (typeof adjusted === "string") throw new UsageError(`option --profile ${adjusted}`);
  if (settings.mode === "module" && settings.endpoint !== undefined) {
    throw new UsageError(
      "option --endpoint is for SDK mode: in module mode the module makes its name of IMEI and IMSI",
    );
  }
  if (settings.mode !== "module" && settings.psk !== undefined) {
    throw new UsageError("option --psk is for module mode: there is no DTLS in SDK mode");
  }
  if (settings.bootstrap !== undefined && settings.server !== undefined) {
    throw new UsageError("options --bootstrap and --server exclude each other");
  }
  return settings;
}

/** Builds the XS engine unless Node is asked for; falls back to Node where there is no C compiler, and says so. */
export async function chooseEngine(options: OptionValues<typeof ENGINE_OPTIONS>): Promise<EngineChoice> {
  const own = options.full === true ? FULL_HEAP : ESP32_HEAP;
  const heap = {
    chunks: heapNumber("chunks", options.chunks, own.chunks),
    slots: heapNumber("slots", options.slots, own.slots),
    stack: heapNumber("stack", options.stack, own.stack),
  };
  const composition = { full: options.full === true, ...(options.main === undefined ? {} : { main: options.main }) };
  if (options.main !== undefined && !existsSync(join(DIST, `${options.main}.js`))) {
    throw new UsageError(`option --main: there is no module "${options.main}"`);
  }
  const engine = options.engine ?? "xs";
  if (engine !== "xs" && engine !== "node") throw new UsageError(`option --engine takes xs or node, not "${engine}"`);
  if (engine === "node") {
    console.log("The firmware runs on Node, not on the XS engine: no memory ceiling.");
    return { heap, ...composition };
  }
  const { buildEngine } = (await import(pathToFileURL(join(ROOT, "tools", "engine.mjs")).href)) as {
    buildEngine(options: { log(line: string): void }): Promise<{ path?: string; bits?: number; skipped?: string }>;
  };
  const built = await buildEngine({ log: (line) => console.log(line) });
  if (built.path === undefined || !existsSync(built.path)) {
    console.log(`The firmware runs on Node, not on the XS engine: ${built.skipped ?? "the engine was not built"}.`);
    return { heap, ...composition };
  }
  return { program: built.path, heap, ...composition };
}

/** Ctrl-C lets the firmware deregister; a second one ends it at once. */
export function stopOnSignal(firmware: Pick<Firmware, "stop" | "kill">): void {
  let asked = false;
  const stop = (): void => {
    if (asked) firmware.kill();
    else firmware.stop();
    asked = true;
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
}

function uartAddress(text: string | undefined): UartAddress {
  if (text === undefined) throw new UsageError("option --uart is needed: tcp:HOST:PORT, or a serial port");
  if (text.startsWith("tcp:")) return hostPort("uart", text.slice("tcp:".length));
  if (text.startsWith("/")) return { device: text, baud: FIRST_BAUD };
  throw new UsageError(`option --uart takes tcp:HOST:PORT or the path of a serial port, not "${text}"`);
}

function heapNumber(option: string, text: string | undefined, otherwise: number): number {
  return text === undefined ? otherwise : wholeNumber(option, text, 16, 16_777_216);
}
