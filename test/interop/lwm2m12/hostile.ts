import { must } from "../check.js";
import type { RunningDevice } from "../device.js";
import { account, type Bench, expectCode, Format, leave } from "./bench.js";
import type { Told } from "./peer.js";

/** Answers that are somebody else's, a NAT that forgets, and what CoAP has against both. */
export async function checkHostile(bench: Bench): Promise<void> {
  const { peer, checks, start, ports } = bench;
  let device: RunningDevice | undefined;
  await peer.tell({ do: "set", accounts: account(ports[1] as number, { 1: "int:600", 18: "int:1" }) });
  await checks.run("takes no answer to a register from another address than the one it asked", async () => {
    await peer.tell({ do: "hold" });
    const since = peer.events.length;
    device = await start({ hostile: true });
    const { token, mid } = await peer.expect("register", since);
    // The bootstrap server is known to the device, and its datagrams reach it.
    for (const type of ["NON", "ACK"]) {
      const location = ["rd", "forged"];
      await peer.tell({ do: "forge", server: "bootstrap", type, token, mid, code: "2.01", location });
    }
    await peer.tell({ do: "forge", server: "bootstrap", type: "RST", token, mid, code: "0.00" });
    await peer.tell({ do: "release" });
    await peer.find("answer", ({ event }) => event === "registered", since);
    await peer.ask({ method: "POST", path: "/1/0/8" });
    // An update to the forged location would be answered with 4.04, and not be told here.
    await peer.expect("update", since);
    must(peer.came("register", since).length === 1, "it registered twice");
    return "";
  });
  await checks.run("repeats a request with the Echo option when it is challenged (RFC 9175 section 2.3)", async () => {
    await peer.tell({ do: "answer", to: "update", codes: ["4.01"], echo: "c0ffee" });
    const since = peer.events.length;
    await peer.ask({ method: "POST", path: "/1/0/8" });
    await peer.find("repeated update", ({ event, echo }) => event === "update" && echo === "c0ffee", since);
    must(peer.came("register", since).length === 0, "it registered anew");
    await peer.tell({ do: "answer", to: "update", codes: [] });
    return "";
  });
  await checks.run("answers nothing to who wants no response (RFC 7967)", async () => {
    const path = "/26241/0/1";
    for (const [noResponse, text, wanted] of [
      [26, "1", "ACK 0.00"],
      [2, "2", "ACK 0.00"],
      [24, "3", "ACK 2.04"],
      [8, "x", "ACK 0.00"],
      [2, "x", "ACK 4.00"],
    ] as const) {
      const since = peer.events.length;
      const name = `${noResponse} ${text}`;
      const request = { method: "PUT", path, format: Format.text, text, noResponse };
      await peer.tell({ do: "post", ...request, type: "CON", name });
      await peer.find("acknowledgement", ({ event }) => event === "raw", since);
      // What is answered to the next request comes after all that is said to this one.
      await peer.ask({ method: "GET", path });
      const seen = peer.events.slice(since).filter((one) => one.event === "raw" && one.name === name);
      const all = seen.map(({ type, code }) => `${type} ${code}`).join(", ");
      must(all === wanted, `No-Response ${noResponse} for "${text}": ${all}`);
    }
    return "";
  });
  await checks.run("answers 4.02 to a critical option that it does not know, and does nothing", async () => {
    const since = peer.events.length;
    const request = { method: "PUT", path: "/26241/0/1", format: Format.text, text: "9", option: 65_001 };
    await peer.tell({ do: "post", ...request, type: "CON", name: "critical" });
    const { code } = await peer.find("answer", ({ event }) => event === "raw", since);
    must(code === "4.02", String(code));
    const { entries } = await expectCode(peer, "2.05", { method: "GET", path: "/26241/0/1", accept: Format.text });
    must(entries?.[0]?.[1] !== "text:9", "it was written");
    return "";
  });
  await checks.run(
    "executes a request once that comes twice, and answers both alike (RFC 7252 section 4.5)",
    async () => {
      const before = await writes(bench);
      const since = peer.events.length;
      const request = { method: "PUT", path: "/26241/0/21", format: Format.text, text: "counted", type: "CON" };
      await peer.tell({ do: "post", ...request, name: "twice", copies: 3 });
      const all = (): readonly Told[] => peer.came("raw", since);
      await peer.find("third answer", () => all().length >= 3, since);
      must(
        all().every(({ code }) => code === "2.04"),
        JSON.stringify(all().map(({ code }) => code)),
      );
      const after = await writes(bench);
      must(after === before + 1, `written ${after - before} times`);
      return "";
    },
  );
  await moving(bench, () => device);
  await leave(bench, device);
}

/** How often the write-only resource was written. */
async function writes({ peer }: Bench): Promise<number> {
  const { entries } = await expectCode(peer, "2.05", { method: "GET", path: "/26241/0/20", accept: Format.text });
  return Number(String(entries?.[0]?.[1]).slice("text:".length));
}

/** The device gets another address without hearing of it. */
async function moving({ peer, checks }: Bench, running: () => RunningDevice | undefined): Promise<void> {
  await checks.run("is followed to a new address by its next update, and asked there", async () => {
    running()?.rebind();
    const since = peer.events.length;
    // Nobody reaches it at its old address; the trigger is that something of it changes.
    await new Promise((resolve) => setTimeout(resolve, 50));
    running()?.network(false);
    await new Promise((resolve) => setTimeout(resolve, 200));
    running()?.network(true);
    const { moved } = await peer.expect("update", since);
    must(moved === true, "it came from the old address");
    await expectCode(peer, "2.05", { method: "GET", path: "/1/0/0" });
    must(peer.came("register", since).length === 0, "it registered anew");
    return "";
  });
  await checks.run("registers anew from a new address when the server knows it no more (4.04) [int-105]", async () => {
    await peer.tell({ do: "answer", to: "update", codes: ["4.04"] });
    running()?.rebind();
    const since = peer.events.length;
    running()?.network(false);
    await new Promise((resolve) => setTimeout(resolve, 200));
    running()?.network(true);
    await peer.expect("register", since);
    await expectCode(peer, "2.05", { method: "GET", path: "/1/0/0" });
    return "";
  });
  await checks.run("mends an observation whose notification comes from a new address and is Reset", async () => {
    const observe = { method: "GET", path: "/3300/1/5700", query: ["pmin=1", "pmax=3"], observe: 0 } as const;
    await expectCode(peer, "2.05", observe);
    await peer.tell({ do: "wire", resets: true });
    running()?.rebind();
    const since = peer.events.length;
    const { moved } = await peer.expect("update", since);
    await peer.tell({ do: "wire", resets: false });
    must(moved === true, "the update came from the old address");
    await expectCode(peer, "2.05", { method: "GET", path: "/1/0/0" });
    return "";
  });
}
