import { randomBytes } from "node:crypto";
import { pathToFileURL } from "node:url";
import { type LogLevel, mask } from "../modules/base/log.js";
import { findVirtualModel, VIRTUAL_MODELS } from "../virtual/models/index.js";
import { VirtualModule } from "../virtual/module.js";
import { Stage } from "../virtual/scenario/stage.js";
import { portNumber, readArguments, runTool, UsageError } from "./arguments.js";
import { FIELD_OPTIONS, FIELD_USAGE, type Field, readField } from "./field.js";
import { typedImei, typedImsi, VIRTUAL_IMEI, VIRTUAL_IMSI } from "./identity.js";
import { LogPrinter } from "./log-printer.js";
import { ModuleRunner, type RunningModule } from "./module-runner.js";
import { PcapWriter } from "./pcap.js";
import { parseRule, type ResolveRule, Routes } from "./routes.js";

export type { RunningModule } from "./module-runner.js";

const DEFAULT_PORT = 7000;

const USAGE = `usage: npm run module -- [options]

A virtual NB-IoT module: AT commands on a TCP port of this machine, UDP on the other side. The port carries what the
UART would; a client that comes or goes neither starts nor resets the module. AT+NRB does.

  --module NAME               the model (default M5310-A)
  --tcp PORT                  where the AT side listens; 0 for any free port (default ${DEFAULT_PORT})
  --imei DIGITS               15 digits, or the 4 of a test device (default ${VIRTUAL_IMEI})
  --imsi DIGITS               up to 15 digits (default ${VIRTUAL_IMSI})
  --no-sim                    no SIM card
  --resolve NAME=HOST[:PORT]  the module's DNS; may be given repeatedly. NAME may also be an address that the module
                              sends to. By default OneNET's names lead to the local platform.
  --internet                  lets datagrams leave this machine and its private network, and asks the real DNS
${FIELD_USAGE}
  --pcap FILE                 writes every datagram to a capture file
  --verbose                   shows the AT talk and the datagrams

Ctrl-C ends it. exit status: 0 done, 1 failed, 2 usage`;

const OPTIONS = {
  ...FIELD_OPTIONS,
  module: "text",
  tcp: "text",
  imei: "text",
  imsi: "text",
  "no-sim": "flag",
  resolve: "texts",
  internet: "flag",
  pcap: "text",
  verbose: "flag",
} as const;

/** How a virtual module is set up on this machine. */
export interface ModuleOptions extends Field {
  /** The model's name. */
  readonly model: string;
  /** TCP port of the AT side on 127.0.0.1; 0 for any free one. */
  readonly tcpPort: number;
  readonly imei: string;
  /** Empty for no SIM card. */
  readonly imsi: string;
  /** Beside the default ones, which lead OneNET's names to the local platform's default ports. */
  readonly resolve?: readonly ResolveRule[];
  readonly internet?: boolean;
  /** A capture file to write. */
  readonly pcap?: string;
  readonly log?: (level: LogLevel, text: string) => void;
  /** Milliseconds, in place of the model's own. */
  readonly bootTime?: number;
  readonly attachTime?: number;
}

/**
 * Starts a virtual module: it gets power at once.
 *
 * @throws UsageError for an unknown model or an impossible rule, ToolError if port or file cannot be had
 */
export async function startModule(options: ModuleOptions): Promise<RunningModule> {
  const model = findVirtualModel(options.model);
  if (model === undefined) {
    const known = VIRTUAL_MODELS.map(({ name }) => name).join(", ");
    throw new UsageError(`there is no module "${options.model}"; known are: ${known}`);
  }
  const routes = await Routes.make(options.resolve ?? [], options.internet === true);
  const pcap = options.pcap === undefined ? undefined : new PcapWriter(options.pcap);
  const { imei, imsi, bootTime, attachTime, radio, scenario, log = () => undefined } = options;
  if (scenario !== undefined)
    log("info", `scenario: ${scenario.title || "without a title"}, ${scenario.steps.length} steps`);
  const module = new VirtualModule({
    model,
    imei,
    imsi,
    random: () => randomBytes(4).readUInt32BE(0),
    log,
    epoch: Date.now(),
    ...(bootTime === undefined ? {} : { bootTime }),
    ...(attachTime === undefined ? {} : { attachTime }),
    ...(radio === undefined ? {} : { radio }),
  });
  const stage = scenario === undefined ? module : new Stage(module, scenario, radio?.coverage);
  const runner = new ModuleRunner(stage, routes, pcap, hiding([imei, imsi], log));
  try {
    await runner.listen(options.tcpPort);
  } catch (error) {
    pcap?.close();
    throw error;
  }
  runner.start();
  return runner;
}

/** A log that masks the device's identity. */
function hiding(identities: readonly string[], log: (level: LogLevel, text: string) => void): typeof log {
  const known = identities.filter((identity) => identity !== "");
  return (level, text) => {
    let shown = text;
    for (const identity of known) shown = shown.replaceAll(identity, mask(identity));
    log(level, shown);
  };
}

/** `npm run module`. */
export function main(args: readonly string[]): Promise<number> {
  return runTool("module", USAGE, args, async (rest) => {
    const options = readArguments(rest, OPTIONS);
    if (options["no-sim"] === true && options.imsi !== undefined) {
      throw new UsageError("--no-sim and --imsi exclude each other");
    }
    const printer = new LogPrinter(options.verbose === true);
    const model = options.module ?? "M5310-A";
    const field = readField(options);
    const module = await startModule({
      model,
      tcpPort: options.tcp === undefined ? DEFAULT_PORT : portNumber("tcp", options.tcp),
      imei: options.imei === undefined ? VIRTUAL_IMEI : typedImei(options.imei),
      imsi: options["no-sim"] === true ? "" : options.imsi === undefined ? VIRTUAL_IMSI : typedImsi(options.imsi),
      resolve: (options.resolve ?? []).map(parseRule),
      internet: options.internet === true,
      ...field,
      log: (level, text) => printer.other("module", level, text),
      ...(options.pcap === undefined ? {} : { pcap: options.pcap }),
    });
    const end = interrupted();
    console.log(`${findVirtualModel(model)?.name ?? model}: AT on TCP port ${module.port} of 127.0.0.1`);
    await end;
    await module.close();
    return 0;
  });
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.exitCode = await main(process.argv.slice(2));
}
