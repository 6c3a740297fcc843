import { expect } from "chai";
import type { ObjectDefinition } from "../../modules/lwm2m/object.js";
import { Code } from "../../modules/lwm2m/operation.js";
import { formatPath, parsePath, type Path } from "../../modules/lwm2m/path.js";
import { Tree } from "../../modules/lwm2m/tree.js";
import { ipsoObject, setValue, type IpsoState } from "../../objects/ipso.js";
import * as library from "../../objects/ipso-objects.js";

const { allSensorDefinitions, ...named } = library;
const definitions = Object.values<ObjectDefinition<IpsoState>>(named);

describe("objects/ipso", () => {
  it("has every IPSO object of the list but 3201, which is a file of its own", () => {
    const ids = [...definitions, ...allSensorDefinitions].map(({ model }) => model.id).sort((a, b) => a - b);
    expect(ids).to.deep.equal([
      3200, 3202, 3203, 3300, 3301, 3302, 3303, 3304, 3305, 3308, 3311, 3313, 3316, 3323, 3333, 3340, 3341, 3342, 3343,
      3344, 3345, 3346, 3347,
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
    const tree = new Tree([ipsoObject(library.lightControl, [{ id: 0, state: { onOff: false } }])]);
    const read = tree.operate({ kind: "read", path: at("/3311/0") });
    expect(read.entries?.map(({ path }) => formatPath(path))).to.deep.equal(["/3311/0/5850"]);
    expect(tree.operate({ kind: "read", path: at("/3311/0/5851") }).code).to.equal(Code.notFound);
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
