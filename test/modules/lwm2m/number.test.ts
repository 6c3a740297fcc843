import { expect } from "chai";
import { isMinusZero, isSingle, formatDecimal, parseDecimal, parseInteger } from "../../../modules/lwm2m/number.js";

describe("lwm2m/number", () => {
  it("reads decimals", () => {
    const good: readonly [string, number][] = [
      ["0", 0],
      ["-12.5", -12.5],
      ["+3", 3],
      [".5", 0.5],
      ["5.", 5],
      ["1e-7", 1e-7],
      ["1E+3", 1000],
    ];
    for (const [text, value] of good) expect(parseDecimal(text), text).to.equal(value);
  });

  it("refuses everything else", () => {
    for (const text of [
      "",
      "-",
      ".",
      "e5",
      "1e",
      "1e+",
      " 1",
      "1 ",
      "0x10",
      "Infinity",
      "NaN",
      "1e999",
      "1,5",
      "--1",
    ]) {
      expect(parseDecimal(text), JSON.stringify(text)).to.equal(undefined);
    }
  });

  it("reads integers strictly and keeps 64 bits whole", () => {
    expect(parseInteger("-0")).to.equal(0);
    expect(parseInteger("007")).to.equal(7);
    expect(parseInteger("9007199254740991")).to.equal(9007199254740991);
    expect(parseInteger("9007199254740993")).to.equal(9007199254740993n);
    expect(parseInteger("-9223372036854775808")).to.equal(-9223372036854775808n);
    for (const text of ["", "-", "+1", "1.0", "1e3", " 1", "123456789012345678901"]) {
      expect(parseInteger(text), JSON.stringify(text)).to.equal(undefined);
    }
  });

  it("writes decimals without an exponent", () => {
    expect(formatDecimal(0.1)).to.equal("0.1");
    expect(formatDecimal(1e21)).to.equal("1000000000000000000000");
    expect(formatDecimal(3.3e25)).to.equal("33000000000000000000000000");
    expect(formatDecimal(1e-7)).to.equal("0.0000001");
    expect(formatDecimal(-1.5e-9)).to.equal("-0.0000000015");
    for (const value of [5e-324, 1.7976931348623157e308, 123456.789e-20]) {
      expect(Number(formatDecimal(value))).to.equal(value);
    }
  });
});

describe("lwm2m/number: minus zero", () => {
  // On the Moddable SDK's engine the literal is 0, so that a comparison with it made "-0" of every 0.
  it("is told from zero and from all else", () => {
    expect([-1 / Infinity, 0, -1, 5e-324, -5e-324, NaN, -Infinity].map(isMinusZero)).to.deep.equal([
      true,
      false,
      false,
      false,
      false,
      false,
      false,
    ]);
  });

  // XS's Math.fround gives any integer back as it is: 16777217 was written in four bytes, as 16777216.
  it("knows which numbers four bytes hold exactly", () => {
    const single = [
      0,
      -1,
      0.5,
      16_777_216,
      -16_777_218,
      33_554_436,
      2 ** 100,
      2 ** 127,
      3.4028234663852886e38,
      2 ** -149,
    ];
    for (const value of [...single, NaN, Infinity, -Infinity]) expect(isSingle(value), `${value}`).to.equal(true);
    const double = [
      0.1,
      16_777_217,
      -16_777_217,
      33_554_434.5,
      33_554_438,
      2 ** 53 - 1,
      2 ** 128,
      1e300,
      -1e300,
      2 ** -150,
    ];
    for (const value of double) expect(isSingle(value), `${value}`).to.equal(false);
  });
});
