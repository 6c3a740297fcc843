import { expect } from "chai";
import { CIS_ERRORS, CME_ERRORS, CMS_ERRORS } from "../../../modules/at/errors.js";
import { describeFinal, parseFinal, simFailure } from "../../../modules/at/result.js";

describe("at final results", () => {
  for (const [line, final, text] of [
    ["OK", { kind: "ok" }, "OK"],
    ["ERROR", { kind: "error" }, "ERROR"],
    ["+CME ERROR: 10", { kind: "cme", code: 10 }, "+CME ERROR: 10 (SIM not inserted)"],
    ["+CME ERROR:50", { kind: "cme", code: 50 }, "+CME ERROR: 50 (incorrect parameters)"],
    ["+CME ERROR: SIM not inserted", { kind: "cme", code: 10 }, "+CME ERROR: 10 (SIM not inserted)"],
    ["+CME ERROR: operation NOT allowed", { kind: "cme", code: 3 }, "+CME ERROR: 3 (operation not allowed)"],
    ["+CME ERROR: something else", { kind: "cme", code: 100 }, "+CME ERROR: 100 (unknown)"],
    ["+CME ERROR:", { kind: "cme", code: 100 }, "+CME ERROR: 100 (unknown)"],
    ["+CME ERROR: 9999", { kind: "cme", code: 9999 }, "+CME ERROR: 9999"],
    ["+CMS ERROR: 310", { kind: "cms", code: 310 }, "+CMS ERROR: 310 ((U)SIM not inserted)"],
    ["+CIS ERROR:601", { kind: "cis", code: 601 }, "+CIS ERROR: 601 (parameter error)"],
    ["+CIS ERROR: 652", { kind: "cis", code: 652 }, "+CIS ERROR: 652 (uplink busy)"],
  ] as const) {
    it(`reads ${line}`, () => {
      const parsed = parseFinal(line);
      expect(parsed).to.deep.equal(final);
      if (parsed !== undefined) expect(describeFinal(parsed)).to.equal(text);
    });
  }

  for (const line of ["", "ok", "OK ", "OKAY", "ERRORS", "+CMEERROR: 1", "+CSQ:1,1", "SEND OK", "+CIS ERROR"]) {
    it(`takes "${line}" for none`, () => {
      expect(parseFinal(line)).to.equal(undefined);
    });
  }

  it("names a maker's own numbers where the standard has none", () => {
    const more = [
      { code: 3, name: "not this" },
      { code: 513, name: "terminal not registered" },
    ];
    expect(describeFinal({ kind: "cme", code: 513 }, more)).to.equal("+CME ERROR: 513 (terminal not registered)");
    expect(describeFinal({ kind: "cme", code: 3 }, more)).to.equal("+CME ERROR: 3 (operation not allowed)");
  });

  it("keeps silence and loss apart", () => {
    expect(describeFinal({ kind: "timeout" })).to.equal("no answer");
    expect(describeFinal({ kind: "lost" })).to.equal("command lost");
  });

  it("knows a SIM that cannot be used", () => {
    expect(simFailure({ kind: "cme", code: 10 })).to.equal(true);
    expect(simFailure({ kind: "cme", code: 50 })).to.equal(false);
    expect(simFailure({ kind: "error" })).to.equal(false);
  });

  it("has each number once, in order", () => {
    for (const table of [CME_ERRORS, CMS_ERRORS, CIS_ERRORS]) {
      const codes = table.map((row) => row.code);
      expect(codes).to.deep.equal([...new Set(codes)].sort((a, b) => a - b));
    }
  });
});
