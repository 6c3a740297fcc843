import { expect } from "chai";
import { urcOwner } from "../../../../modules/at/urc.js";
import { findProfile, modelNames, PROFILES } from "../../../../modules/modem/profiles/index.js";

/** True when a table and all that it holds is frozen. */
function frozen(table: unknown): boolean {
  if (typeof table !== "object" || table === null) return true;
  return Object.isFrozen(table) && Object.values(table).every(frozen);
}

describe("profiles", () => {
  it("are found by name in any case", () => {
    expect(findProfile("m5310-A")?.model).to.equal("M5310-A");
    expect(findProfile("M5310")).to.equal(undefined);
    expect(findProfile("")).to.equal(undefined);
    expect(modelNames()).to.deep.equal([
      "M5310-A",
      "M5310-SE",
      "M5310-A-CM",
      "M5311",
      "M5311-CM",
      "M5312",
      "M5313",
      "M5313-CM",
      "M5330",
      "M5330-A",
      "M5330-GNSS",
      "S5601",
    ]);
    expect(findProfile("auto")?.model).to.equal("auto");
  });

  for (const profile of PROFILES) {
    it(`${profile.model} is frozen through and through`, () => {
      expect(frozen(profile)).to.equal(true);
    });

    it(`${profile.model} has sources that speak of fields that it has`, () => {
      for (const name of Object.keys(profile.sources)) {
        let value: unknown = profile;
        for (const part of name.split(".")) value = (value as Record<string, unknown>)[part];
        expect(value, name).to.not.equal(undefined);
      }
    });

    it(`${profile.model} gives its ready line to the lifecycle, but not as the answer of AT+CGMM`, () => {
      expect(urcOwner(profile.urcs, profile.power.ready, false)).to.equal("lifecycle");
      for (const name of profile.identifies) expect(urcOwner(profile.urcs, name, true)).to.equal(undefined);
      for (const line of profile.power.restarted) expect(urcOwner(profile.urcs, line, true)).to.equal("lifecycle");
    });

    it(`${profile.model} has scripts of AT commands that wait for lines without blanks`, () => {
      for (const script of Object.values(profile.scripts)) {
        expect(script.steps.length).to.be.greaterThan(0);
        for (const step of script.steps) {
          expect(step.until?.includes(" ") ?? false).to.equal(false);
          expect(step.send.startsWith("AT")).to.equal(true);
        }
      }
    });
  }
});
