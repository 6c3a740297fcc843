import { expect } from "chai";
import { hasQueueParameter, versionsFrom } from "../../../modules/lwm2m/version.js";

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
});
