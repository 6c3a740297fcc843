import { expect } from "chai";
import { TestPlatform, type UdpPeer, hex, imei, until } from "../support.js";

interface Points {
  readonly datastreams: readonly {
    readonly id: string;
    readonly datapoints: readonly { readonly at: string; readonly value: unknown }[];
  }[];
}

/** Uri-Path of /3300/0/5700; and the same after an option Observe, which is 6. */
const sensor = "b43333303001300435373030";
const sensorObserved = "543333303001300435373030";

describe("platform/access operations", () => {
  let platform: TestPlatform;
  let peer: UdpPeer;
  let deviceId: string;

  beforeEach(async () => {
    platform = await TestPlatform.start();
    deviceId = await platform.addDevice();
    peer = await platform.online();
  });

  afterEach(async () => {
    await peer.close();
    await platform.close();
  });

  const path = "obj_id=3300&obj_inst_id=0";
  const get = (query: string): Promise<{ errno: number; error: string; data?: unknown }> =>
    platform.call("GET", `/nbiot?imei=${imei}&${query}`);
  const observe = (query: string): Promise<{ errno: number; error: string }> =>
    platform.call("POST", `/nbiot/observe?imei=${imei}&${query}`);

  async function values(stream: string): Promise<unknown[]> {
    const { datastreams } = (await platform.call("GET", `/devices/${deviceId}/datapoints?datastream_id=${stream}`))
      .data as Points;
    return datastreams[0]?.datapoints.map(({ value }) => value) ?? [];
  }

  it("reads a resource as text, without Accept, and keeps the value with its time", async () => {
    const reading = get(`${path}&res_id=5700`);
    const request = await peer.next();
    expect([request.head, request.rest]).to.deep.equal(["CON 01", sensor]);
    const before = Date.now();
    peer.reply(request, "45", "c0ff32312e35");
    expect(await reading).to.deep.equal({
      errno: 0,
      error: "succ",
      data: [{ obj_inst_id: 0, res: [{ res_id: 5700, val: 21.5 }] }],
    });
    const { datastreams } = (await platform.call("GET", `/devices/${deviceId}/datapoints?datastream_id=3300_0_5700`))
      .data as Points;
    const point = datastreams[0]?.datapoints[0];
    expect(point?.value).to.equal(21.5);
    expect(point?.at).to.match(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/);
    expect(new Date((point?.at ?? "").replace(" ", "T")).getTime()).to.be.within(before - 1, Date.now());
  });

  it("reads an object in TLV, with Accept if asked for", async () => {
    const reading = get("obj_id=3300&accept=11542");
    const request = await peer.next();
    expect(request.rest).to.equal("b433333030622d16");
    peer.reply(request, "45", "c22d16ff 0700e416443f000000 0701e416443f800000");
    expect((await reading).data).to.deep.equal([
      { obj_inst_id: 0, res: [{ res_id: 5700, val: 0.5 }] },
      { obj_inst_id: 1, res: [{ res_id: 5700, val: 1 }] },
    ]);
  });

  it("waits for a separate response", async () => {
    const reading = get(`${path}&res_id=5700`);
    const request = await peer.next();
    peer.send(`6000${request.id}`);
    peer.send(`48450707${request.token}ff31`);
    expect((await peer.next()).bytes.toString("hex")).to.equal("60000707");
    expect((await reading).errno).to.equal(0);
  });

  it("names refusals by their code: 4.04, 4.05, 4.01, 5.00 and one without a name", async () => {
    const refusals: [string, string][] = [
      ["84", "operation failed: not found (4.04)"],
      ["85", "operation failed: method not allowed (4.05)"],
      ["81", "operation failed: unauthorized (4.01)"],
      ["a0", "operation failed: internal error (5.00)"],
      ["9d", "operation failed: unknown code (4.29)"],
    ];
    for (const [code, error] of refusals) {
      const reading = get(`${path}&res_id=9999`);
      peer.reply(await peer.next(), code);
      expect(await reading).to.deep.equal({ errno: 5106, error });
    }
    expect(await values("3300_0_9999")).to.deep.equal([]);
  });

  it("tells a Reset and an answer that cannot be understood", async () => {
    const reset = get(`${path}&res_id=5700`);
    peer.send(`7000${(await peer.next()).id}`);
    expect((await reset).error).to.equal("operation failed: bad response (the device answered with a Reset)");
    const empty = get(`${path}&res_id=5700`);
    peer.reply(await peer.next(), "45");
    expect((await empty).error).to.equal('operation failed: bad response ("" is not a number)');
    const garbled = get(`${path}`);
    peer.reply(await peer.next(), "45", "c22d16ffe4");
    expect((await garbled).error).to.equal("operation failed: bad response (TLV: the record at byte 0 is cut off)");
  });

  it("tells a device that does not answer in time", async () => {
    expect(await get(`${path}&res_id=5700&timeout=0.1`)).to.deep.equal({
      errno: 5106,
      error: "operation failed: device timeout (no answer from the device)",
    });
  });

  it("asks one thing at a time, in the order of the calls", async () => {
    const first = get(`${path}&res_id=5700`);
    const one = await peer.next();
    const second = get(`${path}&res_id=5701`);
    await peer.nothingMore();
    peer.reply(one, "45", "ff31");
    expect((await first).errno).to.equal(0);
    const two = await peer.next();
    expect(two.rest).to.equal("b43333303001300435373031");
    peer.reply(two, "45", "ff43656c");
    expect((await second).data).to.deep.equal([{ obj_inst_id: 0, res: [{ res_id: 5701, val: "Cel" }] }]);
  });

  it("refuses with 5006 what waits beyond the queue's 32", async () => {
    const calls = Array.from({ length: 40 }, () => get(`${path}&res_id=5700&timeout=0.3`));
    const errors = (await Promise.all(calls)).map(({ errno }) => errno);
    expect(errors.filter((errno) => errno === 5006).length).to.equal(7);
    expect(errors.filter((errno) => errno === 5106).length).to.equal(33);
  });

  it("answers 2001 to what waits when the device goes offline", async () => {
    const reading = get(`${path}&res_id=5700`);
    await peer.next();
    await platform.call("PUT", `/devices/${deviceId}`, { auth: "changed1" });
    expect(await reading).to.deep.equal({ errno: 2001, error: "device not online" });
    expect((await get(`${path}&res_id=5700`)).errno).to.equal(2001);
  });

  it("writes in TLV: partial with POST, replace with PUT", async () => {
    const body = { data: [{ res_id: 5750, val: "lab" }] };
    for (const [mode, method] of [
      [2, "02"],
      [1, "03"],
    ] as const) {
      const writing = platform.call("POST", `/nbiot?imei=${imei}&obj_id=3300&obj_inst_id=0&mode=${mode}`, body);
      const request = await peer.next();
      expect([request.head, request.rest]).to.deep.equal([
        `CON ${method}`,
        `b4333330300130122d16ffe31676${hex("lab")}`,
      ]);
      peer.reply(request, "44");
      expect(await writing).to.deep.equal({ errno: 0, error: "succ" });
    }
  });

  it("sends a long write in blocks", async () => {
    const writing = platform.call("POST", `/nbiot?imei=${imei}&obj_id=3300&obj_inst_id=0&mode=2`, {
      data: [{ res_id: 5750, val: "x".repeat(600) }],
    });
    const first = await peer.next();
    expect(first.rest.slice(0, 30)).to.equal("b4333330300130122d16d1020dfff0");
    expect(first.bytes.length).to.equal(4 + 8 + 14 + 512);
    peer.reply(first, "5f", "d10e0d");
    const second = await peer.next();
    expect(second.rest.slice(0, 28)).to.equal("b4333330300130122d16d10215ff");
    peer.reply(second, "44", "d10e15");
    expect((await writing).errno).to.equal(0);
  });

  it("executes with and without arguments", async () => {
    const run = (body?: unknown): Promise<{ errno: number }> =>
      platform.call("POST", `/nbiot/execute?imei=${imei}&${path}&res_id=5605`, body);
    const bare = run();
    const first = await peer.next();
    expect([first.head, first.rest]).to.deep.equal(["CON 02", "b43333303001300435363035"]);
    peer.reply(first, "44");
    expect((await bare).errno).to.equal(0);
    const withArgs = run({ args: "0='a'" });
    const second = await peer.next();
    expect(second.rest).to.equal(`b4333330300130043536303510ff${hex("0='a'")}`);
    peer.reply(second, "44");
    expect((await withArgs).errno).to.equal(0);
  });

  it("discovers with Accept 40 and remembers the resources", async () => {
    const asking = platform.call("GET", `/nbiot/discover?imei=${imei}&obj_id=3300`);
    const request = await peer.next();
    expect(request.rest).to.equal("b4333330306128");
    peer.reply(request, "45", `c128ff${hex("</3300>,</3300/0>;pmin=1,</3300/0/5700>,</3300/0/5701>")}`);
    expect((await asking).data).to.deep.equal([{ obj_inst_id: 0, res_id: [5700, 5701] }]);
    const listing = platform.call("GET", `/nbiot/resources?imei=${imei}&obj_id=3300`);
    expect((await listing).data).to.deep.equal({
      total_count: 1,
      item: [{ obj_id: 3300, instances: [{ inst_id: 0, resources: [5700, 5701] }] }],
    });
    await peer.nothingMore();
  });

  it("asks for what the resource list lacks; an object that refuses is listed without resources", async () => {
    const listing = platform.call("GET", `/nbiot/resources?imei=${imei}`);
    peer.reply(await peer.next(), "85");
    peer.reply(await peer.next(), "45", `c128ff${hex("</3300/0>,</3300/0/5700>")}`);
    expect((await listing).data).to.deep.equal({
      total_count: 2,
      item: [
        { obj_id: 3, instances: [{ inst_id: 0, resources: [] }] },
        { obj_id: 3300, instances: [{ inst_id: 0, resources: [5700] }] },
      ],
    });
  });

  describe("observe", () => {
    async function observed(): Promise<string> {
      const observing = observe(`${path}&res_id=5700&cancel=false`);
      const request = await peer.next();
      // Observe is option 6, empty for 0.
      expect([request.head, request.rest]).to.deep.equal(["CON 01", `60${sensorObserved}`]);
      peer.reply(request, "45", "6105 60 ff31");
      expect((await observing).errno).to.equal(0);
      return request.token;
    }

    it("keeps the first value and each notification, acknowledging those that are confirmable", async () => {
      const token = await observed();
      peer.send(`5845 1001 ${token} 6106 60 ff32`);
      peer.send(`4845 1002 ${token} 6107 60 ff33`);
      expect((await peer.next()).bytes.toString("hex")).to.equal("60001002");
      expect(
        await until(
          () => values("3300_0_5700"),
          (all) => all.length === 3,
        ),
      ).to.deep.equal([1, 2, 3]);
      await peer.nothingMore();
    });

    it("acknowledges a duplicate and an old notification, without keeping them", async () => {
      const token = await observed();
      for (const id of ["1001", "1001"]) {
        peer.send(`4845 ${id} ${token} 6109 60 ff32`);
        expect((await peer.next()).bytes.toString("hex")).to.equal("60001001");
      }
      peer.send(`4845 1002 ${token} 6108 60 ff33`);
      expect((await peer.next()).bytes.toString("hex")).to.equal("60001002");
      expect(await values("3300_0_5700")).to.deep.equal([1, 2]);
    });

    it("fetches the rest of a notification that comes in blocks", async () => {
      const token = await observed();
      // Observe 6 and Block2 0/1/16, then Block2 1/0/16.
      peer.send(`4845 1001 ${token} 6106 d10408 ff${hex("1.00000000000000")}`);
      expect((await peer.next()).bytes.toString("hex")).to.equal("60001001");
      const rest = await peer.next();
      expect(rest.rest).to.equal(`${sensor}c110`);
      peer.reply(rest, "45", `d10a10 ff${hex("5")}`);
      const all = await until(
        () => values("3300_0_5700"),
        (known) => known.length === 2,
      );
      expect(all).to.deep.equal([1, 1.000000000000005]);
    });

    it("drops a notification that cannot be understood, and says so", async () => {
      const token = await observed();
      peer.send(`4845 1001 ${token} 6106 60 ff${hex("warm")}`);
      expect((await peer.next()).bytes.toString("hex")).to.equal("60001001");
      expect(platform.log).to.include('notification of /3300/0/5700 dropped: "warm" is not a number');
      expect(await values("3300_0_5700")).to.deep.equal([1]);
    });

    it("writes the attributes first, then observes", async () => {
      const observing = observe(`${path}&res_id=5700&pmin=1&pmax=2`);
      const attributes = await peer.next();
      expect([attributes.head, attributes.rest]).to.deep.equal([
        "CON 03",
        `${sensor}46${hex("pmin=1")}06${hex("pmax=2")}`,
      ]);
      peer.reply(attributes, "44");
      const request = await peer.next();
      expect(request.rest.slice(0, 2)).to.equal("60");
      peer.reply(request, "45", "6000 ff31");
      expect((await observing).errno).to.equal(0);
    });

    it("cancels with Observe 1 and the same token; a later notification is answered with a Reset", async () => {
      const token = await observed();
      const cancelling = observe(`${path}&res_id=5700&cancel=true`);
      const request = await peer.next();
      expect([request.head, request.token]).to.deep.equal(["CON 01", token]);
      expect(request.rest).to.equal(`6101${sensorObserved}`);
      peer.reply(request, "45", "ff31");
      expect((await cancelling).errno).to.equal(0);
      peer.send(`5845 1001 ${token} 6106 60 ff32`);
      expect((await peer.next()).bytes.toString("hex")).to.equal("70001001");
      expect((await platform.call("GET", `/nbiot/observe?imei=${imei}`)).data).to.deep.equal([]);
    });

    it("repeats an observation with its token", async () => {
      const token = await observed();
      const observing = observe(`${path}&res_id=5700`);
      const request = await peer.next();
      expect(request.token).to.equal(token);
      peer.reply(request, "45", "610660ff31");
      expect((await observing).errno).to.equal(0);
      const list = (await platform.call("GET", `/nbiot/observe?imei=${imei}`)).data;
      expect(list).to.deep.equal([{ obj_id: 3300, obj_inst_id: 0, res_id: 5700 }]);
    });

    it("tells when the device answers but does not observe", async () => {
      const observing = observe(`${path}&res_id=5700`);
      peer.reply(await peer.next(), "45", "ff31");
      expect(await observing).to.deep.equal({
        errno: 5106,
        error: "operation failed: answered without observing (2.05)",
      });
    });

    it("does not stand when its first value cannot be understood: the next notification is answered with a Reset", async () => {
      const observing = observe(`${path}&res_id=5700`);
      const request = await peer.next();
      peer.reply(request, "45", `6105 ff${hex("warm")}`);
      expect((await observing).error).to.equal('operation failed: bad response ("warm" is not a number)');
      peer.send(`5845 1001 ${request.token} 6106 ff32`);
      expect((await peer.next()).bytes.toString("hex")).to.equal("70001001");
    });

    it("stands upon an answer without content, whose value comes as the first notification", async () => {
      const observing = observe(`${path}&res_id=5700`);
      const request = await peer.next();
      peer.reply(request, "45", "6105");
      expect((await observing).errno).to.equal(0);
      expect(await values("3300_0_5700")).to.deep.equal([]);
      peer.send(`4845 1001 ${request.token} 6106 ff32`);
      expect((await peer.next()).bytes.toString("hex")).to.equal("60001001");
      expect(await values("3300_0_5700")).to.deep.equal([2]);
    });

    it("ends when the device notifies an error", async () => {
      const token = await observed();
      peer.send(`4884 1001 ${token}`);
      expect((await peer.next()).bytes.toString("hex")).to.equal("60001001");
      peer.send(`4845 1002 ${token} 6107 60 ff33`);
      expect((await peer.next()).bytes.toString("hex")).to.equal("70001002");
    });
  });
});

