import { expect } from "chai";
import { type Reply, TestPlatform, UdpPeer, imei, register, until } from "../support.js";

const later = "2099-01-01T00:00:00";
const links = "</3/0>,</3300/0>";

describe("platform/http cached commands", () => {
  let platform: TestPlatform;
  let peer: UdpPeer;

  beforeEach(async () => {
    platform = await TestPlatform.start();
    await platform.addDevice();
    peer = await UdpPeer.open(platform.running.port);
  });

  afterEach(async () => {
    await peer.close();
    await platform.close();
  });

  const cached = (method: string, path: string, query: string, body?: unknown): Promise<Reply> =>
    platform.call(method, `${path}?imei=${imei}&expired_time=${later}&${query}`, body);
  const uuidOf = (reply: Reply): string => (reply.data as { uuid: string }).uuid;
  const command = async (uuid: string): Promise<Record<string, unknown>> =>
    (await platform.call("GET", `/nbiot/offline/history/${uuid}?imei=${imei}`)).data as Record<string, unknown>;
  const reaches = (uuid: string, status: number): Promise<Record<string, unknown>> =>
    until(
      () => command(uuid),
      ({ send_status: is }) => is === status,
    );

  /** Registers, and gives the location's name. */
  async function comesBy(id = "0001"): Promise<string> {
    peer.send(register(id, links));
    const created = await peer.next();
    expect(created.head).to.equal("ACK 41");
    return Buffer.from(created.rest.slice(8), "hex").toString();
  }

  const update = (id: string, location: string): void => {
    const name = Buffer.from(location).toString("hex");
    peer.send(`4102${id}bb b27264 0${(name.length / 2).toString(16)}${name}`);
  };

  it("sends read, write and execute once the device registers, in the order in which they were made", async () => {
    const read = uuidOf(await cached("GET", "/nbiot/offline", "obj_id=3300&obj_inst_id=0&res_id=5700"));
    const write = uuidOf(
      await cached("POST", "/nbiot/offline", "obj_id=3300&obj_inst_id=0&mode=2", {
        data: [{ res_id: 5750, val: "lab" }],
      }),
    );
    const execute = uuidOf(
      await cached("POST", "/nbiot/execute/offline", "obj_id=3&obj_inst_id=0&res_id=4", { args: "5" }),
    );
    expect(await command(read)).to.include({ type: "READ", send_status: 1, trigger_msg: 7, remain: "3", imei });
    await comesBy();
    const first = await peer.next();
    expect([first.head, first.rest]).to.deep.equal(["CON 01", "b43333303001300435373030"]);
    expect(await command(read)).to.include({ send_status: 3 });
    peer.reply(first, "45", "ff32312e35");
    const second = await peer.next();
    expect(second.head).to.equal("CON 02");
    peer.reply(second, "44");
    const third = await peer.next();
    expect([third.head, third.rest]).to.deep.equal(["CON 02", "b133 0130 0134 10 ff35".replaceAll(" ", "")]);
    peer.reply(third, "44");
    const done = await reaches(execute, 5);
    expect(done).to.include({ type: "EXECUTE", confirm_status: "SUCCESS" });
    expect(done["content"]).to.deep.equal({ args: "5" });
    expect(await command(read)).to.deep.include({
      send_status: 5,
      cmd_result: [{ obj_inst_id: 0, res: [{ res_id: 5700, val: 21.5 }] }],
    });
    expect(await command(write)).to.include({ type: "WRITE", send_status: 5 });
    await peer.nothingMore();
  });

  it("waits for the message that trigger_msg names: 2 is an update", async () => {
    const uuid = uuidOf(await cached("GET", "/nbiot/offline", "obj_id=3&trigger_msg=2"));
    const location = await comesBy();
    await peer.nothingMore();
    update("0002", location);
    expect((await peer.next()).head).to.equal("ACK 44");
    const request = await peer.next();
    peer.reply(request, "84");
    expect(await reaches(uuid, 1)).to.include({ remain: "2", confirm_status: "NOT_FOUND" });
  });

  it("is tried again at each update until its tries are used up, and then fails", async () => {
    const uuid = uuidOf(await cached("GET", "/nbiot/offline", "obj_id=3&retry=1&timeout=0.2"));
    const location = await comesBy();
    peer.reply(await peer.next(), "a0");
    expect(await reaches(uuid, 1)).to.include({ remain: "0", confirm_status: "INTERNAL_SERVER_ERROR" });
    update("0002", location);
    expect((await peer.next()).head).to.equal("ACK 44");
    await peer.next();
    expect(await reaches(uuid, 6)).to.include({ confirm_status: "TIME_OUT" });
  });

  it("does not go before its valid_time", async () => {
    await cached("GET", "/nbiot/offline", "obj_id=3&valid_time=2098-01-01T00:00:00");
    await comesBy();
    await peer.nothingMore();
  });

  it("expires, and is not sent any more", async () => {
    const soon = new Date(Date.now() + 1_100 - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 23);
    const uuid = uuidOf(await platform.call("GET", `/nbiot/offline?imei=${imei}&obj_id=3&expired_time=${soon}`));
    await reaches(uuid, 4);
    await comesBy();
    await peer.nothingMore();
  });

  it("is cancelled while it waits, alone or with all others, and not twice", async () => {
    const one = uuidOf(await cached("GET", "/nbiot/offline", "obj_id=3"));
    const two = uuidOf(await cached("GET", "/nbiot/offline", "obj_id=4"));
    const cancel = (uuid: string): Promise<Reply> => platform.call("PUT", `/nbiot/offline/cancel/${uuid}?imei=${imei}`);
    expect((await cancel(one)).errno).to.equal(0);
    expect(await cancel(one)).to.deep.equal({
      errno: 5108,
      error: "invalid parameter: uuid: the command does not wait any more",
    });
    expect(await command(one)).to.include({ send_status: 2 });
    await platform.call("PUT", `/nbiot/offline/cancel/all?imei=${imei}`);
    expect(await command(two)).to.include({ send_status: 2 });
    await comesBy();
    await peer.nothingMore();
  });

  it("lists the history in pages, the newest first, and gives a result in pieces", async () => {
    const uuids: string[] = [];
    for (const object of [3, 4, 5]) uuids.push(uuidOf(await cached("GET", "/nbiot/offline", `obj_id=${object}`)));
    const list = async (query: string): Promise<{ total_count: number; items: { cmd_uuid: string }[] }> =>
      (await platform.call("GET", `/nbiot/offline/history?imei=${imei}&start=2020-01-01T00:00:00&${query}`))
        .data as never;
    const page = await list("per_page=2");
    expect([page.total_count, page.items.map(({ cmd_uuid }) => cmd_uuid)]).to.deep.equal([3, [uuids[2], uuids[1]]]);
    expect((await list("per_page=2&page=2")).items.map(({ cmd_uuid }) => cmd_uuid)).to.deep.equal([uuids[0]]);
    expect((await list("sort=ASC&per_page=1")).items.map(({ cmd_uuid }) => cmd_uuid)).to.deep.equal([uuids[0]]);
    expect((await list(`uuid=${uuids[1]}`)).total_count).to.equal(1);
    expect((await list("end=2021-01-01T00:00:00")).total_count).to.equal(0);
    const pieces = await platform.call("GET", `/nbiot/offline/history/${uuids[0]}/piecewise?imei=${imei}`);
    expect(pieces.data).to.deep.equal({ total_count: 0, items: [] });
  });

  it("goes on after a restart: one that was under way is tried again", async () => {
    const uuid = uuidOf(await cached("GET", "/nbiot/offline", "obj_id=3300&obj_inst_id=0&res_id=5700"));
    const location = await comesBy();
    await peer.next();
    expect(await command(uuid)).to.include({ send_status: 3 });
    await platform.stop();
    const { folder, running } = platform;
    platform = await TestPlatform.start({ data: folder, port: running.port });
    expect(await command(uuid)).to.include({ send_status: 1 });
    update("0002", location);
    let request = await peer.next();
    while (request.head !== "CON 01") request = await peer.next();
    peer.reply(request, "45", "ff31");
    await reaches(uuid, 5);
  });

  const wrong: [string, string][] = [
    ["GET /nbiot/offline?imei=IMEI&obj_id=3", "expired_time is missing"],
    ["GET /nbiot/offline?imei=IMEI&obj_id=3&expired_time=soon", "expired_time is not a time YYYY-MM-DDTHH:MM:SS"],
    [
      "GET /nbiot/offline?imei=IMEI&obj_id=3&expired_time=2020-01-01T00:00:00",
      "expired_time is not after valid_time and now",
    ],
    ["GET /nbiot/offline?imei=IMEI&expired_time=LATER", "obj_id is missing"],
    ["GET /nbiot/offline?imei=IMEI&obj_id=3&expired_time=LATER&retry=11", "retry is not within 0 to 10"],
    ["GET /nbiot/offline?imei=IMEI&obj_id=3&expired_time=LATER&trigger_msg=8", "trigger_msg is not within 1 to 7"],
    ["GET /nbiot/offline?imei=IMEI&obj_id=3&expired_time=LATER&timeout=41", "timeout is not within 0.1 to 40 seconds"],
    ["POST /nbiot/execute/offline?imei=IMEI&obj_id=3&obj_inst_id=0&expired_time=LATER", "res_id is missing"],
    ["GET /nbiot/offline/history?imei=IMEI", "start is missing"],
    ["GET /nbiot/offline/history?imei=IMEI&start=2020-01-01T00:00:00&sort=up", "sort is neither ASC nor DESC"],
    ["GET /nbiot/offline/history/none?imei=IMEI", "uuid: the device has no such command"],
    ["PUT /nbiot/offline/cancel/none?imei=IMEI", "uuid: the device has no such command"],
    ["PUT /nbiot/offline/cancel/all", "imei is missing"],
  ];
  for (const [call, error] of wrong) {
    it(`answers 5108 to ${call}: ${error}`, async () => {
      const [method, path] = call.replace("IMEI", imei).replace("LATER", later).split(" ");
      expect(await platform.call(method ?? "", path ?? "")).to.deep.equal({
        errno: 5108,
        error: `invalid parameter: ${error}`,
      });
    });
  }

  it("answers 3 to a write without a body", async () => {
    expect(await cached("POST", "/nbiot/offline", "obj_id=3&obj_inst_id=0&mode=1")).to.deep.equal({
      errno: 3,
      error: "body: it is missing",
    });
  });

  it("holds 200 commands of a device and refuses more with 5006", async () => {
    for (let index = 0; index < 200; index += 1) {
      expect((await cached("GET", "/nbiot/offline", "obj_id=3")).errno).to.equal(0);
    }
    expect((await cached("GET", "/nbiot/offline", "obj_id=3")).errno).to.equal(5006);
  });
});
