import { type Bench, discard, LIFETIME, sessionAt, tale, target } from "./bench.js";
import { type Check, must } from "./check.js";
import type { RunningDevice } from "./device.js";
import type { Command, JudgeEvent } from "./judge.js";
import { ask, expectCode, expectEvent, Format, read, type Session, valueAt } from "./session.js";

const SERVER_ID = 123;
/** Seconds that it takes to give a server up: three tries, a second and two apart. */
const RETRY = { "17": 3, "18": 1, "19": 1, "20": 1 };

/** What there is of the bootstrap interface besides the accounts: discover, read, a finish that makes no sense, fallback. */
export async function checkBootstrap(bench: Bench): Promise<readonly Check[]> {
  const session = sessionAt(bench, bench.first, "bootstrap, step by step");
  const { checks } = session;
  let device: RunningDevice | undefined;
  const since = session.judge.events.length;
  await ask(session, { do: "account", script: [...looks(), ...sound(bench)] });
  const held = await checks.run("discovers, reads, deletes and writes [int-0 int-4]", async () => {
    device = await bench.options.startDevice(target(bench, "bootstrap", {}, "steps"));
    await expectBootstrap(session, since);
    await expectEvent(session, "registered", since);
    return tale(session.judge, since);
  });
  if (held) {
    await checkLooks(session, since);
    await checkFinish(bench, session);
    await checkFallback(bench, session);
  }
  await checks.run("deregisters when it is stopped", async () => {
    const before = session.judge.events.length;
    await device?.stop();
    await expectEvent(session, "unregistered", before);
    return "";
  });
  return checks.all;
}

/** Waits for the end of a bootstrap, which must be a good one. */
async function expectBootstrap(session: Session, since: number): Promise<void> {
  const ends = ["bootstrapped", "bootstrapFailed"];
  const end = await session.judge.watch(({ event }) => ends.includes(event), since, session.patience);
  const what = `${end?.event ?? "no end"} ${end?.detail ?? ""}`;
  must(end?.event === "bootstrapped", `${what} after ${tale(session.judge, since)}`);
}

/** What a bootstrap server may look at, and what it may not. */
function looks(): Command[] {
  return [
    { do: "discover", path: "/" },
    { do: "discover", path: "/1" },
    { do: "read", path: "/1", format: Format.senmlCbor },
    { do: "read", path: "/1/0", format: Format.tlv },
    { do: "read", path: "/1/0", format: Format.senmlJson },
    { do: "read", path: "/2", format: Format.tlv },
    { do: "read", path: "/0", format: Format.tlv },
    { do: "read", path: "/3/0", format: Format.tlv },
  ];
}

/** An account and the terms of a server that is soon given up for a bootstrap. */
function sound(bench: Bench): Command[] {
  return [
    { do: "delete", path: "/0" },
    { do: "delete", path: "/1" },
    security(bench, 0, SERVER_ID),
    { do: "write", path: "/1/0", format: Format.tlv, values: { "0": SERVER_ID, "1": LIFETIME, "16": true, ...RETRY } },
  ];
}

function security(bench: Bench, instance: number, id: number): Command {
  const values = { "0": bench.ready.server ?? "", "1": false, "2": 3, "10": id };
  return { do: "write", path: `/0/${instance}`, format: Format.tlv, values };
}

/** The outcomes of requests of one kind at one path, in order. */
function steps(session: Session, since: number, request: string, path: string): readonly JudgeEvent[] {
  const all = session.judge.events.slice(since);
  return all.filter((event) => event.request === request && event.path === path);
}

