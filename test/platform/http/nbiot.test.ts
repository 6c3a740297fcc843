import { expect } from "chai";
import { type Reply, TestPlatform, type UdpPeer, hex, imei, until } from "../support.js";

describe("platform/http nbiot", () => {
  let platform: TestPlatform;
  let peer: UdpPeer;
  let deviceId: string;

  beforeEach(async () => {
    platform = await TestPlatform.start();
    deviceId = await platform.addDevice();
    peer = await platform.online("</3/0>,</3201/0>,</3300/0>");
  });

  afterEach(async () => {
    await peer.close();
    await platform.close();
  });

  const write = (query: string, body?: unknown): Promise<Reply> =>
    platform.call("POST", `/nbiot?imei=${imei}&${query}`, body);

  const wrong: [string, string][] = [
    ["GET /nbiot?obj_id=3", "imei is missing"],
    ["GET /nbiot?imei=IMEI", "obj_id is missing"],
    ["GET /nbiot?imei=IMEI&obj_id=x", "obj_id is not a number"],
    ["GET /nbiot?imei=IMEI&obj_id=1.5", "obj_id is not an integer"],
    ["GET /nbiot?imei=IMEI&obj_id=65535", "obj_id is not within 0 to 65534"],
    ["GET /nbiot?imei=IMEI&obj_id=3&res_id=0", "res_id needs obj_inst_id"],
    ["GET /nbiot?imei=IMEI&obj_id=3&timeout=41", "timeout is not within 0.1 to 40 seconds"],
    ["GET /nbiot?imei=IMEI&obj_id=3&obj_id=4", "obj_id is not a number"],
    ["GET /nbiot/discover?imei=IMEI", "obj_id is missing"],
    ["GET /nbiot/resources?imei=IMEI&obj_id=-1", "obj_id is not within 0 to 65534"],
    ["POST /nbiot?imei=IMEI&obj_id=3&mode=2", "obj_inst_id is missing"],
    ["POST /nbiot?imei=IMEI&obj_id=3&obj_inst_id=0", "mode is missing"],
    ["POST /nbiot?imei=IMEI&obj_id=3&obj_inst_id=0&mode=3", "mode is not within 1 to 2"],
    ["POST /nbiot/execute?imei=IMEI&obj_id=3&obj_inst_id=0", "res_id is missing"],
    ["POST /nbiot/observe?imei=IMEI&obj_id=3&cancel=maybe", "cancel is neither true nor false"],
    ["POST /nbiot/observe?imei=IMEI&obj_id=3&pmin=0", "pmin is not within 1 to 4294967295"],
    ["POST /nbiot/observe?imei=IMEI&obj_id=3&pmin=5&pmax=4", "pmax is less than pmin"],
    ["POST /nbiot/observe?imei=IMEI&obj_id=3&gt=1", "gt, lt or st needs res_id"],
    ["POST /nbiot/observe?imei=IMEI&obj_id=3300&obj_inst_id=0&res_id=5700&gt=3&lt=1&st=1", "gt is not above lt + 2·st"],
  ];
  for (const [call, error] of wrong) {
    it(`answers 5108 to ${call}: ${error}`, async () => {
      const [method, path] = call.replace("IMEI", imei).split(" ");
      expect(await platform.call(method ?? "", path ?? "")).to.deep.equal({
        errno: 5108,
        error: `invalid parameter: ${error}`,
      });
      await peer.nothingMore();
    });
  }

  it("tells a path that cannot be decoded in the API's shape", async () => {
    const response = await fetch(`${platform.running.url}/%ff`);
    const { errno, error } = (await response.json()) as Reply;
    expect([response.status, errno]).to.deep.equal([400, 5108]);
    expect(error).to.contain("'/%ff' is not a valid url component");
  });

  const wrongBodies: [string, unknown, string][] = [
    ["none", undefined, "body: it is missing"],
    ["one without data", {}, "body: data is missing"],
    ["empty data", { data: [] }, "body: data is not a list of resources"],
    ["data that is no list", { data: { res_id: 1 } }, "body: data is not a list of resources"],
    ["no res_id", { data: [{ val: 1 }] }, "body: res_id is missing"],
    ["no val", { data: [{ res_id: 5550 }] }, "body: val of res_id 5550 is missing"],
    ["a type that is none", { data: [{ res_id: 5550, val: 1, type: 3 }] }, "body: type is not within 1 to 2"],
    [
      "a value that does not fit",
      { data: [{ res_id: 5550, val: "maybe" }] },
      'body: val of res_id 5550 does not fit: "maybe" is not of type boolean',
    ],
    [
      "wrong hex",
      { data: [{ res_id: 1, val: "0g", type: 1 }] },
      "body: val of res_id 1 does not fit: bytes are given as hex digits, two for each byte",
    ],
    [
      "a resource twice",
      {
        data: [
          { res_id: 1, val: 1 },
          { res_id: 1, val: 2 },
        ],
      },
      "body: data names a resource twice",
    ],
    ["more than 2 kB", { data: [{ res_id: 5750, val: "x".repeat(2_100) }] }, "body: data is longer than 2048 bytes"],
  ];
  for (const [what, body, error] of wrongBodies) {
    it(`answers 3 to a write with ${what}`, async () => {
      expect(await write("obj_id=3201&obj_inst_id=0&mode=2", body)).to.deep.equal({ errno: 3, error });
      await peer.nothingMore();
    });
  }

  it("writes by the table's types, by the type of the call, and by JSON's own where no table has the resource", async () => {
    const cases: [string, unknown, string][] = [
      ["obj_id=3201&obj_inst_id=0", { res_id: 5550, val: true }, "e115ae01"],
      ["obj_id=3201&obj_inst_id=0", { res_id: 5550, val: "0" }, "e115ae00"],
      ["obj_id=3303&obj_inst_id=0", { res_id: 5603, val: -1 }, "e415e3bf800000"],
      ["obj_id=40000&obj_inst_id=0", { res_id: 1, val: 300 }, "c201012c"],
      ["obj_id=40000&obj_inst_id=0", { res_id: 1, val: "00ff", type: 1 }, "c20100ff"],
      ["obj_id=40000&obj_inst_id=0", { res_id: 1, val: 1_367_491_215, type: 2 }, "c4015182428f"],
      [
        "obj_id=40000&obj_inst_id=0",
        {
          res_id: 1,
          res_inst: [
            { res_inst_id: 0, val: "a" },
            { res_inst_id: 1, val: "b" },
          ],
        },
        "8601410061410162",
      ],
    ];
    for (const [path, resource, tlv] of cases) {
      const writing = write(`${path}&mode=2`, { data: [resource] });
      const request = await peer.next();
      expect(request.rest.slice(request.rest.indexOf("122d16ff") + 8)).to.equal(tlv);
      peer.reply(request, "44");
      expect((await writing).errno).to.equal(0);
    }
  });

  it("asks for resource instances where the table has several", async () => {
    const reply = await write("obj_id=3&obj_inst_id=0&mode=2", { data: [{ res_id: 6, val: 1 }] });
    expect(reply).to.deep.equal({ errno: 3, error: "body: res_id 6 has several instances: give res_inst" });
  });

  it("shows resource instances of a read, and keeps them as one data point", async () => {
    const reading = platform.call("GET", `/nbiot?imei=${imei}&obj_id=3&obj_inst_id=0&res_id=6`);
    peer.reply(await peer.next(), "45", "c22d16ff8606410001410105");
    expect((await reading).data).to.deep.equal([
      {
        obj_inst_id: 0,
        res: [
          {
            res_id: 6,
            res_inst: [
              { res_inst_id: 0, val: 1 },
              { res_inst_id: 1, val: 5 },
            ],
          },
        ],
      },
    ]);
    const stream = (await platform.call("GET", `/devices/${deviceId}/datastreams/3_0_6`)).data;
    expect(stream).to.deep.include({ id: "3_0_6", current_value: { "0": 1, "1": 5 } });
  });

  it("answers 2001 for an offline device, 1 for an unknown IMEI", async () => {
    await platform.call("POST", "/devices", { title: "off", protocol: "LWM2M", auth_info: { "1234": "1" } });
    expect(await platform.call("GET", "/nbiot?imei=1234&obj_id=3")).to.deep.equal({
      errno: 2001,
      error: "device not online",
    });
    expect((await platform.call("GET", "/nbiot/resources?imei=1234")).data).to.deep.equal({ total_count: 0, item: [] });
    expect((await platform.call("GET", "/nbiot?imei=4321&obj_id=3")).errno).to.equal(1);
  });

  describe("data points", () => {
    async function readValue(value: string): Promise<void> {
      const reading = platform.call("GET", `/nbiot?imei=${imei}&obj_id=3300&obj_inst_id=0&res_id=5700`);
      peer.reply(await peer.next(), "45", `ff${hex(value)}`);
      await reading;
    }

    interface Points {
      readonly count: number;
      readonly cursor?: string;
      readonly datastreams: readonly { readonly datapoints: readonly { readonly value: unknown }[] }[];
    }

    async function points(query: string): Promise<[unknown[], string | undefined]> {
      const { cursor, datastreams } = (await platform.call("GET", `/devices/${deviceId}/datapoints?${query}`))
        .data as Points;
      return [datastreams[0]?.datapoints.map(({ value }) => value) ?? [], cursor];
    }

    it("come in the order of time, by limit, order, start and cursor", async () => {
      for (const value of ["1", "2", "3"]) await readValue(value);
      expect(await points("")).to.deep.equal([[1, 2, 3], undefined]);
      expect(await points("limit=2")).to.deep.equal([[2, 3], undefined]);
      expect(await points("sort=DESC")).to.deep.equal([[3, 2, 1], undefined]);
      const [first, cursor] = await points("start=2001-01-01T00:00:00&limit=2");
      expect(first).to.deep.equal([1, 2]);
      expect(await points(`start=2001-01-01T00:00:00&limit=2&cursor=${cursor}`)).to.deep.equal([[3], undefined]);
      expect(await points("start=2001-01-01T00:00:00&duration=60")).to.deep.equal([[], undefined]);
      expect(await points("duration=60")).to.deep.equal([[1, 2, 3], undefined]);
      expect(await points("datastream_id=3300_0_5701")).to.deep.equal([[], undefined]);
    });

    it("refuse a query that is wrong", async () => {
      for (const query of [
        "limit=0",
        "limit=6001",
        "sort=up",
        "start=yesterday",
        "cursor=x",
        "start=2002-01-01T00:00:00&end=2001-01-01T00:00:00",
      ]) {
        expect((await platform.call("GET", `/devices/${deviceId}/datapoints?${query}`)).errno, query).to.equal(5108);
      }
    });

    it("have their current value in the datastreams", async () => {
      await readValue("1.5");
      const streams = (await platform.call("GET", `/devices/${deviceId}/datastreams?datastream_ids=3300_0_5700,1_2_3`))
        .data as Record<string, unknown>[];
      expect(streams.length).to.equal(1);
      expect(streams[0]).to.include({ id: "3300_0_5700", current_value: 1.5 });
      expect(streams[0]?.["update_at"]).to.match(/\.\d{3}$/);
      expect((await platform.call("GET", `/devices/${deviceId}/datastreams/1_2_3`)).errno).to.equal(5108);
    });
  });

  it("sends events to those who follow: value, message, offline, with the device's number", async () => {
    const abort = new AbortController();
    const stream = await fetch(`${platform.running.url}/events`, {
      headers: { "api-key": platform.running.masterKey },
      signal: abort.signal,
    });
    expect(stream.headers.get("content-type")).to.equal("text/event-stream");
    const reader = stream.body?.getReader();
    const reading = platform.call("GET", `/nbiot?imei=${imei}&obj_id=3300&obj_inst_id=0&res_id=5700`);
    peer.reply(await peer.next(), "45", "ff31");
    await reading;
    await platform.call("DELETE", `/devices/${deviceId}`);
    let text = "";
    await until(
      async () => (text += Buffer.from((await reader?.read())?.value ?? []).toString()),
      (all) => all.includes('"kind":"device"'),
    );
    const events = text
      .split("\n\n")
      .filter((part) => part.startsWith("data: "))
      .map((part) => JSON.parse(part.slice(6)) as Record<string, unknown>);
    expect(events.map(({ kind }) => kind)).to.deep.equal(["message", "message", "datapoint", "offline", "device"]);
    expect(events[2]).to.include({ device_id: deviceId, stream: "3300_0_5700", value: 1 });
    expect(events[1]).to.have.nested.property("message.text", '2.05 content 1 bytes "1"');
    abort.abort();
  });

  it("keeps a log of the device's messages, its registration among them", async () => {
    const messages = (await platform.call("GET", `/messages?imei=${imei}`)).data as {
      direction: string;
      type: string;
      text: string;
    }[];
    expect(messages.map(({ direction, type }) => `${direction} ${type}`)).to.deep.equal(["received CON", "sent ACK"]);
    expect(messages[0]?.text).to.match(
      /^POST \/rd\?lwm2m=1\.0&ep=.* link 26 bytes "<\/3\/0>,<\/3201\/0>,<\/3300\/0>"$/,
    );
    expect(messages[1]?.text).to.match(/^2\.01 created Location \/rd\/[\w-]{7}$/);
  });
});
