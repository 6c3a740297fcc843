import { expect } from "chai";
import { mask, maskName, silent } from "../../../modules/base/log.js";

describe("base/log", () => {
  it("mask shows two characters at either end and keeps the length", () => {
    expect(mask("869975030000015")).to.equal("86***********15");
    expect(mask("12345")).to.equal("12*45");
  });

  it("mask hides short identities altogether", () => {
    expect(mask("1234")).to.equal("****");
    expect(mask("1")).to.equal("*");
    expect(mask("")).to.equal("");
  });

  it("masks what may be an IMEI or IMSI within a name, and nothing else", () => {
    expect(maskName("490154203237518;460040123456789")).to.equal("49***********18;46***********89");
    expect(maskName("urn:imei:490154203237518")).to.equal("urn:imei:49***********18");
    expect(maskName("meter-12345")).to.equal("meter-12345");
    expect(maskName("4600401")).to.equal("46***01");
    expect(maskName("")).to.equal("");
  });

  it("silent takes lines and gives nothing", () => {
    expect(silent("error", "text")).to.equal(undefined);
  });
});