async function checkLooks(session: Session, since: number): Promise<void> {
  const { checks } = session;
  await checks.run("tells a bootstrap server what there is, and of its version and accounts", async () => {
    const [root] = steps(session, since, "BootstrapDiscoverRequest", "/");
    const [servers] = steps(session, since, "BootstrapDiscoverRequest", "/1");
    must(root?.outcome === "2.05" && servers?.outcome === "2.05", "a discover was refused");
    const links = root.links ?? [];
    must(links[0]?.path === "/" && links[0].attributes["lwm2m"] === "1.1", JSON.stringify(links[0]));
    const account = links.find(({ path }) => path === "/0/1");
    must(account?.attributes["uri"]?.includes("coap://127.0.0.1") === true, JSON.stringify(account));
    for (const path of ["/1/0", "/3/0", "/26241/0"])
      must(
        links.some((link) => link.path === path),
        `no ${path}`,
      );
    must(
      (servers.links ?? []).every(({ path }) => path === "/" || path.startsWith("/1")),
      JSON.stringify(servers.links),
    );
    return links.map(({ path }) => path).join(" ");
  });
  await checks.run("lets a bootstrap server read the Server object, and no keys and no values [int-8]", async () => {
    const reads = [
      ...steps(session, since, "BootstrapReadRequest", "/1"),
      ...steps(session, since, "BootstrapReadRequest", "/1/0"),
    ];
    must(reads.length === 3 && reads.every(({ outcome }) => outcome === "2.05"), JSON.stringify(reads));
    for (const one of reads) must(valueAt(one.values ?? [], "/1/0/1") === LIFETIME, "another lifetime");
    const [access] = steps(session, since, "BootstrapReadRequest", "/2");
    must(access?.outcome === "2.05", `/2: ${String(access?.outcome)}`);
    const refused = ["/0", "/3/0"].map((path) => steps(session, since, "BootstrapReadRequest", path)[0]?.outcome);
    must(
      refused.every((outcome) => outcome?.startsWith("4.") === true),
      refused.join(),
    );
    return `/0 and /3/0: ${refused.join(", ")}`;
  });
}

/** A configuration that contradicts itself: two servers of the same short id. */
async function checkFinish(bench: Bench, session: Session): Promise<void> {
  const { checks, judge } = session;
  await checks.run("refuses a finish that makes no sense, and puts everything back [int-9]", async () => {
    const since = judge.events.length;
    const nonsense = [...sound(bench), security(bench, 2, SERVER_ID), { do: "write", path: "/1/0/1", value: 7 }];
    await ask(session, { do: "account", script: nonsense });
    await expectCode(session, "2.04", { do: "execute", path: "/1/0/9" });
    const end = await judge.watch(({ event }) => event === "bootstrapFailed", since, session.patience);
    must(end?.detail === "FINISH_FAILED", `${String(end?.detail)} after ${tale(judge, since)}`);
    const [finish] = steps(session, since, "BootstrapFinishRequest", "null");
    must(finish?.outcome === "4.06", String(finish?.outcome));
    const lifetime = valueAt(await read(session, "/1/0/1", Format.text), "/1/0/1");
    must(lifetime === LIFETIME, `the lifetime is ${String(lifetime)}`);
    return tale(judge, since);
  });
  await checks.run("asks again after that, and takes what makes sense", async () => {
    const since = judge.events.length;
    await ask(session, { do: "account", script: sound(bench) });
    await expectBootstrap(session, since);
    await expectEvent(session, "registered", since);
    return tale(judge, since);
  });
}

async function checkFallback(bench: Bench, session: Session): Promise<void> {
  const { checks, judge } = session;
  await checks.run("falls back to a bootstrap when its server does not take it any more [int-7]", async () => {
    const registration = judge.events.filter(({ event }) => event === "registered").pop()?.registration ?? "";
    // So that the next update, which tells it that the server has forgotten it, comes soon.
    const soon = judge.events.length;
    await expectCode(session, "2.04", { do: "write", path: "/1/0/1", format: Format.text, value: 6 });
    await expectEvent(session, "updated", soon);
    await judge.command({ do: "close" });
    const since = judge.events.length;
    try {
      await discard(bench, registration);
      await expectEvent(session, "bootstrapped", since);
    } finally {
      await judge.command({ do: "open" });
    }
    await expectEvent(session, "registered", since);
    return tale(judge, since);
  });
}
