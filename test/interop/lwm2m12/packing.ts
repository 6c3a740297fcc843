import { must } from "../check.js";
import type { RunningDevice } from "../device.js";
import { account, type Bench, ENDPOINT, leave, seconds } from "./bench.js";
import type { Peer, Told } from "./peer.js";

/** Bootstrap-Pack, and what goes without it; versions; a busy server. */
export async function checkPacking(bench: Bench): Promise<void> {
  await inOneMessage(bench);
  await thePlainWay(bench);
  await anOlderServer(bench);
}

/** Bootstrap-Pack, registration in version 1.2 and queue mode, a read, an update that is put off, deregistration. */
async function inOneMessage(bench: Bench): Promise<void> {
  const { peer, checks, start, ports } = bench;
  let device: RunningDevice | undefined;
  const packed = await checks.run(
    "asks for its bootstrap in one message, and needs no other (1.2 clause 6.1.7.8) [int-12]",
    async () => {
      await peer.tell({ do: "set", accounts: account(ports[1] as number) });
      device = await start({ settings: { queue: "yes" } });
      const { query = [], accept } = await peer.expect("bspack", 0);
      must(query.join("&") === ENDPOINT, query.join("&"));
      must(accept === 112, `Accept ${String(accept)}`);
      await peer.expect("register", 0);
      must(peer.came("bs", 0).length === 0, "it asked the plain way as well");
      return "";
    },
  );
  if (!packed) return void (await device?.stop().catch(() => undefined));
  await checks.run(
    "registers in version 1.2, in queue mode, with the lifetime of the pack [int-101 int-108]",
    async () => {
      const { query = [], links, format } = await peer.expect("register", 0);
      must(query.join("&") === `lwm2m=1.2&${ENDPOINT}&b=U&lt=60&Q`, query.join("&"));
      must(format === 40, `format ${String(format)}`);
      return String(links);
    },
  );
  await checks.run("answers a read in SenML CBOR", async () => {
    const answer = await peer.ask({ method: "GET", path: "/1/0/1", accept: 112 });
    // [{0: "/1/0/1", 2: 60}]
    must(answer.code === "2.05" && answer.payload === "81a200662f312f302f3102183c", `${answer.code} ${answer.payload}`);
    return "";
  });
  await checks.run(
    "keeps its registration when an update is put off with 5.03, and asks again after Max-Age",
    async () => {
      await peer.tell({ do: "answer", to: "update", codes: ["5.03"], maxAge: 11 });
      const since = peer.events.length;
      await peer.ask({ method: "POST", path: "/1/0/8" });
      const first = await peer.expect("update", since);
      const second = await peer.expect("update", peer.events.indexOf(first) + 1);
      must(seconds(first, second) >= 10.9, `after ${seconds(first, second)} s`);
      must(peer.came("register", since).length === 0, "it registered anew");
      return `${seconds(first, second).toFixed(1)} s`;
    },
  );
  await leave(bench, device);
}

/** A bootstrap server without packs, one whose pack makes no sense. */
async function thePlainWay(bench: Bench): Promise<void> {
  const { peer, checks, start, ports } = bench;
  for (const [what, code] of [
    ["that knows no packs", "4.04"],
    ["that has not implemented packs", "5.01"],
  ] as const) {
    let device: RunningDevice | undefined;
    const since = peer.events.length;
    await checks.run(`bootstraps the plain way at a server ${what} (${code})`, async () => {
      await peer.tell({ do: "answer", to: "bspack", codes: [code] });
      device = await start();
      const { query = [] } = await peer.expect("bs", since);
      must(query.join("&") === `${ENDPOINT}&pct=112`, query.join("&"));
      await peer.expect("register", since);
      const wrote = peer.came("wrote", since);
      must(
        wrote.every((one) => one.code === "2.04"),
        JSON.stringify(wrote),
      );
      return wrote.map(({ path }) => String(path)).join(" ");
    });
    await leave(bench, device);
  }
  let device: RunningDevice | undefined;
  const since = peer.events.length;
  await checks.run(
    "takes nothing of a pack without an access server, and answers such a finish with 4.06 [int-9]",
    async () => {
      const whole = account(ports[1] as number);
      const without = Object.fromEntries(Object.entries(whole).filter(([path]) => path.startsWith("/1/")));
      await peer.tell({ do: "set", accounts: without });
      device = await start();
      await peer.expect("bs", since);
      const finish = await finishOf(peer, since);
      must(finish.code === "4.06", `the finish was answered with ${finish.code}`);
      await peer.tell({ do: "set", accounts: whole });
      // It asks again by itself, and is given an access server.
      await peer.expect("register", since);
      return "";
    },
  );
  await leave(bench, device);
}

function finishOf(peer: Peer, since: number): Promise<Told> {
  return peer.find("finish", ({ event, path }) => event === "wrote" && path === "/bs", since);
}

/** An access server that speaks 1.1 only, met again after a restart. */
async function anOlderServer(bench: Bench): Promise<void> {
  const { peer, checks, start } = bench;
  await peer.tell({ do: "set", versions: ["1.1", "1.0"] });
  let device: RunningDevice | undefined;
  let since = peer.events.length;
  const offered = (): string =>
    peer
      .came("register", since)
      .map(({ query = [] }) => query[0])
      .join(" ");
  await checks.run("offers 1.1 to a server that answers 1.2 with 4.12", async () => {
    device = await start({ store: "older" });
    await peer.find("second registration", () => peer.came("register", since).length === 2, since);
    must(offered() === "lwm2m=1.2 lwm2m=1.1", offered());
    // What it answers comes after it took the registration in.
    await peer.ask({ method: "GET", path: "/1/0/0" });
    return offered();
  });
  await leave(bench, device);
  since = peer.events.length;
  await checks.run("remembers over a restart that it speaks 1.1, and needs no bootstrap [int-6]", async () => {
    device = await start({ store: "older" });
    await peer.expect("register", since);
    must(offered() === "lwm2m=1.1", offered());
    await peer.ask({ method: "GET", path: "/1/0/0" });
    must(peer.came("bs", since).length + peer.came("bspack", since).length === 0, "it bootstrapped");
    return offered();
  });
  await leave(bench, device);
  await peer.tell({ do: "set", versions: ["1.2"] });
}
