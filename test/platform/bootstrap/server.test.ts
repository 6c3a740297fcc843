import { expect } from "chai";
import { TestPlatform, UdpPeer, endpointName, hex, imei, option } from "../support.js";

const ask = (id: string, endpoint = endpointName, more = ""): string =>
  `4102${id}bb ${option(11, "bs")} ${option(4, `ep=${endpoint}`)} ${more}`;

/** Hex of a resource with a one-byte id and a value of less than 256 bytes. */
function tlv(id: number, value: string): string {
  const length = value.length / 2;
  const two = (number: number): string => number.toString(16).padStart(2, "0");
  return length < 8 ? `${two(0xc0 + length)}${two(id)}${value}` : `c8${two(id)}${two(length)}${value}`;
}

describe("platform/bootstrap", () => {
  let platform: TestPlatform;
  let peer: UdpPeer;

  beforeEach(async () => {
    platform = await TestPlatform.start();
    await platform.addDevice();
    peer = await UdpPeer.open(platform.running.bootstrapPort);
  });

  afterEach(async () => {
    await peer.close();
    await platform.close();
  });

  it("answers 2.04, writes /0/0 and /0/1 in TLV 11542, finishes, and sends nothing more", async () => {
    peer.send(ask("0001"));
    expect((await peer.next()).bytes.toString("hex")).to.equal("61440001bb");

    const access = await peer.next();
    const accessUri = hex(`coap://127.0.0.1:${platform.running.port}`);
    expect(access.head).to.equal("CON 03");
    expect(access.rest).to.equal(`b1300130122d16ff${tlv(0, accessUri)}c10100c10203c10a01`);
    peer.reply(access, "44");

    const own = await peer.next();
    const ownUri = hex(`coap://127.0.0.1:${platform.running.bootstrapPort}`);
    expect(own.head).to.equal("CON 03");
    expect(own.rest).to.equal(`b1300131122d16ff${tlv(0, ownUri)}c10101c10203c10b00`);
    peer.reply(own, "44");

    const finish = await peer.next();
    expect([finish.head, finish.rest]).to.deep.equal(["CON 02", "b26273"]);
    peer.reply(finish, "44");
    await peer.nothingMore();
    expect(platform.log).to.deep.equal(["bootstrap 8699*********11 finished"]);
  });

  it("sends a step again until it is answered, and waits for separate answers", async () => {
    peer.send(ask("0001"));
    await peer.next();
    const first = await peer.next();
    const again = await peer.next();
    expect(again.bytes.equals(first.bytes)).to.equal(true);
    peer.send(`6000${first.id}`);
    peer.send(`4844 0777 ${first.token}`);
    expect((await peer.next()).bytes.toString("hex")).to.equal("60000777");
    expect((await peer.next()).rest.slice(0, 8)).to.equal("b1300131");
  });

  it("answers a duplicate request with the same acknowledgement and goes on once", async () => {
    peer.send(ask("0001"));
    await peer.next();
    const step = await peer.next();
    peer.send(ask("0001"));
    expect((await peer.next()).bytes.toString("hex")).to.equal("61440001bb");
    peer.reply(step, "44");
    expect((await peer.next()).rest.slice(0, 8)).to.equal("b1300131");
  });

  it("starts over when the device asks anew", async () => {
    peer.send(ask("0001"));
    await peer.next();
    await peer.next();
    peer.send(ask("0002"));
    expect((await peer.next()).bytes.toString("hex")).to.equal("61440002bb");
    expect((await peer.next()).rest.slice(0, 8)).to.equal("b1300130");
  });

  it("gives up when a write is refused, without Bootstrap-Finish", async () => {
    peer.send(ask("0001"));
    await peer.next();
    peer.reply(await peer.next(), "85");
    await peer.nothingMore();
    expect(platform.log).to.deep.equal([
      "bootstrap 8699*********11 given up: PUT /0/0 answered method not allowed (4.05)",
    ]);
  });

  it("answers 4.03 to an unknown pair: another IMEI, another IMSI, no pair at all", async () => {
    const wrong = ["869999000000027;460009999999999", `${imei};460009999999998`, imei, `${endpointName};1`, ""];
    for (const [index, endpoint] of wrong.entries()) {
      peer.send(ask(`100${index}`, endpoint));
      expect((await peer.next()).bytes.toString("hex")).to.equal(`6183100${index}bb`);
    }
    await peer.nothingMore();
  });

  it("answers 4.04 to another path and 4.05 to another method", async () => {
    peer.send(`4102 2000 bb ${option(11, "rd")} ${option(4, `ep=${endpointName}`)}`);
    expect((await peer.next()).head).to.equal("ACK 84");
    peer.send(`4101 2001 bb ${option(11, "bs")} ${option(4, `ep=${endpointName}`)}`);
    expect((await peer.next()).head).to.equal("ACK 85");
  });

  it("demands the authorization code of a device that has one, in option 63", async () => {
    const [{ id }] = ((await platform.call("GET", "/devices")).data as { devices: [{ id: string }] }).devices;
    await platform.call("PUT", `/devices/${id}`, { auth: "sesame1" });
    peer.send(ask("3000"));
    expect((await peer.next()).head).to.equal("ACK 83");
    // Uri-Query is 15: 48 to go, written as 13 and 35.
    peer.send(ask("3001", endpointName, `d723${hex("wrong12")}`));
    expect((await peer.next()).head).to.equal("ACK 83");
    peer.send(ask("3002", endpointName, `d723${hex("sesame1")}`));
    expect((await peer.next()).head).to.equal("ACK 44");
  });
});

describe("platform/bootstrap settings", () => {
  it("hands out the host that it is told to, in content format 1542 if so told", async () => {
    const platform = await TestPlatform.start({ accessHost: "platform.example", contentFormat: 1542 });
    await platform.addDevice();
    const peer = await UdpPeer.open(platform.running.bootstrapPort);
    peer.send(ask("0001"));
    await peer.next();
    const step = await peer.next();
    expect(step.rest).to.contain("b1300130120606ff");
    expect(step.rest).to.contain(hex(`coap://platform.example:${platform.running.port}`));
    await peer.close();
    await platform.close();
  });
});
