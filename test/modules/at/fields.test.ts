import { expect } from "chai";
import { FieldReader, listHolds, quotable, startOfFields, writeParameters } from "../../../modules/at/fields.js";

/** All fields of a line, quoted ones in «». */
function fields(line: string, prefix = ""): string[] {
  const reader = new FieldReader(line, startOfFields(line, prefix));
  const all: string[] = [];
  while (!reader.done) {
    const text = reader.text() as string;
    all.push(reader.quoted ? `«${text}»` : text);
  }
  return all;
}

describe("at fields", () => {
  for (const [line, wanted] of [
    ['0,39123,3303,"a,b",,', ["0", "39123", "3303", "«a,b»", "", ""]],
    ["1", ["1"]],
    [",", ["", ""]],
    ["", []],
    ['""', ["«»"]],
    ['1, 2 ,  "x" ,3', ["1", "2", "«x»", "3"]],
    ['"say "hi"",2', ['«say "hi"»', "2"]],
    ['"no end,2', ["«no end,2»"]],
    ['"text"tail,2', ['«text"tail,2»']],
    ["(0,1),(2-5),7", ["(0,1)", "(2-5)", "7"]],
    ['("a",(1,2)),3', ['("a",(1,2))', "3"]],
    ["(0,1", ["(0,1"]],
    ["-71.5,0x200", ["-71.5", "0x200"]],
  ] as const) {
    it(`reads ${line === "" ? "nothing" : line}`, () => {
      expect(fields(line)).to.deep.equal(wanted);
    });
  }

  it("begins after the colon, with or without a blank", () => {
    expect(fields("+CSQ:22,0", "+CSQ")).to.deep.equal(["22", "0"]);
    expect(fields("+CSQ: 22,0", "+CSQ")).to.deep.equal(["22", "0"]);
    expect(fields("+ESOC=1", "+ESOC")).to.deep.equal(["1"]);
    expect(fields("+IPCLOSE 3", "+IPCLOSE")).to.deep.equal(["3"]);
    expect(startOfFields("+CSQN: 1", "+CSQ")).to.equal(-1);
    expect(startOfFields("OK", "+CSQ")).to.equal(-1);
    expect(fields("OK", "+CSQ")).to.deep.equal([]);
    expect(fields("+CGPADDR", "+CGPADDR")).to.deep.equal([]);
  });

  it("reads integers with sign and nothing else as such", () => {
    const reader = new FieldReader("0,-1,+1,12x,,4294967295,-");
    const all = [0, 1, 2, 3, 4, 5, 6].map(() => reader.integer());
    expect(all).to.deep.equal([0, -1, undefined, undefined, undefined, 4_294_967_295, undefined]);
    expect(reader.integer()).to.equal(undefined);
  });

  it("reads hex numbers as area codes and cells have them", () => {
    const reader = new FieldReader('6B2F,"0a1b2c3d",,123456789,G');
    expect([0, 1, 2, 3, 4].map(() => reader.hex())).to.deep.equal([
      0x6b2f,
      0x0a1b2c3d,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("reads the bytes of hex digits of any case and length", () => {
    const long = "00ff7E".repeat(100);
    const reader = new FieldReader(`0AfF,"3c",,ABC,0G,${long}`);
    expect([...(reader.bytes() ?? [])]).to.deep.equal([0x0a, 0xff]);
    expect([...(reader.bytes() ?? [])]).to.deep.equal([0x3c]);
    expect([...(reader.bytes() ?? [1])]).to.deep.equal([]);
    expect(reader.bytes()).to.equal(undefined);
    expect(reader.bytes()).to.equal(undefined);
    const bytes = reader.bytes() as Uint8Array;
    expect(bytes.length).to.equal(300);
    expect([...bytes.slice(297)]).to.deep.equal([0x00, 0xff, 0x7e]);
    expect(reader.bytes()).to.equal(undefined);
  });

  for (const [line, length, text, quoted, next] of [
    ['"a"b","c",0', 7, 'a"b","c', true, "0"],
    ["4,ping,x", 6, "4,ping", false, "x"],
    ["ping", 4, "ping", false, undefined],
    ["ping", 9, "ping", false, undefined],
    ["ping,0", 3, "ping", false, "0"],
    ['"ping",0', 6, "ping", true, "0"],
    ['"",0', 0, "", true, "0"],
    // No field ends where the length says, so it is read like any other.
    ['"a","b",c",0', 7, "a", true, "b"],
  ] as const) {
    it(`reads ${line} with an announced length of ${String(length)}`, () => {
      const reader = new FieldReader(line);
      expect(reader.sized(length)).to.equal(text);
      expect(reader.quoted).to.equal(quoted);
      expect(reader.text()).to.equal(next);
    });
  }

  it("gives all that is left as one text", () => {
    const reader = new FieldReader("1, 2.3.0,SP3");
    expect(reader.skip().rest()).to.equal("2.3.0,SP3");
    expect(reader.rest()).to.equal(undefined);
    expect(new FieldReader('"M5310-A"').rest()).to.equal("M5310-A");
  });

  it("looks a number up in a list of ranges", () => {
    for (const value of [0, 3, 4, 7]) expect(listHolds("(0,3-4, 6 - 8)", value)).to.equal(true);
    for (const value of [1, 5, 9]) expect(listHolds("(0,3-4,6-8)", value)).to.equal(false);
    expect(listHolds("2", 2)).to.equal(true);
    expect(listHolds("()", 0)).to.equal(false);
    expect(listHolds("", 0)).to.equal(false);
  });

  it("writes texts quoted, numbers bare, absent ones empty", () => {
    expect(writeParameters(["DGRAM", 17, undefined, 1])).to.equal('"DGRAM",17,,1');
    expect(writeParameters([{ bare: "10.0.0.1" }, -1, "", undefined])).to.equal('10.0.0.1,-1,"",');
    expect(writeParameters([])).to.equal("");
  });

  it("knows what cannot stand in quotes", () => {
    expect(quotable("room 1, left")).to.equal(true);
    for (const text of ['a"b', "a\rb", "a\nb", "\0", "\u007f"]) expect(quotable(text)).to.equal(false);
  });
});
