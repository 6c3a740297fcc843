import { expect } from "chai";
import { dateOf } from "../../../modules/client/dates.js";

describe("client/dates", () => {
  it("gives the date where somebody knows it", () => {
    expect(dateOf(1000, 2500, { wallClock: () => 1_700_000_000.25 })).to.equal(1_699_999_998.75);
  });

  // Leshan refused a Send whose times were exact milliseconds: as binary floats they have some fifty decimal digits.
  it("gives binary fractions of a second alone, which have few digits", () => {
    expect(dateOf(0, 501, undefined)).to.equal(-0.5);
    expect(dateOf(0, 10, undefined)).to.equal(-0.015_625);
    expect(dateOf(999, 1500, { wallClock: () => 1_700_000_000.123 })).to.equal(1_699_999_999.625);
  });

  it("says how long ago it was where nobody knows the date", () => {
    expect(dateOf(1000, 2500, undefined)).to.equal(-1.5);
    expect(dateOf(1000, 2500, { wallClock: () => undefined })).to.equal(-1.5);
  });
});
