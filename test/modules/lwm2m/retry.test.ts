import { expect } from "chai";
import { isExhausted, OWN_POLICY, pauseAfter, retryDelay } from "../../../modules/lwm2m/retry.js";

describe("lwm2m/retry", () => {
  it("doubles from the first pause to the longest", () => {
    const delays = [1, 2, 3, 4, 5, 6, 7, 8].map((attempt) => retryDelay(attempt, 10_000, 600_000, 0));
    expect(delays).to.deep.equal([10_000, 20_000, 40_000, 80_000, 160_000, 320_000, 600_000, 600_000]);
  });

  it("adds up to a quarter at random, above the longest too", () => {
    expect(retryDelay(1, 10_000, 600_000, 0.5)).to.equal(11_250);
    expect(retryDelay(1, 10_000, 600_000, 1)).to.equal(12_500);
    expect(retryDelay(9, 10_000, 600_000, 1)).to.equal(750_000);
  });

  it("gives whole milliseconds", () => {
    expect(retryDelay(1, 1001, 5000, 0.3)).to.equal(1076);
  });

  it("stays at the longest after any number of attempts", () => {
    expect(retryDelay(1_000_000, 10_000, 600_000, 0)).to.equal(600_000);
    expect(retryDelay(1, 700_000, 600_000, 0)).to.equal(600_000);
  });

  it("pauses longer between sequences, and is exhausted after the last one", () => {
    const policy = { attempts: 2, first: 1000, longest: 60_000, pause: 90_000, sequences: 2 };
    expect([1, 2, 3, 4].map((failures) => pauseAfter(failures, policy, 0))).to.deep.equal([1000, 90_000, 1000, 90_000]);
    expect([1, 2, 3, 4, 5].map((failures) => isExhausted(failures, policy))).to.deep.equal([
      false,
      false,
      false,
      true,
      true,
    ]);
    expect(pauseAfter(4, OWN_POLICY, 1)).to.equal(750_000);
  });
});
