import { expect } from "chai";
import { mask, silent } from "../../../modules/base/log.js";

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

  it("silent takes lines and gives nothing", () => {
    expect(silent("error", "text")).to.equal(undefined);
  });
});
