import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PlatformError, type Platform } from "../platform/platform.js";
import { StoreError } from "../platform/store/store.js";
import { Api } from "./api.js";
import { portNumber, readArguments, runTool, ToolError, type OptionValues } from "./arguments.js";
import { chooseEngine, ENGINE_OPTIONS, readSettings, type EngineChoice } from "./device.js";
import { FIELD_OPTIONS, FIELD_USAGE, type Field, readField } from "./field.js";
import { ESP32_HEAP, startFirmware, type Firmware, type FirmwareOptions } from "./firmware.js";
import { VIRTUAL_IMEI, VIRTUAL_IMSI } from "./identity.js";
import { LogPrinter } from "./log-printer.js";
import { startModule, type RunningModule } from "./module.js";
import { type Recorder, recordTo } from "./talk.js";
import { startSteadyPlatform } from "./steady-platform.js";
import { tour, TOUR_STEPS, type TourStep } from "./tour.js";

const USAGE = `usage: npm start -- [options]

Starts the local platform, a virtual NB module, and the firmware with that module on its UART.

  --mode sdk|module     our own LwM2M client, or the one inside the module (default sdk)
  --module NAME         the module's model (default M5310-A)
${FIELD_USAGE}
  --once                runs the tour through the platform's API, prints each step, and ends
  --http PORT           the page and the API (default 8080, any free one with --once)
  --lifetime SECONDS    registration lifetime (default 3600)
  --data DIR            where everything is kept (default .nblwm2m; a folder of its own with --once)
  --record FILE         writes the talk on the UART with its times, and what the place gave the firmware, to be played
                        again as a test; IMEI and IMSI are in it
  --pcap FILE           writes every datagram to a capture file
  --full                the composition with every feature, format and object
  --main KEY            a composition of one's own, such as examples/kettle/main
  --engine xs|node      what runs the firmware (default xs; node if there is no C compiler)
  --chunks BYTES --slots N --stack N   the heap (default ${ESP32_HEAP.chunks}, ${ESP32_HEAP.slots}, ${ESP32_HEAP.stack}: a bare ESP32)
  --stats               prints the heap's figures at the end
  --verbose             shows the talk with the module

Ctrl-C lets the device deregister and ends everything.
exit status: 0 done, 1 failed, 2 usage, 3 memory or stack`;

const OPTIONS = {
  ...ENGINE_OPTIONS,
  ...FIELD_OPTIONS,
  mode: "text",
  module: "text",
  lifetime: "text",
  once: "flag",
  http: "text",
  data: "text",
  pcap: "text",
  record: "text",
} as const;

/** What a run of the whole set-up is made of. */
export interface SetUp extends Field {
  readonly mode: "sdk" | "module";
  /** Model of the virtual module. */
  readonly module: string;
  readonly engine: EngineChoice;
  /** Folder of platform and device. */
  readonly data: string;
  /** TCP port of the page and the API; 0 for any. */
  readonly http: number;
  readonly lifetime?: string;
  readonly pcap?: string;
  readonly stats?: boolean;
  readonly statsFile?: string;
  /** Takes down the firmware's run. */
  readonly record?: Recorder;
  /** True if the platform observes everything by itself once the device is there. */
  readonly subscribe: boolean;
  readonly printer: LogPrinter;
  /** Starts the firmware in another place than on this machine's engine. */
  readonly startFirmware?: (options: FirmwareOptions) => Promise<Firmware>;
}

/** A set-up that runs. */
export interface Running {
  readonly platform: Platform;
  readonly module: RunningModule;
  readonly firmware: Firmware;
  readonly api: Api;
  readonly deviceId: string;
  /** Ends module and platform; the firmware must have ended before. */
  close(): Promise<void>;
}

/** `npm start`. */
export function main(args: readonly string[]): Promise<number> {
  return runTool("start", USAGE, args, async (rest) => {
    const options = readArguments(rest, OPTIONS);
    const settings = readSettings(options);
    const http = options.http === undefined ? undefined : portNumber("http", options.http);
    const engine = await chooseEngine(options);
    const printer = new LogPrinter(options.verbose === true);
    const once = options.once === true;
    const data = options.data ?? (once ? mkdtempSync(join(tmpdir(), "nblwm2m-")) : ".nblwm2m");
    const record = options.record === undefined ? undefined : recordTo(options.record);
    const setUp: SetUp = {
      ...(record === undefined ? {} : { record }),
      mode: settings.mode === "module" ? "module" : "sdk",
      module: settings.module ?? "M5310-A",
      engine,
      data,
      http: http ?? (once ? 0 : 8080),
      subscribe: !once,
      printer,
      ...readField(options),
      ...onlyGiven(options),
    };
    try {
      return once ? await runTour(setUp) : await runUntilStopped(setUp);
    } finally {
      record?.close();
      if (once && options.data === undefined) rmSync(data, { recursive: true, force: true });
    }
  });
}

