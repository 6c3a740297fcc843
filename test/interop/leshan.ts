import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildJudge } from "./build.js";
import { type Check, Checks, must } from "./check.js";
import { checkBlocks, REPORTED } from "./blocks.js";
import { checkComposites } from "./composite.js";
import type { DeviceTarget, RunningDevice, StartDevice } from "./device.js";
import { checkFormats } from "./formats.js";
import { checkInstances } from "./instances.js";
import { Judge } from "./judge.js";
import { checkObservations } from "./observing.js";
import { checkDiscover, checkExecute, checkReads, checkRefusals, checkUpdates, checkWrites } from "./operations.js";
import { checkSending } from "./sending.js";
import { ask, expectCode, expectEvent, Format, read, type Session, valueAt } from "./session.js";
import { checkThresholds } from "./thresholds.js";
import { checkValues } from "./values.js";

export interface LeshanOptions {
  readonly startDevice: StartDevice;
  readonly log: (line: string) => void;
  /** The device is in module mode: what answers is the LwM2M client inside the NB module. */
  readonly inner?: boolean;
  /** The project's root; by default the folder above the `dist/` that this file runs from. */
  readonly root?: string;
  /** Milliseconds for what has to come by itself, such as a registration. */
  readonly patience?: number;
  /** Milliseconds by which a notification may be off its period. */
  readonly slack?: number;
}

/** What came of the run. `skipped` says what the machine lacks; `ports` are those on which CoAP was spoken. */
export interface LeshanReport {
  readonly skipped?: string;
  readonly checks: readonly Check[];
  readonly ports: readonly number[];
}

const IMEI = "490154203237518";
const IMSI = "460040000000001";
const LIFETIME = 20;
/** The device with everything speaks 1.1, as Leshan does, and sends a report every two seconds. */
const FULL_SETTINGS = { lwm2m: "1.1", report: "2" };
/** The formats that it tells of, and the three that every client of 1.1 has (OMA LwM2M 1.1 clause 6.2.1). */
const FULL_FORMATS = "0 40 42 60 110 112 11542 11543";
/** The short server id that the judge's bootstrap server hands out. */
const SERVER_ID = 123;

interface Run {
  readonly judge: Judge;
  readonly options: LeshanOptions;
  readonly ports: { readonly server: number; readonly bootstrap: number };
}

function sessionOf(run: Run, area: string): Session {
  const { patience = 60_000, slack = 500, inner = false, log } = run.options;
  const checks = new Checks(area, log);
  return { judge: run.judge, checks, endpoint: `${IMEI};${IMSI}`, lifetime: LIFETIME, patience, slack, inner };
}

/** Starts a device, sees it register, does `body` with it, stops it and sees it deregister. */
async function withDevice(
  run: Run,
  session: Session,
  through: DeviceTarget["through"],
  settings: Readonly<Record<string, string>> | undefined,
  body: () => Promise<void>,
): Promise<readonly Check[]> {
  const { checks, judge } = session;
  const since = judge.events.length;
  const port = run.ports[through];
  const { lifetime } = session;
  const full = settings !== undefined;
  const whose = { imei: IMEI, imsi: IMSI, lifetime };
  const target = { through, host: "127.0.0.1", port, ...whose, full, ...(settings && { settings }) };
  let device: RunningDevice | undefined;
  const registered = await checks.run("registers", async () => {
    device = await run.options.startDevice(target);
    const event = await expectEvent(session, "registered", since);
    must(event.version === (full ? "1.1" : "1.0"), `LwM2M version ${String(event.version)}`);
    must(event.lifetime === session.lifetime, `lifetime ${String(event.lifetime)} s, not ${session.lifetime} s`);
    const paths = (event.links ?? []).map((link) => link.path);
    for (const path of ["/1/0", "/3/0", "/3201/0", "/3300/0"])
      must(paths.includes(path), `no ${path}: ${paths.join(" ")}`);
    must(!paths.some((path) => path.startsWith("/0/")), "the Security object is in the list");
    const formats = (event.formats ?? []).slice().sort((a, b) => a - b);
    must(!full || formats.join(" ") === FULL_FORMATS, `formats ${formats.join(" ")}`);
    return paths.join(" ");
  });
  if (!registered) {
    await device?.stop().catch((error: unknown) => run.options.log(`stop: ${String(error)}`));
    return checks.all;
  }
  await body();
  await checks.run("deregisters when it is stopped", async () => {
    const before = judge.events.length;
    await device?.stop();
    const event = await expectEvent(session, "unregistered", before);
    must(event.expired === false && event.replaced === false, "the server dropped it by itself");
    return "";
  });
  return checks.all;
}

