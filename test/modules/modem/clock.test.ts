import { expect } from "chai";
import { parseClock } from "../../../modules/modem/clock.js";

describe("the module's clock (3GPP TS 27.007, 8.15)", () => {
  for (const [line, seconds, zone] of [
    ["+CCLK:26/11/25,15:30:00+32", 1_795_620_600, 28_800],
    ['+CCLK: "26/11/25,15:30:00+32"', 1_795_620_600, 28_800],
    ["+CCLK: 15/01/01,00:00:00", 1_420_070_400, 0],
    ["+CCLK: 24/02/29,23:59:59-20", 1_709_251_199, -18_000],
    ["+CCLK: 24/03/01,00:00:00-20", 1_709_251_200, -18_000],
    ["+CCLK: 25/03/01,00:00:00+00", 1_740_787_200, 0],
    ["+CCLK: 69/12/31,23:59:60+48", 3_155_760_000, 43_200],
  ] as const) {
    it(`is ${seconds} s and ${zone} s of zone in ${line}`, () => {
      expect(parseClock(line)).to.deep.equal({ seconds, zone });
    });
  }

  for (const line of [
    "+CCLK:",
    "+CCLK: 70/01/01,00:00:00+00",
    "+CCLK: 00/01/01,00:00:00+00",
    "+CCLK: 80/01/06,00:00:10",
    "+CCLK: 26/13/01,00:00:00",
    "+CCLK: 26/00/01,00:00:00",
    "+CCLK: 26/01/32,00:00:00",
    "+CCLK: 26/01/01,24:00:00",
    "+CCLK: 26/01/01,00:60:00",
    "+CCLK: 26/01/01,00:00:61",
    "+CCLK: 2026/01/01,00:00:00",
    "+CCLK: 26-01-01,00:00:00",
    "+CCLK: 26/01/01 00:00:00",
    "+CCLK: 26/01/01,00:00",
    "+CCLK: x",
  ]) {
    it(`is not told by ${line}`, () => {
      expect(parseClock(line)).to.equal(undefined);
    });
  }
});
