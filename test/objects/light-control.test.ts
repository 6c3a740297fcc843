import { expect } from "chai";
import { lightControlObject, newLight } from "../../objects/light-control.js";
import { InstanceView, TestClock } from "./instance.js";

describe("objects/light-control", () => {
  const clock = new TestClock();
  const state = newLight(clock);
  const light = new InstanceView(lightControlObject([{ id: 0, state }]));

  it("is off at first, and says nothing of a colour that nobody gave", () => {
    expect(light.all()).to.deep.equal(["5850=false", "5851=0", "5852=0"]);
    expect(light.read(5706)).to.equal("4.04");
  });

  it("counts the whole seconds for which it is on", () => {
    clock.seconds = 100;
    expect(light.write(5850, true)).to.equal("2.04");
    clock.seconds = 103.9;
    expect([state.on, light.read(5852)]).to.deep.equal([true, 3]);
    expect(light.write(5850, false)).to.equal("2.04");
    clock.seconds = 200;
    expect(light.read(5852)).to.equal(3);
  });

  it("sets the seconds back on a write of 0, and takes no other number", () => {
    expect(light.write(5852, 7)).to.equal("4.00");
    expect(light.read(5852)).to.equal(3);
    expect([light.write(5852, 0), light.read(5852)]).to.deep.equal(["2.04", 0]);
  });

  it("takes a dimmer setting of 0 to 100 percent, and a colour", () => {
    expect([light.write(5851, 100), light.write(5851, 101), light.write(5851, -1)]).to.deep.equal([
      "2.04",
      "4.00",
      "4.00",
    ]);
    expect([state.dimmer, light.write(5706, "#ff8000"), state.colour]).to.deep.equal([100, "2.04", "#ff8000"]);
    expect(light.write(5701, "x")).to.equal("4.04");
  });
});
