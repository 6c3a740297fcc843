import { expect } from "chai";
import { bytesOf, fromDecimal, fromHex, fromUtf8, textOf, toHex, toUtf8Text } from "../../../virtual/at/text.js";

describe("virtual/at/text", () => {
  it("writes and reads hex, in upper and from either case", () => {
    expect(toHex(Uint8Array.from([0x00, 0x0f, 0xf0, 0xab]))).to.equal("000FF0AB");
    expect(toHex(Uint8Array.from([1, 2, 3]), 1, 2)).to.equal("02");
    expect(fromHex("000fF0aB")).to.deep.equal(Uint8Array.from([0x00, 0x0f, 0xf0, 0xab]));
    expect(fromHex("")).to.deep.equal(new Uint8Array(0));
    for (const wrong of ["0", "0g", "g0", " 0", "0x"]) expect(fromHex(wrong), wrong).to.equal(undefined);
  });

  it("reads decimal digits and nothing else", () => {
    expect(fromDecimal("0")).to.equal(0);
    expect(fromDecimal("007")).to.equal(7);
    expect(fromDecimal("999999999999999")).to.equal(999_999_999_999_999);
    for (const wrong of ["", "-1", "1.5", "1e3", " 1", "1000000000000000"])
      expect(fromDecimal(wrong)).to.equal(undefined);
  });

  it("takes one character for one byte", () => {
    expect(textOf(Uint8Array.from([0x41, 0x00, 0xff]))).to.equal("A\u0000\u00ff");
    expect(bytesOf("A\u0000\u00ff")).to.deep.equal(Uint8Array.from([0x41, 0x00, 0xff]));
  });

  it("knows UTF-8 of one to four bytes, and refuses what is none", () => {
    const bytes = Uint8Array.from([0x7a, 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x98, 0x80]);
    expect(fromUtf8(bytes)).to.equal("zé€😀");
    expect(toUtf8Text("zé€😀")).to.equal(textOf(bytes));
    expect(toUtf8Text("\ud800")).to.equal("?");
    for (const wrong of [[0xff], [0xc3], [0xc0, 0x80], [0xed, 0xa0, 0x80]]) {
      expect(fromUtf8(Uint8Array.from(wrong))).to.equal(undefined);
    }
  });
});
