import { expect } from "chai";
import { type Reply, TestPlatform, type UdpPeer, hex, imei } from "../support.js";

describe("platform/http instances", () => {
  let platform: TestPlatform;
  let peer: UdpPeer;

  beforeEach(async () => {
    platform = await TestPlatform.start();
    await platform.addDevice();
    peer = await platform.online("</3/0>,</3303/0>,</3303/1>,</9>");
  });
  afterEach(async () => {
    await peer.close();
    await platform.close();
  });

  const create = (query: string, body?: unknown): Promise<Reply> =>
    platform.call("POST", `/nbiot/create?imei=${imei}&${query}`, body);
  const remove = (query: string): Promise<Reply> => platform.call("DELETE", `/nbiot?imei=${imei}&${query}`);

  async function instances(object: number): Promise<unknown> {
    const messages = platform.call("GET", `/nbiot/resources?imei=${imei}&obj_id=${object}`);
    for (;;) {
      const next = await Promise.race([messages, peer.next()]);
      if ("errno" in next) break;
      peer.reply(next, "84");
    }
    const { item } = (await messages).data as { item: { instances: { inst_id: number }[] }[] };
    return item[0]?.instances.map(({ inst_id }) => inst_id);
  }

  it("makes an instance whose number the device chooses, and has it in the resource list", async () => {
    const making = create("obj_id=3303", { data: [{ res_id: 5750, val: "lab" }] });
    const request = await peer.next();
    expect([request.head, request.rest]).to.deep.equal(["CON 02", `b433333033122d16ffe31676${hex("lab")}`]);
    peer.reply(request, "41", "84333330330137");
    expect(await making).to.deep.equal({ errno: 0, error: "succ", data: { obj_id: 3303, obj_inst_id: 7 } });
    expect(await instances(3303)).to.deep.equal([0, 1, 7]);
  });

  it("makes an instance with a number of the caller's, in TLV, SenML and LwM2M CBOR, with and without values", async () => {
    const cases: [string, unknown, string][] = [
      ["", { data: [{ res_id: 5750, val: "lab" }] }, `122d16ff0602e31676${hex("lab")}`],
      ["", undefined, "122d16ff0002"],
      ["", { data: [] }, "122d16ff0002"],
      ["&format=110", { data: [{ res_id: 5750, val: "lab" }] }, `116eff${hex('[{"n":"/3303/2/5750","vs":"lab"}]')}`],
      ["&format=11544", { data: [{ res_id: 5750, val: "lab" }] }, `122d18ffa1190ce7a102a119167663${hex("lab")}`],
    ];
    for (const [format, body, rest] of cases) {
      const making = create(`obj_id=3303&obj_inst_id=2${format}`, body);
      const request = await peer.next();
      expect(request.rest).to.equal(`b433333033${rest}`);
      peer.reply(request, "41");
      expect((await making).data).to.deep.equal({ obj_id: 3303, obj_inst_id: 2 });
    }
    expect(await instances(3303)).to.deep.equal([0, 1, 2]);
  });

  it("says what it does not know: the number, where the device does not tell it", async () => {
    const making = create("obj_id=9");
    const request = await peer.next();
    expect(request.rest).to.equal("b139122d16");
    peer.reply(request, "41");
    expect((await making).data).to.deep.equal({ obj_id: 9 });
  });

  it("tells a refusal, and leaves the resource list as it was", async () => {
    const making = create("obj_id=3303&obj_inst_id=0");
    peer.reply(await peer.next(), "80");
    expect(await making).to.deep.equal({ errno: 5106, error: "operation failed: bad request (4.00)" });
    const removing = remove("obj_id=3&obj_inst_id=0");
    peer.reply(await peer.next(), "85");
    expect(await removing).to.deep.equal({ errno: 5106, error: "operation failed: method not allowed (4.05)" });
    expect(await instances(3)).to.deep.equal([0]);
  });

  it("removes an instance with its observations, and nothing else", async () => {
    for (const [query, uri] of [
      ["obj_id=3303&obj_inst_id=1", "54333330330131"],
      ["obj_id=3303&obj_inst_id=0", "54333330330130"],
    ] as const) {
      const observing = platform.call("POST", `/nbiot/observe?imei=${imei}&${query}`);
      const request = await peer.next();
      expect(request.rest).to.equal(`60${uri}`);
      peer.reply(request, "45", "6101622d16");
      await observing;
    }
    const removing = remove("obj_id=3303&obj_inst_id=1");
    const request = await peer.next();
    expect([request.head, request.rest]).to.deep.equal(["CON 04", "b4333330330131"]);
    peer.reply(request, "42");
    expect(await removing).to.deep.equal({ errno: 0, error: "succ" });
    expect(await instances(3303)).to.deep.equal([0]);
    const observed = (await platform.call("GET", `/nbiot/observe?imei=${imei}`)).data;
    expect(observed).to.deep.equal([{ obj_id: 3303, obj_inst_id: 0 }]);
  });

  it("removes a resource instance, which leaves the instance in the list", async () => {
    const removing = remove("obj_id=3303&obj_inst_id=1&res_id=11&res_inst_id=2");
    const request = await peer.next();
    expect(request.rest).to.equal("b43333303301310231310132");
    peer.reply(request, "42");
    expect((await removing).errno).to.equal(0);
    expect(await instances(3303)).to.deep.equal([0, 1]);
  });

  const wrong: [string, string, number, string][] = [
    ["POST", "/nbiot/create", 5108, "invalid parameter: obj_id is missing"],
    ["POST", "/nbiot/create?obj_id=9&obj_inst_id=0&res_id=1", 5108, "invalid parameter: res_id is in the body here"],
    [
      "POST",
      "/nbiot/create?obj_id=9&format=0",
      5108,
      "invalid parameter: format is none of the content formats 1542, ",
    ],
    ["POST", "/nbiot/create?obj_id=9&format=110", 3, "only TLV can leave the number of the instance to the device"],
    ["DELETE", "/nbiot?obj_id=3303", 5108, "invalid parameter: obj_inst_id is missing"],
    ["DELETE", "/nbiot?obj_id=3303&obj_inst_id=0&res_id=1", 5108, "invalid parameter: res_inst_id is missing"],
    ["DELETE", "/nbiot?obj_id=3303&obj_inst_id=65535", 5108, "obj_inst_id is not within 0 to 65534"],
  ];
  for (const [method, path, errno, error] of wrong) {
    it(`answers ${errno} to ${method} ${path}`, async () => {
      const reply = await platform.call(method, `${path}${path.includes("?") ? "&" : "?"}imei=${imei}`);
      expect(reply.errno).to.equal(errno);
      expect(reply.error).to.contain(error);
      await peer.nothingMore();
    });
  }

  it("answers 3 to a create whose body is wrong", async () => {
    for (const body of ["{", "[]", { data: {} }, { data: [{ res_id: 5750 }] }]) {
      expect((await create("obj_id=3303", body)).errno, JSON.stringify(body)).to.equal(3);
    }
    await peer.nothingMore();
  });

  it("shows a create without a number in the message log as new", async () => {
    const making = create("obj_id=3303", { data: [{ res_id: 5750, val: "lab" }] });
    peer.reply(await peer.next(), "41", "84333330330137");
    await making;
    const messages = (await platform.call("GET", `/messages?imei=${imei}`)).data as {
      values?: unknown;
      text: string;
    }[];
    expect(messages.at(-2)?.values).to.deep.equal({ "/3303/new/5750": "lab" });
    expect(messages.at(-1)?.text).to.equal("2.01 created Location /3303/7");
  });
});