describe("platform/access automatic subscription", () => {
  it("discovers every object, observes every instance and reads 3/0, passing refusals over", async () => {
    const platform = await TestPlatform.start();
    await platform.addDevice({ obsv: true });
    const peer = await platform.online("</3/0>,</3300/0>,</3300/1>");
    const expected: [string, string, string][] = [
      ["b1336128", "45", `c128ff${hex("</3/0>,</3/0/0>")}`],
      ["b4333330306128", "45", `c128ff${hex("</3300/0>,</3300/0/5700>,</3300/1>,</3300/1/5700>")}`],
      ["6051330130", "85", ""],
      ["6054333330300130", "45", "6101622d16ffe416443f000000"],
      ["6054333330300131", "45", "6101622d16ffe416443f800000"],
      ["b1330130", "45", "c22d16ffc10061"],
    ];
    for (const [request, code, rest] of expected) {
      const next = await peer.next();
      expect([next.head, next.rest]).to.deep.equal(["CON 01", request]);
      peer.reply(next, code, rest);
    }
    await peer.nothingMore();
    expect((await platform.call("GET", `/nbiot/observe?imei=${imei}`)).data).to.deep.equal([
      { obj_id: 3300, obj_inst_id: 0 },
      { obj_id: 3300, obj_inst_id: 1 },
    ]);
    expect(platform.log).to.include("8699*********11  observe /3/0: method not allowed (4.05)");
    await peer.close();
    await platform.close();
  });
});
