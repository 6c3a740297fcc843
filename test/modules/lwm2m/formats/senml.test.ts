import { expect } from "chai";
import { asciiBytes, utf8Bytes, utf8Text } from "../../../../modules/base/text.js";
import { allFormats } from "../../../../modules/lwm2m/formats/all.js";
import { ContentFormat, decodeContent, decodePaths, encodeContent } from "../../../../modules/lwm2m/formats/index.js";
import { Code, type Entry } from "../../../../modules/lwm2m/operation.js";
import type { Scalar } from "../../../../modules/lwm2m/value.js";
import { Device } from "../../../../objects/models/3-device.js";
import { hex, shown } from "../../../support/hex.js";
import { House, modelsOf } from "../house.js";
import { at, DEVICE_VALUES, entriesOf, valuesOf } from "./payloads.js";

/** The literal would be 0 on the Moddable SDK's engine. */
const MINUS_ZERO = -1 / Infinity;

const { senmlJson, senmlCbor, senmlEtchJson, senmlEtchCbor } = ContentFormat;
const models = modelsOf(House, Device);

describe("lwm2m/formats/senml: the specification's examples", () => {
  const json =
    '[{"bn":"/3/0/","n":"0","vs":"Open Mobile Alliance"},{"n":"1","vs":"Lightweight M2M Client"},' +
    '{"n":"2","vs":"345000123"},{"n":"3","vs":"1.0"},{"n":"6/0","v":1},{"n":"6/1","v":5},{"n":"7/0","v":3800},' +
    '{"n":"7/1","v":5000},{"n":"8/0","v":125},{"n":"8/1","v":900},{"n":"9","v":100},{"n":"10","v":15},' +
    '{"n":"11/0","v":0},{"n":"13","v":1367491215},{"n":"14","vs":"+02:00"},{"n":"16","vs":"U"}]';
  const cbor =
    "90 a3 21 65 2f332f302f 00 61 30 03 74 4f70656e204d6f62696c6520416c6c69616e6365" +
    "a2 00 61 31 03 76 4c69676874776569676874204d324d20436c69656e74 a2 00 61 32 03 69 333435303030313233" +
    "a2 00 61 33 03 63 312e30 a2 00 63 362f30 02 01 a2 00 63 362f31 02 05 a2 00 63 372f30 02 19 0ed8" +
    "a2 00 63 372f31 02 19 1388 a2 00 63 382f30 02 18 7d a2 00 63 382f31 02 19 0384 a2 00 61 39 02 18 64" +
    "a2 00 62 3130 02 0f a2 00 64 31312f30 02 00 a2 00 62 3133 02 1a 5182428f" +
    "a2 00 62 3134 03 66 2b30323a3030 a2 00 62 3136 03 61 55";

  it("writes and reads the Device object (OMA LwM2M 1.1 clauses 7.4.5 and 7.4.6)", () => {
    const path = at("/3/0");
    const written = encodeContent(allFormats, senmlJson, path, entriesOf(DEVICE_VALUES), models);
    expect(utf8Text(written as Uint8Array)).to.equal(json);
    expect(values(senmlJson, asciiBytes(json), "/3/0")).to.deep.equal(DEVICE_VALUES);
    expect(shown(encodeContent(allFormats, senmlCbor, path, entriesOf(DEVICE_VALUES), models) as Uint8Array)).to.equal(
      shown(hex(cbor)),
    );
    expect(values(senmlCbor, hex(cbor), "/3/0")).to.deep.equal(DEVICE_VALUES);
  });

  it("reads a resource over time (OMA LwM2M 1.1 clause 7.4.5)", () => {
    const text =
      '[{"bn":"/72/","bt":25462634,"n":"1/2","v":22.4,"t":-5},{"n":"1/2","v":22.9,"t":-30},{"n":"1/2","v":24.1,"t":-50}]';
    const read = decodeContent(allFormats, senmlJson, asciiBytes(text), at("/72"), models);
    expect(read).to.deep.equal({
      kind: "decoded",
      entries: [
        { path: at("/72/1/2"), value: 22.4, time: 25462629 },
        { path: at("/72/1/2"), value: 22.9, time: 25462604 },
        { path: at("/72/1/2"), value: 24.1, time: 25462584 },
      ],
    });
  });

  it("writes an object link by its text label (OMA LwM2M 1.1 clause 7.4.6)", () => {
    const entries = entriesOf([["/65/0/0/0", { object: 66, instance: 0 }]]);
    expect(text(senmlJson, "/65/0/0/0", entries)).to.equal('[{"n":"/65/0/0/0","vlo":"66:0"}]');
    const bytes = "81 a2 00 69 2f36352f302f302f30 63 766c6f 64 36363a30";
    expect(encodeContent(allFormats, senmlCbor, at("/65/0/0/0"), entries, models)).to.deep.equal(hex(bytes));
    expect(values(senmlCbor, hex(bytes), "/65")).to.deep.equal([["/65/0/0/0", { object: 66, instance: 0 }]]);
  });

  it("knows the fields of RFC 8428 section 5.1 that LwM2M has no use for", () => {
    const text = '[{"bn":"/5000/0/","bu":"m","bver":10,"n":"2","u":"m","v":120.1,"s":1,"ut":60,"foo":[{"a":[1]}]}]';
    expect(values(senmlJson, asciiBytes(text), "/5000/0")).to.deep.equal([["/5000/0/2", 120.1]]);
    const bytes = "81 a7 21 67 2f353030302f30 23 61 6d 20 0a 00 62 2f32 01 61 6d 02 f9 5782 63 666f6f a1 00 81 01";
    expect(values(senmlCbor, hex(bytes), "/5000/0")).to.deep.equal([["/5000/0/2", 120.125]]);
  });

  it("adds the base value (RFC 8428 section 4.6)", () => {
    const text = '[{"bn":"/5000/0/","bv":100,"n":"1","v":-58},{"n":"2","v":0.5}]';
    expect(values(senmlJson, asciiBytes(text), "/5000/0")).to.deep.equal([
      ["/5000/0/1", 42],
      ["/5000/0/2", 100.5],
    ]);
  });

  // Beyond ±(2⁵³ − 1) the base value was left out, and another number written than was meant.
  it("adds the base value to integers of any size", () => {
    const text = '[{"bn":"/5000/0/","bv":1,"n":"12","v":18446744073709551614},{"n":"9","v":9007199254740991}]';
    expect(values(senmlJson, asciiBytes(text), "/5000/0")).to.deep.equal([
      ["/5000/0/12", 2n ** 64n - 1n],
      ["/5000/0/9", 2n ** 53n],
    ]);
    const small = '[{"bv":-5,"n":"/5000/0/12","v":9007199254740995}]';
    expect(values(senmlJson, asciiBytes(small), "/5000/0")).to.deep.equal([["/5000/0/12", 9_007_199_254_740_990]]);
  });

  it("refuses names that are no paths, as in RFC 8428 section 5.1.1", () => {
    const text = '[{"n":"urn:dev:ow:10e2073a01080063","u":"Cel","v":23.1}]';
    expect(reason(senmlJson, asciiBytes(text), "/")).to.equal("name that is no path at byte 1");
  });
});

