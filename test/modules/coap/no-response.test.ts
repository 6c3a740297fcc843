import { expect } from "chai";
import { isUnwanted } from "../../../modules/coap/no-response.js";

describe("coap/no-response", () => {
  it("leaves out the classes whose bits are set (RFC 7967 table 1)", () => {
    const codes = [0x44, 0x84, 0xa0];
    const unwanted = (value: number) => codes.map((code) => isUnwanted(value, code));
    expect(unwanted(0)).to.deep.equal([false, false, false]);
    expect(unwanted(2)).to.deep.equal([true, false, false]);
    expect(unwanted(8)).to.deep.equal([false, true, false]);
    expect(unwanted(16)).to.deep.equal([false, false, true]);
    expect(unwanted(26)).to.deep.equal([true, true, true]);
  });
});
