import { must } from "../check.js";
import type { RunningDevice } from "../device.js";
import { type Bench, byPath, expectCode, Format, mustEqual, PACE, seconds } from "./bench.js";
import { Observation, write } from "./observation.js";
import type { Asked } from "./peer.js";

const INTEGER = "/26241/0/1";
const FLAG = "/26241/0/4";
/** Changes by itself all the time: the machine's free memory. */
const MEMORY = "/3300/1/5700";
/** Observations of several places, how observations end, and what is told after an absence. The device is registered. */
export async function checkFollowing(bench: Bench, device: RunningDevice): Promise<void> {
  await composites(bench);
  await endings(bench);
  await whileAway(bench, device);
}

async function composites({ peer, checks }: Bench): Promise<void> {
  for (const format of [Format.lwm2mCbor, Format.senmlCbor]) {
    const name = format === Format.lwm2mCbor ? "LwM2M CBOR" : "SenML CBOR";
    await checks.run(
      `observes several places with attributes in the query, told in ${name} [int-304 int-305 int-310]`,
      async () => {
        const words = format === Format.lwm2mCbor ? "null:" : "path:";
        const places = { [INTEGER]: words, [FLAG]: words, "/26241/0/10": words };
        const more: Partial<Asked> = { method: "FETCH", format, accept: format, values: places };
        await write(peer, FLAG, "0");
        const observation = await Observation.of(peer, "/", ["pmin=10", "pmax=40", "con=1"], more);
        await write(peer, INTEGER, `${format}`);
        await write(peer, FLAG, "1");
        const [first, second] = [await observation.nth(0), await observation.nth(1)];
        const [seen] = [byPath(first.entries ?? [])];
        mustEqual([seen[INTEGER], seen[FLAG], first.format, first.type], [`int:${format}`, "bool:true", format, "CON"]);
        const waits = [seconds(observation.answer, first), seconds(first, second)] as const;
        must(waits[0] >= 9.5 && waits[0] < 40, `${waits[0]} s after the answer`);
        must(waits[1] >= 35, `${waits[1]} s after the first`);
        await observation.cancel();
        return waits.map((wait) => `${wait.toFixed(1)} s`).join(", ");
      },
    );
  }
  await checks.run("tells of resource instances that come and go [int-308 int-309]", async () => {
    const places = { "/26241/0/11": "path:", [FLAG]: "path:" };
    const more: Partial<Asked> = { method: "FETCH", format: Format.senmlCbor, values: places };
    const observation = await Observation.of(peer, "/", ["pmin=0"], more);
    const created = { method: "POST", path: "/26241/0/11", format: Format.senmlCbor } as const;
    await expectCode(peer, "2.04", { ...created, values: { "/26241/0/11/77": "int:77" } });
    must(byPath((await observation.nth(0)).entries ?? [])["/26241/0/11/77"] === "int:77", "it did not come");
    await expectCode(peer, "2.02", { method: "DELETE", path: "/26241/0/11/77" });
    must(byPath((await observation.nth(1)).entries ?? [])["/26241/0/11/77"] === undefined, "it did not go");
    await observation.cancel();
    return "";
  });
  await checks.run("refuses a composite observation with thresholds or hqmax in the query, by 4.00", async () => {
    const request: Asked = { method: "FETCH", path: "/", format: Format.senmlCbor, values: { [INTEGER]: "path:" } };
    for (const query of [["gt=1"], ["st=1"], ["edge=1"], ["hqmax=1"], ["epmin=2", "epmax=1"]]) {
      await expectCode(peer, "4.00", { ...request, query, observe: 0 });
    }
    return "";
  });
}

async function endings({ peer, checks }: Bench): Promise<void> {
  const silentAfter = async (observation: Observation, count: number): Promise<void> => {
    // A second observation of the same place shows that the change was there to be told.
    const witness = await Observation.of(peer, "/26241/0", ["pmin=0"]);
    await write(peer, INTEGER, `${Math.round(Math.random() * 1e6)}`);
    await witness.nth(0);
    await witness.cancel();
    must(observation.came.length === count, `${observation.came.length - count} notifications came afterwards`);
  };
  await checks.run("ends an observation by Observe 1 [int-303]", async () => {
    const observation = await Observation.of(peer, INTEGER, ["pmin=0"]);
    await observation.cancel();
    await silentAfter(observation, 0);
    return "";
  });
  for (const con of [0, 1]) {
    const kind = con === 1 ? "Confirmable" : "Non-confirmable";
    await checks.run(`ends an observation by Reset of a notification, ${kind} [int-302]`, async () => {
      const observation = await Observation.of(peer, INTEGER, ["pmin=0", `con=${con}`]);
      const since = peer.events.length;
      await peer.tell({ do: "wire", resets: true });
      await write(peer, INTEGER, `${8000 + con}`);
      await observation.nth(0);
      await peer.tell({ do: "wire", resets: false });
      // After a Reset it may be that its address is another one, of which an update tells the server.
      await peer.expect("update", since);
      await silentAfter(observation, 1);
      return "";
    });
  }
  await checks.run("ends an observation with 4.04 when what it was of is deleted (RFC 7641 section 4.2)", async () => {
    const made = { method: "POST", path: "/26241", format: Format.lwm2mCbor } as const;
    await expectCode(peer, "2.01", { ...made, values: { "/26241/6/0": "text:short-lived" } });
    const observation = await Observation.of(peer, "/26241/6/0", ["pmin=0"]);
    await expectCode(peer, "2.02", { method: "DELETE", path: "/26241/6" });
    const gone = await peer.find(
      "4.04",
      ({ event, token }) => event === "gone" && token === observation.answer.token,
      0,
    );
    must(gone.code === "4.04", String(gone.code));
    return "";
  });
}

/** Notifications that are due while there is no network, and come afterwards. */
async function whileAway({ peer, checks }: Bench, device: RunningDevice): Promise<void> {
  await checks.run(
    "keeps as many notifications as hqmax says while away, and tells them in order with times",
    async () => {
      await write(peer, "/1/0/6", "1");
      const timed = await Observation.of(peer, MEMORY, ["pmin=1", "pmax=4", "hqmax=3"]);
      await timed.nth(0);
      const text = await Observation.of(peer, "/3300/1/5602", ["pmin=1", "pmax=4", "hqmax=2"], { accept: Format.text });
      await text.nth(0);
      const since = peer.events.length;
      device.network(false);
      await new Promise((resolve) => setTimeout(resolve, 40_000 / PACE));
      const [before, lines] = [timed.came.length, text.came.length];
      device.network(true);
      await peer.expect("update", since);
      const told = await timed.nth(before);
      const times = (told.entries ?? []).map(([, , time]) => time);
      must(times.length === 3 || times.length === 4, `${times.length} values`);
      const past = times.filter((time) => time !== null);
      must(past.length >= 2 && past.every((time, i) => i === 0 || time > (past[i - 1] as number)), times.join(" "));
      must(told.type === "CON", "a notification after the network was lost must be Confirmable");
      await text.nth(lines + 1);
      await write(peer, "/1/0/6", "0");
      await timed.cancel();
      await text.cancel();
      return times.join(" ");
    },
  );
}