describe("lwm2m/formats/senml: values of each type", () => {
  const each: readonly [string, Scalar, string, string][] = [
    ["/5000/0/0", "castle", '"vs":"castle"', "03 66636173746c65"],
    ["/5000/0/0", "", '"vs":""', "03 60"],
    ["/5000/0/0", 'a"b\\c\n\t\r\u0001', '"vs":"a\\"b\\\\c\\n\\t\\r\\u0001"', "03 69 6122625c630a090d01"],
    ["/5000/0/0", "\u{1f3f0}\u6c34\u00fc", '"vs":"\u{1f3f0}\u6c34\u00fc"', "03 69 f09f8fb0e6b0b4c3bc"],
    ["/5000/0/1", -5, '"v":-5', "02 24"],
    ["/5000/0/1", 9223372036854775807n, '"v":9223372036854775807', "02 1b7fffffffffffffff"],
    ["/5000/0/1", -9223372036854775808n, '"v":-9223372036854775808', "02 3b7fffffffffffffff"],
    ["/5000/0/12", 18446744073709551615n, '"v":18446744073709551615', "02 1bffffffffffffffff"],
    ["/5000/0/2", 21.5, '"v":21.5', "02 f94d60"],
    ["/5000/0/2", 0.1, '"v":0.1', "02 fb3fb999999999999a"],
    // Leshan took 22 for no float, as its definition does not say integer.
    ["/5000/0/2", 22, '"v":22', "02 f94d80"],
    ["/5000/0/2", MINUS_ZERO, '"v":-0', "02 f98000"],
    ["/5000/0/2", 1e300, '"v":1e+300', "02 fb7e37e43c8800759c"],
    ["/5000/0/3", true, '"vb":true', "04 f5"],
    ["/5000/0/3", false, '"vb":false', "04 f4"],
    ["/5000/0/4", hex("fbff00"), '"vd":"-_8A"', "08 43fbff00"],
    ["/5000/0/4", hex("00"), '"vd":"AA"', "08 4100"],
    ["/5000/0/5", 1367491215, '"v":1367491215', "02 1a5182428f"],
    ["/5000/0/6", { object: 1, instance: 65535 }, '"vlo":"1:65535"', "63766c6f 67 313a3635353335"],
    ["/5000/0/7/2", "attic", '"vs":"attic"', "03 656174746963"],
  ];
  for (const [path, value, json, cbor] of each) {
    it(`writes ${json} and reads it back`, () => {
      const entry = { path: at(path), value };
      const name = path;
      const head = `81 a2 00 ${(0x60 + name.length).toString(16)} ${shown(asciiBytes(name))}`;
      expect(text(senmlJson, path, [entry])).to.equal(`[{"n":"${name}",${json}}]`);
      expect(shown(encodeContent(allFormats, senmlCbor, entry.path, [entry], models) as Uint8Array)).to.equal(
        shown(hex(`${head} ${cbor}`)),
      );
      expect(same(values(senmlJson, utf8Bytes(`[{"n":"${name}",${json}}]`), path), [[path, value]])).to.equal(true);
      expect(same(values(senmlCbor, hex(`${head} ${cbor}`), path), [[path, value]])).to.equal(true);
    });
  }

  it("has no JSON for NaN and the infinities, and CBOR for all of them", () => {
    for (const value of [NaN, Infinity, -Infinity]) {
      const entry = { path: at("/5000/0/2"), value };
      expect(encodeContent(allFormats, senmlJson, entry.path, [entry], models)).to.equal(Code.internalError);
      const bytes = encodeContent(allFormats, senmlCbor, entry.path, [entry], models) as Uint8Array;
      expect(same(values(senmlCbor, bytes, "/5000/0/2"), [["/5000/0/2", value]])).to.equal(true);
    }
  });

  it("takes integers that are written as floats, and times as date and time", () => {
    const one: readonly [number, Uint8Array, string, Scalar][] = [
      [senmlJson, asciiBytes('[{"n":"/5000/0/1","v":4.2e1}]'), "/5000/0/1", 42],
      [senmlJson, asciiBytes('[{"n":"/5000/0/1","v":42.0}]'), "/5000/0/1", 42],
      [senmlCbor, hex("81a200692f353030302f302f3102f95140"), "/5000/0/1", 42],
      [senmlCbor, hex("81a200692f353030302f302f3202c4822018d8"), "/5000/0/2", 21.6],
      [senmlJson, asciiBytes('[{"n":"/5000/0/5","vs":"2013-03-21T20:04:00Z"}]'), "/5000/0/5", 1363896240],
    ];
    for (const [format, bytes, path, value] of one) {
      expect(values(format, bytes, path)).to.deep.equal([[path, value]]);
    }
  });

  it("reads escapes, and pairs of them as one character", () => {
    const text = '[ {\t"n" : "/5000/0/0" ,\r\n"vs":"\\u0041\\/\\b\\f\\ud83c\\udff0"} ] ';
    expect(values(senmlJson, asciiBytes(text), "/5000/0/0")).to.deep.equal([["/5000/0/0", "A/\b\f\u{1f3f0}"]]);
  });
});

