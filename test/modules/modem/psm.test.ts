import { expect } from "chai";
import {
  activeTimeBits,
  activeTimeSeconds,
  bitsText,
  bitsValue,
  periodicTauBits,
  periodicTauSeconds,
} from "../../../modules/modem/psm.js";

describe("timers of power saving mode (3GPP TS 24.008)", () => {
  for (const [seconds, bits] of [
    [0, "00000000"],
    [2, "00000001"],
    [10, "00000101"],
    [62, "00011111"],
    [120, "00100010"],
    [1860, "00111111"],
    [3600, "01001010"],
    [11_160, "01011111"],
  ] as const) {
    it(`writes and reads T3324 of ${seconds} s as ${bits} (10.5.7.3)`, () => {
      expect(activeTimeBits(seconds)).to.equal(bits);
      expect(activeTimeSeconds(bits)).to.equal(seconds);
    });
  }

  for (const [seconds, bits] of [
    [62, "01111111"],
    [90, "10000011"],
    [930, "10011111"],
    [1200, "10110100"],
    [3600, "00000110"],
    [43_200, "00101100"],
    [360_000, "01001010"],
    [2_304_000, "11000010"],
    [35_712_000, "11011111"],
  ] as const) {
    it(`writes and reads T3412 extended of ${seconds} s as ${bits} (10.5.7.4a)`, () => {
      expect(periodicTauBits(seconds)).to.equal(bits);
      expect(periodicTauSeconds(bits)).to.equal(seconds);
    });
  }

  it("rounds up what no unit writes, and writes the most for what is longer", () => {
    expect(activeTimeSeconds(activeTimeBits(61))).to.equal(62);
    expect(activeTimeSeconds(activeTimeBits(63))).to.equal(120);
    expect(activeTimeSeconds(activeTimeBits(1_000_000))).to.equal(11_160);
    expect(periodicTauSeconds(periodicTauBits(1e9))).to.equal(35_712_000);
  });

  it("switches a timer off with unit 111, and reads that as none", () => {
    expect(activeTimeBits(undefined)).to.equal("11100000");
    expect(activeTimeSeconds("11100101")).to.equal(undefined);
    expect(periodicTauSeconds("11111111")).to.equal(undefined);
  });

  it("reads units that the standard leaves open as minutes", () => {
    for (const unit of ["011", "100", "101", "110"]) expect(activeTimeSeconds(`${unit}00010`)).to.equal(120);
  });

  it("reads anything else as none", () => {
    for (const bits of ["", "0000000", "000000000", "0000000x", "00 00000"]) {
      expect(activeTimeSeconds(bits)).to.equal(undefined);
      expect(periodicTauSeconds(bits)).to.equal(undefined);
    }
  });

  it("writes every value of every unit so that it reads the same", () => {
    for (let value = 0; value < 256; value++) {
      const bits = bitsText(value, 8);
      expect(bitsValue(bits, 8)).to.equal(value);
      const seconds = periodicTauSeconds(bits);
      if (seconds !== undefined) expect(periodicTauSeconds(periodicTauBits(seconds))).to.equal(seconds);
    }
  });
});