/** Starts platform, device entry, module and firmware, in this order. What was started is ended if a later part fails. */
export async function startAll(setUp: SetUp): Promise<Running> {
  const { printer, data } = setUp;
  const platform = await startSteadyPlatform({
    data: join(data, "platform"),
    httpPort: setUp.http,
    log: (line) => printer.other("platform", "info", line),
  }).catch((error: Error) => {
    throw error instanceof PlatformError || error instanceof StoreError ? new ToolError(error.message) : error;
  });
  const api = new Api(platform.url, platform.masterKey);
  let module: RunningModule | undefined;
  try {
    const deviceId = await ensureDevice(api, setUp.subscribe);
    module = await startModule({
      model: setUp.module,
      tcpPort: 0,
      imei: VIRTUAL_IMEI,
      imsi: VIRTUAL_IMSI,
      resolve: [{ name: "nbiotbt.heclouds.com", host: "127.0.0.1", port: platform.bootstrapPort }],
      log: (level, text) => printer.other("module", level, text),
      ...(setUp.pcap === undefined ? {} : { pcap: setUp.pcap }),
      ...(setUp.radio === undefined ? {} : { radio: setUp.radio }),
      ...(setUp.scenario === undefined ? {} : { scenario: setUp.scenario }),
      ...(setUp.variant === undefined ? {} : { variant: setUp.variant }),
    });
    const firmware = await startDevice(setUp, module);
    const close = async (): Promise<void> => {
      await module?.close();
      await platform.close();
    };
    return { platform, module, firmware, api, deviceId, close };
  } catch (error) {
    await module?.close();
    await platform.close();
    throw error;
  }
}

function startDevice(setUp: SetUp, module: RunningModule): Promise<Firmware> {
  const { printer, engine } = setUp;
  const settings: Record<string, string> = { mode: setUp.mode, module: setUp.module };
  if (setUp.lifetime !== undefined) settings.lifetime = setUp.lifetime;
  return (setUp.startFirmware ?? startFirmware)({
    ...(engine.program === undefined ? {} : { engine: engine.program }),
    uart: { host: "127.0.0.1", port: module.port },
    settings,
    store: join(setUp.data, "device"),
    heap: engine.heap,
    full: engine.full === true,
    ...(engine.main === undefined ? {} : { main: engine.main }),
    stats: setUp.stats === true,
    ...(setUp.statsFile === undefined ? {} : { statsFile: setUp.statsFile }),
    ...(setUp.record === undefined ? {} : { record: setUp.record }),
    log: (level, text) => printer.log(level, text),
    print: (line) => printer.plain(line),
    pulse: (line, milliseconds) => module.pulse(line, milliseconds),
  });
}

/** Runs the tour and ends everything. 0 only if every step succeeded; 3 if memory or stack gave out. */
async function runTour(setUp: SetUp): Promise<number> {
  const running = await startAll(setUp);
  try {
    const steps = await tourOf(running, printStep);
    const failed = TOUR_STEPS.length - steps.filter(({ ok }) => ok).length;
    running.firmware.kill();
    const status = await running.firmware.ended;
    console.log(failed === 0 ? "The tour succeeded." : `The tour failed: ${failed} of ${TOUR_STEPS.length} steps.`);
    return status === 3 ? 3 : failed === 0 ? 0 : 1;
  } finally {
    await running.close();
  }
}

/** The tour with a running set-up. */
export function tourOf(running: Running, report: (step: TourStep) => void): Promise<TourStep[]> {
  const { api, deviceId, firmware } = running;
  const stop = (): Promise<number> => {
    firmware.stop();
    return firmware.ended;
  };
  return tour({ api, deviceId, imei: VIRTUAL_IMEI, stop, report, ended: firmware.ended });
}

async function runUntilStopped(setUp: SetUp): Promise<number> {
  const running = await startAll(setUp);
  const { firmware, api, platform } = running;
  let asked = false;
  const stop = (): void => {
    if (asked) firmware.kill();
    else firmware.stop();
    asked = true;
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  try {
    await Promise.race([showOnline(running, api), firmware.ended]);
    if (!asked)
      console.log(`\nThe platform's page: ${platform.url}\nCtrl-C deregisters the device and ends everything.\n`);
    return await firmware.ended;
  } finally {
    await running.close();
  }
}

/** Waits for the online tag and prints the resource list. */
async function showOnline({ deviceId, firmware }: Running, api: Api): Promise<void> {
  let ended = false;
  void firmware.ended.then(() => (ended = true));
  while (!ended && !(await api.device(deviceId)).online) await new Promise((resolve) => setTimeout(resolve, 200));
  if (ended) return;
  console.log("\nThe device is online. Its resource list:");
  for (const { obj_id, instances } of (await api.resources(VIRTUAL_IMEI)).item) {
    for (const { inst_id, resources } of instances) console.log(`  /${obj_id}/${inst_id}  ${resources.join(" ")}`);
  }
}

async function ensureDevice(api: Api, subscribe: boolean): Promise<string> {
  const known = await api.findDevice(VIRTUAL_IMEI);
  return known?.id ?? (await api.createDevice("Virtual device", VIRTUAL_IMEI, VIRTUAL_IMSI, subscribe));
}

function printStep({ number, name, ok, detail }: TourStep): void {
  console.log(`${ok ? "ok    " : "FAILED"}  ${number}. ${name}: ${detail}`);
}

function onlyGiven(options: OptionValues<typeof OPTIONS>): Partial<SetUp> {
  return {
    ...(options.lifetime === undefined ? {} : { lifetime: options.lifetime }),
    ...(options.pcap === undefined ? {} : { pcap: options.pcap }),
    ...(options.stats === undefined ? {} : { stats: options.stats }),
  };
}
