import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { runPlatformClients } from "../test/interop/platform/clients.js";
import { runAiocoapInterop } from "../test/interop/coap/aiocoap.js";
import { runLibcoapInterop } from "../test/interop/coap/libcoap.js";
import { runBrowser } from "../test/browser/run.js";
import { dissect } from "../test/interop/dissect.js";
import { runLeshanInterop } from "../test/interop/leshan.js";
import { runLwm2m12Interop } from "../test/interop/lwm2m12/run.js";
import { runRegistrationInterop } from "../test/interop/registering.js";
import { main as writeConformance } from "./conformance.js";
import { runExample } from "./example.js";
import { ESP32_HEAP } from "./firmware.js";
import { DIST, ROOT } from "./image.js";
import { interopDevice } from "./interop-device.js";
import { LogPrinter } from "./log-printer.js";
import { allCells, describeRow, holds, runMatrix } from "./matrix.js";
import { findSdk, headlessProgram } from "./moddable.js";
import { runRiscv } from "./riscv.js";
import { runSimulatorSuites } from "./simulator-suites.js";
import { startAll, tourOf } from "./start.js";
import { addCounts, runSuitesOnXs } from "./suites.js";
import { runSimulatorTours } from "./test-simulator.js";
import type { CheckContext, Counts } from "./test.js";

/** One of the project's checks. */
export interface Check {
  readonly name: string;
  readonly what: string;
  /** True if a skip is no failure even with --strict. */
  readonly optional?: boolean;
  readonly run: (context: CheckContext) => Promise<Counts>;
}

/** All checks, the quick ones first. */
export const checks: readonly Check[] = [
  { name: "types", what: "the firmware's parts need nothing of Node", run: types },
  { name: "lint", what: "eslint", run: lint },
  { name: "format", what: "prettier; `npm run format` repairs it", run: format },
  {
    name: "conformance",
    what: "the table of OMA test ids is as the tests have it; `npm run conformance` repairs it",
    run: conformance,
  },
  { name: "engine", what: "the XS engine builds, 32-bit as the device is", run: engine },
  { name: "node", what: "the mocha suites on Node", run: (c) => nodeSuites(c) },
  { name: "xs", what: "the same suites on the XS engine", run: xsSuites },
  { name: "tour-sdk", what: "the tour in SDK mode, on XS with the heap of a bare ESP32", run: (c) => tour(c, "sdk") },
  { name: "tour-module", what: "the tour in module mode, likewise", run: (c) => tour(c, "module") },
  { name: "riscv", what: "suites and tours on bare RV32IMC, the ESP32-C3's instruction set", run: riscv },
  { name: "matrix", what: "the tour with all twelve modules in both modes, about three minutes", run: matrix },
  { name: "leshan", what: "Leshan as bootstrap server and server; tshark on every datagram", run: leshan },
  {
    name: "leshan-1.1",
    what: "Leshan and LwM2M 1.1: registration, queue mode, bootstrap to two servers",
    run: leshan11,
  },
  { name: "aiocoap", what: "our CoAP layer and aiocoap's, both ways, over a good wire and a bad one", run: aiocoap },
  { name: "libcoap", what: "the same with libcoap's example client and server", run: libcoap },
  { name: "lwm2m-1.2", what: "a peer on aiocoap for all of LwM2M 1.2, and for what Leshan cannot ask", run: lwm2m12 },
  {
    name: "example",
    what: "examples/server-room on the platform's API and push, both forms, in both modes",
    run: example,
  },
  { name: "page", what: "the page in Chromium: OneNET's steps, a phone, the keyboard, a screen reader", run: page },
  {
    name: "clients",
    what: "the platform serves devices on aiocoap, libcoap's client and the Leshan client library",
    run: clients,
  },
  { name: "simulator", what: "suites and tours on the Moddable SDK's engine", optional: true, run: simulator },
];

async function types({ run }: CheckContext): Promise<Counts> {
  return counted(await run([join(ROOT, "node_modules/typescript/bin/tsc"), "-p", join(ROOT, "tsconfig.device.json")]));
}

