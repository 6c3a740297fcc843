import { expect } from "chai";
import { Stopwatch } from "../../objects/stopwatch.js";
import { TestClock } from "./instance.js";

describe("objects/stopwatch", () => {
  it("adds up the times that it runs, and goes on from 0 after a reset", () => {
    const clock = new TestClock();
    const watch = new Stopwatch(clock);
    clock.seconds = 5;
    expect(watch.seconds).to.equal(0);
    watch.run(true);
    clock.seconds = 7.5;
    watch.run(true);
    expect(watch.seconds).to.equal(2.5);
    watch.run(false);
    clock.seconds = 20;
    expect(watch.seconds).to.equal(2.5);
    watch.run(true);
    clock.seconds = 21;
    expect(watch.seconds).to.equal(3.5);
    watch.reset();
    clock.seconds = 22;
    expect(watch.seconds).to.equal(1);
    watch.run(false);
    watch.reset();
    clock.seconds = 23;
    expect(watch.seconds).to.equal(0);
  });
});
