import { expect } from "chai";
import { formatPath } from "../../modules/lwm2m/path.js";
import { Tree } from "../../modules/lwm2m/tree.js";
import { digitalOutputObject, newDigitalOutput } from "../../objects/digital-output.js";
import { dimmerObject, newDimmer } from "../../objects/dimmer.js";
import { lightControlObject, newLight } from "../../objects/light-control.js";
import { Watch } from "../../objects/watch.js";
import { TestClock } from "./instance.js";

describe("objects/watch", () => {
  const clock = new TestClock();
  const light = newLight(clock);
  const tree = new Tree([
    digitalOutputObject([{ id: 0, state: newDigitalOutput() }]),
    lightControlObject([
      { id: 0, state: light },
      { id: 1, state: newLight(clock) },
    ]),
    dimmerObject([{ id: 0, state: newDimmer(clock) }]),
  ]);
  const watch = new Watch(tree);

  function look(path: Parameters<Watch["look"]>[0]): string[] {
    watch.look(path);
    const told: string[] = [];
    for (let one = tree.takeChange(); one !== undefined; one = tree.takeChange()) told.push(formatPath(one));
    return told;
  }

  it("tells of nothing at the first look, and then of what became another value", () => {
    expect(look({})).to.deep.equal([]);
    clock.seconds = 1;
    expect(look({})).to.deep.equal(["/3343/0/5854"]);
    expect(look({})).to.deep.equal([]);
    light.lit.run(true);
    clock.seconds = 1.9;
    expect(look({})).to.deep.equal([]);
    clock.seconds = 2;
    expect(look({})).to.deep.equal(["/3311/0/5852", "/3343/0/5854"]);
  });

  it("looks at and below the path alone", () => {
    clock.seconds = 5;
    expect(look({ object: 3201 })).to.deep.equal([]);
    expect(look({ object: 3311, instance: 1 })).to.deep.equal([]);
    expect(look({ object: 3311 })).to.deep.equal(["/3311/0/5852"]);
    expect(look({ object: 3343, instance: 0, resource: 5548 })).to.deep.equal(["/3343/0/5854"]);
  });
});