async function lint({ run }: CheckContext): Promise<Counts> {
  return counted(await run([join(ROOT, "node_modules/eslint/bin/eslint.js"), ROOT]));
}

async function conformance(): Promise<Counts> {
  return counted(await writeConformance(["--check"]));
}

async function format({ run }: CheckContext): Promise<Counts> {
  const prettier = join(ROOT, "node_modules/prettier/bin/prettier.cjs");
  return counted(await run([prettier, "--check", "--log-level", "warn", ROOT]));
}

async function engine({ log }: CheckContext): Promise<Counts> {
  const built = await buildEngine(log);
  if ("path" in built && built.bits === 32) return counted(0);
  log(`skipped: ${"path" in built ? "the compiler makes no 32-bit programs, the engine is 64-bit" : built.skipped}`);
  return SKIPPED;
}

/** Mocha's own report goes to the terminal, its counts come by file. */
async function nodeSuites({ run, folder }: CheckContext, ...text: string[]): Promise<Counts> {
  const report = join(folder, "mocha.json");
  const status = await run([join(DIST, "tools/mocha-run.js"), report, ...text]);
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
  const counts = JSON.parse(readFileSync(report, "utf8")) as Counts;
  return status === 0 || counts.failed > 0 ? counts : { ...counts, failed: 1 };
}

async function xsSuites({ log }: CheckContext): Promise<Counts> {
  const engine = await builtEngine(log);
  if (engine === undefined) return SKIPPED;
  return runSuitesOnXs({ engine, log });
}

function riscv({ log }: CheckContext): Promise<Counts> {
  return runRiscv(log);
}

/** Where there is no SDK all of it counts as one skip. */
async function simulator(context: CheckContext): Promise<Counts> {
  const { log } = context;
  const sdk = findSdk();
  const program = typeof sdk === "string" ? sdk : headlessProgram(sdk);
  if (typeof sdk === "string" || typeof program === "string") {
    log(`skipped: ${String(program).split("\n")[0]}`);
    return SKIPPED;
  }
  const counts = await nodeSuites(context, ".sdk.test");
  addCounts(counts, await runSimulatorSuites({ sdk, log }));
  addCounts(counts, await runSimulatorTours(sdk, log));
  return counts;
}

async function tour({ log, folder }: CheckContext, mode: "sdk" | "module"): Promise<Counts> {
  const program = await builtEngine(log);
  const pcap = join(folder, "tour.pcap");
  const running = await startAll({
    mode,
    module: "M5310-A",
    engine: { ...(program === undefined ? {} : { program }), heap: ESP32_HEAP },
    data: folder,
    http: 0,
    subscribe: false,
    pcap,
    stats: true,
    printer: new LogPrinter(false),
  });
  const counts: Counts = { passed: 0, failed: 0, skipped: program === undefined ? 1 : 0 };
  try {
    const steps = await tourOf(running, ({ ok, number, name, detail }) => {
      log(`${ok ? "ok    " : "FAILED"}  ${number}. ${name}: ${detail}`);
    });
    for (const { ok } of steps) count(counts, ok);
    running.firmware.kill();
    await running.firmware.ended;
  } finally {
    await running.close();
  }
  const ports = [running.platform.bootstrapPort, running.platform.port];
  await addDissection(counts, { pcap, ports, datagrams: running.module.datagrams }, log);
  return counts;
}

async function matrix({ log }: CheckContext): Promise<Counts> {
  const program = await builtEngine(log);
  const engine = { ...(program === undefined ? {} : { program }), heap: ESP32_HEAP };
  const rows = await runMatrix(allCells(), { engine, jobs: 2 }, (row) => log(describeRow(row)));
  const counts: Counts = { passed: 0, failed: 0, skipped: program === undefined ? 1 : 0 };
  for (const row of rows) count(counts, holds(row));
  return counts;
}

function leshan11(context: CheckContext): Promise<Counts> {
  return deviceInterop(runRegistrationInterop, context);
}

function lwm2m12(context: CheckContext): Promise<Counts> {
  return deviceInterop(runLwm2m12Interop, context);
}

