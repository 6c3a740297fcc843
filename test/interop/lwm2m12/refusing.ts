import { must } from "../check.js";
import type { RunningDevice } from "../device.js";
import { account, type Bench, leave, PACE, seconds } from "./bench.js";
import type { Told } from "./peer.js";

/** All that a server may answer a register with, but 2.01 and the 4.12 that asks for another version. */
const REFUSALS = "4.00 4.01 4.02 4.03 4.04 4.05 4.06 4.08 4.13 4.15 4.29 5.00 5.01 5.02 5.03 5.04 5.05".split(" ");
/** With those the server says that it will hear us later; with the others, that it does not know us as we do. */
const LATER = (code: string): boolean => code.startsWith("5.") || code === "4.29";

/** Attempts a second apart, and enough of them. */
const PATIENT = { 16: "bool:false", 17: "int:1", 18: "int:1", 19: "int:1", 20: "int:100" };

/** Every answer that a server may give to a register and an update, and the retries of LwM2M 1.1. */
export async function checkRefusing(bench: Bench): Promise<void> {
  await eachCode(bench);
  await retries(bench);
}

async function eachCode(bench: Bench): Promise<void> {
  const { peer, checks, start, ports } = bench;
  let device: RunningDevice | undefined;
  await peer.tell({ do: "set", accounts: account(ports[1] as number, { 1: "int:600", ...PATIENT }) });
  await checks.run(`tries again after a register is refused with each of ${REFUSALS.length} codes`, async () => {
    const since = peer.events.length;
    await peer.tell({ do: "answer", to: "register", codes: REFUSALS });
    device = await start();
    const last = ({ event }: Told) => event === "register" && peer.came("register", since).length > REFUSALS.length;
    await peer.find("last attempt", last, since);
    // What it answers comes after it took the registration in.
    await peer.ask({ method: "GET", path: "/1/0/0" });
    const all = peer.came("register", since);
    must(all.length === REFUSALS.length + 1, `${all.length} attempts`);
    const waits = all.slice(1).map((one, i) => seconds(all[i] as Told, one));
    must(
      waits.every((wait) => wait >= 0.95),
      waits.map((wait) => wait.toFixed(1)).join(" "),
    );
    return `${Math.min(...waits).toFixed(1)} to ${Math.max(...waits).toFixed(1)} s apart`;
  });
  for (const code of REFUSALS) {
    const what = LATER(code) ? "keeps its registration and asks again" : "registers anew";
    await checks.run(`${what} when an update is answered with ${code} [int-105]`, async () => {
      await peer.tell({ do: "answer", to: "update", codes: [code] });
      const since = peer.events.length;
      await peer.ask({ method: "POST", path: "/1/0/8" });
      const refused = await peer.expect("update", since);
      const at = peer.events.indexOf(refused) + 1;
      const next = await peer.find("next", ({ event }) => event === "update" || event === "register", at);
      must(next.event === (LATER(code) ? "update" : "register"), `it sent a ${next.event}`);
      must(!LATER(code) || seconds(refused, next) >= 0.95, `after ${seconds(refused, next)} s`);
      await peer.ask({ method: "GET", path: "/1/0/0" });
      must(peer.events.slice(at).filter(({ event }) => event === next.event).length === 1, "it sent more");
      return `after ${seconds(refused, next).toFixed(1)} s`;
    });
  }
  await checks.run("waits as long as a server's Max-Age says after 5.03 to a register", async () => {
    await peer.tell({ do: "answer", to: "update", codes: ["4.04"] });
    await peer.tell({ do: "answer", to: "register", codes: ["5.03"], maxAge: 8 });
    const since = peer.events.length;
    await peer.ask({ method: "POST", path: "/1/0/8" });
    await peer.find("second", () => peer.came("register", since).length === 2, since);
    const [first, second] = peer.came("register", since) as readonly [Told, Told];
    must(seconds(first, second) >= 7.9, `after ${seconds(first, second)} s`);
    await peer.tell({ do: "answer", to: "register", codes: [] });
    return `after ${seconds(first, second).toFixed(1)} s`;
  });
  await checks.run("offers each lower version when a register is answered with 4.12", async () => {
    await peer.ask({ method: "GET", path: "/1/0/0" });
    await peer.tell({ do: "set", versions: ["1.0"] });
    await peer.tell({ do: "answer", to: "update", codes: ["4.04"] });
    const since = peer.events.length;
    await peer.ask({ method: "POST", path: "/1/0/8" });
    await peer.find("third", () => peer.came("register", since).length === 3, since);
    await peer.tell({ do: "set", versions: ["1.2"] });
    const offered = peer.came("register", since).map(({ query = [] }) => query[0]);
    must(offered.join(" ") === "lwm2m=1.2 lwm2m=1.1 lwm2m=1.0", offered.join(" "));
    return offered.join(" ");
  });
  await leave(bench, device);
}

/** Communication Retry Count, Timer, Sequence Delay and Sequence Count (1.1 clause 6.2.1.2), then the bootstrap. */
async function retries(bench: Bench): Promise<void> {
  const { peer, checks, start, ports } = bench;
  let device: RunningDevice | undefined;
  const timers = { 17: "int:2", 18: "int:5", 19: "int:20", 20: "int:2" };
  await checks.run("counts its attempts and sequences, and bootstraps when all have failed [int-7]", async () => {
    await peer.tell({ do: "set", accounts: account(ports[1] as number, timers) });
    await peer.tell({ do: "answer", to: "register", codes: ["4.03", "4.03", "4.03", "4.03"] });
    const since = peer.events.length;
    device = await start();
    await peer.find("second bootstrap", () => peer.came("bspack", since).length === 2, since);
    const all = peer.came("register", since).slice(0, 4);
    must(all.length === 4, `${all.length} attempts before the bootstrap`);
    const waits = all.slice(1).map((one, i) => seconds(all[i] as Told, one));
    for (const [i, wanted] of [5, 20, 5].entries()) {
      must((waits[i] as number) >= wanted - 0.1, `${waits.map((wait) => wait.toFixed(1)).join(" ")} s`);
    }
    await peer.find("registration", () => peer.came("register", since).length === 5, since);
    return waits.map((wait) => `${wait.toFixed(1)} s`).join(", ");
  });
  await leave(bench, device);
  await checks.run("does not bootstrap after failed registrations where it must not (1/x/16)", async () => {
    await peer.tell({ do: "set", accounts: account(ports[1] as number, { ...timers, 16: "bool:false", 20: "int:1" }) });
    await peer.tell({ do: "answer", to: "register", codes: ["4.03", "4.03"] });
    const since = peer.events.length;
    device = await start();
    await peer.find("third attempt", () => peer.came("register", since).length === 3, since);
    must(peer.came("bspack", since).length === 1, "it bootstrapped");
    const [, second, third] = peer.came("register", since) as readonly [Told, Told, Told];
    must(seconds(second, third) >= 19.9, `after ${seconds(second, third)} s`);
    return `${seconds(second, third).toFixed(1)} s after the sequence, at ${PACE} times real time`;
  });
  await leave(bench, device);
}
