import { expect } from "chai";
import { newTime, timeObject } from "../../objects/time.js";
import { InstanceView, TestClock } from "./instance.js";

describe("objects/time", () => {
  it("runs, and goes on from what a server set", () => {
    const clock = new TestClock();
    const time = new InstanceView(timeObject([{ id: 0, state: newTime(clock) }]));
    clock.seconds = 10.25;
    expect(time.all()).to.deep.equal(["5506=1700000010", "5507=0.25"]);
    expect(time.write(5506, 1_800_000_000)).to.equal("2.04");
    clock.seconds = 12.25;
    expect(time.all()).to.deep.equal(["5506=1800000002", "5507=0.25"]);
    expect([time.write(5507, 0.75), time.write(5507, 1.5)]).to.deep.equal(["2.04", "4.00"]);
    expect(time.all()).to.deep.equal(["5506=1800000002", "5507=0.75"]);
  });

  it("knows nothing without a clock that was set", () => {
    const clock = new TestClock();
    clock.date = undefined;
    const time = new InstanceView(timeObject([{ id: 0, state: newTime(clock) }]));
    expect([time.read(5506), time.read(5507)]).to.deep.equal(["4.04", "4.04"]);
  });
});