/** Straight to the server, with everything that it can ask. */
function direct(run: Run): Promise<readonly Check[]> {
  const session = sessionOf(run, "direct");
  return withDevice(run, session, "server", undefined, async () => {
    await checkReads(session);
    await checkWrites(session);
    await checkExecute(session);
    await checkDiscover(session);
    await checkRefusals(session);
    await checkObservations(session);
    await checkUpdates(session);
  });
}

/** Straight to the server, the composition with everything: what LwM2M 1.1 has besides. */
function complete(run: Run): Promise<readonly Check[]> {
  const session = sessionOf(run, "everything");
  return withDevice(run, session, "server", FULL_SETTINGS, async () => {
    await tellAtOnce(session);
    await checkFormats(session);
    await checkComposites(session);
    await checkSending(session);
    await checkInstances(session);
    await checkThresholds(session);
  });
}

/** The same, with the test object: every type and format, and payloads of many blocks. */
function conformed(run: Run): Promise<readonly Check[]> {
  const session = sessionOf(run, "test object");
  return withDevice(run, session, "server", { ...FULL_SETTINGS, report: "10", reported: REPORTED }, async () => {
    await tellAtOnce(session);
    await checkValues(session);
    await checkBlocks(session);
  });
}

/** Changes are told at once from here on, as there is no smallest period any more. */
async function tellAtOnce(session: Session): Promise<void> {
  await expectCode(session, "2.04", { do: "write", path: "/1/0/2", format: Format.text, value: 0 });
}

/** What the bootstrap server asked and what the device answered, in order, with the end that it came to. */
async function bootstrapTale(session: Session, since: number): Promise<string> {
  await expectEvent(session, "bootstrapped", since);
  const asked = session.judge.events.slice(since).filter((event) => event.event === "bootstrapRequest");
  return asked.map((event) => `${String(event.request)} ${String(event.path)} ${String(event.outcome)}`).join(", ");
}

/** By way of the bootstrap server: the Security object alone, then all that Leshan sends when nobody restrains it. */
async function bootstrapped(run: Run, style: "lean" | "full"): Promise<readonly Check[]> {
  const session = sessionOf(run, `bootstrap, ${style}`);
  const since = run.judge.events.length;
  await ask(session, { do: "account", style, lifetime: LIFETIME });
  return withDevice(run, session, "bootstrap", undefined, async () => {
    await session.checks.run("ends the bootstrap well", async () => {
      const tale = await bootstrapTale(session, since);
      must(style === "full" || !/ [45]\.\d\d/.test(tale), tale);
      return tale;
    });
    await session.checks.run("knows the server by the number handed out", async () => {
      const id = valueAt(await read(session, "/1/0/0", Format.text), "/1/0/0");
      must(id === SERVER_ID, `short server id ${String(id)}, not ${SERVER_ID}`);
      return String(id);
    });
    await session.checks.run("reads a resource", async () => {
      return String(valueAt(await read(session, "/3300/0/5700"), "/3300/0/5700"));
    });
  });
}

function portOf(uri: string | undefined): number {
  return Number(new URL(uri ?? "coap://127.0.0.1:0").port);
}

/** Holds a device to what an independent LwM2M server makes of it. Never throws for what the device does. */
export async function runLeshanInterop(options: LeshanOptions): Promise<LeshanReport> {
  const root = options.root ?? fileURLToPath(new URL("../../../", import.meta.url));
  const source = join(root, "test", "interop", "leshan");
  const built = await buildJudge(source, join(root, "build", "interop"));
  if (built.kind === "missing") return { skipped: built.reason, checks: [], ports: [] };
  if (built.kind === "failed") {
    return { checks: [{ name: "build of the judge", ok: false, detail: built.detail }], ports: [] };
  }
  options.log(`judge built in ${(built.milliseconds / 1000).toFixed(1)} s`);
  const definitions = [join(source, "models"), join(root, "examples", "every-type")].join(delimiter);
  const judge = new Judge(built.classpath, definitions, options.inner === true);
  try {
    const ready = await judge.watch((event) => event.event === "ready", 0, 30_000);
    if (ready === undefined) {
      return { checks: [{ name: "start of the judge", ok: false, detail: judge.complaints }], ports: [] };
    }
    const ports = { server: portOf(ready.server), bootstrap: portOf(ready.bootstrap) };
    const run: Run = { judge, options, ports };
    const checks = [
      ...(await direct(run)),
      // The client inside a module speaks 1.0 alone.
      ...(options.inner === true ? [] : [...(await complete(run)), ...(await conformed(run))]),
      ...(await bootstrapped(run, "lean")),
      ...(await bootstrapped(run, "full")),
    ];
    if (judge.complaints !== "") options.log(`the judge says: ${judge.complaints}`);
    return { checks, ports: [ports.server, ports.bootstrap] };
  } finally {
    await judge.stop();
  }
}
