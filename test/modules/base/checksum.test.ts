import { expect } from "chai";
import { crc32 } from "../../../modules/base/checksum.js";
import { asciiBytes } from "../../../modules/base/text.js";

describe("base/checksum", () => {
  it("has the check value of CRC-32: 0xCBF43926 for 123456789", () => {
    expect(crc32(asciiBytes("123456789"))).to.equal(0xcbf4_3926);
  });

  it("is zero for nothing and 0xE8B7BE43 for the letter a", () => {
    expect(crc32(new Uint8Array(0))).to.equal(0);
    expect(crc32(asciiBytes("a"))).to.equal(0xe8b7_be43);
  });

  it("takes a part of the bytes", () => {
    expect(crc32(asciiBytes("xx123456789yy"), 2, 11)).to.equal(0xcbf4_3926);
  });
});
