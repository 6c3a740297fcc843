import { expect } from "chai";
import {
  Attributes,
  MAX_ATTACHED,
  observationAttributes,
  parseAttributes,
  thresholdsAreValid,
} from "../../../modules/lwm2m/attributes.js";
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
    expect(parseAttributes(["epmin=1", "epmax=2", "edge=0", "con=1", "hqmax=10"])).to.deep.equal({
      epmin: 1,
      epmax: 2,
      edge: 0,
      con: 1,
      hqmax: 10,
    });
  });

  it("refuses unknown, repeated and malformed queries", () => {
    for (const queries of [
      ["pmin=-1"],
      ["pmin=1.5"],
      ["pmin="],
      ["st=0"],
      ["st=-1"],
      ["gt=x"],
      ["edge=2"],
      ["con=true"],
      ["hqmax=-1"],
      ["epmin=0.5"],
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

  it("refuses thresholds where there is no number [attributes-1]", () => {
    const attributes = new Attributes();
    expect(attributes.change(instance, { gt: 1 }, undefined)).to.equal(Code.badRequest);
    expect(attributes.change(pathOf(3303, 0, 5701), { st: 1 }, units)).to.equal(Code.badRequest);
    expect(attributes.change({}, { pmin: 1 }, undefined)).to.equal(Code.badRequest);
    expect(attributes.change(pathOf(3303, 0, 5700, 0), { gt: 1 }, value)).to.equal(Code.changed);
  });

  it("takes an edge for booleans alone", () => {
    const attributes = new Attributes();
    const state = { id: 5550, type: "boolean", access: "RW" } as const;
    expect(attributes.change(pathOf(3201, 0, 5550), { edge: 1 }, state)).to.equal(Code.changed);
    expect(attributes.change(resource, { edge: 1 }, value)).to.equal(Code.badRequest);
    expect(attributes.change(pathOf(3201, 0), { edge: 1 }, undefined)).to.equal(Code.badRequest);
  });

  it("keeps those of each server apart", () => {
    const attributes = new Attributes();
    attributes.change(resource, { pmin: 1 }, value, 101);
    attributes.change(resource, { pmin: 2 }, value, 102);
    attributes.change(instance, { pmax: 9 }, undefined, 102);
    expect(attributes.effectiveAll(resource, 101)).to.deep.equal({ pmin: 1 });
    expect(attributes.effectiveAll(resource, 102)).to.deep.equal({ pmin: 2, pmax: 9 });
    expect(attributes.effectiveAll(resource)).to.equal(undefined);
    const before = attributes.revision;
    attributes.forgetServer(102);
    expect(attributes.revision).to.be.greaterThan(before);
    expect(attributes.effectiveAll(resource, 102)).to.equal(undefined);
    expect(attributes.effectiveAll(resource, 101)).to.deep.equal({ pmin: 1 });
  });

  it("lets a resource instance come before its resource [int-261]", () => {
    const attributes = new Attributes();
    attributes.change(resource, { lt: 45, pmin: 5 }, value);
    attributes.change(pathOf(3303, 0, 5700, 1), { lt: 40 }, value);
    expect(attributes.effectiveAll(pathOf(3303, 0, 5700, 1))).to.deep.equal({ lt: 40, pmin: 5 });
    expect(attributes.effectiveAll(pathOf(3303, 0, 5700, 0))).to.deep.equal({ lt: 45, pmin: 5 });
  });

  it("refuses contradictions within one request and leaves what was there", () => {
    const attributes = new Attributes();
    attributes.change(resource, { pmin: 5 }, value);
    expect(attributes.change(resource, { epmin: 5, epmax: 5 }, value)).to.equal(Code.badRequest);
    expect(attributes.change(resource, { gt: 10, lt: 10 }, value)).to.equal(Code.badRequest);
    expect(attributes.change(resource, { gt: 10, lt: 6, st: 2 }, value)).to.equal(Code.badRequest);
    expect(attributes.attachedTo(resource)).to.deep.equal({ pmin: 5 });
    expect(attributes.change(resource, { pmax: 5, gt: 10, lt: 5.9, st: 2 }, value)).to.equal(Code.changed);
  });

  // They were refused, which the specification has only for gt, lt and st.
  it("takes a pmax below pmin, which is ignored until it is not below it (OMA LwM2M 1.2 clause 7.3.2)", () => {
    const attributes = new Attributes();
    expect(attributes.change(resource, { pmin: 5, pmax: 4 }, value)).to.equal(Code.changed);
    expect(attributes.attachedTo(resource)).to.deep.equal({ pmin: 5, pmax: 4 });
    expect(observationAttributes(resource, { pmin: 2, pmax: 1 }, value)).to.deep.equal({ pmin: 2, pmax: 1 });
  });

  it("takes ones that contradict earlier ones: they are weighed when they are used", () => {
    const attributes = new Attributes();
    attributes.change(resource, { pmin: 5, gt: 10 }, value);
    expect(attributes.change(resource, { pmax: 4 }, value)).to.equal(Code.changed);
    expect(attributes.change(resource, { lt: 12 }, value)).to.equal(Code.changed);
    expect(attributes.attachedTo(resource)).to.deep.equal({ pmin: 5, gt: 10, pmax: 4, lt: 12 });
    expect(thresholdsAreValid({ gt: 10, lt: 12 })).to.equal(false);
    expect(thresholdsAreValid({ gt: 10, lt: 6, st: 2 })).to.equal(false);
    expect(thresholdsAreValid({ gt: 10, lt: 5.9, st: 2 })).to.equal(true);
    expect(thresholdsAreValid({ gt: 10 })).to.equal(true);
  });

  it("checks those of an observation like those that are written, without bare names", () => {
    expect(observationAttributes(resource, { pmin: 1, gt: 5 }, value)).to.deep.equal({ pmin: 1, gt: 5 });
    expect(observationAttributes(resource, { pmin: null }, value)).to.equal(Code.badRequest);
    expect(observationAttributes(resource, { gt: 2, lt: 2 }, value)).to.equal(Code.badRequest);
    expect(observationAttributes(instance, { gt: 5 }, undefined)).to.equal(Code.badRequest);
  });

  it("lets a composite observation have those of objects alone", () => {
    expect(observationAttributes({}, { pmin: 1, pmax: 2, epmin: 3, epmax: 4, con: 1 }, undefined)).to.deep.equal({
      pmin: 1,
      pmax: 2,
      epmin: 3,
      epmax: 4,
      con: 1,
    });
    for (const one of [{ gt: 1 }, { lt: 1 }, { st: 1 }, { edge: 1 }, { hqmax: 1 }]) {
      expect(observationAttributes({}, one, undefined), JSON.stringify(one)).to.equal(Code.badRequest);
    }
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
