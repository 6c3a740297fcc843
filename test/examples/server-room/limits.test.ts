import { expect } from "chai";
import { isRaised, limitOf } from "../../../examples/server-room/limits.js";

/** Whether the alarm is raised after each of the values. */
function run(limit: Parameters<typeof isRaised>[0], values: readonly number[]): boolean[] {
  let raised = false;
  return values.map((value) => (raised = isRaised(limit, raised, value)));
}

describe("examples/server-room: limits", () => {
  it("an alarm above 4 is raised beyond 4 and cleared at 3.5, with half a unit of hysteresis", () => {
    const limit = { side: "above", limit: 4, hysteresis: 0.5 } as const;
    expect(run(limit, [3.9, 4, 4.01, 3.9, 3.51, 3.5, 3.9, 4, 5])).to.deep.equal([
      ...[false, false, true, true, true, false, false, false, true],
    ]);
  });

  it("an alarm below 100 is raised under 100 and cleared at 110, with ten units of hysteresis", () => {
    const limit = { side: "below", limit: 100, hysteresis: 10 } as const;
    expect(run(limit, [100, 99, 100, 109, 110, 101, 100, 99])).to.deep.equal([
      ...[false, true, true, true, false, false, false, true],
    ]);
  });

  it("without hysteresis the limit itself is no alarm", () => {
    expect(run(limitOf("above", 4, 0), [4, 5, 4])).to.deep.equal([false, true, false]);
  });

  it("hysteresis is a share of the limit, not negative for a negative one", () => {
    expect(limitOf("above", 8, 25)).to.deep.equal({ side: "above", limit: 8, hysteresis: 2 });
    expect(limitOf("above", -8, 25)).to.deep.equal({ side: "above", limit: -8, hysteresis: 2 });
  });
});
