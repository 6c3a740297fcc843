import { must } from "../check.js";
import type { RunningDevice } from "../device.js";
import { account, type Bench, expectCode, Format, PACE, seconds } from "./bench.js";
import type { Peer, Told } from "./peer.js";

/** One attempt, no bootstrap after it, and the next in a minute. */
const IMPATIENT = { 16: "bool:false", 17: "int:1", 19: "int:30", 20: "int:1" };

/** Two access servers: their order, what holds the second up, how each is left and followed. */
export async function checkOrdering(bench: Bench): Promise<void> {
  const { peer, checks, start, ports } = bench;
  const [, first, second] = ports as readonly [number, number, number];
  const accounts = async (one: Record<number, string>, two: Record<number, string>): Promise<void> => {
    const all = { ...account(first, one, 0, 101), ...account(second, two, 1, 102) };
    await peer.tell({ do: "set", accounts: all });
  };
  let device: RunningDevice | undefined;
  await checks.run("registers with two servers in the order of their priority (1/x/13)", async () => {
    await accounts({ 13: "int:2", 1: "int:600" }, { 13: "int:1", 1: "int:600" });
    const since = peer.events.length;
    device = await start();
    await registered(peer, "first", since);
    const order = peer.came("register", since).map(({ server }) => server);
    must(order.join(" ") === "second first", order.join(" "));
    for (const server of ["first", "second"] as const) await peer.ask({ server, method: "GET", path: "/1" });
    return order.join(" ");
  });
  await eachItsOwn(bench);
  await disabled(bench);
  await ended(bench, device);
  await checks.run(
    "registers with nobody after a server that blocks has failed, until it is there (1/x/15)",
    async () => {
      await accounts({ 13: "int:2", ...IMPATIENT }, { 13: "int:1", 15: "bool:true", ...IMPATIENT });
      await peer.tell({ do: "answer", to: "register", codes: ["4.03"] });
      const since = peer.events.length;
      device = await start();
      await registered(peer, "first", since);
      const order = peer.came("register", since).map(({ server }) => server);
      must(order.join(" ") === "second second first", order.join(" "));
      return order.join(" ");
    },
  );
  await ended(bench, device);
  await checks.run("goes on to the next server after one that does not block has failed", async () => {
    await accounts({ 13: "int:2", ...IMPATIENT }, { 13: "int:1", 15: "bool:false", ...IMPATIENT });
    await peer.tell({ do: "answer", to: "register", codes: ["4.03"] });
    const since = peer.events.length;
    device = await start();
    await registered(peer, "first", since);
    const order = peer.came("register", since).map(({ server }) => server);
    must(order.join(" ") === "second first", order.join(" "));
    return order.join(" ");
  });
  await ended(bench, device);
}

function registered(peer: Peer, server: string, since: number): Promise<Told> {
  return peer.find(
    `register at the ${server} server`,
    (one) => one.event === "register" && one.server === server,
    since,
  );
}

/** Attributes and observations of one server are nothing to the other. */
async function eachItsOwn({ peer, checks }: Bench): Promise<void> {
  await checks.run("keeps the attributes and observations of two servers apart", async () => {
    const path = "/1/1/1";
    await expectCode(peer, "4.01", { server: "first", method: "GET", path });
    await expectCode(peer, "2.05", { server: "second", method: "GET", path });
    await expectCode(peer, "2.04", { server: "second", method: "PUT", path, query: ["pmin=7"] });
    const seen = await peer.ask({ server: "second", method: "GET", path, accept: Format.link });
    must(seen.text === `<${path}>;pmin=7`, String(seen.text));
    await expectCode(peer, "2.04", { server: "second", method: "PUT", path, query: ["pmin"] });
    return "";
  });
}

/** Disable with its timeout, the update trigger, by each server for itself (1.2 clauses 6.2.3 and E.2). */
async function disabled({ peer, checks }: Bench): Promise<void> {
  await checks.run("updates with the server that executes its trigger, and no other [int-104]", async () => {
    const since = peer.events.length;
    await expectCode(peer, "2.04", { server: "second", method: "POST", path: "/1/1/8" });
    await peer.expect("update", since);
    await peer.ask({ server: "first", method: "GET", path: "/1/0/0" });
    const who = peer.came("update", since).map(({ server }) => server);
    must(who.join(" ") === "second", who.join(" "));
    return "";
  });
  await checks.run("leaves a server that disables it for as long as that says, and only that one", async () => {
    const timeout = { server: "second", method: "PUT", path: "/1/1/5", format: Format.text, text: "20" } as const;
    await expectCode(peer, "2.04", timeout);
    const since = peer.events.length;
    await expectCode(peer, "2.04", { server: "second", method: "POST", path: "/1/1/4" });
    const left = await peer.expect("deregister", since);
    await expectCode(peer, "2.05", { server: "first", method: "GET", path: "/1/0/0" });
    const back = await registered(peer, "second", since);
    must(left.server === "second" && seconds(left, back) >= 19.5, `back after ${seconds(left, back)} s`);
    must(peer.came("deregister", since).length === 1, "it left both");
    return `back after ${seconds(left, back).toFixed(1)} s, at ${PACE} times real time`;
  });
}

async function ended({ peer, checks }: Bench, device: RunningDevice | undefined): Promise<void> {
  await checks.run("deregisters from whom it is registered with [int-103]", async () => {
    const since = peer.events.length;
    await device?.stop();
    await peer.expect("deregister", since);
    return peer
      .came("deregister", since)
      .map(({ server }) => server)
      .join(" ");
  });
}