describe("lwm2m/formats/senml: names", () => {
  it("shares a base name by instance, and by resource where there are only its instances", () => {
    expect(
      text(
        senmlJson,
        "/5000/0/7",
        entriesOf([
          ["/5000/0/7/0", "a"],
          ["/5000/0/7/9", "b"],
        ]),
      ),
    ).to.equal('[{"bn":"/5000/0/7/","n":"0","vs":"a"},{"n":"9","vs":"b"}]');
    const object = entriesOf([
      ["/5000/0/0", "a"],
      ["/5000/0/1", 1],
      ["/5000/1/0", "b"],
      ["/5000/2/0", "c"],
      ["/5000/2/7/0", "d"],
    ]);
    expect(text(senmlJson, "/5000", object)).to.equal(
      '[{"bn":"/5000/0/","n":"0","vs":"a"},{"n":"1","v":1},{"bn":"/5000/1/0","vs":"b"},' +
        '{"bn":"/5000/2/","n":"0","vs":"c"},{"n":"7/0","vs":"d"}]',
    );
    for (const format of [senmlJson, senmlCbor]) {
      const bytes = encodeContent(allFormats, format, at("/5000"), object, models) as Uint8Array;
      expect(decodeContent(allFormats, format, bytes, at("/5000"), models)).to.deep.equal({
        kind: "decoded",
        entries: object,
      });
    }
  });

  it("writes single resources of a composite answer by their whole names", () => {
    const entries = entriesOf([
      ["/3/0/0", "a"],
      ["/5000/0/1", 1],
    ]);
    expect(text(senmlJson, "/", entries)).to.equal('[{"n":"/3/0/0","vs":"a"},{"n":"/5000/0/1","v":1}]');
  });

  it("writes nothing as an empty pack and reads it so", () => {
    expect(text(senmlJson, "/5000", [])).to.equal("[]");
    expect(encodeContent(allFormats, senmlCbor, at("/5000"), [], models)).to.deep.equal(hex("80"));
    expect(values(senmlJson, asciiBytes("[]"), "/5000/0/7")).to.deep.equal([]);
    expect(values(senmlCbor, hex("80"), "/5000/0/7")).to.deep.equal([]);
  });

  it("reads the paths of a composite read, at every level", () => {
    const json = '[{"n":"/3/0/0"},{"bn":"/5000","n":""},{"n":"/0/7/1"},{"bn":"/"}]';
    const paths = ["/3/0/0", "/5000", "/5000/0/7/1", "/"].map(at);
    expect(decodePaths(allFormats, senmlJson, asciiBytes(json))).to.deep.equal({ kind: "decoded", paths });
    expect(decodePaths(allFormats, senmlEtchJson, asciiBytes(json))).to.deep.equal({ kind: "decoded", paths });
    const cbor = "84 a1 00 66 2f332f302f30 a2 21 65 2f35303030 00 60 a1 00 66 2f302f372f31 a1 21 61 2f";
    expect(decodePaths(allFormats, senmlCbor, hex(cbor))).to.deep.equal({ kind: "decoded", paths });
    expect(decodePaths(allFormats, senmlEtchCbor, hex(cbor))).to.deep.equal({ kind: "decoded", paths });
  });

  it("refuses paths with a value, and paths that are none", () => {
    const withValue = decodePaths(allFormats, senmlJson, asciiBytes('[{"n":"/3/0/0","v":1}]'));
    expect(withValue).to.deep.include({ code: Code.badRequest, reason: "value where only a name belongs at byte 1" });
    const noPath = decodePaths(allFormats, senmlCbor, hex("81 a1 00 64 2f332f78"));
    expect(noPath).to.deep.include({ code: Code.badRequest, reason: "name that is no path at byte 1" });
  });
});

