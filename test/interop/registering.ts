import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildJudge } from "./build.js";
import { type Bench, discard, LIFETIME, portOf, sessionAt, tale, target } from "./bench.js";
import { checkBootstrap } from "./bootstrapping.js";
import { type Check, must } from "./check.js";
import type { RunningDevice } from "./device.js";
import { Judge, type JudgeEvent } from "./judge.js";
import type { LeshanOptions, LeshanReport } from "./leshan.js";
import { ask, expectCode, expectEvent, expectSilence, Format, read, type Session, valueAt } from "./session.js";

/**
 * Holds the registration and bootstrap interfaces of LwM2M 1.1 to what Leshan makes of them: the composition with
 * everything, at one server, and at two that a bootstrap server names. Never throws for what the device does.
 */
export async function runRegistrationInterop(options: LeshanOptions): Promise<LeshanReport> {
  const root = options.root ?? fileURLToPath(new URL("../../../", import.meta.url));
  const source = join(root, "test", "interop", "leshan");
  const built = await buildJudge(source, join(root, "build", "interop"));
  if (built.kind === "missing") return { skipped: built.reason, checks: [], ports: [] };
  if (built.kind === "failed") {
    return { checks: [{ name: "build of the judge", ok: false, detail: built.detail }], ports: [] };
  }
  const first = new Judge(built.classpath, join(source, "models"));
  const second = new Judge(built.classpath, join(source, "models"));
  try {
    const isReady = (event: JudgeEvent): boolean => event.event === "ready";
    const ready = await first.watch(isReady, 0, 30_000);
    const readySecond = await second.watch(isReady, 0, 30_000);
    if (ready === undefined || readySecond === undefined) {
      const detail = `${first.complaints} ${second.complaints}`;
      return { checks: [{ name: "start of the judges", ok: false, detail }], ports: [] };
    }
    const bench: Bench = { options, first, second, ready, readySecond };
    const checks = [...(await alone(bench)), ...(await severally(bench)), ...(await checkBootstrap(bench))];
    for (const { complaints } of [first, second]) if (complaints !== "") options.log(`a judge says: ${complaints}`);
    const ports = [portOf(ready.server), portOf(ready.bootstrap), portOf(readySecond.server)];
    return { checks, ports };
  } finally {
    await first.stop();
    await second.stop();
  }
}

/** One server, LwM2M 1.1, queue mode. */
async function alone(bench: Bench): Promise<readonly Check[]> {
  const session = sessionAt(bench, bench.first, "LwM2M 1.1");
  const { checks, judge } = session;
  let device: RunningDevice | undefined;
  let registration = "";
  const registered = await checks.run("registers in version 1.1 and in queue mode [int-101 int-108]", async () => {
    device = await bench.options.startDevice(target(bench, "server", { queue: "yes" }));
    const event = await expectEvent(session, "registered", 0);
    must(event.version === "1.1", `LwM2M version ${String(event.version)}`);
    must(event.queue === true, "no queue mode");
    must(event.lifetime === LIFETIME, `lifetime ${String(event.lifetime)} s`);
    registration = event.registration ?? "";
    return (event.links ?? []).map((link) => link.path).join(" ");
  });
  if (!registered) {
    await device?.stop().catch(() => undefined);
    return checks.all;
  }
  await checks.run("updates when its trigger is executed [int-104]", async () => {
    const since = judge.events.length;
    await expectCode(session, "2.04", { do: "execute", path: "/1/0/8" });
    await expectEvent(session, "updated", since, 5000);
    return "";
  });
  await checks.run("tells a lifetime that was written within 5 s [int-102]", async () => {
    const since = judge.events.length;
    await expectCode(session, "2.04", { do: "write", path: "/1/0/1", format: Format.text, value: 6 });
    const event = await expectEvent(session, "updated", since, 5000);
    must(event.lifetime === 6, `the update says ${String(event.lifetime)} s`);
    return "6 s";
  });
  await checks.run("keeps a registration of 6 s for 15 s by its updates [int-107]", async () => {
    const since = judge.events.length;
    await expectSilence(session, ({ event }) => event === "unregistered" || event === "registered", since, 15_000);
    const updates = judge.events.slice(since).filter(({ event }) => event === "updated").length;
    must(updates >= 3, `${updates} updates`);
    return `${updates} updates`;
  });
  await checks.run("registers anew when its next update is answered with 4.04 [int-105]", async () => {
    const since = judge.events.length;
    await discard(bench, registration);
    await expectEvent(session, "unregistered", since, 5000);
    const event = await expectEvent(session, "registered", since, 10_000);
    must(event.registration !== registration, "the same registration");
    return "";
  });
  await checks.run("leaves the server for the disable timeout, and comes back", async () => {
    const since = judge.events.length;
    await expectCode(session, "2.04", { do: "write", path: "/1/0/5", format: Format.text, value: 3 });
    await expectCode(session, "2.04", { do: "execute", path: "/1/0/4" });
    const left = await expectEvent(session, "unregistered", since, 5000);
    const back = await expectEvent(session, "registered", since, 10_000);
    must(left.expired === false, "it was dropped, and did not deregister");
    must(back.at - left.at >= 2900, `back after ${back.at - left.at} ms`);
    return `${back.at - left.at} ms`;
  });
  await checks.run("comes back from the reboot that a server asks for [int-241]", async () => {
    const since = judge.events.length;
    await expectCode(session, "2.04", { do: "execute", path: "/3/0/4" });
    const left = await expectEvent(session, "unregistered", since, 5000);
    must(left.expired === false && left.replaced === false, "it was dropped, and did not deregister");
    await expectEvent(session, "registered", since);
    must(valueAt(await read(session, "/3/0/11/0", Format.text), "/3/0/11/0") === 0, "an error code");
    return "";
  });
  await checks.run("deregisters when it is stopped [int-103]", async () => {
    const since = judge.events.length;
    await device?.stop();
    const event = await expectEvent(session, "unregistered", since);
    must(event.expired === false && event.replaced === false, "the server dropped it by itself");
    return "";
  });
  return checks.all;
}

