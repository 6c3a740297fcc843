import { expect } from "chai";
import { allFormats } from "../../../../modules/lwm2m/formats/all.js";
import { ContentFormat, decodeContent, decodePaths, encodeContent } from "../../../../modules/lwm2m/formats/index.js";
import { Code } from "../../../../modules/lwm2m/operation.js";
import type { Scalar } from "../../../../modules/lwm2m/value.js";
import { hex, shown } from "../../../support/hex.js";
import { House, modelsOf } from "../house.js";
import { at, entriesOf, valuesOf } from "./payloads.js";

const models = modelsOf(House);
const { lwm2mCbor } = ContentFormat;

describe("lwm2m/formats/lwm2m-cbor (OMA LwM2M 1.2 clause 7.4.4)", () => {
  it("writes maps nested by identifiers, with lists of those that are alone on their level", () => {
    const cases: readonly [string, [string, Scalar][], string][] = [
      ["/5000/0/1", [["/5000/0/1", 25]], "a1 83 191388 00 01 1819"],
      ["/5000/0/7", [["/5000/0/7/3", "a"]], "a1 84 191388 00 07 03 61 61"],
      [
        "/5000/0",
        [
          ["/5000/0/0", "a"],
          ["/5000/0/1", 2],
        ],
        "a1 82 191388 00 a2 00 61 61 01 02",
      ],
      [
        "/5000/0/7",
        [
          ["/5000/0/7/0", "a"],
          ["/5000/0/7/1", "b"],
        ],
        "a1 83 191388 00 07 a2 00 61 61 01 61 62",
      ],
      [
        "/5000",
        [
          ["/5000/0/0", "a"],
          ["/5000/0/1", 2],
          ["/5000/1/0", "b"],
        ],
        "a1 191388 a2 00 a2 00 61 61 01 02 82 01 00 61 62",
      ],
      [
        "/",
        [
          ["/3/0/9", 100],
          ["/5000/0/3", true],
        ],
        "a2 83 03 00 09 1864 83 191388 00 03 f5",
      ],
      ["/5000", [], "a0"],
    ];
    for (const [path, list, bytes] of cases) {
      const entries = entriesOf(list);
      const written = encodeContent(allFormats, lwm2mCbor, at(path), entries, models);
      expect(shown(written as Uint8Array), path).to.equal(shown(hex(bytes)));
      expect(values(path, bytes), path).to.deep.equal(list);
    }
  });

  it("sorts what it writes and writes no place twice", () => {
    const entries = entriesOf([
      ["/5000/1/0", "b"],
      ["/5000/0/1", 2],
      ["/5000/0/0", "a"],
      ["/5000/0/1", 2],
    ]);
    expect(shown(encodeContent(allFormats, lwm2mCbor, {}, entries, models) as Uint8Array)).to.equal(
      shown(hex("a1 191388 a2 00 a2 00 61 61 01 02 82 01 00 61 62")),
    );
  });

  it("reads every way to nest the same values", () => {
    const two: [string, Scalar][] = [
      ["/5000/26/1", 42],
      ["/5000/26/12", 21],
    ];
    for (const bytes of [
      "a1 82 191388 181a a2 01 182a 0c 15",
      "a2 83 191388 181a 01 182a 83 191388 181a 0c 15",
      "a2 82 191388 181a a1 01 182a 83 191388 181a 0c 15",
      "a1 191388 a1 181a a2 01 182a 81 0c 15",
      "bf 9f 191388 ff bf 181a bf 01 182a 0c 15 ff ff ff",
    ]) {
      expect(values("/5000/26", bytes), bytes).to.deep.equal(two);
    }
  });

  it("reads values of each type", () => {
    const each: readonly [string, Scalar, string][] = [
      ["/5000/0/0", "\u{1f3f0}", "64 f09f8fb0"],
      ["/5000/0/1", -9223372036854775808n, "3b 7fffffffffffffff"],
      ["/5000/0/12", 18446744073709551615n, "1b ffffffffffffffff"],
      ["/5000/0/2", 4.5, "c4 82 20 182d"],
      ["/5000/0/3", false, "f4"],
      ["/5000/0/4", hex("0011"), "5f 41 00 41 11 ff"],
      ["/5000/0/5", 1363896240, "c1 1a 514b67b0"],
      ["/5000/0/6", { object: 1, instance: 2 }, "63 313a32"],
    ];
    for (const [path, value, bytes] of each) {
      const id = shown(new Uint8Array([Number(path.slice(8))]));
      expect(values(path, `a1 83 191388 00 ${id} ${bytes}`)).to.deep.equal([[path, value]]);
    }
  });

  it("takes resource instances away by null", () => {
    expect(decodeContent(allFormats, lwm2mCbor, hex("a1 83 191388 00 07 a2 02 f6 03 61 61"), {}, models)).to.deep.equal(
      {
        kind: "decoded",
        entries: entriesOf([["/5000/0/7/3", "a"]]),
        removed: [at("/5000/0/7/2")],
      },
    );
  });

  it("reads the paths of a composite read", () => {
    const bytes = "a3 03 a1 00 f6 83 191388 00 01 f6 04 f6";
    expect(decodePaths(allFormats, lwm2mCbor, hex(bytes))).to.deep.equal({
      kind: "decoded",
      paths: ["/3/0", "/5000/0/1", "/4"].map(at),
    });
    expect(decodePaths(allFormats, lwm2mCbor, hex("a1 03 01"))).to.deep.equal({
      kind: "refused",
      code: Code.badRequest,
      reason: "value where only null belongs at byte 2",
    });
  });

  it("has no place for times", () => {
    const entry = { path: at("/5000/0/1"), value: 1, time: 1_700_000_000 };
    expect(encodeContent(allFormats, lwm2mCbor, {}, [entry], models)).to.equal(Code.notAcceptable);
  });

  it("refuses what is malformed, elsewhere, or of another type", () => {
    const faults: readonly [string, string][] = [
      ["", "cut off at byte 0"],
      ["80", "not a map at byte 0"],
      ["a1 191388", "cut off at byte 4"],
      ["a1 82 191388 00 01", "identifiers that do not belong here at byte 6"],
      ["a1 83 191388 01 01 05", "identifiers that do not belong here at byte 7"],
      ["a1 85 191388 00 07 01 02 05", "more identifiers than a path has at byte 8"],
      ["a1 84 191388 00 07 01 a1 02 05", "more identifiers than a path has at byte 9"],
      ["a1 61 61 05", "not an identifier at byte 1"],
      ["a1 20 05", "not an identifier at byte 1"],
      ["a1 19ffff 05", "not an identifier at byte 1"],
      ["a1 80 05", "key without an identifier at byte 1"],
      ["a1 83 191388 00 01 61 61", "not of type integer at byte 7"],
      ["a1 83 191388 00 01 81 05", "no single value at byte 7"],
      ["a0 00", "more than one item at byte 1"],
    ];
    for (const [bytes, reason] of faults) {
      const read = decodeContent(allFormats, lwm2mCbor, hex(bytes), at("/5000/0"), models);
      expect(read.kind === "refused" && [read.code, read.reason], bytes).to.deep.equal([Code.badRequest, reason]);
    }
    const many = `a1 83 191388 00 07 b8 81 ${Array.from({ length: 129 }, (_, i) => `18${shown(new Uint8Array([i]))} 60`).join(" ")}`;
    expect(decodeContent(allFormats, lwm2mCbor, hex(many), at("/5000/0/7"), models)).to.deep.include({
      code: Code.entityTooLarge,
    });
  });
});

function values(path: string, bytes: string): unknown {
  return valuesOf(models, lwm2mCbor, hex(bytes), path);
}
