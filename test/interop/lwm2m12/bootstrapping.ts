import { must } from "../check.js";
import type { RunningDevice } from "../device.js";
import { account, type Bench, byPath, expectCode, Format, leave, mustEqual } from "./bench.js";
import type { Asked, Peer, Told } from "./peer.js";

/** The bootstrap interface operation by operation (OMA LwM2M 1.2 clause 6.1.7), made by hand. */
export async function checkBootstrapping(bench: Bench): Promise<void> {
  const { peer, checks, start, ports } = bench;
  const as = (request: Omit<Asked, "server">): Asked => ({ ...request, server: "bootstrap" });
  const discover = async (path: string): Promise<string> =>
    String((await expectCode(peer, "2.05", as({ method: "GET", path, accept: Format.link }))).text);
  let device: RunningDevice | undefined;
  await peer.tell({ do: "set", by_hand: true });
  await peer.tell({ do: "answer", to: "bspack", codes: ["4.04", "4.04", "4.04", "4.04"] });
  await checks.run("lists its objects to the bootstrap server, with its version and accounts [int-0]", async () => {
    const since = peer.events.length;
    device = await start();
    await peer.expect("bs", since);
    const all = await discover("/");
    must(all.startsWith("</>;lwm2m=1.2,"), all);
    must(/<\/0\/\d+>;uri="coap:\/\/127\.0\.0\.1:\d+"/.test(all), all);
    must(all.includes("</1/0>") && all.includes("</3>;ver=1.2"), all);
    const servers = await discover("/1");
    must(servers.startsWith("</>;lwm2m=1.2,</1>;ver=1.2,</1/0>"), servers);
    return all;
  });
  for (const [name, format] of [
    ["TLV", Format.tlv],
    ["LwM2M CBOR", Format.lwm2mCbor],
    ["SenML JSON", Format.senmlJson],
    ["SenML CBOR", Format.senmlCbor],
  ] as const) {
    await checks.run(`takes both accounts from the bootstrap server in ${name}, and shows the Server's`, async () => {
      const lifetime = `int:${format}`;
      await writeAll(peer, account(ports[1] as number, { 1: lifetime, 17: "int:3" }), format);
      const answer = await expectCode(peer, "2.05", as({ method: "GET", path: "/1/0", accept: Format.senmlCbor }));
      const server = byPath(answer.entries ?? []);
      mustEqual([server["/1/0/0"], server["/1/0/1"], server["/1/0/17"]], ["int:101", lifetime, "int:3"]);
      return "";
    });
  }
  await checks.run("lets the bootstrap server read objects 1 and 2, and no other [int-8]", async () => {
    for (const path of ["/1", "/1/0", "/2"]) await expectCode(peer, "2.05", as({ method: "GET", path, accept: 112 }));
    for (const path of ["/0", "/0/0", "/3", "/3/0/0"]) await expectCode(peer, "4.05", as({ method: "GET", path }));
    return "";
  });
  await checks.run(
    "lets the bootstrap server neither execute, observe, create nor ask for several places",
    async () => {
      await expectCode(peer, "4.05", as({ method: "POST", path: "/3/0/4" }));
      await expectCode(peer, "4.05", as({ method: "GET", path: "/1/0", observe: 0 }));
      const values = { "/26241/5/0": "text:x" };
      await expectCode(peer, "4.05", as({ method: "POST", path: "/26241", format: Format.lwm2mCbor, values }));
      await expectCode(peer, "4.05", as({ method: "FETCH", path: "/", format: 112, values: { "/1/0": "path:" } }));
      await expectCode(peer, "4.05", as({ method: "iPATCH", path: "/", format: 112, values: { "/1/0/1": "int:5" } }));
      await expectCode(peer, "4.05", as({ method: "PUT", path: "/1/0/1", query: ["pmin=5"] }));
      return "";
    },
  );
  await checks.run("refuses a finish without an access server by 4.06, and has everything back [int-9]", async () => {
    const since = peer.events.length;
    await expectCode(peer, "2.02", as({ method: "DELETE", path: "/0" }));
    await expectCode(peer, "2.02", as({ method: "DELETE", path: "/1" }));
    const emptied = await discover("/");
    must(!emptied.includes("</1/0>") && /<\/0\/\d+>;uri=/.test(emptied), emptied);
    await expectCode(peer, "4.06", as({ method: "POST", path: "/bs" }));
    await peer.expect("bs", since);
    const after = await discover("/");
    // What was written before the refused finish is gone with it: the accounts are those of the start.
    must(after.includes("</1/0>"), after);
    must(peer.came("register", since).length === 0, "it registered");
    return after;
  });
  await checks.run("registers with what it was given once a finish makes sense [int-4]", async () => {
    const since = peer.events.length;
    await writeAll(peer, account(ports[1] as number, { 1: "int:77" }), Format.lwm2mCbor);
    await writeAll(peer, account(ports[2] as number, { 1: "int:88" }, 5, 105), Format.tlv);
    await expectCode(peer, "2.02", as({ method: "DELETE", path: "/0/5" }));
    await expectCode(peer, "2.02", as({ method: "DELETE", path: "/1/5" }));
    await expectCode(peer, "2.04", as({ method: "POST", path: "/bs" }));
    const { query = [], server } = await peer.expect("register", since);
    must(query.includes("lt=77") && server === "first", query.join("&"));
    await peer.ask({ method: "GET", path: "/1/0/0" });
    return query.join("&");
  });
  await peer.tell({ do: "answer", to: "bspack", codes: [] });
  await checks.run("takes nothing from a bootstrap server that has finished", async () => {
    const write: Told = await peer.ask(as({ method: "PUT", path: "/1/0/1", format: Format.text, text: "5" }));
    const remove: Told = await peer.ask(as({ method: "DELETE", path: "/1" }));
    must(!`${write.code}${remove.code}`.includes("2."), `${write.code} ${remove.code}`);
    const lifetime = await expectCode(peer, "2.05", { method: "GET", path: "/1/0/1", accept: Format.text });
    mustEqual(byPath(lifetime.entries ?? []), { "": "text:77" });
    return `${write.code} ${remove.code}`;
  });
  await peer.tell({ do: "set", by_hand: false });
  await checks.run(
    "asks for a bootstrap when a server wants that, and registers with whom it is given [int-5]",
    async () => {
      await peer.tell({ do: "set", accounts: account(ports[1] as number, { 1: "int:99" }) });
      const since = peer.events.length;
      await expectCode(peer, "2.04", { method: "POST", path: "/1/0/9" });
      await peer.expect("bspack", since);
      const { query = [] } = await peer.expect("register", since);
      must(query.includes("lt=99"), query.join("&"));
      await peer.ask({ method: "GET", path: "/1/0/0" });
      return "";
    },
  );
  await leave(bench, device);
}

/** Writes accounts instance by instance. */
async function writeAll(peer: Peer, accounts: Readonly<Record<string, string>>, format: number): Promise<void> {
  const instances = [...new Set(Object.keys(accounts).map((path) => path.split("/").slice(0, 3).join("/")))];
  for (const path of instances) {
    const own = Object.entries(accounts).filter(([one]) => one.startsWith(`${path}/`));
    const values = Object.fromEntries(own);
    await expectCode(peer, "2.04", { server: "bootstrap", method: "PUT", path, format, values });
  }
}
