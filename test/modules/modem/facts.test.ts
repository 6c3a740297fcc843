import { expect } from "chai";
import { keepFact, type Fact, type Identity } from "../../../modules/modem/facts.js";
import { NetworkStatus } from "../../../modules/modem/network.js";

/** What an answer tells of a fact; `undefined` when it does not tell it. */
function told(keep: Fact, prefix: string, ...answer: string[]): string | undefined {
  const identity: Identity = {};
  const kept = keepFact({ send: "AT", answer: prefix, keep }, answer, identity, new NetworkStatus());
  if (!kept) expect(identity).to.deep.equal({});
  return keep === "network" || keep === "sim" || keep === "timers" ? undefined : identity[keep];
}

describe("facts", () => {
  for (const [keep, prefix, line, value] of [
    ["model", "", "M5310-A", "M5310-A"],
    ["model", "", '+CGMM: "M5310-A"', "M5310-A"],
    ["model", "", "+XNEWS: 1", undefined],
    ["model", "", "M\u0001", undefined],
    ["model", "", "x".repeat(49), undefined],
    ["firmware", "", "2.3.0,SP3", "2.3.0,SP3"],
    ["imei", "+CGSN", "+CGSN:490154203237518", "490154203237518"],
    ["imei", "+CGSN", '+CGSN: "490154203237518"', "490154203237518"],
    ["imei", "+CGSN", "+CGSN:1234", "1234"],
    ["imei", "+CGSN", "+CGSN:12345", undefined],
    ["imei", "+CGSN", "490154203237518", undefined],
    ["imei", "", "490154203237518", "490154203237518"],
    ["imsi", "", "460040123456789", "460040123456789"],
    ["imsi", "", "46004", undefined],
    ["imsi", "", "4600401234567890", undefined],
    ["imsi", "", "46004012345678F", undefined],
  ] as const) {
    it(`${value === undefined ? "finds no" : "finds the"} ${keep} in ${JSON.stringify(line)}`, () => {
      expect(told(keep, prefix, line)).to.equal(value);
      expect(told(keep, prefix, "+XNEWS: 1", line)).to.equal(value);
    });
  }

  it("needs an answer", () => {
    expect(told("imsi", "")).to.equal(undefined);
    expect(keepFact({ send: "AT", keep: "network" }, [], {}, new NetworkStatus())).to.equal(false);
    expect(keepFact({ send: "AT" }, [], {}, new NetworkStatus())).to.equal(true);
  });
});