/** A peer judges the device in SDK mode, and tshark every datagram of it. */
async function deviceInterop(
  run: typeof runRegistrationInterop | typeof runLwm2m12Interop,
  { log, folder }: CheckContext,
): Promise<Counts> {
  const program = await builtEngine(log);
  const device = interopDevice({ mode: "sdk", program, folder, log: new LogPrinter(false) });
  const result = await run({ startDevice: device.start, log });
  const counts = resultCounts(result, log);
  for (const capture of device.captures) await addDissection(counts, { ...capture, ports: result.ports }, log);
  return counts;
}

async function leshan({ log, folder }: CheckContext): Promise<Counts> {
  const program = await builtEngine(log);
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  for (const mode of ["sdk", "module"] as const) {
    log(`${mode} mode`);
    const device = interopDevice({ mode, program, folder: join(folder, mode), log: new LogPrinter(false) });
    const result = await runLeshanInterop({ startDevice: device.start, log, inner: mode === "module" });
    if (result.skipped !== undefined) {
      log(`skipped: ${result.skipped}`);
      counts.skipped++;
      continue;
    }
    for (const { ok } of result.checks) count(counts, ok);
    for (const capture of device.captures) await addDissection(counts, { ...capture, ports: result.ports }, log);
  }
  return counts;
}

function aiocoap({ log }: CheckContext): Promise<Counts> {
  return coapInterop(runAiocoapInterop, log);
}

function libcoap({ log }: CheckContext): Promise<Counts> {
  return coapInterop(runLibcoapInterop, log);
}

async function clients({ log }: CheckContext): Promise<Counts> {
  const { skipped, checks: results } = await runPlatformClients(log);
  for (const why of skipped) log(`skipped: ${why}`);
  const counts: Counts = { passed: 0, failed: 0, skipped: skipped.length };
  for (const { ok } of results) count(counts, ok);
  return counts;
}

async function coapInterop(run: typeof runAiocoapInterop, log: (line: string) => void): Promise<Counts> {
  return resultCounts(await run(log), log);
}

async function page({ log, folder }: CheckContext): Promise<Counts> {
  return resultCounts(await runBrowser({ engine: await builtEngine(log), folder, log }), log);
}

async function example({ log, folder }: CheckContext): Promise<Counts> {
  return runExample({ program: await builtEngine(log), folder, log });
}

/** tshark's word on a capture: as many CoAP messages as were carried, none malformed. */
async function addDissection(counts: Counts, capture: Parameters<typeof dissect>[0], log: (line: string) => void) {
  const result = await dissect(capture);
  if (result.skipped !== undefined) {
    log(`skipped: ${result.skipped}`);
    counts.skipped++;
  }
  for (const { ok, name, detail } of result.checks) {
    log(`${ok ? "ok    " : "FAILED"}  ${name}: ${detail}`);
    count(counts, ok);
  }
}

const SKIPPED: Counts = Object.freeze({ passed: 0, failed: 0, skipped: 1 });

/** The XS engine's program; `undefined`, and said why, where it cannot be built. */
async function builtEngine(log: (line: string) => void): Promise<string | undefined> {
  const built = await buildEngine(log);
  if ("path" in built) return built.path;
  log(`skipped: ${built.skipped}`);
  return undefined;
}

async function buildEngine(log: (line: string) => void): ReturnType<typeof import("./engine.mjs").buildEngine> {
  // Not compiled, hence not in dist/.
  const builder = (await import(pathToFileURL(join(ROOT, "tools/engine.mjs")).href)) as typeof import("./engine.mjs");
  return builder.buildEngine({ log });
}

function counted(status: number): Counts {
  return { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 };
}

/** Counts a peer's checks; a peer that this machine does not have is one skip, and said. */
function resultCounts(
  result: { readonly skipped?: string; readonly checks: readonly { readonly ok: boolean }[] },
  log: (line: string) => void,
): Counts {
  if (result.skipped !== undefined) {
    log(`skipped: ${result.skipped}`);
    return { ...SKIPPED };
  }
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  for (const { ok } of result.checks) count(counts, ok);
  return counts;
}

function count(counts: Counts, ok: boolean): void {
  if (ok) counts.passed++;
  else counts.failed++;
}
