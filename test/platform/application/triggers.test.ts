import { expect } from "chai";
import { isMet } from "../../../platform/application/triggers.js";
import type { DataStream, DataValue } from "../../../platform/store/records.js";
import type { Trigger } from "../../../platform/store/settings.js";
import { type Reply, TestPlatform, type UdpPeer, imei, until } from "../support.js";
import { Receiver } from "./receiver.js";

const trigger = (type: Trigger["type"], threshold?: Trigger["threshold"]): Trigger => ({
  triggerId: "1",
  productId: "1",
  title: "",
  url: "",
  type,
  ...(threshold === undefined ? {} : { threshold }),
  createdAt: 0,
});

const stream = (value: DataValue): DataStream => ({ id: "1_0_1", uuid: "", createdAt: 0, updatedAt: 1_000, value });

describe("platform/application triggers", () => {
  const span = { lolmt: 40, uplmt: 52 };
  /** Type, threshold, the value before, the value now, and whether it is met. */
  const cases: [Trigger["type"], Trigger["threshold"], DataValue | undefined, DataValue, boolean][] = [
    [">", 9, undefined, 10, true],
    [">", 9, undefined, 9, false],
    [">", 9, undefined, "9.5", true],
    [">", 9, undefined, "warm", false],
    [">", 9, undefined, true, false],
    ["<", 9, undefined, 8, true],
    [">=", 9, undefined, 9, true],
    ["<=", 9, undefined, 9, true],
    ["<=", 9, undefined, 10, false],
    ["==", 9, undefined, "9", true],
    ["==", "on", undefined, "on", true],
    ["==", "on", undefined, "off", false],
    ["inout", span, undefined, 45, false],
    ["inout", span, 39, 40, true],
    ["inout", span, 52, 53, true],
    ["inout", span, 41, 52, false],
    ["in", span, undefined, 45, true],
    ["in", span, 45, 46, false],
    ["in", span, 53, 46, true],
    ["out", span, undefined, 45, false],
    ["out", span, 45, 53, true],
    ["out", span, 53, 54, false],
    ["change", undefined, undefined, 1, false],
    ["change", undefined, 1, 1, false],
    ["change", undefined, 1, 2, true],
    ["change", undefined, { "0": 1 }, { "0": 2 }, true],
    ["frozen", 5, 1, 2, false],
    ["live", 4, 1, 2, true],
    ["live", 5, 1, 2, false],
  ];
  for (const [type, threshold, before, value, met] of cases) {
    const told = [type, JSON.stringify(threshold), JSON.stringify(before), JSON.stringify(value)].join(" ");
    it(`${met ? "fires" : "is silent"}: ${told}`, () => {
      const event = { at: 5_000, value, before: before === undefined ? undefined : stream(before) };
      expect(isMet(trigger(type, threshold), event)).to.equal(met);
    });
  }
});

