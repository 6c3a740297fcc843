import { expect } from "chai";
import { formatPath } from "../../modules/lwm2m/path.js";
import { Tree } from "../../modules/lwm2m/tree.js";
import { digitalOutputObject, newDigitalOutput } from "../../objects/digital-output.js";
import { lightControlObject, newLight } from "../../objects/light-control.js";
import { newTimer, timerObject } from "../../objects/timer.js";
import { Watch } from "../../objects/watch.js";
import { InstanceView, TestClock } from "./instance.js";

describe("objects/watch", () => {
  const clock = new TestClock();
  const light = newLight(clock);
  const tree = new Tree([
    digitalOutputObject([{ id: 0, state: newDigitalOutput() }]),
    lightControlObject([
      { id: 0, state: light },
      { id: 1, state: newLight(clock) },
    ]),
    timerObject([{ id: 0, state: newTimer(clock) }]),
  ]);
  const view = new InstanceView(tree, 3340);
  const watch = new Watch(tree);

  function look(path: Parameters<Watch["look"]>[0]): string[] {
    watch.look(path);
    const told: string[] = [];
    for (let one = tree.takeChange(); one !== undefined; one = tree.takeChange()) told.push(formatPath(one));
    return told;
  }

  it("tells of nothing at the first look, and then of what became another value, once", () => {
    expect(look({})).to.deep.equal([]);
    expect(view.write(5521, 2)).to.equal("2.04");
    expect(view.execute(5523)).to.equal("2.04");
    expect(view.changes()).to.deep.equal(["/3340/0/5521", "/3340/0/5538", "/3340/0/5543", "/3340/0/5534"]);
    expect(look({ object: 3340 })).to.deep.equal(["/3340/0/5543", "/3340/0/5534"]);
    expect(look({ object: 3340 })).to.deep.equal([]);
    clock.seconds = 2;
    expect(look({ object: 3340, instance: 0, resource: 5543 })).to.deep.equal(["/3340/0/5543"]);
    expect(look({})).to.deep.equal([]);
  });

  it("tells of what runs all the time only where it is asked for by name: an hour that goes by is no news", () => {
    light.lit.run(true);
    const onTime = { object: 3311, instance: 0, resource: 5852 };
    expect(look(onTime)).to.deep.equal([]);
    clock.seconds = 3600;
    expect([look({}), look({ object: 3311 }), look({ object: 3311, instance: 0 })]).to.deep.equal([[], [], []]);
    expect(look({ ...onTime, resource: 5850 })).to.deep.equal([]);
    expect(look({ ...onTime, instance: 1 })).to.deep.equal([]);
    expect(look(onTime)).to.deep.equal(["/3311/0/5852"]);
    expect(look(onTime)).to.deep.equal([]);
  });
});