/** Two servers by way of the bootstrap server. */
async function severally(bench: Bench): Promise<readonly Check[]> {
  const session = sessionAt(bench, bench.first, "several servers");
  const other = { ...session, judge: bench.second };
  const { checks, judge } = session;
  await ask(session, { do: "account", style: "several", other: bench.readySecond.server ?? "", lifetime: LIFETIME });
  let device: RunningDevice | undefined;
  const from = [judge.events.length, other.judge.events.length] as const;
  const registered = await checks.run("bootstraps by discover, delete, write and finish [int-0 int-4]", async () => {
    device = await bench.options.startDevice(target(bench, "bootstrap", {}, "several"));
    const end = await judge.watch(
      ({ event }) => event.startsWith("bootstrap") && event !== "bootstrapRequest",
      from[0],
      session.patience,
    );
    must(end?.event === "bootstrapped", `${end?.event ?? "no end"} ${end?.detail ?? ""} after ${tale(judge, from[0])}`);
    return tale(judge, from[0]);
  });
  if (!registered) {
    await device?.stop().catch(() => undefined);
    return checks.all;
  }
  await checks.run("registers with both in the order of their priorities, each with its own lifetime", async () => {
    const one = await expectEvent(session, "registered", from[0]);
    const two = await expectEvent(other, "registered", from[1]);
    must(one.lifetime === LIFETIME && two.lifetime === 2 * LIFETIME, `${one.lifetime} s and ${two.lifetime} s`);
    must(one.at <= two.at, "the second one first");
    must(one.version === "1.1" && two.version === "1.1", `versions ${one.version} and ${two.version}`);
    return "";
  });
  await checks.run("is read by both", async () => {
    const here = valueAt(await read(session, "/1/0/0", Format.text), "/1/0/0");
    const there = valueAt(await read(other, "/1/1/0", Format.text), "/1/1/0");
    must(here === 123 && there === 124, `short server ids ${String(here)} and ${String(there)}`);
    return "";
  });
  await checks.run("bootstraps anew when a server asks for it, and registers with both again [int-5]", async () => {
    const since = [judge.events.length, other.judge.events.length] as const;
    await expectCode(session, "2.04", { do: "execute", path: "/1/0/9" });
    await expectEvent(session, "bootstrapped", since[0], 15_000);
    await expectEvent(session, "registered", since[0], 15_000);
    await expectEvent(other, "registered", since[1], 15_000);
    return tale(judge, since[0]);
  });
  await stopBoth(session, other, device);
  await checks.run("is registered after a restart without a bootstrap [int-6]", async () => {
    const since = [judge.events.length, other.judge.events.length] as const;
    device = await bench.options.startDevice(target(bench, "bootstrap", {}, "several"));
    await expectEvent(session, "registered", since[0]);
    await expectEvent(other, "registered", since[1]);
    const asked = judge.events.slice(since[0]).filter(({ event }) => event === "bootstrapRequest");
    must(asked.length === 0, `the bootstrap server was asked: ${tale(judge, since[0])}`);
    return "";
  });
  await stopBoth(session, other, device);
  return checks.all;
}

async function stopBoth(session: Session, other: Session, device: RunningDevice | undefined): Promise<void> {
  await session.checks.run("deregisters from both", async () => {
    const since = [session.judge.events.length, other.judge.events.length] as const;
    await device?.stop();
    await expectEvent(session, "unregistered", since[0]);
    await expectEvent(other, "unregistered", since[1]);
    return "";
  });
}
