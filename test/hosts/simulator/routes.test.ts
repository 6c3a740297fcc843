import { expect } from "chai";
import { parseRoutes, resolveName, translate } from "../../../hosts/simulator/routes.js";

const TABLE =
  "nbiotbt.heclouds.com,192.0.2.1,127.0.0.1,41000;183.230.40.40,183.230.40.40,127.0.0.1,5685;lab,10.0.0.7,10.0.0.7,0";

describe("hosts/simulator: routes", () => {
  const routes = parseRoutes(TABLE);

  it("are read from one text; what is no route is left out", () => {
    expect(routes).to.have.length(3);
    expect(routes[0]).to.deep.equal({
      name: "nbiotbt.heclouds.com",
      alias: "192.0.2.1",
      address: "127.0.0.1",
      port: 41000,
    });
    expect(parseRoutes("")).to.deep.equal([]);
    expect(parseRoutes("a,b;c")).to.deep.equal([]);
  });

  it("tell the module the address that stands for a name, in upper or lower case", () => {
    expect(resolveName(routes, "NBIOTBT.heclouds.com")).to.equal("192.0.2.1");
    expect(resolveName(routes, "localhost")).to.equal("127.0.0.1");
    expect(resolveName(routes, "example.org")).to.equal(undefined);
  });

  it("lead to the rule's port, or to the one that the module asks for", () => {
    expect(translate(routes, "192.0.2.1", 5683, false)).to.deep.equal({ address: "127.0.0.1", port: 41000 });
    expect(translate(routes, "10.0.0.7", 5683, false)).to.deep.equal({ address: "10.0.0.7", port: 5683 });
  });

  it("let nothing else out but what stays on this machine, unless it was asked for", () => {
    expect(translate(routes, "127.0.0.1", 40000, false)).to.deep.equal({ address: "127.0.0.1", port: 40000 });
    expect(translate(routes, "198.51.100.1", 5683, false)).to.equal(undefined);
    expect(translate(routes, "198.51.100.1", 5683, true)).to.deep.equal({ address: "198.51.100.1", port: 5683 });
  });
});
