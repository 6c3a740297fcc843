import { expect } from "chai";
import { Attributes, MAX_ATTACHED, parseAttributes } from "../../../modules/lwm2m/attributes.js";
import { Code } from "../../../modules/lwm2m/operation.js";
import { pathOf } from "../../../modules/lwm2m/path.js";

const value = { id: 5700, type: "float", access: "R" } as const;
const units = { id: 5701, type: "string", access: "R" } as const;
const object = pathOf(3303);
const instance = pathOf(3303, 0);
const resource = pathOf(3303, 0, 5700);

describe("lwm2m/attributes", () => {
  it("reads queries: a value sets, a bare name takes away", () => {
    expect(parseAttributes(["pmin=10", "pmax", "gt=-1.5"])).to.deep.equal({ pmin: 10, pmax: null, gt: -1.5 });
    expect(parseAttributes([])).to.deep.equal({});
  });

  it("refuses unknown, repeated and malformed queries", () => {
    for (const queries of [
      ["pmin=-1"],
      ["pmin=1.5"],
      ["pmin="],
      ["st=0"],
      ["st=-1"],
      ["gt=x"],
      ["epmin=1"],
      ["dim=2"],
    ]) {
      expect(parseAttributes(queries), queries[0]).to.equal(undefined);
    }
    expect(parseAttributes(["pmin=1", "pmin=2"])).to.equal(undefined);
    expect(parseAttributes(["pmin", "pmin"])).to.equal(undefined);
    expect(parseAttributes(["__proto__=1"])).to.equal(undefined);
  });

  it("inherits from instance and object, the nearest first", () => {
    const attributes = new Attributes();
    attributes.change(object, { pmin: 10, pmax: 100 }, undefined);
    attributes.change(instance, { pmax: 60 }, undefined);
    attributes.change(resource, { gt: 50, lt: 42.2 }, value);
    expect(attributes.effectiveAll(resource)).to.deep.equal({ pmin: 10, pmax: 60, gt: 50, lt: 42.2 });
    expect(attributes.effective(instance, "pmax")).to.equal(60);
    expect(attributes.effective(object, "pmax")).to.equal(100);
    expect(attributes.effective(pathOf(3304, 0), "pmax")).to.equal(undefined);
    expect(attributes.attachedTo(resource)).to.deep.equal({ gt: 50, lt: 42.2 });
  });

  it("takes attributes away one by one and then forgets the path", () => {
    const attributes = new Attributes();
    attributes.change(resource, { pmin: 1, pmax: 2 }, value);
    expect(attributes.change(resource, { pmin: null }, value)).to.equal(Code.changed);
    expect(attributes.attachedTo(resource)).to.deep.equal({ pmax: 2 });
    attributes.change(resource, { pmax: null }, value);
    expect(attributes.attachedTo(resource)).to.equal(undefined);
  });

  it("refuses thresholds where there is no number", () => {
    const attributes = new Attributes();
    expect(attributes.change(instance, { gt: 1 }, undefined)).to.equal(Code.badRequest);
    expect(attributes.change(pathOf(3303, 0, 5701), { st: 1 }, units)).to.equal(Code.badRequest);
    expect(attributes.change({}, { pmin: 1 }, undefined)).to.equal(Code.badRequest);
    expect(attributes.change(pathOf(3303, 0, 5700, 0), { pmin: 1 }, value)).to.equal(Code.badRequest);
  });

  it("refuses contradictions and leaves what was there", () => {
    const attributes = new Attributes();
    attributes.change(resource, { pmin: 5 }, value);
    expect(attributes.change(resource, { pmax: 4 }, value)).to.equal(Code.badRequest);
    expect(attributes.change(resource, { gt: 10, lt: 10 }, value)).to.equal(Code.badRequest);
    expect(attributes.change(resource, { gt: 10, lt: 6, st: 2 }, value)).to.equal(Code.badRequest);
    expect(attributes.attachedTo(resource)).to.deep.equal({ pmin: 5 });
    expect(attributes.change(resource, { pmax: 5, gt: 10, lt: 5.9, st: 2 }, value)).to.equal(Code.changed);
  });

  it("holds attributes of so many paths and answers 5.03 to one more", () => {
    const attributes = new Attributes();
    for (let i = 0; i < MAX_ATTACHED; i++)
      expect(attributes.change(pathOf(i), { pmin: 1 }, undefined)).to.equal(Code.changed);
    expect(attributes.change(pathOf(500), { pmin: 1 }, undefined)).to.equal(Code.unavailable);
    expect(attributes.change(pathOf(0), { pmin: 2 }, undefined)).to.equal(Code.changed);
  });

  it("forgets a path and all below it", () => {
    const attributes = new Attributes();
    attributes.change(object, { pmin: 1 }, undefined);
    attributes.change(resource, { pmin: 2 }, value);
    attributes.forget(instance);
    expect(attributes.effective(resource, "pmin")).to.equal(1);
  });
});
