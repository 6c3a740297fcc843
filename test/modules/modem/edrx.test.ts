import { expect } from "chai";
import { cycleBits, cycleSeconds, windowSeconds } from "../../../modules/modem/edrx.js";

describe("eDRX in NB-S1 mode (3GPP TS 24.008, 10.5.5.32)", () => {
  for (const [seconds, bits] of [
    [20.48, "0010"],
    [40.96, "0011"],
    [81.92, "0101"],
    [163.84, "1001"],
    [327.68, "1010"],
    [655.36, "1011"],
    [1310.72, "1100"],
    [2621.44, "1101"],
    [5242.88, "1110"],
    [10_485.76, "1111"],
  ] as const) {
    it(`writes and reads a cycle of ${seconds} s as ${bits}`, () => {
      expect(cycleBits(seconds)).to.equal(bits);
      expect(cycleSeconds(bits)).to.equal(seconds);
    });
  }

  it("asks for a cycle that is not shorter than wished, and for the longest at most", () => {
    expect(cycleBits(0)).to.equal("0010");
    expect(cycleBits(41)).to.equal("0101");
    expect(cycleBits(20_000)).to.equal("1111");
  });

  it("reads the bits of cycles that are for other networks as the shortest", () => {
    for (const bits of ["0000", "0001", "0100", "0110", "0111", "1000"]) expect(cycleSeconds(bits)).to.equal(20.48);
  });

  it("reads a paging time window in steps of 2.56 s", () => {
    expect(windowSeconds("0000")).to.equal(2.56);
    expect(windowSeconds("0011")).to.equal(10.24);
    expect(windowSeconds("1111")).to.equal(40.96);
  });

  it("reads anything else as none", () => {
    for (const bits of ["", "000", "00000", "00a0"]) {
      expect(cycleSeconds(bits)).to.equal(undefined);
      expect(windowSeconds(bits)).to.equal(undefined);
    }
  });
});
