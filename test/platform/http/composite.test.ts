import { expect } from "chai";
import { type Datagram, type Reply, TestPlatform, type UdpPeer, hex, imei, until } from "../support.js";

const paths = "paths=/3/0/0,/3303/0";
/** The same in SenML CBOR and JSON, and in LwM2M CBOR. */
const namesCbor = `82a10066${hex("/3/0/0")}a10067${hex("/3303/0")}`;
const namesJson = hex('[{"n":"/3/0/0"},{"n":"/3303/0"}]');
const namesLwm2m = "a203a100a100f6190ce7a100f6";
/** [{"n":"/3/0/0","vs":"x"},{"n":"/3303/0/5700","v":21.5}] in SenML CBOR. */
const values = `82a20066${hex("/3/0/0")}036178a2006c${hex("/3303/0/5700")}02f94d60`;

describe("platform/http composite", () => {
  let platform: TestPlatform;
  let peer: UdpPeer;
  let deviceId: string;

  beforeEach(async () => {
    platform = await TestPlatform.start();
    deviceId = await platform.addDevice();
    peer = await platform.online("</3/0>,</3303/0>");
  });
  afterEach(async () => {
    await peer.close();
    await platform.close();
  });

  const call = (method: string, path: string, query: string, body?: unknown): Promise<Reply> =>
    platform.call(method, `/nbiot/composite${path}?imei=${imei}&${query}`, body);

  async function current(stream: string): Promise<unknown> {
    const { data } = await platform.call("GET", `/devices/${deviceId}/datastreams/${stream}`);
    return (data as { current_value: unknown }).current_value;
  }

  it("reads several places with FETCH, and keeps their values", async () => {
    const reading = call("GET", "", paths);
    const request = await peer.next();
    expect([request.head, request.rest]).to.deep.equal(["CON 05", `c1705170ff${namesCbor}`]);
    peer.reply(request, "45", `c170ff${values}`);
    expect((await reading).data).to.deep.equal([
      { obj_id: 3, obj_inst: [{ obj_inst_id: 0, res: [{ res_id: 0, val: "x" }] }] },
      { obj_id: 3303, obj_inst: [{ obj_inst_id: 0, res: [{ res_id: 5700, val: 21.5 }] }] },
    ]);
    expect([await current("3_0_0"), await current("3303_0_5700")]).to.deep.equal(["x", 21.5]);
  });

  it("asks in the format of the caller, and for another one where that is named", async () => {
    for (const [query, rest] of [
      ["format=110", `c16e516eff${namesJson}`],
      ["format=110&accept=112", `c16e5170ff${namesJson}`],
      ["format=320", `c20140516eff${namesJson}`],
      ["format=322", `c201425170ff${namesCbor}`],
      ["format=11544", `c22d18522d18ff${namesLwm2m}`],
    ] as const) {
      const reading = call("GET", "", `${paths}&${query}`);
      const request = await peer.next();
      expect(request.rest, query).to.equal(rest);
      peer.reply(request, "45", `c170ff${values}`);
      expect((await reading).errno).to.equal(0);
    }
  });

  it("takes an answer that leaves places out, and none that tells of others", async () => {
    const some = call("GET", "", paths);
    peer.reply(await peer.next(), "45", "c170ff80");
    expect((await some).data).to.deep.equal([]);
    const foreign = call("GET", "", "paths=/3/0/0");
    peer.reply(await peer.next(), "45", `c170ff${values}`);
    expect(await foreign).to.deep.equal({
      errno: 5106,
      error: "operation failed: bad response (the answer tells of another place than was asked for)",
    });
  });

  it("tells a device that knows no composite operation", async () => {
    const reading = call("GET", "", paths);
    peer.reply(await peer.next(), "85");
    expect(await reading).to.deep.equal({ errno: 5106, error: "operation failed: method not allowed (4.05)" });
  });

  const body = {
    data: [
      { obj_id: 3, obj_inst: [{ obj_inst_id: 0, res: [{ res_id: 14, val: "+01" }] }] },
      { obj_id: 3303, obj_inst: [{ obj_inst_id: 0, res: [{ res_id: 5750, val: "lab" }] }] },
    ],
  };

  it("writes to several places with iPATCH", async () => {
    for (const [query, rest] of [
      ["", `c170ff82a20067${hex("/3/0/14")}0363${hex("+01")}a2006c${hex("/3303/0/5750")}0363${hex("lab")}`],
      ["format=110", `c16eff${hex('[{"n":"/3/0/14","vs":"+01"},{"n":"/3303/0/5750","vs":"lab"}]')}`],
      ["format=320", `c20140ff${hex('[{"n":"/3/0/14","vs":"+01"},{"n":"/3303/0/5750","vs":"lab"}]')}`],
      ["format=11544", `c22d18ffa203a100a10e63${hex("+01")}190ce7a100a119167663${hex("lab")}`],
    ] as const) {
      const writing = call("POST", "", query, body);
      const request = await peer.next();
      expect([request.head, request.rest]).to.deep.equal(["CON 07", rest]);
      peer.reply(request, "44");
      expect(await writing).to.deep.equal({ errno: 0, error: "succ" });
    }
    await peer.nothingMore();
  });

  describe("observe", () => {
    async function observed(): Promise<Datagram> {
      const observing = call("POST", "/observe", paths);
      const request = await peer.next();
      expect([request.head, request.rest]).to.deep.equal(["CON 05", `6061705170ff${namesCbor}`]);
      peer.reply(request, "45", `61056170ff${values}`);
      expect(await observing).to.deep.equal({ errno: 0, error: "succ" });
      return request;
    }

    it("keeps each notification, lists what is observed, and cancels with the token", async () => {
      const { token } = await observed();
      peer.send(`4845 1001 ${token} 6106 6170 ff 81a2006c${hex("/3303/0/5700")}021819`);
      expect((await peer.next()).bytes.toString("hex")).to.equal("60001001");
      expect(await current("3303_0_5700")).to.equal(25);
      expect((await call("GET", "/observe", "")).data).to.deep.equal([{ paths: ["/3/0/0", "/3303/0"] }]);
      expect((await platform.call("GET", `/nbiot/observe?imei=${imei}`)).data).to.deep.equal([]);
      const cancelling = call("POST", "/observe", `${paths}&cancel=true`);
      const request = await peer.next();
      expect([request.token, request.rest]).to.deep.equal([token, `610161705170ff${namesCbor}`]);
      peer.reply(request, "45", "c170ff80");
      expect((await cancelling).errno).to.equal(0);
      peer.send(`4845 1002 ${token} 6107 6170 ff80`);
      expect((await peer.next()).bytes.toString("hex")).to.equal("70001002");
      expect((await call("GET", "/observe", "")).data).to.deep.equal([]);
    });

    it("fetches the rest of a notification in blocks with the same FETCH", async () => {
      const { token } = await observed();
      // Block2 0/1/16, then 1/0/16.
      const whole = Buffer.from(`81a2006c${hex("/3303/0/5700")}021819`, "hex").toString("hex");
      peer.send(`4845 1001 ${token} 6106 6170 b108 ff ${whole.slice(0, 32)}`);
      expect((await peer.next()).bytes.toString("hex")).to.equal("60001001");
      const rest = await peer.next();
      expect([rest.head, rest.rest]).to.deep.equal(["CON 05", `c170517061 10ff${namesCbor}`.replace(" ", "")]);
      peer.reply(rest, "45", `c170b110ff${whole.slice(32)}`);
      expect(
        await until(
          () => current("3303_0_5700"),
          (value) => value === 25,
        ),
      ).to.equal(25);
    });

    it("stands over a restart", async () => {
      const { token } = await observed();
      const port = platform.running.port;
      await platform.stop();
      const again = await TestPlatform.start({ data: platform.folder, port });
      peer.send(`4845 1001 ${token} 6106 6170 ff 81a2006c${hex("/3303/0/5700")}021819`);
      expect((await peer.next()).bytes.toString("hex")).to.equal("60001001");
      expect((await again.call("GET", `/nbiot/composite/observe?imei=${imei}`)).data).to.deep.equal([
        { paths: ["/3/0/0", "/3303/0"] },
      ]);
      await again.stop();
    });
  });

  const wrong: [string, string, unknown, number, string][] = [
    ["GET /", "", undefined, 5108, "invalid parameter: paths is missing"],
    ["GET /", "paths=3303", undefined, 5108, 'paths has "3303", which is not a place such as /3303/0'],
    ["GET /", "paths=/3,", undefined, 5108, 'paths has "", which'],
    ["GET /", "paths=/3,/3", undefined, 5108, "paths has a place twice"],
    ["GET /", `paths=${Array(65).fill("/3").join()}`, undefined, 5108, "paths has more than 64 places"],
    [
      "GET /",
      "paths=/3&format=11542",
      undefined,
      5108,
      "format is none of the content formats 110, 112, 320, 322, 11544",
    ],
    ["GET /", "paths=/3&accept=x", undefined, 5108, "accept is not a number"],
    ["GET /", "paths=/3&timeout=99", undefined, 5108, "timeout is not within"],
    [
      "GET /",
      "paths=/3,/3/0/0&format=11544",
      undefined,
      5108,
      "has a place within another, which LwM2M CBOR cannot ask for",
    ],
    ["POST /observe", "paths=/3&cancel=maybe", undefined, 5108, "cancel is neither true nor false"],
    ["POST /", "", undefined, 3, "body: it is missing"],
    ["POST /", "format=0", body, 5108, "format is none of the content formats"],
    ["POST /", "", { data: [] }, 3, "body: data is not a list of objects"],
    ["POST /", "", { data: [{ obj_id: 3 }] }, 3, "body: obj_inst is missing"],
    ["POST /", "", { data: [{ obj_id: 3, obj_inst: [1] }] }, 3, "body: obj_inst is not a list of instances"],
    ["POST /", "", { data: [{ obj_id: 3, obj_inst: [{ obj_inst_id: 0 }] }] }, 3, "body: res is missing"],
    [
      "POST /",
      "",
      { data: [{ obj_id: 3303, obj_inst: [{ obj_inst_id: 0, res: [{ res_id: 5601, val: "warm" }] }] }] },
      3,
      "body: val of res_id 5601 does not fit",
    ],
  ];
  for (const [place, query, content, errno, error] of wrong) {
    it(`answers ${errno} to ${place}: ${error}`, async () => {
      const [method, path] = place.split(" /") as [string, string];
      const reply = await call(method, path === "" ? "" : `/${path}`, query, content);
      expect([reply.errno, reply.error.includes(error)], reply.error).to.deep.equal([errno, true]);
      await peer.nothingMore();
    });
  }

  it("says in the message log for what is asked, and what is told", async () => {
    const reading = call("GET", "", paths);
    peer.reply(await peer.next(), "45", `c170ff${values}`);
    await reading;
    const messages = (await platform.call("GET", `/messages?imei=${imei}`)).data as {
      values?: unknown;
      text: string;
    }[];
    expect(messages.at(-2)?.text).to.match(
      /^FETCH \/ Accept 112 SenML CBOR 20 bytes [0-9a-f]{40} for \/3\/0\/0 \/3303\/0$/,
    );
    expect(messages.at(-1)?.values).to.deep.equal({ "/3/0/0": "x", "/3303/0/5700": 21.5 });
  });
});
