import { randomBytes } from "node:crypto";
import { pathToFileURL } from "node:url";
import { type LogLevel, mask } from "../modules/base/log.js";
import { findVirtualModel, variantOf, VIRTUAL_MODELS } from "../virtual/models/index.js";
import type { VirtualModel } from "../virtual/models/model.js";
import { VirtualModule } from "../virtual/module.js";
import { Stage } from "../virtual/scenario/stage.js";
import { portNumber, readArguments, runTool, UsageError, wholeNumber, type OptionValues } from "./arguments.js";
import { FIRST_BAUD } from "./device.js";
import { FIELD_OPTIONS, FIELD_USAGE, type Field, readField } from "./field.js";
import { typedImei, typedImsi, VIRTUAL_IMEI, VIRTUAL_IMSI } from "./identity.js";
import { LogPrinter } from "./log-printer.js";
import { ModuleRunner, type RunningModule } from "./module-runner.js";
import { PcapWriter } from "./pcap.js";
import { parseRule, type ResolveRule, Routes } from "./routes.js";
import { ptyUart, serialUart } from "./serial.js";
import { recordTo, type Recorder } from "./talk.js";
import type { Connect } from "./uart.js";

export type { RunningModule } from "./module-runner.js";

const DEFAULT_PORT = 7000;

const USAGE = `usage: npm run module -- [options]

A virtual NB-IoT module: AT commands on one side, UDP on the other. A TCP port of this machine carries what the UART
would, or a serial port with a real board on it; who comes or goes there neither starts nor resets the module. AT+NRB
does.

  --module NAME               the model (default M5310-A)
  --tcp PORT                  where the AT side listens; 0 for any free port (default ${DEFAULT_PORT})
  --uart DEVICE               a serial port in its place, such as /dev/ttyUSB0 with a board's UART behind an adapter
  --baud N                    the serial port's speed (default ${FIRST_BAUD}); the module changes it by itself never
  --pty PATH                  a pseudo-terminal with a link at PATH, for a program that wants a serial port
  --imei DIGITS               15 digits, or the 4 of a test device (default ${VIRTUAL_IMEI})
  --imsi DIGITS               up to 15 digits (default ${VIRTUAL_IMSI})
  --no-sim                    no SIM card
  --resolve NAME=HOST[:PORT]  the module's DNS; may be given repeatedly. NAME may also be an address that the module
                              sends to. By default OneNET's names lead to the local platform.
  --internet                  lets datagrams leave this machine and its private network, and asks the real DNS
${FIELD_USAGE}
  --record FILE               writes the talk on the UART with its times; IMEI and IMSI are in it
  --pcap FILE                 writes every datagram to a capture file
  --verbose                   shows the AT talk and the datagrams

Ctrl-C ends it. exit status: 0 done, 1 failed, 2 usage`;

const OPTIONS = {
  ...FIELD_OPTIONS,
  module: "text",
  tcp: "text",
  uart: "text",
  baud: "text",
  pty: "text",
  imei: "text",
  imsi: "text",
  "no-sim": "flag",
  resolve: "texts",
  internet: "flag",
  pcap: "text",
  record: "text",
  verbose: "flag",
} as const;

/** How a virtual module is set up on this machine. */
export interface ModuleOptions extends Field {
  /** The model's name. */
  readonly model: string;
  /** TCP port of the AT side on 127.0.0.1; 0 for any free one. */
  readonly tcpPort?: number;
  /** The AT side where that is no TCP port: a serial port, or a pseudo-terminal. */
  readonly uart?: Connect;
  readonly imei: string;
  /** Empty for no SIM card. */
  readonly imsi: string;
  /** Beside the default ones, which lead OneNET's names to the local platform's default ports. */
  readonly resolve?: readonly ResolveRule[];
  readonly internet?: boolean;
  /** A capture file to write. */
  readonly pcap?: string;
  /** Takes down the talk on the UART. */
  readonly record?: Recorder;
  readonly log?: (level: LogLevel, text: string) => void;
  /** How many times as fast as real time its clock runs; 1 unless given. */
  readonly pace?: number;
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
  const model = modelOf(options);
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
  const { record, pace } = options;
  const runner = new ModuleRunner({ module: stage, routes, pcap, log: hiding([imei, imsi], log), record, pace });
  try {
    if (options.uart === undefined) await runner.listen(options.tcpPort ?? DEFAULT_PORT);
    else await runner.attach(options.uart);
  } catch (error) {
    pcap?.close();
    throw error;
  }
  runner.start();
  return runner;
}

function modelOf({ model: name, variant = {} }: ModuleOptions): VirtualModel {
  const model = findVirtualModel(name);
  if (model === undefined) {
    const known = VIRTUAL_MODELS.map((one) => one.name).join(", ");
    throw new UsageError(`there is no module "${name}"; known are: ${known}`);
  }
  const varied = variantOf(model, variant);
  if (varied !== undefined) return varied;
  const sockets = model.sockets.map(({ dialect }) => dialect.name).join(" or ");
  throw new UsageError(`option --sockets: ${model.name} has ${sockets}, not ${variant.sockets}`);
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
    const side = readSide(options);
    const record = options.record === undefined ? undefined : recordTo(options.record);
    const module = await startModule({
      model,
      ...side,
      imei: options.imei === undefined ? VIRTUAL_IMEI : typedImei(options.imei),
      imsi: options["no-sim"] === true ? "" : options.imsi === undefined ? VIRTUAL_IMSI : typedImsi(options.imsi),
      resolve: (options.resolve ?? []).map(parseRule),
      internet: options.internet === true,
      ...field,
      log: (level, text) => printer.other("module", level, text),
      ...(record === undefined ? {} : { record }),
      ...(options.pcap === undefined ? {} : { pcap: options.pcap }),
    });
    const end = interrupted();
    const where = side.where ?? `TCP port ${module.port} of 127.0.0.1`;
    console.log(`${findVirtualModel(model)?.name ?? model}: AT on ${where}`);
    await end;
    await module.close();
    record?.close();
    return 0;
  });
}

/** Where the AT side is to be, for the module and in words. */
function readSide(options: OptionValues<typeof OPTIONS>): Pick<ModuleOptions, "tcpPort" | "uart"> & { where?: string } {
  const { tcp, uart, baud, pty } = options;
  if ([tcp, uart, pty].filter((value) => value !== undefined).length > 1) {
    throw new UsageError("--tcp, --uart and --pty exclude each other");
  }
  if (baud !== undefined && uart === undefined) throw new UsageError("--baud is for --uart");
  if (pty !== undefined) return { uart: ptyUart(pty), where: pty };
  if (uart === undefined) return { tcpPort: tcp === undefined ? DEFAULT_PORT : portNumber("tcp", tcp) };
  const speed = baud === undefined ? FIRST_BAUD : wholeNumber("baud", baud, 300, 921_600);
  return { uart: serialUart(uart, speed), where: `${uart}, ${speed} bits per second` };
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
