import { expect } from "chai";
import { TestPlatform, UdpPeer, endpointName, hex, imei, option, register, until } from "../support.js";

interface Device {
  readonly online: boolean;
}

describe("platform/access registration", () => {
  let platform: TestPlatform;
  let peer: UdpPeer;
  let deviceId: string;

  beforeEach(async () => {
    platform = await TestPlatform.start();
    deviceId = await platform.addDevice();
    peer = await UdpPeer.open(platform.running.port);
  });

  afterEach(async () => {
    await peer.close();
    await platform.close();
  });

  const isOnline = async (): Promise<boolean> =>
    ((await platform.call("GET", `/devices/${deviceId}`)).data as Device).online;

  /** Registers and gives the location as Uri-Path options. */
  async function registered(id = "0001", links = "</3/0>,</3300/0>", lifetime = 300): Promise<string> {
    peer.send(register(id, links, lifetime));
    const created = await peer.next();
    expect(created.head).to.equal("ACK 41");
    // Location-Path is option 8: "rd", then the location of 7 letters.
    expect(created.rest).to.match(/^82726407[0-9a-f]{14}$/);
    return `b27264${created.rest.slice(6)}`;
  }

  it("answers 2.01 with the location, and the device is online", async () => {
    await registered();
    await peer.nothingMore();
    expect(await isOnline()).to.equal(true);
    expect(platform.log).to.deep.equal(["online   8699*********11  lifetime 300 s, 2 objects"]);
  });

  it("answers a duplicate with the same location and registers once", async () => {
    peer.send(register("0001", "</3/0>"));
    const first = await peer.next();
    peer.send(register("0001", "</3/0>"));
    expect((await peer.next()).bytes.equals(first.bytes)).to.equal(true);
    expect(platform.log.length).to.equal(1);
  });

  it("answers 4.03 to a pair that is no device", async () => {
    peer.send(register("0001", "</3/0>", 300, `${imei};460000000000000`));
    expect((await peer.next()).bytes.toString("hex")).to.equal("61830001aa");
    expect(await isOnline()).to.equal(false);
  });

  const bad: [string, string, string][] = [
    ["4.00 without an object list", register("0001", "").replace(/ ff$/, ""), "80"],
    ["4.00 to a list that breaks off", register("0001", "</3/0>,<"), "80"],
    ["4.00 to a list without an object", register("0001", '</>;rt="oma.lwm2m"'), "80"],
    ["4.00 to lifetime 0", register("0001", "</3/0>", 0), "80"],
    ["4.12 to another version", register("0001", "</3/0>").replace(hex("lwm2m=1.0"), hex("lwm2m=9.0")), "8c"],
    ["4.15 to another content format", register("0001", "</3/0>").replace(" 1128 ", " 112a "), "8f"],
  ];
  for (const [what, request, code] of bad) {
    it(`answers ${what}`, async () => {
      peer.send(request);
      expect((await peer.next()).bytes.toString("hex")).to.equal(`61${code}0001aa`);
      expect(await isOnline()).to.equal(false);
    });
  }

  it("takes a registration in blocks", async () => {
    const links = "</3/0>,</3300/0>,</3300/1>";
    const queries = option(3, "lwm2m=1.0") + option(0, `ep=${endpointName}`) + option(0, "lt=60");
    const block = (id: string, value: string, text: string): string =>
      `4102${id}aa b27264 1128 ${queries} c1${value} ff${hex(text)}`;
    peer.send(block("0001", "08", links.slice(0, 16)));
    expect((await peer.next()).bytes.toString("hex")).to.equal("615f0001aad10e08");
    peer.send(block("0002", "10", links.slice(16)));
    expect((await peer.next()).head).to.equal("ACK 41");
    peer.answer = () => ({ code: "85" });
    const { item } = (await platform.call("GET", `/nbiot/resources?imei=${imei}`)).data as { item: unknown[] };
    expect(item.length).to.equal(2);
  });

  it("updates: 2.04, the new lifetime counts", async () => {
    const location = await registered("0001", "</3/0>", 300);
    peer.send(`4102 0002 aa ${location} ${option(4, "lt=1")}`);
    expect((await peer.next()).bytes.toString("hex")).to.equal("61440002aa");
    await until(isOnline, (online) => !online);
    expect(platform.log[platform.log.length - 1]).to.equal("offline  8699*********11  lifetime over");
  });

  it("an update in time keeps the device online beyond the first lifetime", async () => {
    const location = await registered("0001", "</3/0>", 1);
    const end = Date.now() + 1_300;
    for (let id = 2; Date.now() < end; id += 1) {
      peer.send(`4102 00${id.toString(16).padStart(2, "0")} aa ${location}`);
      expect((await peer.next()).head).to.equal("ACK 44");
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(await isOnline()).to.equal(true);
  });

  it("goes offline when the lifetime is over, and then knows the location no more", async () => {
    const location = await registered("0001", "</3/0>", 1);
    await until(isOnline, (online) => !online);
    peer.send(`4102 0002 aa ${location}`);
    expect((await peer.next()).bytes.toString("hex")).to.equal("61840002aa");
  });

  it("follows a device to another address by its update", async () => {
    const location = await registered();
    const moved = await UdpPeer.open(platform.running.port);
    moved.send(`4102 0002 aa ${location}`);
    expect((await moved.next()).head).to.equal("ACK 44");
    const read = platform.call("GET", `/nbiot?imei=${imei}&obj_id=3300&obj_inst_id=0&res_id=5700`);
    const request = await moved.next();
    moved.reply(request, "45", "ff312e35");
    expect((await read).data).to.deep.equal([{ obj_inst_id: 0, res: [{ res_id: 5700, val: 1.5 }] }]);
    await moved.close();
    await peer.nothingMore();
  });

  it("deregisters: 2.02, offline, the location is gone", async () => {
    const location = await registered();
    peer.send(`4104 0002 aa ${location}`);
    expect((await peer.next()).bytes.toString("hex")).to.equal("61420002aa");
    expect(await isOnline()).to.equal(false);
    peer.send(`4104 0003 aa ${location}`);
    expect((await peer.next()).bytes.toString("hex")).to.equal("61840003aa");
  });

  it("replaces the registration when the device registers anew", async () => {
    const first = await registered("0001", "</3/0>,</3300/0>");
    await registered("0002", "</3/0>");
    peer.send(`4102 0003 aa ${first}`);
    expect((await peer.next()).bytes.toString("hex")).to.equal("61840003aa");
    expect(await isOnline()).to.equal(true);
  });

  it("answers 4.05 to other methods and 4.04 to other paths", async () => {
    const location = await registered();
    const wrong: [string, string][] = [
      ["4101 0101 aa b27264", "85"],
      [`4101 0102 aa ${location}`, "85"],
      ["4102 0103 aa b26273", "84"],
      [`4102 0104 aa ${location} 0161`, "84"],
      ["4102 0105 aa", "84"],
    ];
    for (const [request, code] of wrong) {
      peer.send(request);
      expect((await peer.next()).head, request).to.equal(`ACK ${code}`);
    }
  });

  it("ends the registration of a device that is removed", async () => {
    const location = await registered();
    await platform.call("DELETE", `/devices/${deviceId}`);
    peer.send(`4102 0002 aa ${location}`);
    expect((await peer.next()).head).to.equal("ACK 84");
  });
});

describe("platform/access with an authorization code", () => {
  it("demands it on registration, update and deregistration", async () => {
    const platform = await TestPlatform.start();
    await platform.addDevice({ auth: "sesame1", obsv: false });
    const peer = await UdpPeer.open(platform.running.port);
    const code = `d723${hex("sesame1")}`;
    peer.send(register("0001", "</3/0>"));
    expect((await peer.next()).head).to.equal("ACK 83");
    peer.send(register("0002", "</3/0>").replace(" ff", ` ${code} ff`));
    const created = await peer.next();
    expect(created.head).to.equal("ACK 41");
    const location = `b27264${created.rest.slice(6)}`;
    for (const [id, method] of [
      ["0003", "02"],
      ["0004", "04"],
    ] as const) {
      peer.send(`41${method}${id}aa ${location}`);
      expect((await peer.next()).head).to.equal("ACK 83");
    }
    // Uri-Path is 11: 52 to go, written as 13 and 39.
    peer.send(`4104 0005 aa ${location} d727${hex("sesame1")}`);
    await until(
      () => peer.next(),
      ({ head }) => head === "ACK 42",
    );
    await peer.close();
    await platform.close();
  });
});

describe("platform/access versions", () => {
  const register = (id: string, queries: readonly string[]): string =>
    `4102${id}aa ${option(11, "rd")} 1128 ${[...queries, `ep=${endpointName}`].map((text, i) => option(i === 0 ? 3 : 0, text)).join("")} ff${hex("</3/0>")}`;

  const cases: [string, "onenet" | "standard", string[], string, Record<string, unknown>?][] = [
    [
      "1.2 with queue mode and a binding of its own",
      "standard",
      ["lwm2m=1.2", "b=UM", "Q"],
      "41",
      { lwm2m: "1.2", binding: "UM", queue_mode: true },
    ],
    ["1.1 with queue mode", "standard", ["lwm2m=1.1", "Q"], "41", { lwm2m: "1.1", binding: "U", queue_mode: true }],
    ["1.0 with queue mode", "standard", ["lwm2m=1.0", "b=UQ"], "41", { lwm2m: "1.0", binding: "UQ", queue_mode: true }],
    ["1.3", "standard", ["lwm2m=1.3"], "8c"],
    ["1.2 of OneNET's kind", "onenet", ["lwm2m=1.2"], "8c"],
    ["1.1 of OneNET's kind", "onenet", ["lwm2m=1.1"], "8c"],
  ];
  for (const [what, bootstrap, queries, code, registration] of cases) {
    it(`${code === "41" ? "serves" : "answers 4.12 to"} ${what}`, async () => {
      const platform = await TestPlatform.start();
      const deviceId = await platform.addDevice({ obsv: false, bootstrap });
      const peer = await UdpPeer.open(platform.running.port);
      peer.send(register("0001", queries));
      expect((await peer.next()).head).to.equal(`ACK ${code}`);
      const device = (await platform.call("GET", `/devices/${deviceId}`)).data as Record<string, unknown>;
      if (registration === undefined) expect(device["registration"]).to.equal(undefined);
      else expect(device["registration"]).to.include(registration);
      await peer.close();
      await platform.close();
    });
  }
});
