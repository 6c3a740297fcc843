import { expect } from "chai";
import { parseValue } from "../../../virtual/mipl/values.js";

function parse(type: number, length: number, text: string, quoted = false): unknown {
  const plain = (value: number): { text: string; quoted: boolean } => ({ text: `${value}`, quoted: false });
  return parseValue(plain(type), plain(length), { text, quoted })?.value;
}

describe("virtual/mipl/values", () => {
  it("reads each type", () => {
    expect(parse(1, 4, "room", true)).to.equal("room");
    expect(parse(2, 2, "0aFF")).to.deep.equal(Uint8Array.of(0x0a, 0xff));
    expect(parse(3, 4, "-2147483648")).to.equal(-2147483648);
    expect(parse(3, 8, "9007199254740993")).to.equal(9007199254740993n);
    expect(parse(4, 8, "-0.125")).to.equal(-0.125);
    expect(parse(5, 1, "1")).to.equal(true);
    expect(parse(6, 2, "C0DE")).to.equal("C0DE");
  });

  it("takes the lengths that are seen in the field", () => {
    expect(parse(1, 6, "room", true)).to.equal("room");
    expect(parse(1, 2, "\xc2\xb0C", true)).to.equal("°C");
    expect(parse(1, 3, "\xc2\xb0C", true)).to.equal("°C");
    expect(parse(2, 4, "0AFF")).to.deep.equal(Uint8Array.of(0x0a, 0xff));
  });

  it("refuses what does not go together", () => {
    const wrong: [number, number, string][] = [
      [1, 3, "room"],
      [2, 2, "0AF"],
      [2, 3, "0AFF"],
      [2, 1, "0G"],
      [3, 1, "5"],
      [3, 2, "32768"],
      [3, 4, "1.5"],
      [3, 4, ""],
      [3, 4, "-"],
      [4, 2, "1.5"],
      [4, 4, "warm"],
      [4, 4, ""],
      [4, 4, "1e999"],
      [5, 1, "2"],
      [5, 2, "1"],
      [6, 2, "xyz"],
      [0, 1, "1"],
      [7, 1, "1"],
    ];
    for (const [type, length, text] of wrong) expect(parse(type, length, text), `${type} ${text}`).to.equal(undefined);
  });
});
