import { expect } from "chai";
import { CborReader } from "../../../../modules/lwm2m/formats/cbor-reader.js";
import { CborWriter, Major } from "../../../../modules/lwm2m/formats/cbor-writer.js";
import { hex, shown } from "../../../support/hex.js";

/** The literal would be 0 on the Moddable SDK's engine. */
const MINUS_ZERO = -1 / Infinity;

describe("lwm2m/formats/cbor-reader: RFC 8949 appendix A", () => {
  const items: readonly [string, unknown][] = [
    ["00", 0],
    ["01", 1],
    ["0a", 10],
    ["17", 23],
    ["1818", 24],
    ["1819", 25],
    ["1864", 100],
    ["1903e8", 1000],
    ["1a000f4240", 1_000_000],
    ["1b000000e8d4a51000", 1_000_000_000_000],
    ["1bffffffffffffffff", 18446744073709551615n],
    ["3bffffffffffffffff", -18446744073709551616n],
    ["20", -1],
    ["29", -10],
    ["3863", -100],
    ["3903e7", -1000],
    ["f90000", 0],
    ["f98000", MINUS_ZERO],
    ["f93c00", 1],
    ["fb3ff199999999999a", 1.1],
    ["f93e00", 1.5],
    ["f97bff", 65504],
    ["fa47c35000", 100_000],
    ["fa7f7fffff", 3.4028234663852886e38],
    ["fb7e37e43c8800759c", 1e300],
    ["f90001", 5.960464477539063e-8],
    ["f90400", 0.00006103515625],
    ["f9c400", -4],
    ["fbc010666666666666", -4.1],
    ["f97c00", Infinity],
    ["f97e00", NaN],
    ["f9fc00", -Infinity],
    ["fa7f800000", Infinity],
    ["fa7fc00000", NaN],
    ["faff800000", -Infinity],
    ["fb7ff0000000000000", Infinity],
    ["fb7ff8000000000000", NaN],
    ["fbfff0000000000000", -Infinity],
    ["f4", false],
    ["f5", true],
    ["f6", null],
    ["c074323031332d30332d32315432303a30343a30305a", "2013-03-21T20:04:00Z"],
    ["c11a514b67b0", 1363896240],
    ["c1fb41d452d9ec200000", 1363896240.5],
    ["d74401020304", hex("01020304")],
    ["d818456449455446", hex("6449455446")],
    ["d82076687474703a2f2f7777772e6578616d706c652e636f6d", "http://www.example.com"],
    ["40", hex("")],
    ["4401020304", hex("01020304")],
    ["60", ""],
    ["6161", "a"],
    ["6449455446", "IETF"],
    ["62225c", '"\\'],
    ["62c3bc", "\u00fc"],
    ["63e6b0b4", "\u6c34"],
    ["64f0908591", "\u{10151}"],
    ["5f42010243030405ff", hex("0102030405")],
    ["7f657374726561646d696e67ff", "streaming"],
    ["c48221196ab3", 273.15],
  ];
  for (const [bytes, value] of items) {
    it(`reads ${bytes}`, () => {
      const reader = new CborReader(hex(bytes));
      const read = reader.scalar();
      reader.end();
      expect(reader.failure).to.equal(undefined);
      if (typeof value === "number") expect(Object.is(read, value), `${String(read)}`).to.equal(true);
      else expect(read).to.deep.equal(value);
    });
  }

  // A peer whose library writes any big integer so was told that it is malformed (RFC 8949 section 3.4.3).
  it("takes a bignum for the integer that it is, as far as 64 bits reach", () => {
    for (const [bytes, value] of [
      ["c2 40", 0],
      ["c2 41 05", 5],
      ["c3 41 05", -6],
      ["c2 47 1fffffffffffff", 9007199254740991],
      ["c2 47 20000000000000", 9007199254740992n],
      ["c3 47 1ffffffffffffe", -9007199254740991],
      ["c3 47 1fffffffffffff", -9007199254740992n],
      ["c2 4a 0000ffffffffffffffff", 18446744073709551615n],
      ["c3 48 7fffffffffffffff", -9223372036854775808n],
      ["c2 5f 41 01 41 00 ff", 256],
    ] as const) {
      expect(new CborReader(hex(bytes)).scalar(), bytes).to.equal(value);
    }
  });

  it("rounds a decimal fraction once", () => {
    expect(new CborReader(hex("c4822018d8")).scalar()).to.equal(21.6);
    expect(new CborReader(hex("c482391863 01")).scalar()).to.equal(undefined);
  });

  it("enters arrays and maps of both kinds of length", () => {
    for (const bytes of ["83 01 02 03", "9f 01 02 03 ff"]) {
      const reader = new CborReader(hex(bytes));
      const found: unknown[] = [];
      for (let left = reader.open(Major.array); reader.another(left); left--) found.push(reader.scalar());
      reader.end();
      expect(found).to.deep.equal([1, 2, 3]);
      expect(reader.failure).to.equal(undefined);
    }
  });

  it("passes over any item, and not over one that nests too deep", () => {
    const reader = new CborReader(hex("bf 61 61 01 61 62 9f 02 c1 03 ff ff 07"));
    reader.skip();
    expect(reader.scalar()).to.equal(7);
    const deep = new CborReader(hex("81".repeat(10) + "00"));
    deep.skip();
    expect(deep.failure?.what).to.equal("nested too deep");
  });

  // Passing over eight arrays in a field that nobody knows once took all of the stack that a bare ESP32 has.
  it("passes over arrays, maps and tags in each other without a call for each", () => {
    const reader = new CborReader(hex("81 a1 c1 81 01 bf 02 a0 ff 07"));
    reader.skip();
    expect(reader.scalar()).to.equal(7);
    expect(reader.failure).to.equal(undefined);
    const nested = new CborReader(hex("81".repeat(8) + "00 07"));
    nested.skip();
    expect(nested.scalar()).to.equal(7);
  });

  it("does not pass over a map that ends between a key and its value", () => {
    const reader = new CborReader(hex("bf 01 ff"));
    reader.skip();
    expect(reader.failure).to.deep.equal({ what: "length missing", at: 2 });
  });
});

