import { expect } from "chai";
import type { ObjectDefinition } from "../../modules/lwm2m/object.js";
import { Code } from "../../modules/lwm2m/operation.js";
import { formatPath, parsePath, type Path } from "../../modules/lwm2m/path.js";
import { Tree } from "../../modules/lwm2m/tree.js";
import { ipsoObject, setValue, type IpsoState } from "../../objects/ipso.js";
import { InstanceView } from "./instance.js";
import * as library from "../../objects/ipso-objects.js";

const { allSensorDefinitions, ...named } = library;
const definitions = Object.values<ObjectDefinition<IpsoState>>(named);

describe("objects/ipso", () => {
  it("has every IPSO object of the list but those with a file of their own", () => {
    const ids = [...definitions, ...allSensorDefinitions].map(({ model }) => model.id).sort((a, b) => a - b);
    expect(ids).to.deep.equal([
      3200, 3202, 3203, 3300, 3301, 3302, 3303, 3304, 3305, 3308, 3313, 3316, 3323, 3341, 3344, 3345, 3346, 3347,
    ]);
  });

  for (const definition of definitions) {
    const { id, name, resources } = definition.model;
    it(`serves ${id} ${name}: reads and writes what its model lets servers read and write`, () => {
      const state: IpsoState = {};
      const tree = new Tree([ipsoObject(definition, [{ id: 0, state }])]);
      for (const [key, { id: resource, access, type, range }] of Object.entries(resources)) {
        const path = { object: id, instance: 0, resource };
        const value =
          type === "string"
            ? "x"
            : type === "boolean"
              ? true
              : type === "none"
                ? 0
                : type === "opaque"
                  ? new Uint8Array(1)
                  : (range?.[0] ?? 0);
        const readable = access === "R" || access === "RW";
        const written = tree.operate({ kind: "write", path, mode: "replace", entries: [{ path, value }] });
        expect(written.code, key).to.equal(access === "RW" || access === "W" ? Code.changed : Code.methodNotAllowed);
        state[key] = value;
        expect(tree.operate({ kind: "read", path }), key).to.deep.equal(
          readable ? { code: Code.content, entries: [{ path, value }] } : { code: Code.methodNotAllowed },
        );
        if (access === "E") {
          expect(tree.operate({ kind: "execute", path, argument: "" }).code, key).to.equal(Code.changed);
        }
      }
    });
  }

  it("announces no resource without a value", () => {
    const tree = new Tree([ipsoObject(library.setPoint, [{ id: 0, state: { setPointValue: 21 } }])]);
    const read = tree.operate({ kind: "read", path: at("/3308/0") });
    expect(read.entries?.map(({ path }) => formatPath(path))).to.deep.equal(["/3308/0/5900"]);
    expect(tree.operate({ kind: "read", path: at("/3308/0/5706") }).code).to.equal(Code.notFound);
  });

  it("counts an input that goes on, and sets the count back", () => {
    const state: IpsoState = { digitalInputState: false, digitalInputCounter: 0 };
    const tree = new Tree([ipsoObject(library.digitalInput, [{ id: 0, state }])]);
    expect(setValue(library.digitalInput, state, "digitalInputState", true)).to.deep.equal([5500, 5501]);
    expect(setValue(library.digitalInput, state, "digitalInputState", true)).to.deep.equal([]);
    expect(setValue(library.digitalInput, state, "digitalInputState", false)).to.deep.equal([5500]);
    expect(setValue(library.digitalInput, state, "digitalInputState", true)).to.deep.equal([5500, 5501]);
    expect(state["digitalInputCounter"]).to.equal(2);
    tree.operate({ kind: "execute", path: at("/3200/0/5505"), argument: "" });
    expect(state["digitalInputCounter"]).to.equal(0);
    expect(tree.takeChange()).to.deep.equal(at("/3200/0/5501"));
    expect(tree.takeChange()).to.equal(undefined);
  });

  it("counts the edges that a server selected", () => {
    for (const [edge, counts] of [
      [1, [0, 1, 1, 2]],
      [2, [1, 1, 2, 2]],
      [3, [1, 2, 3, 4]],
    ] as const) {
      const state: IpsoState = { digitalInputState: false, digitalInputEdgeSelection: edge };
      const seen = [true, false, true, false].map((value) => {
        setValue(library.digitalInput, state, "digitalInputState", value);
        return state["digitalInputCounter"] ?? 0;
      });
      expect(seen, `edge ${edge}`).to.deep.equal(counts);
    }
  });

  it("counts up and down, and sets each count back on a write of 0 alone", () => {
    const state: IpsoState = { increaseInputState: false, decreaseInputState: false };
    const view = new InstanceView(ipsoObject(library.upDownControl, [{ id: 0, state }]));
    expect(setValue(library.upDownControl, state, "increaseInputState", true)).to.deep.equal([5532, 5541]);
    expect(setValue(library.upDownControl, state, "increaseInputState", false)).to.deep.equal([5532]);
    setValue(library.upDownControl, state, "increaseInputState", true);
    expect(setValue(library.upDownControl, state, "decreaseInputState", true)).to.deep.equal([5533, 5542]);
    expect([view.read(5541), view.read(5542)]).to.deep.equal([2, 1]);
    expect([view.write(5541, 1), view.write(5541, 0), view.write(5532, false)]).to.deep.equal(["4.00", "2.04", "4.05"]);
    expect([view.read(5541), view.read(5542)]).to.deep.equal([0, 1]);
  });

  it("keeps the least and the greatest of both powers, and sets all of them and the energy back", () => {
    const state: IpsoState = { cumulativeActivePower: 12.5, cumulativeReactivePower: 3 };
    const view = new InstanceView(ipsoObject(library.powerMeasurement, [{ id: 0, state }]));
    const { powerMeasurement } = library;
    expect(setValue(powerMeasurement, state, "instantaneousActivePower", 60)).to.deep.equal([5800, 5801, 5802]);
    expect(setValue(powerMeasurement, state, "instantaneousActivePower", 40)).to.deep.equal([5800, 5801]);
    expect(setValue(powerMeasurement, state, "instantaneousReactivePower", -5)).to.deep.equal([5810, 5811, 5812]);
    expect([5801, 5802, 5811, 5812].map((id) => view.read(id))).to.deep.equal([40, 60, -5, -5]);
    expect(view.execute(5605)).to.equal("2.04");
    expect(view.changes()).to.deep.equal(["/3305/0/5801", "/3305/0/5802", "/3305/0/5811", "/3305/0/5812"]);
    expect([5801, 5802, 5811, 5812].map((id) => view.read(id))).to.deep.equal([40, 40, -5, -5]);
    expect(view.execute(5822)).to.equal("2.04");
    expect(view.changes()).to.deep.equal(["/3305/0/5805", "/3305/0/5815"]);
    expect([view.read(5805), view.read(5815)]).to.deep.equal([0, 0]);
    // A calibration is written, and never read.
    expect([view.write(5806, 100), view.read(5806)]).to.deep.equal(["2.04", "4.05"]);
  });

  it("shows what is written to a text display until it is cleared", () => {
    const state: IpsoState = { text: "" };
    const view = new InstanceView(ipsoObject(library.textDisplay, [{ id: 0, state }]));
    expect([view.write(5527, "háló 你好"), view.read(5527)]).to.deep.equal(["2.04", "háló 你好"]);
    view.changes();
    expect([view.execute(5530), view.read(5527)]).to.deep.equal(["2.04", ""]);
    expect(view.changes()).to.deep.equal(["/3341/0/5527"]);
    expect([view.write(5531, 100), view.write(5531, 101), view.write(5548, -1)]).to.deep.equal([
      "2.04",
      "4.00",
      "4.00",
    ]);
  });

  it("takes an analogue output from 0 to 1", () => {
    const view = new InstanceView(
      ipsoObject(library.analogOutput, [{ id: 0, state: { analogOutputCurrentValue: 0 } }]),
    );
    expect([view.write(5650, 0.5), view.write(5650, 1.01), view.read(5650)]).to.deep.equal(["2.04", "4.00", 0.5]);
  });

  it("keeps the least and the greatest, and sets them back", () => {
    const state: IpsoState = {};
    const tree = new Tree([ipsoObject(library.analogInput, [{ id: 0, state }])]);
    expect(setValue(library.analogInput, state, "analogInputCurrentValue", 0.5)).to.deep.equal([5600, 5601, 5602]);
    expect(setValue(library.analogInput, state, "analogInputCurrentValue", 0.2)).to.deep.equal([5600, 5601]);
    expect(setValue(library.analogInput, state, "analogInputCurrentValue", 0.3)).to.deep.equal([5600]);
    tree.operate({ kind: "execute", path: at("/3202/0/5605"), argument: "" });
    expect([state["minMeasuredValue"], state["maxMeasuredValue"]]).to.deep.equal([0.3, 0.3]);
  });

  it("leaves what the model lacks alone: a push button that counts, a joystick that does not measure", () => {
    const button: IpsoState = { digitalInputState: false };
    expect(setValue(library.pushButton, button, "digitalInputState", true)).to.deep.equal([5500, 5501]);
    const joystick: IpsoState = {};
    expect(setValue(library.joystick, joystick, "xValue", 0.5)).to.deep.equal([5702]);
    expect(joystick).to.deep.equal({ xValue: 0.5 });
  });
});

function at(path: string): Path {
  return parsePath(path) as Path;
}
