import { expect } from "chai";
import { wrap } from "../../../hosts/simulator/wrap.js";

describe("hosts/simulator: lines of the screen", () => {
  it("leave a short text as it is", () => {
    expect(wrap("registered", 28)).to.deep.equal(["registered"]);
    expect(wrap("", 28)).to.deep.equal([""]);
  });

  it("cut a long one, and begin what follows with a blank", () => {
    expect(wrap("abcdefghij", 4)).to.deep.equal(["abcd", " efg", " hij"]);
  });

  it("write an arrow in ASCII, never half of it, and a mark for what the font has not", () => {
    expect(wrap("ab\u2192 2.05 \u00b0", 20)).to.deep.equal(["ab-> 2.05 ?"]);
    expect(wrap("abc\u2192d", 4)).to.deep.equal(["abc", " ->d"]);
  });
});
