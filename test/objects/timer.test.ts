import { expect } from "chai";
import { newTimer, outputOf, timerObject, type TimerState } from "../../objects/timer.js";
import { InstanceView, TestClock } from "./instance.js";

describe("objects/timer", () => {
  /** A timer of a mode and a delay in seconds. */
  function timer(mode: number, delay: number): { clock: TestClock; state: TimerState; view: InstanceView } {
    const clock = new TestClock();
    const state = newTimer(clock);
    const view = new InstanceView(timerObject([{ id: 0, state }]));
    expect([view.write(5526, mode), view.write(5521, delay)]).to.deep.equal(["2.04", "2.04"]);
    view.changes();
    return { clock, state, view };
  }

  /** Output, remaining time and counter at a moment. */
  function at({ clock, view }: { clock: TestClock; view: InstanceView }, seconds: number): unknown[] {
    clock.seconds = seconds;
    return [view.read(5543), view.read(5538), view.read(5534)];
  }

  it("one-shot: a trigger, or the input going on, gives one pulse, however long the input stays on", () => {
    const one = timer(1, 10);
    expect(one.view.all()).to.deep.equal([
      "5501=0",
      "5521=10",
      "5525=0",
      "5526=1",
      "5534=0",
      "5538=0",
      "5543=false",
      "5544=0",
      "5850=false",
    ]);
    expect(one.view.execute(5523)).to.equal("2.04");
    expect(one.view.changes()).to.deep.equal(["/3340/0/5538", "/3340/0/5543", "/3340/0/5534"]);
    expect(at(one, 4)).to.deep.equal([true, 6, 1]);
    expect(at(one, 10)).to.deep.equal([false, 0, 1]);
    expect(one.view.write(5850, true)).to.equal("2.04");
    expect(at(one, 11)).to.deep.equal([true, 9, 2]);
    expect(one.view.write(5850, false)).to.equal("2.04");
    expect(at(one, 12)).to.deep.equal([true, 8, 2]);
    expect(at(one, 20)).to.deep.equal([false, 0, 2]);
  });

  it("one-shot: a trigger during the pulse makes it longer, and is none of its own", () => {
    const one = timer(1, 10);
    one.view.execute(5523);
    expect(at(one, 5)).to.deep.equal([true, 5, 1]);
    one.view.execute(5523);
    expect(at(one, 5)).to.deep.equal([true, 10, 1]);
    expect(at(one, 15)).to.deep.equal([false, 0, 1]);
  });

  it("interval: the pulse ends with the input", () => {
    const interval = timer(2, 10);
    interval.view.write(5850, true);
    expect(at(interval, 3)).to.deep.equal([true, 7, 1]);
    interval.view.write(5850, false);
    expect(at(interval, 3)).to.deep.equal([false, 0, 1]);
    interval.view.write(5850, true);
    expect(at(interval, 13)).to.deep.equal([false, 0, 2]);
  });

  it("delay on pick-up: the output follows the input going on, later, and the input going off at once", () => {
    const pickUp = timer(3, 10);
    pickUp.view.write(5850, true);
    expect(at(pickUp, 9)).to.deep.equal([false, 1, 0]);
    expect(at(pickUp, 10)).to.deep.equal([true, 0, 1]);
    pickUp.view.write(5850, false);
    expect(at(pickUp, 10)).to.deep.equal([false, 0, 1]);
    pickUp.view.write(5850, true);
    expect(at(pickUp, 15)).to.deep.equal([false, 5, 1]);
    pickUp.view.write(5850, false);
    expect(at(pickUp, 60)).to.deep.equal([false, 0, 1]);
  });

  it("delay on drop-out: the output follows the input going on at once, and the input going off later", () => {
    const dropOut = timer(4, 10);
    dropOut.view.write(5850, true);
    expect(at(dropOut, 30)).to.deep.equal([true, 0, 1]);
    dropOut.view.write(5850, false);
    expect(at(dropOut, 39)).to.deep.equal([true, 1, 1]);
    dropOut.view.write(5850, true);
    expect(at(dropOut, 60)).to.deep.equal([true, 0, 1]);
    dropOut.view.write(5850, false);
    expect(at(dropOut, 70)).to.deep.equal([false, 0, 1]);
  });

  it("disabled: the output is the input, and there is nothing to trigger", () => {
    const disabled = timer(0, 10);
    expect(disabled.view.execute(5523)).to.equal("4.05");
    disabled.view.write(5850, true);
    expect(at(disabled, 1)).to.deep.equal([true, 0, 1]);
    disabled.view.write(5850, false);
    expect(at(disabled, 1)).to.deep.equal([false, 0, 1]);
  });

  it("begins nothing before the minimum off-time is over", () => {
    const one = timer(1, 10);
    one.view.write(5525, 5);
    one.view.execute(5523);
    expect(at(one, 14.9)).to.deep.equal([false, 0, 1]);
    expect(one.view.execute(5523)).to.equal("2.04");
    expect(at(one, 14.9)).to.deep.equal([false, 0, 1]);
    expect(at(one, 15)).to.deep.equal([false, 0, 1]);
    one.view.execute(5523);
    expect(at(one, 15)).to.deep.equal([true, 10, 2]);
  });

  it("counts the input's times and seconds, and the output's times; both counts of the output go back on 0 alone", () => {
    const one = timer(1, 1);
    one.view.write(5850, true);
    one.clock.seconds = 2.5;
    one.view.write(5850, false);
    one.view.write(5850, true);
    one.clock.seconds = 3;
    expect([one.view.read(5501), one.view.read(5544), one.view.read(5534)]).to.deep.equal([2, 3, 2]);
    expect([one.view.write(5544, 1), one.view.write(5534, 1)]).to.deep.equal(["4.00", "4.00"]);
    expect([one.view.write(5544, 0), one.view.write(5534, 0)]).to.deep.equal(["2.04", "2.04"]);
    expect([one.view.read(5501), one.view.read(5544), one.view.read(5534)]).to.deep.equal([2, 0, 0]);
  });

  it("takes no mode and no duration that there is not", () => {
    const { view } = timer(1, 10);
    expect([
      view.write(5526, 5),
      view.write(5521, -1),
      view.write(5521, Infinity),
      view.write(5525, NaN),
    ]).to.deep.equal(["4.00", "4.00", "4.00", "4.00"]);
    expect([view.write(5538, 1), view.write(5543, true)]).to.deep.equal(["4.05", "4.05"]);
  });

  it("leaves an operation behind with its mode", () => {
    const one = timer(1, 10);
    one.view.execute(5523);
    expect(outputOf(one.state)).to.equal(true);
    one.view.write(5526, 3);
    expect(at(one, 60)).to.deep.equal([false, 0, 1]);
  });
});
