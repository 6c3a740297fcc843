import { expect } from "chai";
import { between, seededRandom } from "../../../modules/base/random.js";

describe("base/random", () => {
  it("gives the same sequence for the same seed and another for another", () => {
    const first = seededRandom(1);
    const again = seededRandom(1);
    const other = seededRandom(2);
    const numbers = [first(), first(), first()];
    expect([again(), again(), again()]).to.deep.equal(numbers);
    expect([other(), other(), other()]).to.not.deep.equal(numbers);
  });

  it("is mulberry32", () => {
    const random = seededRandom(0);
    expect([random(), random(), random()]).to.deep.equal([1_144_304_738, 1_416_247, 958_946_056]);
  });

  it("stays within 32 bits and reaches both halves", () => {
    const random = seededRandom(7);
    let high = 0;
    for (let i = 0; i < 1000; i++) {
      const value = random();
      expect(Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff).to.equal(true);
      if (value >= 0x8000_0000) high++;
    }
    expect(high).to.be.within(400, 600);
  });

  it("between is never below the low and always below the high bound", () => {
    expect(between(() => 0, 2000, 3000)).to.equal(2000);
    expect(between(() => 0xffff_ffff, 2000, 3000)).to.be.below(3000);
    expect(between(() => 0x8000_0000, 2000, 3000)).to.equal(2500);
  });
});
