import { expect } from "chai";
import { hasQueueParameter, isNewer, versionsFor, versionsFrom } from "../../../modules/lwm2m/version.js";

describe("lwm2m/version", () => {
  it("offers the newest one wanted and those below it", () => {
    expect(versionsFrom("1.2")).to.deep.equal(["1.2", "1.1", "1.0"]);
    expect(versionsFrom("1.1")).to.deep.equal(["1.1", "1.0"]);
    expect(versionsFrom("1.0")).to.deep.equal(["1.0"]);
  });

  it("tells which versions have a parameter for queue mode", () => {
    expect(["1.0", "1.1", "1.2"].map((version) => hasQueueParameter(version as "1.0"))).to.deep.equal([
      false,
      true,
      true,
    ]);
  });

  it("offers a server what it spoke last time and is said to speak", () => {
    const all = versionsFrom("1.2");
    expect(versionsFor(all, undefined, undefined)).to.deep.equal(["1.2", "1.1", "1.0"]);
    expect(versionsFor(all, "1.1", undefined)).to.deep.equal(["1.1", "1.0"]);
    expect(versionsFor(all, undefined, ["1.0", "1.1.1"])).to.deep.equal(["1.1", "1.0"]);
    expect(versionsFor(all, "1.1", ["1.0.2"])).to.deep.equal(["1.0"]);
  });

  it("offers all that it can where what is said leaves nothing, or it does not offer any more what was spoken", () => {
    expect(versionsFor(versionsFrom("1.1"), undefined, ["1.2", "1.10", "2.0"])).to.deep.equal(["1.1", "1.0"]);
    expect(versionsFor(versionsFrom("1.1"), "1.2", undefined)).to.deep.equal(["1.1", "1.0"]);
  });

  it("tells which of two is newer", () => {
    expect([isNewer("1.2", "1.1"), isNewer("1.1", "1.1"), isNewer("1.0", "1.1")]).to.deep.equal([true, false, false]);
  });
});
