import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { isIPv4 } from "node:net";
import { resolve } from "node:path";
import { DEFAULT_BOOTSTRAP, formatServerAddress } from "../modules/client/settings.js";
import { hostPort, readArguments, runTool, ToolError, UsageError, wholeNumber } from "./arguments.js";
import { readSettings, SETTING_OPTIONS, stopOnSignal } from "./device.js";
import { VIRTUAL_IMEI, VIRTUAL_IMSI } from "./identity.js";
import { LogPrinter } from "./log-printer.js";
import { eachLine, requireSdk, type App, type Sdk } from "./moddable.js";
import { DEFAULT_RULES, parseRule, Routes, type ResolveRule } from "./routes.js";
import { buildSimulator, runHeadless } from "./simulator-run.js";

const USAGE = `usage: npm run simulator -- [options]

Builds the firmware with the Moddable SDK for this computer and starts it in Moddable's simulator, with a virtual NB
module inside that has real UDP, or with a real module on a serial port.

  --mode sdk|module           our own LwM2M client, or the one inside the module (default sdk)
  --module NAME               the module's model (default M5310-A)
  --bootstrap HOST:PORT       bootstrap server (default nbiotbt.heclouds.com:5683)
  --server HOST:PORT          the access server itself, without a bootstrap
  --imei DIGITS               of the virtual module (default ${VIRTUAL_IMEI}); of a real one in place of what it says
  --imsi DIGITS               likewise (default ${VIRTUAL_IMSI})
  --endpoint NAME             endpoint client name in place of IMEI;IMSI (SDK mode only)
  --lifetime SECONDS          registration lifetime (default 3600)
  --save                      keeps these settings in the preferences for the next runs
  --store DIR                 where the preferences' file is (default .nblwm2m/simulator)
  --uart DEVICE               a real module on a serial port, such as /dev/ttyUSB0, in place of the virtual one
  --baud N                    that port's speed (default 9600)
  --resolve NAME=HOST[:PORT]  the virtual module's DNS; may be given repeatedly. By default OneNET's names lead to the
                              local platform (npm run platform).
  --internet                  lets the virtual module's datagrams leave this machine and its private network
  --headless                  without a window: the log here, and a true exit status (Linux only)
  --verbose                   shows the talk with the module

exit status with --headless: 0 done, 1 failed, 2 usage, 3 memory or stack`;

const OPTIONS = {
  ...SETTING_OPTIONS,
  save: "flag",
  store: "text",
  uart: "text",
  baud: "text",
  resolve: "texts",
  internet: "flag",
  headless: "flag",
  verbose: "flag",
} as const;

/** `npm run simulator`. */
export function main(args: readonly string[]): Promise<number> {
  return runTool("simulator", USAGE, args, async (rest) => {
    const options = readArguments(rest, OPTIONS);
    const settings = readSettings(options);
    const { uart } = options;
    if (options.baud !== undefined && uart === undefined) throw new UsageError("--baud is for --uart");
    if (uart !== undefined && !existsSync(uart)) throw new ToolError(`there is no serial port ${uart}`);
    const sdk = requireSdk();
    const routes = await Routes.make(rulesOf(options, settings), options.internet === true);
    console.log("Building with the Moddable SDK …");
    const app = await buildSimulator(sdk, {
      name: "simulator",
      settings: {
        ...(uart === undefined ? { imei: VIRTUAL_IMEI, imsi: VIRTUAL_IMSI } : { uart: resolve(uart) }),
        ...(options.baud === undefined ? {} : { baud: `${wholeNumber("baud", options.baud, 300, 4_000_000)}` }),
        ...(options.internet ? { internet: "yes" } : {}),
        ...(options.save ? { save: "yes" } : {}),
        ...settings,
      },
      routes,
      store: options.store ?? ".nblwm2m/simulator",
    });
    for (const warning of app.warnings) console.log(warning);
    const printer = new LogPrinter(options.verbose === true);
    if (options.headless !== true) return showWindow(sdk, app, printer);
    const print = (line: string): void => console.log(line);
    const run = runHeadless(sdk, app, { log: (part, level, text) => printer.other(part, level, text), print });
    stopOnSignal(run);
    return run.ended;
  });
}

/** The rules given, and one for each other server that is named: the virtual module has no DNS but ours. */
function rulesOf(
  options: { readonly resolve?: readonly string[]; readonly internet?: boolean },
  settings: Readonly<Record<string, string>>,
): ResolveRule[] {
  const rules = (options.resolve ?? []).map(parseRule);
  const known = [...rules, ...(options.internet === true ? [] : DEFAULT_RULES)].map(({ name }) => name);
  const named = [settings.server ?? settings.bootstrap ?? formatServerAddress(DEFAULT_BOOTSTRAP)];
  for (const { host } of named.map((text) => hostPort("server", text))) {
    if (!isIPv4(host) && !known.includes(host.toLowerCase())) rules.push({ name: host, host });
  }
  return rules;
}

/** Starts Moddable's simulator with the app. It goes on when this program ends. */
async function showWindow(sdk: Sdk, app: App, printer: LogPrinter): Promise<number> {
  const [program, ...args] = simulatorCommand(sdk, app);
  console.log("Moddable's simulator shows the device; close its window to end it.");
  const child = spawn(program as string, args, { env: sdk.environment, stdio: ["ignore", "pipe", "inherit"] });
  eachLine(child.stdout, (line) => {
    const [part, level, ...text] = line.split("\t");
    if (level === undefined || text.length === 0) console.log(line);
    else printer.other(part as string, level, text.join("\t"));
  });
  return new Promise((resolve) => {
    child.on("error", (error) => {
      console.error(`simulator: ${program}: ${error.message}`);
      resolve(1);
    });
    child.on("close", (status) => resolve(status ?? 1));
  });
}

function simulatorCommand(sdk: Sdk, app: App): string[] {
  const tools = `${sdk.folder}/build/bin/${sdk.platform}/release`;
  if (sdk.platform === "mac") return ["open", "-W", "-a", `${tools}/mcsim.app`, app.path];
  if (sdk.platform === "win") return [`${tools}/mcsim.exe`, app.path];
  // Its output would come late and in blocks. It finds its devices only by an absolute path.
  return ["stdbuf", "-oL", `${tools}/mcsim`, app.path];
}
