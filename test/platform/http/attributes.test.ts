import { expect } from "chai";
import { type Reply, TestPlatform, type UdpPeer, hex, imei } from "../support.js";

const sensor = "obj_id=3303&obj_inst_id=0&res_id=5700";
const sensorPath = "b43333303301300435373030";

describe("platform/http attributes", () => {
  let platform: TestPlatform;
  let peer: UdpPeer;

  beforeEach(async () => {
    platform = await TestPlatform.start();
    await platform.addDevice();
    peer = await platform.online("</3/0>,</3303/0>");
  });
  afterEach(async () => {
    await peer.close();
    await platform.close();
  });

  const put = (query: string): Promise<Reply> => platform.call("PUT", `/nbiot/attributes?imei=${imei}&${query}`);

  it("writes attributes of an object, an instance and a resource, and takes away those that are empty", async () => {
    const cases: [string, string][] = [
      ["obj_id=3303&pmin=5", `b433333033 46${hex("pmin=5")}`],
      ["obj_id=3303&obj_inst_id=0&pmax=", `b4333330330130 44${hex("pmax")}`],
      [`${sensor}&gt=3.5&lt=-1&st=`, `${sensorPath} 46${hex("gt=3.5")}05${hex("lt=-1")}02${hex("st")}`],
      [`${sensor}&edge=1&con=0`, `${sensorPath} 46${hex("edge=1")}05${hex("con=0")}`],
      [`${sensor}&epmin=0&epmax=9`, `${sensorPath} 47${hex("epmin=0")}07${hex("epmax=9")}`],
    ];
    for (const [query, rest] of cases) {
      const writing = put(query);
      const request = await peer.next();
      expect([request.head, request.rest], query).to.deep.equal(["CON 03", rest.replaceAll(" ", "")]);
      peer.reply(request, "44");
      expect(await writing).to.deep.equal({ errno: 0, error: "succ" });
    }
    await peer.nothingMore();
  });

  const wrong: [string, string][] = [
    ["pmin=1", "obj_id is missing"],
    ["obj_id=3303", "pmin, pmax, gt, lt, st, epmin, epmax, edge, con or hqmax is missing"],
    ["obj_id=3303&pmin=5&pmax=4", "pmax is less than pmin"],
    ["obj_id=3303&pmin=x", "pmin is not a number"],
    ["obj_id=3303&gt=1", "gt, lt or st needs res_id"],
    ["obj_id=3303&edge=1", "edge needs res_id"],
    [`${sensor}&edge=2`, "edge is not within 0 to 1"],
    [`${sensor}&epmin=5&epmax=5`, "epmax is not above epmin"],
    [`${sensor}&con=yes`, "con is not a number"],
  ];
  for (const [query, error] of wrong) {
    it(`answers 5108 to ${query}: ${error}`, async () => {
      expect(await put(query)).to.deep.equal({ errno: 5108, error: `invalid parameter: ${error}` });
      await peer.nothingMore();
    });
  }

  it("tells links with their attributes, to a depth of the caller's, and learns nothing from a part", async () => {
    const asking = platform.call("GET", `/nbiot/links?imei=${imei}&obj_id=3303&depth=1`);
    const request = await peer.next();
    expect([request.head, request.rest]).to.deep.equal(["CON 01", `b43333303347${hex("depth=1")}2128`]);
    peer.reply(request, "45", `c128ff${hex("</3303>;pmin=5,</3303/0>;pmax=60;flag")}`);
    expect((await asking).data).to.deep.equal([
      { path: "/3303", attributes: { pmin: "5" } },
      { path: "/3303/0", attributes: { pmax: "60", flag: "" } },
    ]);
    const listing = platform.call("GET", `/nbiot/resources?imei=${imei}&obj_id=3303`);
    peer.reply(await peer.next(), "45", `c128ff${hex("</3303/0/5700>")}`);
    expect((await listing).errno).to.equal(0);
  });

  it("refuses a depth that there is not, and tells links that are none", async () => {
    const reply = await platform.call("GET", `/nbiot/links?imei=${imei}&obj_id=3303&depth=4`);
    expect(reply).to.deep.equal({ errno: 5108, error: "invalid parameter: depth is not within 0 to 3" });
    const asking = platform.call("GET", `/nbiot/links?imei=${imei}&obj_id=3303`);
    peer.reply(await peer.next(), "45", `c128ff${hex("3303")}`);
    expect((await asking).error).to.equal("operation failed: bad response (link list: no link at character 0)");
  });
});
