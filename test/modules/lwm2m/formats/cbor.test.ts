import { expect } from "chai";
import { allFormats } from "../../../../modules/lwm2m/formats/all.js";
import { parseDateTime } from "../../../../modules/lwm2m/formats/date-time.js";
import { ContentFormat, decodeContent, encodeContent } from "../../../../modules/lwm2m/formats/index.js";
import { Code } from "../../../../modules/lwm2m/operation.js";
import type { Scalar } from "../../../../modules/lwm2m/value.js";
import { hex, shown } from "../../../support/hex.js";
import { House, modelsOf } from "../house.js";
import { at } from "./payloads.js";

const models = modelsOf(House);

describe("lwm2m/formats/cbor (OMA LwM2M 1.1 clause 7.4.3 and appendix C.2)", () => {
  const values: readonly [string, Scalar, string][] = [
    ["/5000/0/0", "castle", "66 636173746c65"],
    ["/5000/0/0", "\u{1f3f0}", "64 f09f8fb0"],
    ["/5000/0/1", -500, "39 01f3"],
    ["/5000/0/1", -9223372036854775808n, "3b 7fffffffffffffff"],
    ["/5000/0/12", 18446744073709551615n, "1b ffffffffffffffff"],
    ["/5000/0/2", 22, "f9 4d80"],
    ["/5000/0/2", 100_000.5, "fa 47c35040"],
    ["/5000/0/2", 0.1, "fb 3fb999999999999a"],
    ["/5000/0/3", true, "f5"],
    ["/5000/0/3", false, "f4"],
    ["/5000/0/4", hex("00ff10"), "43 00ff10"],
    ["/5000/0/5", 1476186613, "c1 1a 57fcd1f5"],
    ["/5000/0/6", { object: 5000, instance: 1 }, "66 353030303a31"],
    ["/5000/0/7/2", "attic", "65 6174746963"],
  ];
  for (const [path, value, bytes] of values) {
    it(`writes ${path} as ${bytes} and reads it back`, () => {
      const written = encodeContent(allFormats, ContentFormat.cbor, at(path), [{ path: at(path), value }], models);
      expect(shown(written as Uint8Array)).to.equal(shown(hex(bytes)));
      expect(read(path, bytes)).to.deep.equal([{ path: at(path), value }]);
    });
  }

  it("reads the other forms that a value may have", () => {
    expect(read("/5000/0/5", "c0 74 323031332d30332d32315432303a30343a30305a")).to.deep.equal([
      { path: at("/5000/0/5"), value: 1363896240 },
    ]);
    expect(read("/5000/0/5", "1a 514b67b0")).to.deep.equal([{ path: at("/5000/0/5"), value: 1363896240 }]);
    expect(read("/5000/0/2", "c4 82 20 18d8")).to.deep.equal([{ path: at("/5000/0/2"), value: 21.6 }]);
    expect(read("/5000/0/2", "18 2a")).to.deep.equal([{ path: at("/5000/0/2"), value: 42 }]);
    expect(read("/5000/0/1", "f9 5140")).to.deep.equal([{ path: at("/5000/0/1"), value: 42 }]);
    expect(read("/5000/0/0", "7f 62 6361 64 73746c65 ff")).to.deep.equal([{ path: at("/5000/0/0"), value: "castle" }]);
  });

  it("refuses values of another type, malformed ones, and whatever follows a value", () => {
    const faults: readonly [string, string, string][] = [
      ["/5000/0/1", "f9 3e00", "not of type integer at byte 0"],
      ["/5000/0/1", "1b ffffffffffffffff", "not of type integer at byte 0"],
      ["/5000/0/12", "20", "not of type unsigned at byte 0"],
      ["/5000/0/0", "01", "not of type string at byte 0"],
      ["/5000/0/0", "f6", "not of type string at byte 0"],
      ["/5000/0/3", "01", "not of type boolean at byte 0"],
      ["/5000/0/4", "60", "not of type opaque at byte 0"],
      ["/5000/0/6", "63 313a78", "not of type objlink at byte 0"],
      ["/5000/0/5", "61 31", "not of type time at byte 0"],
      ["/5000/0/1", "", "cut off at byte 0"],
      ["/5000/0/1", "01 02", "more than one item at byte 1"],
      ["/5000/0/1", "81 01", "no single value at byte 0"],
    ];
    for (const [path, bytes, reason] of faults) expect(read(path, bytes), bytes).to.equal(reason);
  });

  it("is for one value only", () => {
    const one = { path: at("/5000/0/7/0"), value: "a" };
    expect(encodeContent(allFormats, ContentFormat.cbor, at("/5000/0"), [one], models)).to.equal(Code.notAcceptable);
    expect(encodeContent(allFormats, ContentFormat.cbor, at("/5000/0/7"), [one], models)).to.equal(Code.notAcceptable);
    expect(encodeContent(allFormats, ContentFormat.cbor, at("/5000/0/7"), [], models)).to.equal(Code.notAcceptable);
    const refused = decodeContent(allFormats, ContentFormat.cbor, hex("01"), at("/5000/0"), models);
    expect(refused).to.deep.include({ code: Code.unsupportedFormat });
  });
});

describe("lwm2m/formats/date-time (RFC 3339 section 5.8)", () => {
  it("reads dates and times with offsets, fractions and leap seconds", () => {
    const times: readonly [string, number | undefined][] = [
      ["1970-01-01T00:00:00Z", 0],
      ["1985-04-12T23:20:50.52Z", 482196050],
      ["1996-12-19T16:39:57-08:00", 851042397],
      ["1990-12-31T23:59:60Z", 662688000],
      ["1937-01-01T12:00:27.87+00:20", -1041337173],
      ["2000-02-29T00:00:00Z", 951782400],
      ["2016-10-11t11:50:13z", 1476186613],
      ["1900-02-29T00:00:00Z", undefined],
      ["2013-13-01T00:00:00Z", undefined],
      ["2013-03-21T24:00:00Z", undefined],
      ["2013-03-21 20:04:00Z", undefined],
      ["2013-03-21T20:04:00", undefined],
      ["2013-03-21T20:04:00.Z", undefined],
      ["2013-03-21T20:04:00Z ", undefined],
      ["2013/03/21T20:04:00Z", undefined],
      ["2013-03-21T20:04:00+0800", undefined],
      ["", undefined],
    ];
    for (const [text, seconds] of times) expect(parseDateTime(text), text).to.equal(seconds);
  });
});

function read(path: string, bytes: string): unknown {
  const decoded = decodeContent(allFormats, ContentFormat.cbor, hex(bytes), at(path), models);
  return decoded.kind === "decoded" ? decoded.entries : decoded.reason;
}