describe("lwm2m/formats/senml: times", () => {
  it("writes the values of a resource over time with a base time", () => {
    const path = at("/5000/0/2");
    const entries: Entry[] = [
      { path, value: 21.5, time: 1_700_000_000 },
      { path, value: 22, time: 1_700_000_060 },
      { path, value: 20.5, time: 1_699_999_990.5 },
    ];
    const json = '[{"bn":"/5000/0/2","bt":1700000000,"v":21.5},{"t":60,"v":22},{"t":-9.5,"v":20.5}]';
    expect(text(senmlJson, "/", entries)).to.equal(json);
    const cbor = "83 a3 21 69 2f353030302f302f32 22 1a 6553f100 02 f94d60 a2 06 183c 02 f94d80 a2 06 f9c8c0 02 f94d20";
    expect(shown(encodeContent(allFormats, senmlCbor, {}, entries, models) as Uint8Array)).to.equal(shown(hex(cbor)));
    for (const [format, bytes] of [
      [senmlJson, asciiBytes(json)],
      [senmlCbor, hex(cbor)],
    ] as const) {
      expect(decodeContent(allFormats, format, bytes, {}, models)).to.deep.equal({ kind: "decoded", entries });
    }
  });

  it("takes the base time back for values of now, and sets a new one where a difference would round", () => {
    const entries: Entry[] = [
      { path: at("/5000/0/2"), value: 1, time: 1_700_000_000 },
      { path: at("/5000/0/1"), value: 2 },
      { path: at("/5000/0/12"), value: 3, time: 1_700_000_000.1 },
      { path: at("/5000/0/12"), value: 4, time: 0.3 },
    ];
    const bytes = encodeContent(allFormats, senmlJson, {}, entries, models) as Uint8Array;
    expect(utf8Text(bytes)).to.equal(
      '[{"bn":"/5000/0/","bt":1700000000,"n":"2","v":1},{"bt":0,"n":"1","v":2},{"bt":1700000000.1,"n":"12","v":3},' +
        '{"bt":0.3,"n":"12","v":4}]',
    );
    expect(decodeContent(allFormats, senmlJson, bytes, {}, models)).to.deep.equal({ kind: "decoded", entries });
  });
});

