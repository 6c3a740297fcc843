import { expect } from "chai";
import { newSwitch, onOffSwitchObject, turn } from "../../objects/on-off-switch.js";
import { InstanceView, TestClock } from "./instance.js";

describe("objects/on-off-switch", () => {
  const clock = new TestClock();
  const state = newSwitch(clock);
  const view = new InstanceView(onOffSwitchObject([{ id: 0, state }]));

  it("counts how often it went on, and the seconds of both states", () => {
    clock.seconds = 4;
    expect(turn(state, true)).to.deep.equal([5500, 5501]);
    expect(turn(state, true)).to.deep.equal([]);
    clock.seconds = 9;
    expect(turn(state, false)).to.deep.equal([5500]);
    expect(turn(state, true)).to.deep.equal([5500, 5501]);
    clock.seconds = 11;
    expect(view.all()).to.deep.equal(["5500=true", "5501=2", "5852=7", "5854=4"]);
  });

  it("is turned by hand, not by a server, who may set the times back", () => {
    expect(view.write(5500, false)).to.equal("4.05");
    expect([view.write(5852, 0), view.write(5854, 0), view.write(5854, 5)]).to.deep.equal(["2.04", "2.04", "4.00"]);
    clock.seconds = 12;
    expect(view.all()).to.deep.equal(["5500=true", "5501=2", "5852=1", "5854=0"]);
  });
});
