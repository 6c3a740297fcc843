import { expect } from "chai";
import { dim, dimmerObject, newDimmer } from "../../objects/dimmer.js";
import { InstanceView, TestClock } from "./instance.js";

describe("objects/dimmer", () => {
  const clock = new TestClock();
  const state = newDimmer(clock);
  const dimmer = new InstanceView(dimmerObject([{ id: 0, state }]));

  it("is on while its level is above 0, and counts the seconds of both", () => {
    clock.seconds = 10;
    expect(dimmer.all()).to.deep.equal(["5548=0", "5852=0", "5854=10"]);
    expect(dimmer.write(5548, 40)).to.equal("2.04");
    clock.seconds = 15;
    expect(dimmer.write(5548, 60.5)).to.equal("2.04");
    clock.seconds = 18;
    expect(dimmer.all()).to.deep.equal(["5548=60.5", "5852=8", "5854=10"]);
    dim(state, 0);
    clock.seconds = 20;
    expect(dimmer.all()).to.deep.equal(["5548=0", "5852=8", "5854=12"]);
  });

  it("sets each time back on a write of 0 alone", () => {
    expect([dimmer.write(5852, 1), dimmer.write(5852, 0), dimmer.write(5854, 1)]).to.deep.equal([
      "4.00",
      "2.04",
      "4.00",
    ]);
    expect(dimmer.all()).to.deep.equal(["5548=0", "5852=0", "5854=12"]);
    expect([dimmer.write(5854, 0), dimmer.read(5854)]).to.deep.equal(["2.04", 0]);
  });

  it("takes no level beyond 0 to 100", () => {
    expect([dimmer.write(5548, 100.1), dimmer.write(5548, -0.1), state.level]).to.deep.equal(["4.00", "4.00", 0]);
  });
});
