import { expect } from "chai";
import { fits, type ResourceModel } from "../../../modules/lwm2m/model.js";
import { isOfType, multipleOf, sameValue } from "../../../modules/lwm2m/value.js";

describe("lwm2m/value", () => {
  it("knows which values a type can hold", () => {
    expect(isOfType("integer", 2 ** 53)).to.equal(false);
    expect(isOfType("integer", 1.5)).to.equal(false);
    expect(isOfType("integer", -(2n ** 63n))).to.equal(true);
    expect(isOfType("integer", 2n ** 63n)).to.equal(false);
    expect(isOfType("unsigned", 2n ** 64n - 1n)).to.equal(true);
    expect(isOfType("unsigned", 2n ** 64n)).to.equal(false);
    expect(isOfType("unsigned", -1)).to.equal(false);
    expect(isOfType("float", 1.5)).to.equal(true);
    expect(isOfType("string", 1)).to.equal(false);
    expect(isOfType("boolean", 1)).to.equal(false);
    expect(isOfType("opaque", new Uint8Array(0))).to.equal(true);
    expect(isOfType("objlink", { object: 65535, instance: 65535 })).to.equal(true);
    expect(isOfType("objlink", { object: 65536, instance: 0 })).to.equal(false);
    expect(isOfType("objlink", new Uint8Array(4))).to.equal(false);
    expect(isOfType("none", "")).to.equal(false);
  });

  it("compares values by content", () => {
    expect(sameValue(new Uint8Array([1]), new Uint8Array([1]))).to.equal(true);
    expect(sameValue(new Uint8Array([1]), new Uint8Array([2]))).to.equal(false);
    expect(sameValue({ object: 1, instance: 2 }, { object: 1, instance: 2 })).to.equal(true);
    expect(sameValue({ object: 1, instance: 2 }, new Uint8Array(2))).to.equal(false);
    expect(sameValue(multipleOf(["a", "b"]), multipleOf(["a", "b"]))).to.equal(true);
    expect(sameValue(multipleOf(["a", "b"]), multipleOf(["a"]))).to.equal(false);
    expect(sameValue(multipleOf(["a"]), "a")).to.equal(false);
    expect(sameValue(NaN, NaN)).to.equal(true);
    expect(sameValue(undefined, 0)).to.equal(false);
  });

  it("holds numbers to their range and strings and opaques to their length in bytes", () => {
    const level: ResourceModel = { id: 9, type: "integer", access: "R", range: [0, 100] };
    expect([-1, 0, 100, 101].map((value) => fits(level, value))).to.deep.equal([false, true, true, false]);
    expect(fits({ ...level, type: "float" }, NaN)).to.equal(false);
    const name: ResourceModel = { id: 0, type: "string", access: "RW", range: [1, 4] };
    expect(["", "abcd", "abcde", "\u{1F600}", "\u00e4\u00e4\u00e4"].map((value) => fits(name, value))).to.deep.equal([
      false,
      true,
      false,
      true,
      false,
    ]);
    const key: ResourceModel = { id: 1, type: "opaque", access: "W", oneOf: [16, 32] };
    expect([16, 17, 32].map((size) => fits(key, new Uint8Array(size)))).to.deep.equal([true, false, true]);
  });
});
