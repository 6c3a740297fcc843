import { expect } from "chai";
import { asciiBytes, decimal, hexBytes, hexText, latinText, utf8Bytes, utf8Text } from "../../../modules/base/text.js";
import { hex, shown } from "../../support/hex.js";

/** Code points with their UTF-8 bytes: the first and the last of each length (RFC 3629 section 3), and a NUL. */
const POINTS: readonly (readonly [number, string])[] = [
  [0x00, "00"],
  [0x41, "41"],
  [0x7f, "7f"],
  [0x80, "c280"],
  [0xb0, "c2b0"],
  [0x7ff, "dfbf"],
  [0x800, "e0a080"],
  [0xd7ff, "ed9fbf"],
  [0xe000, "ee8080"],
  [0xffff, "efbfbf"],
  [0x1_0000, "f0908080"],
  [0x1_f600, "f09f9880"],
  [0x10_ffff, "f48fbfbf"],
];

const ILL_FORMED: readonly (readonly [string, string])[] = [
  ["a continuation byte alone", "80"],
  ["an overlong NUL", "c080"],
  ["an overlong slash", "c1af"],
  ["an overlong form of three bytes", "e09fbf"],
  ["an overlong form of four bytes", "f08fbfbf"],
  ["a high surrogate", "eda080"],
  ["a low surrogate", "edbfbf"],
  ["a code point above U+10FFFF", "f4908080"],
  ["a lead byte that does not exist", "f5808080"],
  ["0xff", "ff"],
  ["two bytes cut short", "c2"],
  ["three bytes cut short", "e282"],
  ["four bytes cut short", "f09f98"],
  ["a letter where a continuation should be", "e28241"],
  ["a fault behind good text", "4142c3"],
];

describe("base/text: UTF-8", () => {
  for (const [point, bytes] of POINTS) {
    it(`U+${point.toString(16)} is ${bytes}`, () => {
      expect(shown(utf8Bytes(String.fromCodePoint(point)))).to.equal(bytes);
      expect(utf8Text(hex(bytes))).to.equal(String.fromCodePoint(point));
    });
  }

  for (const [name, bytes] of ILL_FORMED) {
    it(`refuses ${name}`, () => {
      expect(utf8Text(hex(bytes))).to.equal(undefined);
    });
  }

  it("does not read behind the end it was given", () => {
    expect(utf8Text(hex("c2b0"), 0, 1)).to.equal(undefined);
    expect(utf8Text(hex("41c2b041"), 1, 3)).to.equal("°");
  });

  it("keeps a text longer than one block", () => {
    const text = "21.5 °C, ".repeat(40);
    expect(utf8Text(utf8Bytes(text))).to.equal(text);
  });

  it("writes a lone surrogate as U+FFFD", () => {
    expect(shown(utf8Bytes("a\ud800b"))).to.equal("61efbfbd62");
  });
});

describe("base/text: bytes as characters", () => {
  it("latinText keeps every byte, whatever the length", () => {
    for (const length of [0, 1, 7, 8, 9, 63, 64, 65, 200]) {
      const bytes = new Uint8Array(length);
      for (let i = 0; i < length; i++) bytes[i] = i * 37;
      const text = latinText(bytes);
      for (let i = 0; i < length; i++) expect(text.charCodeAt(i)).to.equal((i * 37) & 255);
      expect(shown(asciiBytes(text))).to.equal(shown(bytes));
    }
  });

  it("latinText takes a part", () => {
    expect(latinText(asciiBytes("AT+CGMM"), 3, 5)).to.equal("CG");
  });

  it("hexText writes upper case, two digits a byte", () => {
    expect(hexText(new Uint8Array([0, 1, 0x0a, 0xa0, 0xff]))).to.equal("00010AA0FF");
    expect(hexText(new Uint8Array([1, 2, 3, 4]), 1, 3)).to.equal("0203");
    expect(hexText(new Uint8Array(100))).to.equal("00".repeat(100));
  });

  it("hexBytes reads either case", () => {
    expect(shown(hexBytes("00aAFf"))).to.equal("00aaff");
    expect(shown(hexBytes(""))).to.equal("");
  });

  it("hexBytes refuses an odd number of digits and anything that is none", () => {
    for (const text of ["0", "0g", "g0", "0 ", "+1", "0x", "é0"]) expect(hexBytes(text), text).to.equal(undefined);
  });

  it("decimal reads digits alone", () => {
    expect(decimal("0")).to.equal(0);
    expect(decimal("007")).to.equal(7);
    expect(decimal("65535")).to.equal(65535);
    expect(decimal("999999999999999")).to.equal(999_999_999_999_999);
    for (const text of ["", "-1", "+1", "1.5", "1e3", " 1", "1 ", "x", "1000000000000000"]) {
      expect(decimal(text), text).to.equal(undefined);
    }
  });
});
