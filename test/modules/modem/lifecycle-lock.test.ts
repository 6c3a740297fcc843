import { expect } from "chai";
import { overridden } from "../../../modules/modem/overrides.js";
import type { Profile } from "../../../modules/modem/profile.js";
import { m5310a } from "../../../modules/modem/profiles/m5310-a.js";
import { m5311 } from "../../../modules/modem/profiles/m5311.js";
import { m5313 } from "../../../modules/modem/profiles/m5313.js";
import { Module } from "./module.js";

/** Online, with power saving asked for or not; what was sent up to then is forgotten. */
function online(profile: Profile, psm: "on" | "leave"): Module {
  const module = new Module(overridden(profile, `sleep.psm=${psm}`) as Profile).until("online");
  module.bench.sent.splice(0);
  module.bench.events.splice(0);
  return module;
}

/** Servers may ask, and some time later not any more. */
function window(module: Module): string[] {
  const { bench } = module;
  bench.life({ kind: "keepAwake" });
  bench.pass(bench.now + 1000);
  bench.lines("OK");
  bench.life({ kind: "letSleep" });
  bench.pass(bench.now + 1000);
  bench.lines("OK");
  return bench.sent.splice(0);
}

describe("modem lifecycle: the lock on the module's sleep", () => {
  it("holds while servers may ask, where the module has one and may sleep", () => {
    expect(window(online(m5311, "on"))).to.deep.equal(["AT+SM=LOCK", "AT+SM=UNLOCK"]);
  });

  it("is left alone where nothing lets the module sleep", () => {
    expect(window(online(m5311, "leave"))).to.deep.equal([]);
  });

  for (const profile of [m5310a, m5313]) {
    it(`is none on the ${profile.model}, which any command wakes`, () => {
      expect(window(online(profile, "on"))).to.deep.equal([]);
    });
  }

  it("does not come between a command of a script and its result", () => {
    const module = new Module(overridden(m5311, "sleep.psm=on") as Profile).until("online");
    const { bench } = module;
    bench.pass(bench.now + 11_000);
    const { length } = bench.sent;
    bench.life({ kind: "refresh" });
    bench.life({ kind: "letSleep" });
    module.serveFor(5000);
    expect(bench.sent.slice(length, length + 3)).to.deep.equal(["AT+CGATT?", "AT+SM=UNLOCK", "AT+CEREG?"]);
    expect(bench.lifecycle.state.name).to.equal("online");
    expect(bench.events.filter((event) => event.startsWith("offline"))).to.deep.equal([]);
  });

  it("means nothing before the module is on the network", () => {
    const module = new Module(overridden(m5311, "sleep.psm=on") as Profile).until("attaching");
    module.bench.life({ kind: "keepAwake" });
    expect(module.bench.sent.filter((line) => line === "AT+SM=LOCK")).to.have.length(1);
  });
});
