import { expect } from "chai";
import { adjustedProfile, chosenProfile } from "../../../modules/client/module-profile.js";
import type { Settings } from "../../../modules/client/settings.js";
import type { Profile } from "../../../modules/modem/profile.js";
import { auto } from "../../../modules/modem/profiles/auto.js";
import { m5310a } from "../../../modules/modem/profiles/m5310-a.js";
import { m5311 } from "../../../modules/modem/profiles/m5311.js";

describe("client/module-profile", () => {
  it("is that of the named module, of an M5310-A where none is named, or the one that asks", () => {
    expect(chosenProfile({ module: "m5311" })).to.equal(m5311);
    expect(chosenProfile({})).to.equal(m5310a);
    expect(chosenProfile({ module: "auto" })).to.equal(auto);
  });

  it("has the fields that the settings set", () => {
    expect(chosenProfile({ profile: "power.pulse=200" })).to.deep.equal({
      ...m5310a,
      power: { ...m5310a.power, pulse: 200 },
    });
    expect(adjustedProfile({ profile: "sockets.links=1" }, m5311).sockets.links).to.equal(1);
    expect(adjustedProfile({}, m5311)).to.equal(m5311);
  });

  // The module slept after a minute, while servers went on asking for half a minute more.
  it("asks to be reached for as long as servers count on it in queue mode", () => {
    const psm = "sleep.psm=on";
    const active = (settings: Settings): number => (chosenProfile(settings) as Profile).sleep.active;
    expect(active({ profile: psm, queue: "yes" })).to.equal(93);
    expect(adjustedProfile({ profile: psm, queue: "yes" }, m5311).sleep.active).to.equal(93);
    expect(active({ profile: psm })).to.equal(60);
    expect(active({ queue: "yes" })).to.equal(60);
    expect(active({ profile: psm, queue: "yes", mode: "module" })).to.equal(60);
    expect(active({ profile: `${psm};sleep.active=20`, queue: "yes" })).to.equal(20);
    expect(active({ profile: `${psm};sleep.active=300`, queue: "yes" })).to.equal(300);
  });

  it("is a sentence where a name is wrong, and what was found where a field is not in that", () => {
    expect(chosenProfile({ module: "M5310" })).to.equal(
      'module "M5310" is not known; the known ones are M5310-A, M5310-SE, M5310-A-CM, M5311, M5311-CM, M5312, M5313, ' +
        "M5313-CM, M5330, M5330-A, M5330-GNSS, S5601 and auto",
    );
    expect(chosenProfile({ profile: "power.pulse=x" })).to.equal(
      'setting profile: power.pulse "x": a number from 0 to 1036800000',
    );
    expect(adjustedProfile({ profile: "errors.0.name=busy" }, m5311)).to.equal(m5311);
  });
});
