import { expect } from "chai";
import { areArguments, parseArguments } from "../../../modules/lwm2m/arguments.js";

describe("lwm2m/arguments (OMA LwM2M 1.2 clause 6.3.5)", () => {
  it("takes a list of numbers apart, each with its value if it has one", () => {
    expect(parseArguments("5")).to.deep.equal([{ number: 5, value: undefined }]);
    expect(parseArguments("2='10.3'")).to.deep.equal([{ number: 2, value: "10.3" }]);
    expect(parseArguments("7,0='https://www.omaspecworks.org'")).to.deep.equal([
      { number: 7, value: undefined },
      { number: 0, value: "https://www.omaspecworks.org" },
    ]);
    expect(parseArguments("0,1,2,3,4")).to.have.length(5);
    expect(parseArguments("1=''")).to.deep.equal([{ number: 1, value: "" }]);
    expect(parseArguments("")).to.deep.equal([]);
  });

  it("keeps commas and equals signs within the quotes", () => {
    expect(parseArguments("1='a=b,2',2")).to.deep.equal([
      { number: 1, value: "a=b,2" },
      { number: 2, value: undefined },
    ]);
  });

  it("refuses whatever does not follow the syntax", () => {
    const malformed = [
      " 0",
      "0, 1",
      "0,",
      ",0",
      "10",
      "a",
      "0=1",
      "0='",
      "0='a",
      "0='a'b",
      "0='a'1",
      "0='a b'",
      "0='\"'",
      "0='\\'",
      "0='é'",
      "0=",
      "0,,1",
    ];
    for (const text of malformed) expect(areArguments(text), text).to.equal(false);
  });

  it("refuses a number that comes twice", () => {
    expect(areArguments("0='a',0='b'")).to.equal(false);
    expect(areArguments("3,3")).to.equal(false);
  });
});
