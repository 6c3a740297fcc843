import { expect } from "chai";
import { TestPlatform, UdpPeer, endpointName, hex, imei, imsi, option } from "../support.js";

const ask = (endpoint: string): string => `41020001bb ${option(11, "bs")} ${option(4, `ep=${endpoint}`)}`;

describe("platform/bootstrap standard", () => {
  let platform: TestPlatform;
  let peer: UdpPeer;

  beforeEach(async () => {
    platform = await TestPlatform.start();
    await platform.addDevice({ bootstrap: "standard" });
    peer = await UdpPeer.open(platform.running.bootstrapPort);
  });
  afterEach(async () => {
    await peer.close();
    await platform.close();
  });

  const security = (): string => {
    const uri = hex(`coap://127.0.0.1:${platform.running.port}`);
    return `c800${(uri.length / 2).toString(16)}${uri}c10100c10203c003c004c005c10a01`;
  };

  /** Each request and what it is answered with: a response code and the rest in hex. */
  async function expectSteps(steps: readonly [string, string, string, string?][]): Promise<void> {
    for (const [head, rest, code, content] of steps) {
      const request = await peer.next();
      expect([request.head, request.rest]).to.deep.equal([head, rest]);
      peer.reply(request, code, content);
    }
  }

  it("discovers, removes, writes Security beside the bootstrap account and Server, reads, finishes", async () => {
    peer.send(ask(endpointName));
    expect((await peer.next()).bytes.toString("hex")).to.equal("61440001bb");
    await expectSteps([
      ["CON 01", "d10428", "45", `c128ff${hex('</>;lwm2m="1.1",</0/0>,</1/0>;ssid=9,</3/0>')}`],
      ["CON 04", "", "42"],
      ["CON 03", `b1300131122d16ff${security()}`, "44"],
      ["CON 03", "b1310130122d16ffc10001c2010e10c10601c10755", "44"],
      ["CON 01", "b131622d16", "45", "c22d16ffc10001"],
      ["CON 02", "b26273", "44"],
    ]);
    await peer.nothingMore();
    expect(platform.log).to.deep.equal(["bootstrap 8699*********11 finished"]);
  });

  it("takes a device of LwM2M 1.0 that refuses discover and read, and uses instance 0 then", async () => {
    peer.send(ask(endpointName));
    await peer.next();
    await expectSteps([
      ["CON 01", "d10428", "85"],
      ["CON 04", "", "42"],
      ["CON 03", `b1300130122d16ff${security()}`, "44"],
      ["CON 03", "b1310130122d16ffc10001c2010e10c10601c10755", "44"],
      ["CON 01", "b131622d16", "85"],
      ["CON 02", "b26273", "44"],
    ]);
    await peer.nothingMore();
  });

  it("uses instance 0 when the bootstrap account has another", async () => {
    peer.send(ask(endpointName));
    await peer.next();
    await expectSteps([
      ["CON 01", "d10428", "45", `c128ff${hex('</0/0>;ssid=1;uri="coap://a",</0/1>')}`],
      ["CON 04", "", "42"],
      ["CON 03", `b1300130122d16ff${security()}`, "44"],
    ]);
  });

  it("gives up when the device refuses to remove its accounts", async () => {
    peer.send(ask(endpointName));
    await peer.next();
    await expectSteps([
      ["CON 01", "d10428", "45", "c128"],
      ["CON 04", "", "85"],
    ]);
    await peer.nothingMore();
    expect(platform.log).to.deep.equal([
      "bootstrap 8699*********11 given up: DELETE / answered method not allowed (4.05)",
    ]);
  });

  for (const name of [`urn:imei-imsi:${imei}-${imsi}`, `urn:imei:${imei}`]) {
    it(`knows a device by ${name.replaceAll(/\d/g, "1")}, which OneNET does not`, async () => {
      peer.send(ask(name));
      expect((await peer.next()).head).to.equal("ACK 44");
      const list = (await platform.call("GET", "/devices")).data as { devices: { id: string }[] };
      await platform.call("PUT", `/devices/${list.devices[0]?.id}`, { bootstrap: "onenet" });
      const other = await UdpPeer.open(platform.running.bootstrapPort);
      other.send(ask(name));
      expect((await other.next()).head).to.equal("ACK 83");
      await other.close();
    });
  }

  it("writes in the content format that the device prefers, if it can hold a bootstrap", async () => {
    const uri = `coap://127.0.0.1:${platform.running.port}`;
    const json = [
      `{"n":"/0/0/0","vs":"${uri}"},{"n":"/0/0/1","vb":false},{"n":"/0/0/2","v":3},{"n":"/0/0/3","vd":""},`,
      '{"n":"/0/0/4","vd":""},{"n":"/0/0/5","vd":""},{"n":"/0/0/10","v":1}',
    ].join("");
    for (const [preferred, written] of [
      ["110", `b1300130116eff${hex(`[${json}]`)}`],
      ["0", `b1300130122d16ff${security()}`],
      ["", `b1300130122d16ff${security()}`],
      ["99999", `b1300130122d16ff${security()}`],
    ] as const) {
      const other = await UdpPeer.open(platform.running.bootstrapPort);
      other.send(`${ask(endpointName)} ${option(0, `pct=${preferred}`)}`);
      await other.next();
      other.reply(await other.next(), "85");
      other.reply(await other.next(), "42");
      expect((await other.next()).rest, preferred).to.equal(written);
      await other.close();
    }
  });

  it("is the product's way where a device names none", async () => {
    const list = (await platform.call("GET", "/devices")).data as { devices: { id: string }[] };
    await platform.call("DELETE", `/devices/${list.devices[0]?.id}`);
    await platform.call("PUT", `/products/${platform.running.productId}`, { bootstrap: "standard" });
    await platform.addDevice();
    peer.send(ask(endpointName));
    await peer.next();
    expect((await peer.next()).rest).to.equal("d10428");
  });
});
