import { expect } from "chai";
import { earlier } from "../../../modules/base/machine.js";

describe("base/machine", () => {
  it("earlier gives the lesser of two deadlines, zero included", () => {
    expect(earlier(1, 2)).to.equal(1);
    expect(earlier(2, 1)).to.equal(1);
    expect(earlier(0, 5)).to.equal(0);
    expect(earlier(5, 0)).to.equal(0);
  });

  it("earlier gives the one that is there, or none", () => {
    expect(earlier(undefined, 3)).to.equal(3);
    expect(earlier(3, undefined)).to.equal(3);
    expect(earlier(undefined, 0)).to.equal(0);
    expect(earlier(undefined, undefined)).to.equal(undefined);
  });
});
