import { expect } from "chai";
import { CoapEndpoint } from "../../../platform/coap/endpoint.js";
import { AmplificationGuard, RateLimiter } from "../../../platform/coap/limits.js";
import { defaultTiming } from "../../../platform/coap/numbers.js";
import { textOption } from "../../../platform/coap/options.js";
import { UdpPeer } from "../support.js";

const elsewhere = "192.0.2.1";

describe("platform/coap limits", () => {
  it("lets an address have three times what came from it, headers of 28 bytes counted, until it has answered", () => {
    const guard = new AmplificationGuard(true);
    guard.received(elsewhere, 72);
    expect(guard.allows(elsewhere, 272)).to.equal(true);
    expect(guard.allows(elsewhere, 0)).to.equal(false);
    guard.received(elsewhere, 0);
    expect(guard.allows(elsewhere, 56)).to.equal(true);
    expect(guard.allows(elsewhere, 1)).to.equal(false);
    guard.answered(elsewhere);
    expect(guard.allows(elsewhere, 60_000)).to.equal(true);
  });

  it("lets a device that nothing came from in this run be asked, and this machine too where it is spared", () => {
    expect(new AmplificationGuard(false).allows(elsewhere, 60_000)).to.equal(true);
    const guard = new AmplificationGuard(true);
    guard.received("127.0.0.1", 1);
    expect(guard.allows("127.0.0.1", 60_000)).to.equal(true);
  });

  it("lets one address send a burst and then so many a second, and others as many", () => {
    const limiter = new RateLimiter({ perSecond: 10, burst: 3 });
    const at = (address: string, now: number): boolean => limiter.allows(address, now);
    expect([0, 0, 0, 0].map((now) => at(elsewhere, now))).to.deep.equal([true, true, true, false]);
    expect(at("192.0.2.2", 0)).to.equal(true);
    expect([100, 100, 1_000].map((now) => at(elsewhere, now))).to.deep.equal([true, false, true]);
  });

  it("has no limit for this machine unless one is named, and one for all others", () => {
    const limiter = new RateLimiter(undefined);
    const sent = (address: string): number => {
      let count = 0;
      for (let index = 0; index < 1_000; index += 1) if (limiter.allows(address, 0)) count += 1;
      return count;
    };
    expect(["127.0.0.1", "::1", "::ffff:127.0.0.1", elsewhere].map(sent)).to.deep.equal([1_000, 1_000, 1_000, 500]);
  });

  it("forgets the address that was silent longest once there are 20,000 others", () => {
    const limiter = new RateLimiter({ perSecond: 1, burst: 1 });
    expect([limiter.allows("a", 0), limiter.allows("a", 0)]).to.deep.equal([true, false]);
    for (let index = 0; index < 20_000; index += 1) limiter.allows(`other ${index}`, 0);
    expect(limiter.allows("a", 0)).to.equal(true);
  });

  describe("in an endpoint", () => {
    let endpoint: CoapEndpoint;
    let peer: UdpPeer;
    let port = 0;

    beforeEach(async () => {
      endpoint = await CoapEndpoint.open({
        host: "127.0.0.1",
        port: 0,
        timing: { ...defaultTiming, ackTimeout: 40 },
        limits: { perSecond: 1, burst: 5 },
        serve: async () => ({ code: "2.05", payload: Buffer.alloc(400) }),
        observe: (_direction, from) => (port = from.port),
        log: () => undefined,
      });
      peer = await UdpPeer.open(endpoint.port);
    });
    afterEach(async () => {
      await endpoint.close();
      await peer.close();
    });

    it("drops and counts what is beyond the limit", async () => {
      for (let id = 0; id < 8; id += 1) peer.send(`4000000${id}`);
      for (let id = 0; id < 5; id += 1) expect((await peer.next()).bytes.toString("hex")).to.equal(`7000000${id}`);
      while (endpoint.counters.received < 8) await new Promise((resolve) => setImmediate(resolve));
      expect(endpoint.counters.limited).to.equal(3);
    });

    it("answers a stranger's small request with no more than three times its size", async () => {
      peer.send("4001 0001");
      const ping = await peer.next();
      expect(ping.bytes.length).to.equal(4);
      expect(endpoint.counters.withheld).to.equal(1);
    });

    it("asks a stranger by a ping whether it is there, and then sends what was withheld", async () => {
      peer.send("4000 0001");
      expect((await peer.next()).head).to.equal("RST 00");
      const path = "a".repeat(200);
      const asked = endpoint.request(
        { address: "127.0.0.1", port },
        { code: "0.01", options: [textOption("Uri-Path", path)] },
      );
      const ping = await peer.next();
      expect([ping.bytes.length, ping.head]).to.deep.equal([4, "CON 00"]);
      peer.send(`7000${ping.id}`);
      const request = await peer.next();
      expect(request.head).to.equal("CON 01");
      peer.reply(request, "45", "ff31");
      expect((await asked).payload.toString()).to.equal("1");
    });
  });
});
