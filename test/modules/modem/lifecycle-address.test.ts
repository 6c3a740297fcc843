import { expect } from "chai";
import type { Profile } from "../../../modules/modem/profile.js";
import { m5310a } from "../../../modules/modem/profiles/m5310-a.js";
import { m5311 } from "../../../modules/modem/profiles/m5311.js";
import { m5313 } from "../../../modules/modem/profiles/m5313.js";
import { Module } from "./module.js";

/** Online, and what came out up to then forgotten. */
function online(profile: Profile): Module {
  const module = new Module(profile).until("online");
  module.bench.events.splice(0);
  return module;
}

/** Goes through one watch in which the module gives this answer to AT+CGPADDR. */
function watch(module: Module, answer: string): string[] {
  module.answer = (command) => (command.startsWith("AT+CGPADDR") ? [answer, "OK"] : undefined);
  module.serveFor(61_000);
  return module.bench.events.splice(0);
}

describe("modem lifecycle: the device's address", () => {
  // The device took its sockets for sound, and the servers sent to an address that was nobody's.
  for (const profile of [m5310a, m5311, m5313]) {
    it(`tells of another one that the watch of the ${profile.model} finds, once`, () => {
      const module = online(profile);
      expect(watch(module, "+CGPADDR:1,10.0.0.9")).to.deep.equal([]);
      expect(watch(module, "+CGPADDR:1,10.0.7.1")).to.deep.equal(["moved"]);
      expect(watch(module, "+CGPADDR:1,10.0.7.1")).to.deep.equal([]);
      expect(module.bench.lifecycle.state.name).to.equal("online");
    });
  }

  it("tells of another one after a while without any, and not of the same", () => {
    const module = online(m5310a);
    expect(watch(module, "+CGPADDR:0")).to.deep.equal([]);
    expect(watch(module, "+CGPADDR:0,10.0.0.9")).to.deep.equal([]);
    expect(watch(module, "+CGPADDR:0,0.0.0.0")).to.deep.equal([]);
    expect(watch(module, "+CGPADDR:0,10.0.7.1")).to.deep.equal(["moved"]);
  });

  it("has nothing to tell of the first one that is known", () => {
    const module = new Module(m5310a);
    module.answer = (command) => (command === "AT+CGPADDR" ? ["+CGPADDR:0", "OK"] : undefined);
    module.until("online").bench.events.splice(0);
    expect(watch(module, "+CGPADDR:0,10.0.0.9")).to.deep.equal([]);
    expect(watch(module, "+CGPADDR:0,10.0.7.1")).to.deep.equal(["moved"]);
  });

  it("tells at once of one that the module itself announces", () => {
    const { bench } = online(m5311);
    bench.lines("+IP: 10.0.0.9");
    expect(bench.events).to.deep.equal([]);
    bench.lines("+IP: 10.0.7.1");
    expect(bench.events).to.deep.equal(["moved"]);
    bench.lines("+IP: nonsense", "+IP:");
    expect(bench.events).to.deep.equal(["moved"]);
  });

  it("leaves it to the way online what address there is then", () => {
    const module = new Module(m5311).until("attaching");
    module.bench.lines("+IP: 10.0.7.1");
    module.until("online");
    expect(module.bench.events.filter((event) => event === "moved")).to.deep.equal([]);
  });
});
