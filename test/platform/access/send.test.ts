import { expect } from "chai";
import { TestPlatform, UdpPeer, endpointName, hex, option } from "../support.js";

describe("platform/access Send", () => {
  let platform: TestPlatform;
  let peer: UdpPeer;
  let deviceId: string;

  beforeEach(async () => {
    platform = await TestPlatform.start();
    deviceId = await platform.addDevice({ obsv: false, bootstrap: "standard" });
    peer = await UdpPeer.open(platform.running.port);
  });
  afterEach(async () => {
    await peer.close();
    await platform.close();
  });

  async function registered(version: string): Promise<void> {
    const queries = option(3, `lwm2m=${version}`) + option(0, `ep=${endpointName}`) + option(0, "lt=300");
    peer.send(`41020001aa ${option(11, "rd")} 1128 ${queries} ff${hex("</3303/0>")}`);
    expect((await peer.next()).head).to.equal("ACK 41");
  }

  const json = '[{"bn":"/3303/0/","n":"5700","v":21.6},{"n":"5701","vs":"Cel"},{"bn":"/3/0/","n":"9","v":80}]';
  const send = async (content: string): Promise<string> => {
    peer.send(`41020002bb ${option(11, "dp")} ${content}`);
    return (await peer.next()).head;
  };

  it("of LwM2M 1.1 keeps the values of several objects and answers 2.04", async () => {
    await registered("1.1");
    expect(await send(`116e ff${hex(json)}`)).to.equal("ACK 44");
    const streams = (await platform.call("GET", `/devices/${deviceId}/datastreams`)).data as Record<string, unknown>[];
    expect(streams.map((one) => [one["id"], one["current_value"]])).to.deep.equal([
      ["3303_0_5700", 21.6],
      ["3303_0_5701", "Cel"],
      ["3_0_9", 80],
    ]);
  });

  it("is answered 4.00 where it is broken, 4.15 in another format, and keeps nothing", async () => {
    await registered("1.1");
    expect(await send(`116e ff${hex(json.slice(0, -1))}`)).to.equal("ACK 80");
    peer.send(`41020003bb ${option(11, "dp")} 1128 ff${hex(json)}`);
    expect((await peer.next()).head).to.equal("ACK 8f");
    expect((await platform.call("GET", `/devices/${deviceId}/datastreams`)).data).to.deep.equal([]);
  });

  it("is answered 4.04 to a stranger and to a device of LwM2M 1.0", async () => {
    expect(await send(`116e ff${hex(json)}`)).to.equal("ACK 84");
    await registered("1.0");
    peer.send(`41020003bb ${option(11, "dp")} 116e ff${hex(json)}`);
    expect((await peer.next()).head).to.equal("ACK 84");
  });
});
