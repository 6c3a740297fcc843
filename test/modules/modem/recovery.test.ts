import { expect } from "chai";
import { retryAt } from "../../../modules/modem/recovery.js";

describe("retryAt", () => {
  it("doubles up to the limit", () => {
    const waits = [1, 2, 3, 4, 5, 100].map((failures) => retryAt(1000, failures, 5000, 30_000) - 1000);
    expect(waits).to.deep.equal([5000, 10_000, 20_000, 30_000, 30_000, 30_000]);
  });

  it("adds up to a quarter by chance", () => {
    expect(retryAt(0, 2, 5000, 30_000, () => 0)).to.equal(10_000);
    expect(retryAt(0, 2, 5000, 30_000, () => 0xffff_ffff)).to.equal(12_499);
  });
});
