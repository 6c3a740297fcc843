import { expect } from "chai";
import { ByteReader, ByteWriter, sameBytes } from "../../../modules/base/bytes.js";
import { hex, shown } from "../../support/hex.js";

describe("base/bytes: reader", () => {
  it("reads big-endian numbers of 1 to 6 bytes", () => {
    const reader = new ByteReader(hex("01 0203 040506 ffffffff 010203040506"));
    expect(reader.uint(1)).to.equal(0x01);
    expect(reader.uint(2)).to.equal(0x0203);
    expect(reader.uint(3)).to.equal(0x040506);
    expect(reader.uint(4)).to.equal(0xffff_ffff);
    expect(reader.uint(6)).to.equal(0x0102_0304_0506);
    expect(reader.remaining).to.equal(0);
  });

  it("gives undefined and stays where it is when too few bytes are left", () => {
    const reader = new ByteReader(hex("0102"));
    expect(reader.uint(3)).to.equal(undefined);
    expect(reader.take(3)).to.equal(undefined);
    expect(reader.skip(3)).to.equal(false);
    expect(reader.position).to.equal(0);
    expect(reader.uint(2)).to.equal(0x0102);
  });

  it("keeps to the part of the buffer that it was given", () => {
    const reader = new ByteReader(hex("aabbccdd"), 1, 3);
    expect(reader.remaining).to.equal(2);
    expect(shown(reader.take(2))).to.equal("bbcc");
    expect(reader.position).to.equal(3);
    expect(reader.uint(1)).to.equal(undefined);
  });

  it("takes copies", () => {
    const bytes = hex("0102");
    const taken = new ByteReader(bytes).take(2);
    bytes[0] = 9;
    expect(shown(taken)).to.equal("0102");
  });

  it("skips, and takes nothing as nothing", () => {
    const reader = new ByteReader(hex("0102"));
    expect(reader.skip(1)).to.equal(true);
    expect(shown(reader.take(0))).to.equal("");
    expect(reader.uint(1)).to.equal(2);
  });
});

describe("base/bytes: writer", () => {
  it("writes numbers, bytes and ASCII", () => {
    const writer = new ByteWriter(2, 100);
    writer.uint(0x01, 1).uint(0x0203, 2).uint(0x0102_0304_0506, 6).put(hex("aabb")).ascii("OK");
    expect(writer.length).to.equal(13);
    expect(shown(writer.finish())).to.equal("010203010203040506aabb4f4b");
    expect(writer.overflowed).to.equal(false);
  });

  it("grows from nothing", () => {
    expect(shown(new ByteWriter(0, 10).uint(7, 1).uint(8, 1).finish())).to.equal("0708");
  });

  it("fills up to its limit exactly", () => {
    const writer = new ByteWriter(1, 4).put(hex("01020304"));
    expect(writer.overflowed).to.equal(false);
    expect(shown(writer.finish())).to.equal("01020304");
  });

  it("leaves out what does not fit and says so", () => {
    const writer = new ByteWriter(1, 4).put(hex("010203")).uint(0x0405, 2).uint(0x06, 1);
    expect(writer.overflowed).to.equal(true);
    expect(shown(writer.finish())).to.equal("01020306");
  });

  it("gives a copy that later writing does not change", () => {
    const writer = new ByteWriter(8, 8).uint(1, 1);
    const first = writer.finish();
    writer.uint(2, 1);
    expect(shown(first)).to.equal("01");
  });

  it("compares by content", () => {
    expect(sameBytes(hex("0102"), hex("0102"))).to.equal(true);
    expect(sameBytes(hex("0102"), hex("0103"))).to.equal(false);
    expect(sameBytes(hex("0102"), hex("01"))).to.equal(false);
    expect(sameBytes(hex(""), hex(""))).to.equal(true);
  });
});