describe("lwm2m/formats/senml: SenML-ETCH (RFC 8790)", () => {
  it("takes resource instances away by null, and only in a patch pack", () => {
    const json = asciiBytes('[{"n":"/5000/0/7/1","v":null},{"n":"/5000/0/0","vs":"new"}]');
    const cbor = hex("82 a2 00 6b 2f353030302f302f372f31 02 f6 a2 00 69 2f353030302f302f30 03 63 6e6577");
    const expected = {
      kind: "decoded",
      entries: entriesOf([["/5000/0/0", "new"]]),
      removed: [at("/5000/0/7/1")],
    };
    expect(decodeContent(allFormats, senmlEtchJson, json, {}, models)).to.deep.equal(expected);
    expect(decodeContent(allFormats, senmlEtchCbor, cbor, {}, models)).to.deep.equal(expected);
    expect(reason(senmlJson, json, "/")).to.equal("value of another kind than its label at byte 20");
    expect(reason(senmlCbor, cbor, "/")).to.equal("value of another kind than its label at byte 15");
  });

  it("is never the format of an answer", () => {
    for (const format of [senmlEtchJson, senmlEtchCbor]) {
      expect(encodeContent(allFormats, format, {}, entriesOf([["/3/0/0", "a"]]), models)).to.equal(Code.notAcceptable);
    }
  });
});

function text(format: number, path: string, entries: readonly Entry[]): string | undefined {
  const bytes = encodeContent(allFormats, format, at(path), entries, models);
  return typeof bytes === "number" ? `code ${bytes}` : utf8Text(bytes);
}

function values(format: number, bytes: Uint8Array, path: string): unknown {
  return valuesOf(models, format, bytes, path);
}

function reason(format: number, bytes: Uint8Array, path: string): string | undefined {
  const read = decodeContent(allFormats, format, bytes, at(path), models);
  return read.kind === "refused" && read.code === Code.badRequest ? read.reason : undefined;
}

/** Like deep equality, but tells minus zero from zero and takes NaN for itself. */
function same(read: unknown, wanted: readonly [string, Scalar][]): boolean {
  const [first, second] = [(read as [string, Scalar][])[0], wanted[0]];
  if (typeof second?.[1] !== "object") return first?.[0] === second?.[0] && Object.is(first?.[1], second?.[1]);
  expect(read).to.deep.equal(wanted);
  return true;
}
