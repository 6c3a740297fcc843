import { expect } from "chai";
import { kettleObject, newKettle } from "../../examples/kettle/kettle.js";
import { Code } from "../../modules/lwm2m/operation.js";
import { Tree } from "../../modules/lwm2m/tree.js";

describe("examples/kettle", () => {
  it("heats until its target, which cannot be moved meanwhile, and tells observers that it does", () => {
    const state = newKettle();
    const tree = new Tree([kettleObject(state)]);
    const at = (resource: number) => ({ object: 26_250, instance: 0, resource });
    const target = (value: number) =>
      tree.operate({ kind: "write", path: at(1), mode: "replace", entries: [{ path: at(1), value }] }).code;
    expect([target(80), target(120), target(10)]).to.deep.equal([Code.changed, Code.badRequest, Code.badRequest]);
    while (tree.takeChange() !== undefined);
    expect(tree.operate({ kind: "execute", path: at(3), argument: "" }).code).to.equal(Code.changed);
    expect(tree.takeChange()).to.deep.equal(at(2));
    expect(tree.operate({ kind: "read", path: at(2) }).entries).to.deep.equal([{ path: at(2), value: true }]);
    expect(target(90)).to.equal(Code.forbidden);
    expect(tree.operate({ kind: "execute", path: at(4), argument: "" }).code).to.equal(Code.changed);
    state.temperature = 80;
    expect(tree.operate({ kind: "execute", path: at(3), argument: "" }).code).to.equal(Code.methodNotAllowed);
    expect(tree.operate({ kind: "read", path: at(5) }).code).to.equal(Code.notFound);
  });
});
