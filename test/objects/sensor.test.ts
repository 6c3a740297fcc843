import { expect } from "chai";
import type { Operation } from "../../modules/lwm2m/operation.js";
import { Code } from "../../modules/lwm2m/operation.js";
import { parsePath, type Path } from "../../modules/lwm2m/path.js";
import { Tree } from "../../modules/lwm2m/tree.js";
import { GenericSensor } from "../../objects/models/3300-generic-sensor.js";
import { Temperature } from "../../objects/models/3303-temperature.js";
import { defineSensor, newSensor, sample, sensorObject } from "../../objects/sensor.js";

const generic = defineSensor(GenericSensor);
const temperature = defineSensor(Temperature);

describe("objects/sensor", () => {
  it("keeps the least and the greatest value and tells which resources changed", () => {
    const state = newSensor(20);
    expect(sample(state, 20)).to.deep.equal([]);
    expect(sample(state, 21)).to.deep.equal([5700, 5602]);
    expect(sample(state, 19)).to.deep.equal([5700, 5601]);
    expect(sample(state, 20)).to.deep.equal([5700]);
    expect([state.value, state.min, state.max]).to.deep.equal([20, 19, 21]);
  });

  it("sets least and greatest back to the value on 5605 and tells both", () => {
    const state = newSensor(20);
    const tree = new Tree([sensorObject(generic, [{ id: 0, state }])]);
    sample(state, 30);
    sample(state, 25);
    const reset: Operation = { kind: "execute", path: at("/3300/0/5605"), argument: "" };
    expect(tree.operate(reset)).to.deep.equal({ code: Code.changed });
    expect([state.min, state.max]).to.deep.equal([25, 25]);
    expect([tree.takeChange(), tree.takeChange(), tree.takeChange()]).to.deep.equal([
      at("/3300/0/5601"),
      at("/3300/0/5602"),
      undefined,
    ]);
  });

  it("serves what is known and leaves out the rest", () => {
    const known = newSensor(1, { least: 0, most: 9, units: "1", applicationType: "load", sensorType: "kernel" });
    const tree = new Tree([
      sensorObject(generic, [
        { id: 0, state: known },
        { id: 1, state: newSensor(2) },
      ]),
    ]);
    const ids = (path: string) =>
      tree.operate({ kind: "read", path: at(path) }).entries?.map((entry) => entry.path.resource);
    expect(ids("/3300/0")).to.deep.equal([5601, 5602, 5603, 5604, 5700, 5701, 5750, 5751]);
    expect(ids("/3300/1")).to.deep.equal([5601, 5602, 5700]);
  });

  it("takes an application type", () => {
    const state = newSensor(2);
    const tree = new Tree([sensorObject(generic, [{ id: 0, state }])]);
    const path = at("/3300/0/5750");
    const write: Operation = { kind: "write", path, mode: "replace", entries: [{ path, value: "room" }] };
    expect(tree.operate(write)).to.deep.equal({ code: Code.changed });
    expect(state.applicationType).to.equal("room");
  });

  it("has only the resources of its model's version", () => {
    expect(temperature.rows.map((row) => row.id)).to.deep.equal([5601, 5602, 5603, 5604, 5605, 5700, 5701]);
  });
});

function at(path: string): Path {
  return parsePath(path) as Path;
}
