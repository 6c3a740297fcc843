import { expect } from "chai";
import {
  CODES,
  codeClass,
  codeDetail,
  formatCode,
  isRequest,
  isReserved,
  isResponse,
  isSafe,
  isSuccess,
} from "../../../modules/coap/codes.js";

describe("coap/codes", () => {
  it("writes class, detail and name", () => {
    expect(formatCode(0x84)).to.equal("4.04 Not Found");
    expect(formatCode(0x45)).to.equal("2.05 Content");
    expect(formatCode(0x5f)).to.equal("2.31 Continue");
    expect(formatCode(0x01)).to.equal("0.01 GET");
    expect(formatCode(0x00)).to.equal("0.00 Empty");
  });

  it("keeps the number of a code without a name", () => {
    expect(formatCode(0x9e)).to.equal("4.30");
    expect(formatCode(0x1f)).to.equal("0.31");
    expect(formatCode(0xff)).to.equal("7.31");
  });

  it("takes a code apart", () => {
    expect([codeClass(0x84), codeDetail(0x84)]).to.deep.equal([4, 4]);
    expect([codeClass(0xff), codeDetail(0xff)]).to.deep.equal([7, 31]);
  });

  it("puts every code into exactly one of Empty, request, response and reserved", () => {
    for (let code = 0; code < 256; code++) {
      const kinds = [code === 0, isRequest(code), isResponse(code), isReserved(code)];
      expect(kinds.filter((kind) => kind).length, formatCode(code)).to.equal(1);
      expect(isReserved(code), formatCode(code)).to.equal([1, 6, 7].includes(codeClass(code)));
    }
  });

  it("names only codes that can be sent, each once, in order, with its clause", () => {
    for (let i = 0; i < CODES.length; i++) {
      const entry = CODES[i];
      expect(entry !== undefined && !isReserved(entry.code) && entry.clause.startsWith("RFC ")).to.equal(true);
      if (i > 0) expect(entry?.code).to.be.above(CODES[i - 1]?.code ?? 255);
    }
  });

  it("knows success and the methods that change nothing", () => {
    expect([0x41, 0x45, 0x5f].every(isSuccess)).to.equal(true);
    expect([0x01, 0x80, 0xa0].some(isSuccess)).to.equal(false);
    expect([1, 2, 3, 4, 5, 6, 7].filter(isSafe)).to.deep.equal([1, 5]);
  });
});