describe("platform/http triggers", () => {
  let platform: TestPlatform;
  let application: Receiver;
  let deviceId: string;
  let peer: UdpPeer | undefined;

  beforeEach(async () => {
    platform = await TestPlatform.start({ pushRetry: 20 });
    application = await Receiver.open();
    deviceId = await platform.addDevice();
    peer = undefined;
  });

  afterEach(async () => {
    await peer?.close();
    await platform.close();
    await application.close();
  });

  const create = (body: Record<string, unknown>): Promise<Reply> =>
    platform.call("POST", "/triggers", { title: "warm", url: application.url, ...body });
  const idOf = (reply: Reply): number => (reply.data as { trigger_id: number }).trigger_id;

  /** Reads /3300/0/5700, so that its value becomes a data point. */
  async function comes(device: UdpPeer, value: string): Promise<void> {
    const reading = platform.call("GET", `/nbiot?imei=${imei}&obj_id=3300&obj_inst_id=0&res_id=5700`);
    device.reply(await device.next(), "45", `ff${Buffer.from(value).toString("hex")}`);
    await reading;
  }

  it("posts the trigger and the value to its address, as often as the condition is met", async () => {
    const id = idOf(await create({ ds_id: "3300_0_5700", type: ">", threshold: 9 }));
    peer = await platform.online();
    for (const value of ["9", "10", "11"]) await comes(peer, value);
    const bodies = (await application.requests(2)).map(({ body }) => JSON.parse(body) as Record<string, unknown>);
    expect(bodies.map((body) => body["trigger"])).to.deep.equal([
      { id, type: ">", threshold: 9 },
      { id, type: ">", threshold: 9 },
    ]);
    const [current] = bodies[0]?.["current_data"] as Record<string, unknown>[];
    expect(current).to.include({ dev_id: deviceId, ds_id: "3300_0_5700", value: 10 });
    const { uuid } = (await platform.call("GET", `/devices/${deviceId}/datastreams/3300_0_5700`)).data as {
      uuid: string;
    };
    expect(current?.["ds_uuid"]).to.equal(uuid);
    expect(application.received).to.have.length(2);
  });

  it("watches the devices or the streams that it names, and no others", async () => {
    const other = await platform.addDevice({ auth_info: { "1234": "1" }, chip: 1 });
    await create({ ds_id: "3300_0_5700", dev_ids: [other], type: "change" });
    peer = await platform.online();
    await comes(peer, "1");
    const { uuid } = (await platform.call("GET", `/devices/${deviceId}/datastreams/3300_0_5700`)).data as {
      uuid: string;
    };
    const id = idOf(await create({ ds_uuids: [uuid], type: "change" }));
    await comes(peer, "2");
    const [{ body } = { body: "" }] = await application.requests(1);
    expect((JSON.parse(body) as { trigger: unknown }).trigger).to.deep.equal({ id, type: "change" });
    expect(application.received).to.have.length(1);
  });

  it("tells of a stream that has been silent for as many seconds as its threshold says", async () => {
    await create({ ds_id: "3300_0_5700", type: "frozen", threshold: 1 });
    peer = await platform.online();
    await comes(peer, "1");
    const started = Date.now();
    await application.requests(1);
    expect(Date.now() - started).to.be.at.least(900);
  });

  /** The platform ended with a silence under way: it was told of only after the next value. */
  it("goes on counting a silence over a restart, and tells of each silence once", async () => {
    await create({ ds_id: "3300_0_5700", type: "frozen", threshold: 1 });
    peer = await platform.online();
    await comes(peer, "1");
    const ended = Date.now();
    await platform.stop();
    platform = await TestPlatform.start({ pushRetry: 20, data: platform.folder });
    const [{ body } = { body: "" }] = await application.requests(1);
    expect(Date.now() - ended).to.be.at.least(900);
    expect(JSON.parse(body)).to.have.nested.property("current_data[0].value", 1);
    await platform.stop();
    platform = await TestPlatform.start({ pushRetry: 20, data: platform.folder });
    // What is told after it shows that the silence itself was not told again, but for the same message sent anew.
    const id = idOf(await create({ title: "again", ds_id: "3300_0_5700", type: "frozen", threshold: 1 }));
    const told = await until(
      () => application.received.map((request) => request.body),
      (bodies) => bodies.some((each) => each.includes(`"id":${id}`)),
    );
    expect(told.filter((each) => each !== body)).to.have.length(1);
  });

  it("lists, shows, changes and removes triggers; one whose devices are gone is invalid", async () => {
    const id = idOf(await create({ ds_id: "3300_0_5700", dev_ids: [deviceId], type: ">", threshold: 9 }));
    await create({ title: "cold", ds_id: "3300_0_5700", type: "<", threshold: 1 });
    const list = (await platform.call("GET", "/triggers?title=war")).data as { total_count: number };
    expect(list).to.include({ total_count: 1, page: 1, per_page: 10 });
    expect((await platform.call("PUT", `/triggers/${id}`, { threshold: 10 })).errno).to.equal(0);
    const shown = (await platform.call("GET", `/triggers/${id}`)).data as Record<string, unknown>;
    expect(shown).to.deep.include({ id, title: "warm", type: ">", threshold: 10, dev_ids: [deviceId], invalid: false });
    await platform.call("DELETE", `/devices/${deviceId}`);
    expect((await platform.call("GET", `/triggers/${id}`)).data).to.include({ invalid: true });
    expect((await platform.call("DELETE", `/triggers/${id}`)).errno).to.equal(0);
    expect((await platform.call("GET", `/triggers/${id}`)).errno).to.equal(5108);
  });

  const wrong: [string, Record<string, unknown>, string][] = [
    ["no stream", { type: "change" }, "ds_id is missing, and so is ds_uuids"],
    ["a stream that is none", { ds_id: "gps", type: "change" }, "ds_id is not <object>_<instance>_<resource>"],
    [
      "an unknown type",
      { ds_id: "1_0_1", type: "~" },
      "type is not one of >, <, >=, <=, ==, inout, in, out, change, frozen, live",
    ],
    ["no threshold", { ds_id: "1_0_1", type: ">" }, "threshold is not a number"],
    [
      "limits that are swapped",
      { ds_id: "1_0_1", type: "in", threshold: { lolmt: 2, uplmt: 1 } },
      "threshold is not {lolmt, uplmt}, two numbers in order",
    ],
    ["no time", { ds_id: "1_0_1", type: "frozen", threshold: 0 }, "threshold is not within 1 to 86400 seconds"],
    [
      "an unknown device",
      { ds_id: "1_0_1", type: "change", dev_ids: ["1"] },
      "dev_ids names a device that the product does not have",
    ],
    ["streams by id and uuid", { ds_id: "1_0_1", ds_uuids: ["a"], type: "change" }, "ds_uuids stands alone"],
    [
      "an address of another scheme",
      { ds_id: "1_0_1", type: "change", url: "mailto:a" },
      "url is not an address http://… or https://… without user name",
    ],
  ];
  for (const [what, body, error] of wrong) {
    it(`refuses ${what} with error 3`, async () => {
      expect(await create(body)).to.deep.equal({ errno: 3, error: `body: ${error}` });
    });
  }
});
