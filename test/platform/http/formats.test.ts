import { expect } from "chai";
import { type Reply, TestPlatform, type UdpPeer, hex, imei } from "../support.js";

const place = "obj_id=3303&obj_inst_id=0";
/** Uri-Path of /3303/0, of /3303/0/5750, of /3/0/11. */
const instancePath = "b4333330330130";
const labelPath = `${instancePath}0435373530`;
const codesPath = "b1330130023131";

describe("platform/http formats", () => {
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

  const write = (query: string, ...data: unknown[]): Promise<Reply> =>
    platform.call("POST", `/nbiot?imei=${imei}&${query}`, { data });

  /** A write is one request; its code and the rest of it in hex. */
  async function written(query: string, ...data: unknown[]): Promise<string> {
    const writing = write(query, ...data);
    const request = await peer.next();
    peer.reply(request, "44");
    expect(await writing).to.deep.equal({ errno: 0, error: "succ" });
    await peer.nothingMore();
    return `${request.head.slice(4)} ${request.rest}`;
  }

  const label = { res_id: 5750, val: "lab" };

  it("puts one value to its resource in text, opaque and CBOR, whatever the mode", async () => {
    for (const mode of [1, 2]) {
      expect(await written(`${place}&mode=${mode}&format=0`, label)).to.equal(`03 ${labelPath}10ff${hex("lab")}`);
      expect(await written(`${place}&mode=${mode}&format=60`, label)).to.equal(`03 ${labelPath}113cff63${hex("lab")}`);
    }
    expect(await written("obj_id=40000&obj_inst_id=0&mode=2&format=42", { res_id: 1, val: "00ff", type: 1 })).to.equal(
      "03 b5343030303001300131112aff00ff",
    );
  });

  it("writes to the instance in TLV, JSON, SenML and LwM2M CBOR: replace with PUT, partial with POST", async () => {
    const payloads: [string, string, string][] = [
      ["11542", "122d16", `e31676${hex("lab")}`],
      ["1542", "120606", `e31676${hex("lab")}`],
      ["11543", "122d17", hex('{"bn":"/3303/0/","e":[{"n":"5750","sv":"lab"}]}')],
      ["110", "116e", hex('[{"n":"/3303/0/5750","vs":"lab"}]')],
      ["112", "1170", `81a2006c${hex("/3303/0/5750")}0363${hex("lab")}`],
      ["11544", "122d18", `a1190ce7a100a119167663${hex("lab")}`],
    ];
    for (const [format, option, payload] of payloads) {
      expect(await written(`${place}&mode=1&format=${format}`, label)).to.equal(
        `03 ${instancePath}${option}ff${payload}`,
      );
      expect(await written(`${place}&mode=2&format=${format}`, label)).to.equal(
        `02 ${instancePath}${option}ff${payload}`,
      );
    }
  });

  it("writes to a resource, and to one of its instances, where the query names it", async () => {
    const codes = { res_id: 11, res_inst: [{ res_inst_id: 2, val: 7 }] };
    const at = "obj_id=3&obj_inst_id=0&res_id=11";
    expect(await written(`${at}&mode=1`, codes)).to.equal(`03 ${codesPath}122d16ff830b410207`);
    expect(await written(`${at}&mode=2`, codes)).to.equal(`02 ${codesPath}122d16ff830b410207`);
    expect(await written(`${at}&res_inst_id=2&mode=2`, codes)).to.equal(`03 ${codesPath}0132122d16ff410207`);
    expect(await written(`${at}&mode=2&format=0`, codes)).to.equal(`03 ${codesPath}013210ff37`);
    expect(await written(`${place}&res_id=5750&mode=2`, label)).to.equal(`03 ${labelPath}122d16ffe31676${hex("lab")}`);
  });

  it("refuses a format that it does not write, and what a format cannot hold", async () => {
    const cases: [string, unknown[], number, string][] = [
      ["format=1", [label], 5108, "invalid parameter: format is none of the content formats 0, 42, 60, "],
      ["format=text", [label], 5108, "invalid parameter: format is not a number"],
      ["format=0", [label, { res_id: 5601, val: 1 }], 5108, "format 0 holds one value: data has to have one resource"],
      ["format=42", [label], 3, "body: data does not fit: content format 42 holds bytes, not a value of type string"],
      ["res_id=5750", [{ res_id: 5601, val: 1 }], 5108, "invalid parameter: res_id is not all that data has"],
      ["res_id=5750&res_inst_id=1", [label], 5108, "invalid parameter: res_inst_id is not all that data has"],
      ["res_inst_id=1", [label], 5108, "invalid parameter: res_inst_id needs res_id"],
      [
        "format=112",
        [{ res_id: 5750, res_inst: [] }],
        3,
        "that resource 5750 has no instances can be told in TLV alone",
      ],
      ["format=110", [{ res_id: 5750, val: "x".repeat(2_100) }], 3, "body: data is longer than 2048 bytes"],
    ];
    for (const [query, data, errno, error] of cases) {
      const reply = await write(`${place}&mode=2&${query}`, ...data);
      expect(reply.errno, query).to.equal(errno);
      expect(reply.error, query).to.contain(error);
    }
    await peer.nothingMore();
  });

  it("reads one resource instance, and shows it as such", async () => {
    const reading = platform.call(
      "GET",
      `/nbiot?imei=${imei}&obj_id=3&obj_inst_id=0&res_id=11&res_inst_id=2&accept=60`,
    );
    const request = await peer.next();
    expect(request.rest).to.equal(`${codesPath}0132613c`);
    peer.reply(request, "45", "c13cff07");
    expect((await reading).data).to.deep.equal([
      { obj_inst_id: 0, res: [{ res_id: 11, res_inst: [{ res_inst_id: 2, val: 7 }] }] },
    ]);
    const foreign = platform.call("GET", `/nbiot?imei=${imei}&obj_id=3&obj_inst_id=0&res_id=11&res_inst_id=2`);
    peer.reply(await peer.next(), "45", "c22d16ff410307");
    expect((await foreign).error).to.contain("the answer tells of another instance or resource than was asked for");
  });

  it("reads LwM2M CBOR", async () => {
    const reading = platform.call("GET", `/nbiot?imei=${imei}&${place}&accept=11544`);
    const request = await peer.next();
    expect(request.rest).to.equal(`${instancePath}622d18`);
    peer.reply(request, "45", "c22d18ffa183190ce700191644f94d60");
    expect((await reading).data).to.deep.equal([{ obj_inst_id: 0, res: [{ res_id: 5700, val: 21.5 }] }]);
  });

  it("keeps the format of a cached write", async () => {
    const soon = new Date(Date.now() + 3_600_000 - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
    const query = `imei=${imei}&${place}&mode=2&format=0&expired_time=${soon}`;
    expect((await platform.call("POST", `/nbiot/offline?${query}`, { data: [label] })).errno).to.equal(0);
    expect((await platform.call("POST", `/nbiot/offline?${query}1`, { data: [label] })).errno).to.equal(5108);
  });

  it("decodes each format in the message log", async () => {
    for (const format of [0, 60, 110, 112, 11_542, 11_543, 11_544])
      await written(`${place}&mode=2&format=${format}`, label);
    const messages = (await platform.call("GET", `/messages?imei=${imei}`)).data as {
      code: string;
      values?: unknown;
    }[];
    const writes = messages.filter(({ code }) => code === "0.02" || code === "0.03").slice(1);
    expect(writes.map(({ values }) => values)).to.deep.equal(Array(7).fill({ "/3303/0/5750": "lab" }));
  });
});