describe("lwm2m/formats/cbor-reader: what is not well-formed", () => {
  // RFC 8949 appendix F, and what has a form but no meaning here.
  const faults: readonly [string, string, number][] = [
    ["", "cut off", 0],
    ["18", "cut off", 0],
    ["19 00", "cut off", 0],
    ["1b 00000000", "cut off", 0],
    ["1c", "reserved length", 0],
    ["1f", "length missing", 0],
    ["ff", "length missing", 0],
    ["41", "cut off", 0],
    ["5b ffffffffffffffff 010203", "cut off", 0],
    ["61 ff", "not UTF-8", 0],
    ["5f 41 00", "cut off", 3],
    ["5f 61 00 ff", "wrong piece of a string", 1],
    ["5f 5f 41 00 ff ff", "wrong piece of a string", 1],
    ["7f 62 c3 ff", "not UTF-8", 1],
    ["f9 00", "cut off", 0],
    ["f7", "simple value without a meaning here", 0],
    ["f8 20", "simple value without a meaning here", 0],
    ["e0", "simple value without a meaning here", 0],
    ["c1 c1 01", "tag of a tag", 0],
    ["c2 05", "malformed bignum", 0],
    ["c3 61 31", "malformed bignum", 0],
    ["c2 42 05", "cut off", 1],
    ["c2 49 010000000000000000", "an integer of more than 64 bits", 0],
    ["c4 01", "not an array", 1],
    ["c4 81 01", "malformed decimal fraction", 0],
    ["c4 82 f9 3c00 01", "malformed decimal fraction", 0],
    ["80", "no single value", 0],
    ["a0", "no single value", 0],
    ["01 02", "more than one item", 1],
  ];
  for (const [bytes, what, at] of faults) {
    it(`tells of ${bytes === "" ? "nothing" : bytes}: ${what}`, () => {
      const reader = new CborReader(hex(bytes));
      reader.scalar();
      reader.end();
      expect(reader.failure).to.deep.equal({ what, at });
    });
  }

  it("gives nothing any more after a failure", () => {
    const reader = new CborReader(hex("1c 01 02"));
    expect(reader.scalar()).to.equal(undefined);
    expect(reader.scalar()).to.equal(undefined);
    expect(reader.open(Major.array)).to.equal(0);
    expect(reader.another(5)).to.equal(false);
    expect(reader.failure).to.deep.equal({ what: "reserved length", at: 0 });
  });

  it("does not run through a count that the bytes cannot hold", () => {
    const reader = new CborReader(hex("9b ffffffffffffffff 00"));
    let count = 0;
    for (let left = reader.open(Major.array); reader.another(left); left--) {
      reader.scalar();
      count++;
    }
    expect([count, reader.failure?.what]).to.deep.equal([2, "cut off"]);
  });
});

describe("lwm2m/formats/cbor-writer", () => {
  it("writes integers in the fewest bytes, up to 64 bits", () => {
    const integers: readonly [number | bigint, string][] = [
      [0, "00"],
      [23, "17"],
      [24, "1818"],
      [255, "18ff"],
      [256, "190100"],
      [65_536, "1a00010000"],
      [4_294_967_296, "1b0000000100000000"],
      [Number.MAX_SAFE_INTEGER, "1b001fffffffffffff"],
      [9223372036854775807n, "1b7fffffffffffffff"],
      [18446744073709551615n, "1bffffffffffffffff"],
      [-1, "20"],
      [-256, "38ff"],
      [-9223372036854775808n, "3b7fffffffffffffff"],
      [-9007199254740993n, "3b0020000000000000"],
    ];
    for (const [value, bytes] of integers) {
      expect(shown(new CborWriter(9).integer(value).finish()), `${value}`).to.equal(bytes);
      expect(new CborReader(hex(bytes)).scalar()).to.equal(value);
    }
  });

  it("writes floats in the fewest bytes that hold them exactly", () => {
    const floats: readonly [number, string][] = [
      [0, "f90000"],
      [MINUS_ZERO, "f98000"],
      [1.5, "f93e00"],
      [65504, "f97bff"],
      [65505, "fa477fe100"],
      [65536, "fa47800000"],
      [2 ** -24, "f90001"],
      [2 ** -25, "fa33000000"],
      [1023 * 2 ** -24, "f903ff"],
      [2 ** -14, "f90400"],
      [0.1, "fb3fb999999999999a"],
      [Math.fround(0.1), "fa3dcccccd"],
      [NaN, "f97e00"],
      [Infinity, "f97c00"],
      [-Infinity, "f9fc00"],
      [5e-324, "fb0000000000000001"],
    ];
    for (const [value, bytes] of floats) {
      expect(shown(new CborWriter(9).float(value).finish()), `${value}`).to.equal(bytes);
      expect(Object.is(new CborReader(hex(bytes)).scalar(), value), bytes).to.equal(true);
    }
  });

  it("gives nothing beyond its limit", () => {
    expect(new CborWriter(5).text("four").finish()).to.deep.equal(hex("64666f7572"));
    expect(new CborWriter(4).text("four").finish()).to.equal(undefined);
  });
});
