import { expect } from "chai";
import { shown } from "../../../modules/at/wire.js";

describe("at wire log", () => {
  for (const [line, text] of [
    ["OK", "OK"],
    ["AT+CEREG?", "AT+CEREG?"],
    ["+CGSN:490154203237518", "+CGSN:49***********18"],
    ["460040123456789", "46***********89"],
    ["490154203237518;460040123456789", "49***********18;46***********89"],
    ["+NCCID:89860012345678901234", "+NCCID:89****************34"],
    ["+CGPADDR:0,10.62.7.1", "+CGPADDR:0,10.62.7.1"],
    [`+NSORF:0,10.0.0.1,5683,16,${"6044".repeat(8)},0`, "+NSORF:0,10.0.0.1,5683,16,60446044… (16 bytes),0"],
    ["+NSORF:0,10.0.0.1,5683,4,60001234,0", "+NSORF:0,10.0.0.1,5683,4,60001234,0"],
  ] as const) {
    it(`shows ${line}`, () => {
      expect(shown(line)).to.equal(text);
    });
  }

  it("cuts what is very long", () => {
    expect(shown(`+NSORF:0,${"AB".repeat(500)}`)).to.equal("+NSORF:0,ABABABAB… (1009 characters)");
  });
});
