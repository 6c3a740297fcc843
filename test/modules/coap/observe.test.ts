import { expect } from "chai";
import { isNewer, nextSequence } from "../../../modules/coap/observe.js";

describe("coap/observe", () => {
  it("counts in 24 bits", () => {
    expect(nextSequence(0)).to.equal(1);
    expect(nextSequence(0xff_fffe)).to.equal(0xff_ffff);
    expect(nextSequence(0xff_ffff)).to.equal(0);
  });

  it("takes a higher number for newer, up to half of the range (RFC 7641 section 3.4)", () => {
    expect(isNewer(5, 0, 6, 0)).to.equal(true);
    expect(isNewer(5, 0, 5, 0)).to.equal(false);
    expect(isNewer(6, 0, 5, 0)).to.equal(false);
    expect(isNewer(0, 0, 0x7f_ffff, 0)).to.equal(true);
    expect(isNewer(0, 0, 0x80_0000, 0)).to.equal(false);
  });

  it("goes on over the end of the range", () => {
    expect(isNewer(0xff_ffff, 0, 0, 0)).to.equal(true);
    expect(isNewer(0, 0, 0xff_ffff, 0)).to.equal(false);
  });

  it("takes anything for newer after 128 s", () => {
    expect(isNewer(6, 1000, 5, 129_000)).to.equal(false);
    expect(isNewer(6, 1000, 5, 129_001)).to.equal(true);
  });
});
