import { expect } from "chai";
import { type Reply, TestPlatform, UdpPeer, endpointName, hex, imei, option, until } from "../support.js";

/** CON POST /rd?lwm2m=…&ep=…&lt=300 and what else the query says. */
function register(version: string, more: string): string {
  const queries = option(3, `lwm2m=${version}`) + option(0, `ep=${endpointName}`) + option(0, "lt=300") + more;
  return `41020001aa ${option(11, "rd")} 1128 ${queries} ff${hex("</3/0>")}`;
}

describe("platform/access queue mode", () => {
  let platform: TestPlatform;
  let peer: UdpPeer;
  let location = "";

  beforeEach(async () => {
    platform = await TestPlatform.start({ awakeTime: 120 });
    await platform.addDevice({ obsv: false, bootstrap: "standard" });
    peer = await UdpPeer.open(platform.running.port);
  });
  afterEach(async () => {
    await peer.close();
    await platform.close();
  });

  async function comesBy(version: string, more: string): Promise<void> {
    peer.send(register(version, more));
    const created = await peer.next();
    expect(created.head).to.equal("ACK 41");
    location = created.rest.slice(6);
  }

  const read = (seconds = 2): Promise<Reply> => platform.call("GET", `/nbiot?imei=${imei}&obj_id=3&timeout=${seconds}`);
  const slept = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 200));

  for (const [version, more, what] of [
    ["1.0", option(0, "b=UQ"), "binding UQ of LwM2M 1.0"],
    ["1.1", option(0, "b=U") + option(0, "Q"), "parameter Q of LwM2M 1.1"],
  ] as const) {
    it(`holds an operation while the device sleeps, and sends it once it updates: ${what}`, async () => {
      await comesBy(version, more);
      await slept();
      const reading = read();
      await peer.nothingMore();
      peer.send(`41020002bb b27264${location}`);
      expect((await peer.next()).head).to.equal("ACK 44");
      const request = await peer.next();
      expect([request.head, request.rest]).to.deep.equal(["CON 01", "b133"]);
      peer.reply(request, "45", "ff");
      await reading;
    });
  }

  it("sends at once while the device listens", async () => {
    await comesBy("1.0", option(0, "b=UQ"));
    const first = read();
    peer.reply(await peer.next(), "84");
    expect((await first).error).to.equal("operation failed: not found (4.04)");
  });

  it("sends at any time to a device without queue mode", async () => {
    await comesBy("1.0", option(0, "b=U"));
    await slept();
    const reading = read();
    peer.reply(await peer.next(), "84");
    expect((await reading).errno).to.equal(5106);
  });

  it("says that the device sleeps when it does not come by in time", async () => {
    await comesBy("1.0", option(0, "b=UQ"));
    await slept();
    expect(await read(0.2)).to.deep.equal({
      errno: 5106,
      error: "operation failed: device timeout (the device sleeps and did not come by in time)",
    });
    await peer.nothingMore();
  });

  it("is told by the API", async () => {
    await comesBy("1.1", option(0, "Q"));
    const device = (await platform.call("GET", `/devices/getbyimei?imei=${imei}`)).data as Record<string, unknown>;
    expect(device["registration"]).to.include({ queue_mode: true, lwm2m: "1.1", binding: "U" });
  });

  it("answers 4.12 to LwM2M 1.1 from a device that is bootstrapped as OneNET does", async () => {
    const { id } = (await platform.call("GET", `/devices/getbyimei?imei=${imei}`)).data as { id: string };
    await platform.call("PUT", `/devices/${id}`, { bootstrap: "onenet" });
    peer.send(register("1.1", ""));
    expect((await peer.next()).head).to.equal("ACK 8c");
    await until(
      () => platform.log.length,
      (count) => count > 0,
    );
    expect(platform.log).to.deep.equal(["register 8699*********11 refused, 4.12: LwM2M version 1.1"]);
  });
});
