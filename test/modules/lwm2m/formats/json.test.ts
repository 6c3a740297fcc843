import { expect } from "chai";
import { asciiBytes, utf8Bytes, utf8Text } from "../../../../modules/base/text.js";
import { allFormats } from "../../../../modules/lwm2m/formats/all.js";
import { ContentFormat, decodeContent, encodeContent } from "../../../../modules/lwm2m/formats/index.js";
import { Code, type Entry } from "../../../../modules/lwm2m/operation.js";
import type { Scalar } from "../../../../modules/lwm2m/value.js";
import { Device } from "../../../../objects/models/3-device.js";
import { hex } from "../../../support/hex.js";
import { House, modelsOf } from "../house.js";
import { at, DEVICE_VALUES, entriesOf, valuesOf } from "./payloads.js";

const models = modelsOf(House, Device);

describe("lwm2m/formats/json (OMA LwM2M 1.0 clause 6.4.4)", () => {
  it("writes and reads the specification's Device object", () => {
    const json =
      '{"bn":"/3/0/","e":[{"n":"0","sv":"Open Mobile Alliance"},{"n":"1","sv":"Lightweight M2M Client"},' +
      '{"n":"2","sv":"345000123"},{"n":"3","sv":"1.0"},{"n":"6/0","v":1},{"n":"6/1","v":5},{"n":"7/0","v":3800},' +
      '{"n":"7/1","v":5000},{"n":"8/0","v":125},{"n":"8/1","v":900},{"n":"9","v":100},{"n":"10","v":15},' +
      '{"n":"11/0","v":0},{"n":"13","v":1367491215},{"n":"14","sv":"+02:00"},{"n":"16","sv":"U"}]}';
    expect(written("/3/0", entriesOf(DEVICE_VALUES))).to.equal(json);
    expect(values("/3/0", json)).to.deep.equal(DEVICE_VALUES);
  });

  it("reads a resource over time, with the base time behind the list or before it", () => {
    const list = '"e":[{"n":"1/2","v":22.4,"t":-5},{"n":"1/2","v":22.9,"t":-30},{"n":"1/2","v":24.1,"t":-50}]';
    for (const json of [`{"bn":"/72/","bt":25462634,${list}}`, `{${list},"bt":25462634,"bn":"/72/"}`]) {
      const read = decodeContent(allFormats, ContentFormat.json, asciiBytes(json), at("/72"), models);
      expect(read.kind === "decoded" && read.entries.map(({ value, time }) => [value, time])).to.deep.equal([
        [22.4, 25462629],
        [22.9, 25462604],
        [24.1, 25462584],
      ]);
    }
  });

  it("writes times as differences from the first", () => {
    const path = at("/5000/0/2");
    const entries = [
      { path, value: 1.5, time: 1_700_000_000 },
      { path, value: 2.5, time: 1_700_000_030 },
    ];
    const json = '{"bn":"/5000/0/","e":[{"n":"2","v":1.5},{"n":"2","v":2.5,"t":30}],"bt":1700000000}';
    expect(written("/5000/0/2", entries)).to.equal(json);
    const read = decodeContent(allFormats, ContentFormat.json, asciiBytes(json), path, models);
    expect(read).to.deep.equal({ kind: "decoded", entries });
  });

  it("writes each type and reads it back", () => {
    const each: readonly [string, Scalar, string][] = [
      ["/5000/0/0", 'a"\u{1f3f0}', '"sv":"a\\"\u{1f3f0}"'],
      ["/5000/0/1", -9223372036854775808n, '"v":-9223372036854775808'],
      ["/5000/0/12", 18446744073709551615n, '"v":18446744073709551615'],
      ["/5000/0/2", 0.1, '"v":0.1'],
      ["/5000/0/3", true, '"bv":true'],
      ["/5000/0/3", false, '"bv":false'],
      ["/5000/0/4", hex("fbff00"), '"sv":"+/8A"'],
      ["/5000/0/5", 1367491215, '"v":1367491215'],
      ["/5000/0/6", { object: 1, instance: 2 }, '"ov":"1:2"'],
    ];
    for (const [path, value, member] of each) {
      const json = `{"bn":"/5000/0/","e":[{"n":"${path.slice(8)}",${member}}]}`;
      expect(written(path, entriesOf([[path, value]]))).to.equal(json);
      expect(values(path, json)).to.deep.equal([[path, value]]);
    }
    expect(written("/5000/0/2", entriesOf([["/5000/0/2", NaN]]))).to.equal(`code ${Code.internalError}`);
  });

  it("names values below an object, an instance, a resource and a resource instance", () => {
    const rooms = entriesOf([
      ["/5000/0/7/0", "a"],
      ["/5000/0/7/9", "b"],
    ]);
    expect(written("/5000/0/7", rooms)).to.equal('{"bn":"/5000/0/7/","e":[{"n":"0","sv":"a"},{"n":"9","sv":"b"}]}');
    expect(written("/5000/0/7/9", rooms.slice(1))).to.equal('{"bn":"/5000/0/7/","e":[{"n":"9","sv":"b"}]}');
    expect(written("/5000", rooms)).to.equal('{"bn":"/5000/","e":[{"n":"0/7/0","sv":"a"},{"n":"0/7/9","sv":"b"}]}');
    expect(written("/5000", [])).to.equal('{"bn":"/5000/","e":[]}');
  });

  it("takes the ways in which servers write base names", () => {
    for (const [base, name] of [
      ['"bn":"/5000/0/",', '"n":"1",'],
      ['"bn":"/5000/0",', '"n":"1",'],
      ['"bn":"/5000/0",', '"n":"/1",'],
      ['"bn":"/5000/0/1",', ""],
      ['"bn":"/5000/0/1/",', '"n":"",'],
      ["", '"n":"/5000/0/1",'],
      ["", '"n":"5000/0/1",'],
    ]) {
      expect(values("/5000/0/1", `{${base}"e":[{${name}"v":5}]}`), base).to.deep.equal([["/5000/0/1", 5]]);
    }
  });

  it("passes over members that it does not know", () => {
    const json = ' { "x" : {"a":[1,{"b":null}]} , "e" : [ { "n" : "/5000/0/1" , "v" : 5 , "y" : [] } ] } ';
    expect(values("/5000/0", json)).to.deep.equal([["/5000/0/1", 5]]);
  });

  it("refuses what is malformed, elsewhere, or of another type", () => {
    const faults: readonly [string, string][] = [
      ["", "not an object at byte 0"],
      ["[]", "not an object at byte 0"],
      ["{}", "no list of values at byte 0"],
      ['{"e":[]', "comma or bracket missing at byte 7"],
      ['{"e":[]}x', "more than one value at byte 8"],
      ['{"e":[],"e":[]}', "name for the second time at byte 8"],
      ['{"e":[{"n":"/5000/0/1"}]}', "not of type integer at byte 6"],
      ['{"e":[{"n":"/5000/0/1","v":"5"}]}', "not of type integer at byte 6"],
      ['{"e":[{"n":"/5000/0/1","sv":"5"}]}', "not of type integer at byte 6"],
      ['{"e":[{"n":"/5000/0/1","v":1,"sv":"5"}]}', "element with two values at byte 6"],
      ['{"e":[{"n":"/5000/0/4","sv":"AA"}]}', "not of type opaque at byte 6"],
      ['{"e":[{"n":1,"v":5}]}', "malformed name or time at byte 6"],
      ['{"bn":1,"e":[]}', "malformed base name or base time at byte 0"],
      ['{"e":[{"n":"/5000/1/1","v":5}]}', "name that does not belong here at byte 6"],
      ['{"e":[{"n":"/5000/0","v":5}]}', "name that does not belong here at byte 6"],
      ['{"e":[{"n":"1","v":01}]}', "not a value at byte 19"],
    ];
    for (const [json, reason] of faults) {
      const read = decodeContent(allFormats, ContentFormat.json, asciiBytes(json), at("/5000/0"), models);
      expect(read, json).to.deep.equal({ kind: "refused", code: Code.badRequest, reason });
    }
    const many = `{"e":[${'{"n":"/5000/0/1","v":5},'.repeat(128)}{"n":"/5000/0/1","v":5}]}`;
    const read = decodeContent(allFormats, ContentFormat.json, asciiBytes(many), at("/5000/0"), models);
    expect(read).to.deep.include({ code: Code.entityTooLarge });
  });
});

function written(path: string, entries: readonly Entry[]): string | undefined {
  const bytes = encodeContent(allFormats, ContentFormat.json, at(path), entries, models);
  return typeof bytes === "number" ? `code ${bytes}` : utf8Text(bytes);
}

function values(path: string, json: string): unknown {
  return valuesOf(models, ContentFormat.oldJson, utf8Bytes(json), path);
}
