import { expect } from "chai";
import { Code } from "../../modules/lwm2m/operation.js";
import { Tree } from "../../modules/lwm2m/tree.js";
import { countMessage, newStatistics, passTime, statisticsObject } from "../../objects/connectivity-statistics.js";
import { locationObject } from "../../objects/location.js";
import { portfolioObject, type PortfolioState } from "../../objects/portfolio.js";

describe("objects/location", () => {
  it("has no instance without a position, and says only what is known of one", () => {
    expect(locationObject(undefined).instances).to.deep.equal([]);
    const position = { latitude: 52.5, longitude: -1.25, timestamp: 1_700_000_000 };
    const unknown = { altitude: undefined, radius: undefined, velocity: undefined, speed: undefined };
    const tree = new Tree([locationObject({ ...position, ...unknown })]);
    const read = tree.operate({ kind: "read", path: { object: 6, instance: 0 } });
    expect(read.entries?.map(({ path, value }) => [path.resource, value])).to.deep.equal([
      [0, 52.5],
      [1, -1.25],
      [5, 1_700_000_000],
    ]);
  });
});

describe("objects/connectivity-statistics", () => {
  const at = (resource: number) => ({ object: 7, instance: 0, resource });

  it("counts between start and stop, in kilobytes and bytes", () => {
    const state = newStatistics();
    const tree = new Tree([statisticsObject(state)]);
    const values = () =>
      [2, 3, 4, 5].map((resource) => tree.operate({ kind: "read", path: at(resource) }).entries?.[0]?.value);
    countMessage(state, "sent", 5000);
    expect(values()).to.deep.equal([0, 0, 0, 0]);
    tree.operate({ kind: "execute", path: at(6), argument: "" });
    countMessage(state, "sent", 2048);
    countMessage(state, "received", 1023);
    countMessage(state, "received", 2);
    expect(values()).to.deep.equal([2, 1, 2048, 1024]);
    tree.operate({ kind: "execute", path: at(7), argument: "" });
    countMessage(state, "sent", 9000);
    expect(values()).to.deep.equal([2, 1, 2048, 1024]);
    tree.operate({ kind: "execute", path: at(6), argument: "" });
    expect(values()).to.deep.equal([0, 0, 0, 0]);
  });

  it("ends the collection with its period", () => {
    const state = newStatistics();
    const tree = new Tree([statisticsObject(state)]);
    const write = (value: number) =>
      tree.operate({ kind: "write", path: at(8), mode: "replace", entries: [{ path: at(8), value }] }).code;
    expect([write(-1), write(60)]).to.deep.equal([Code.badRequest, Code.changed]);
    tree.operate({ kind: "execute", path: at(6), argument: "" });
    passTime(state, 59);
    expect(state.collecting).to.equal(true);
    passTime(state, 1);
    expect(state.collecting).to.equal(false);
  });
});

describe("objects/portfolio", () => {
  it("lets servers make, write and delete instances, and ask for proof", () => {
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
    const execute = { object: 16, instance: 0, resource: 1 };
    expect(tree.operate({ kind: "execute", path: execute, argument: "" }).code).to.equal(Code.changed);
    expect((object.instances[0]?.state as PortfolioState).authStatus).to.equal(2);
    expect(tree.operate({ kind: "delete", path: { object: 16, instance: 0 } }).code).to.equal(Code.deleted);
    expect(object.instances).to.deep.equal([]);
  });
});
