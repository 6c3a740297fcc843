import { expect } from "chai";
import { UsageError } from "../../tools/arguments.js";
import { parseRule, Routes } from "../../tools/routes.js";

describe("tools/routes", () => {
  it("reads NAME=HOST and NAME=HOST:PORT", () => {
    expect(parseRule("a.example=127.0.0.1:6000")).to.deep.equal({ name: "a.example", host: "127.0.0.1", port: 6000 });
    expect(parseRule("a.example=localhost")).to.deep.equal({ name: "a.example", host: "localhost" });
    for (const text of ["a.example", "=127.0.0.1", "a=", "a=b:0", "a=b:65536", "a=b:c", "a b=c"]) {
      expect(() => parseRule(text), text).to.throw(UsageError, "NAME=HOST[:PORT]");
    }
  });

  it("leads OneNET's names and addresses to the local platform", async () => {
    const routes = await Routes.make([], false);
    const bootstrap = (await routes.resolve("NBIOTBT.heclouds.com")) as string;
    const access = (await routes.resolve("nbiotacc.heclouds.com")) as string;
    expect([bootstrap, access]).to.deep.equal(["192.0.2.1", "192.0.2.3"]);
    expect(routes.translate({ address: bootstrap, port: 5683 })).to.deep.equal({ address: "127.0.0.1", port: 5683 });
    expect(routes.translate({ address: access, port: 5683 })).to.deep.equal({ address: "127.0.0.1", port: 5685 });
    expect(routes.translate({ address: "183.230.40.39", port: 5683 })).to.deep.equal({
      address: "127.0.0.1",
      port: 5683,
    });
    expect(routes.translate({ address: "183.230.40.40", port: 5683 })).to.deep.equal({
      address: "127.0.0.1",
      port: 5685,
    });
    expect(routes.loopbackOnly).to.equal(true);
  });

  it("gives each rule with a port an address of its own, and a rule without one the host's", async () => {
    const rules = [
      parseRule("a.example=127.0.0.1:7001"),
      parseRule("b.example=127.0.0.1:7002"),
      parseRule("c=10.1.2.3"),
    ];
    const routes = await Routes.make(rules, false);
    expect(await routes.resolve("a.example")).to.equal("192.0.2.1");
    expect(await routes.resolve("b.example")).to.equal("192.0.2.2");
    expect(await routes.resolve("c")).to.equal("10.1.2.3");
    expect(routes.translate({ address: "192.0.2.2", port: 9 })).to.deep.equal({ address: "127.0.0.1", port: 7002 });
    expect(routes.translate({ address: "10.1.2.3", port: 9 })).to.deep.equal({ address: "10.1.2.3", port: 9 });
    expect(routes.loopbackOnly).to.equal(false);
  });

  it("lets a given rule go before a default one", async () => {
    const routes = await Routes.make([parseRule("nbiotbt.heclouds.com=127.0.0.1:6001")], false);
    const address = (await routes.resolve("nbiotbt.heclouds.com")) as string;
    expect(routes.translate({ address, port: 5683 })).to.deep.equal({ address: "127.0.0.1", port: 6001 });
  });

  it("knows no other name, and lets nothing out but to where rules lead and to this machine", async () => {
    const routes = await Routes.make([], false);
    expect(await routes.resolve("platform.example")).to.equal(undefined);
    expect(await routes.resolve("localhost")).to.equal("127.0.0.1");
    expect(routes.translate({ address: "127.0.0.1", port: 5690 })).to.deep.equal({ address: "127.0.0.1", port: 5690 });
    for (const address of ["8.8.8.8", "192.0.2.99", "10.1.2.3", "192.168.1.1"]) {
      expect(routes.translate({ address, port: 5683 }), address).to.equal(undefined);
    }
  });

  it("takes a rule to the internet only if that was asked for", async () => {
    const rule = parseRule("a.example=203.0.113.9:5683");
    let refused: unknown;
    await Routes.make([rule], false).catch((error: unknown) => (refused = error));
    expect(refused).to.be.instanceOf(UsageError);
    expect((refused as Error).message).to.contain("--internet");
    const routes = await Routes.make([rule], true);
    expect(routes.translate({ address: "198.51.100.7", port: 1 })).to.deep.equal({ address: "198.51.100.7", port: 1 });
    expect(routes.loopbackOnly).to.equal(false);
  });
});
