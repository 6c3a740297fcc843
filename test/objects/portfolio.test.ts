import { expect } from "chai";
import { Code } from "../../modules/lwm2m/operation.js";
import { Tree } from "../../modules/lwm2m/tree.js";
import { AuthStatus, newPortfolio, portfolioObject, prove } from "../../objects/portfolio.js";
import { InstanceView } from "./instance.js";

describe("objects/portfolio", () => {
  it("lets servers make, write and delete instances", () => {
    const object = portfolioObject();
    const tree = new Tree([object]);
    const identity = (resourceInstance: number) => ({ object: 16, instance: 0, resource: 0, resourceInstance });
    const entries = [
      { path: identity(0), value: "host" },
      { path: identity(3), value: "1.0" },
    ];
    expect(tree.operate({ kind: "create", path: { object: 16 }, entries }).code).to.equal(Code.created);
    expect(tree.operate({ kind: "read", path: { object: 16, instance: 0 } }).entries).to.deep.equal([
      ...entries,
      { path: { object: 16, instance: 0, resource: 3 }, value: 0 },
    ]);
    expect(tree.operate({ kind: "delete", path: { object: 16, instance: 0 } }).code).to.equal(Code.deleted);
    expect(object.instances).to.deep.equal([]);
  });

  it("forgets the last proof when it is asked for another one, and shows what came of that", () => {
    const state = newPortfolio();
    const view = new InstanceView(portfolioObject([{ id: 0, state }]));
    expect([view.read(3), view.read(2)]).to.deep.equal([AuthStatus.idle, "4.04"]);
    expect([view.execute(1, "0='aes'"), state.asked, view.read(3)]).to.deep.equal(["2.04", "0='aes'", AuthStatus.idle]);
    prove(state, [new Uint8Array([1, 2])]);
    expect([view.read(3), state.asked, view.read(2)]).to.deep.equal([
      AuthStatus.available,
      undefined,
      new Uint8Array([1, 2]),
    ]);
    view.changes();
    expect([view.execute(1), view.read(3), view.read(2)]).to.deep.equal(["2.04", AuthStatus.idle, "4.04"]);
    expect(view.changes()).to.deep.equal(["/16/0/2", "/16/0/3"]);
    prove(state, undefined);
    expect([view.read(3), view.read(2)]).to.deep.equal([AuthStatus.error, "4.04"]);
  });
});
