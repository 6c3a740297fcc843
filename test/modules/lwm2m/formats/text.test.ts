import { expect } from "chai";
import { asciiBytes, latinText, utf8Bytes } from "../../../../modules/base/text.js";
import { basicFormats } from "../../../../modules/lwm2m/formats/basic.js";
import {
  ContentFormat,
  decodeContent,
  decodePaths,
  defaultFormat,
  encodeContent,
} from "../../../../modules/lwm2m/formats/index.js";
import { Code } from "../../../../modules/lwm2m/operation.js";
import type { Scalar } from "../../../../modules/lwm2m/value.js";
import { hex } from "../../../support/hex.js";
import { House, modelsOf } from "../house.js";
import { at } from "./payloads.js";

const models = modelsOf(House);

describe("lwm2m/formats/text", () => {
  it("writes each type and reads it back", () => {
    const values: readonly [string, Scalar, string][] = [
      ["/5000/0/0", "castle", "castle"],
      ["/5000/0/0", "", ""],
      ["/5000/0/1", -5, "-5"],
      ["/5000/0/1", 9223372036854775807n, "9223372036854775807"],
      ["/5000/0/2", 0.1, "0.1"],
      ["/5000/0/2", 1e-7, "0.0000001"],
      ["/5000/0/3", true, "1"],
      ["/5000/0/3", false, "0"],
      ["/5000/0/4", hex("00ff10"), "AP8Q"],
      ["/5000/0/4", hex("00ff"), "AP8="],
      ["/5000/0/4", hex("00"), "AA=="],
      ["/5000/0/4", hex(""), ""],
      ["/5000/0/5", 1367491215, "1367491215"],
      ["/5000/0/6", { object: 1, instance: 65535 }, "1:65535"],
      ["/5000/0/7/2", "attic", "attic"],
      ["/5000/0/12", 18446744073709551615n, "18446744073709551615"],
    ];
    for (const [path, value, text] of values) {
      const bytes = encodeContent(basicFormats, ContentFormat.text, at(path), [{ path: at(path), value }], models);
      expect(latinText(bytes as Uint8Array), text).to.equal(text);
      expect(decoded(path, text), text).to.deep.equal([{ path: at(path), value }]);
    }
  });

  it("carries UTF-8 beyond the basic plane", () => {
    const text = "\u00e4\u4e2d\u{1F600}";
    const bytes = encodeContent(
      basicFormats,
      ContentFormat.text,
      at("/5000/0/0"),
      [{ path: at("/5000/0/0"), value: text }],
      models,
    );
    expect(bytes).to.deep.equal(utf8Bytes(text));
    const read = decodeContent(basicFormats, ContentFormat.text, utf8Bytes(text), at("/5000/0/0"), models);
    expect(read).to.deep.equal({ kind: "decoded", entries: [{ path: at("/5000/0/0"), value: text }] });
  });

  it("refuses malformed texts with 4.00", () => {
    const malformed: readonly [string, string][] = [
      ["/5000/0/1", ""],
      ["/5000/0/1", "1.0"],
      ["/5000/0/1", "+1"],
      ["/5000/0/1", "0x1"],
      ["/5000/0/2", "high"],
      ["/5000/0/2", "NaN"],
      ["/5000/0/3", "true"],
      ["/5000/0/3", "2"],
      ["/5000/0/4", "AP8"],
      ["/5000/0/4", "AP8*"],
      ["/5000/0/4", "A==="],
      ["/5000/0/4", "AB=="],
      ["/5000/0/4", "AP9="],
      ["/5000/0/4", "AA==AA=="],
      ["/5000/0/6", "1"],
      ["/5000/0/6", "1:"],
      ["/5000/0/6", "1:65536"],
      ["/5000/0/6", "1:2:3"],
      ["/5000/0/8", ""],
    ];
    for (const [path, text] of malformed) {
      const read = decodeContent(basicFormats, ContentFormat.text, asciiBytes(text), at(path), models);
      expect(read.kind === "refused" && read.code, `${path} ${text}`).to.equal(Code.badRequest);
    }
    expect(decodeContent(basicFormats, ContentFormat.text, hex("c3"), at("/5000/0/0"), models)).to.deep.equal({
      kind: "refused",
      code: Code.badRequest,
      reason: "not UTF-8 at byte 0",
    });
  });

  it("goes with single values only", () => {
    const one = { path: at("/5000/0/7/0"), value: "a" };
    expect(encodeContent(basicFormats, ContentFormat.text, at("/5000/0"), [one], models)).to.equal(Code.notAcceptable);
    expect(encodeContent(basicFormats, ContentFormat.text, at("/5000/0/7"), [one], models)).to.equal(
      Code.notAcceptable,
    );
    expect(encodeContent(basicFormats, ContentFormat.text, at("/5000/0/7"), [], models)).to.equal(Code.notAcceptable);
    const read = decodeContent(basicFormats, ContentFormat.text, asciiBytes("a"), at("/5000/0"), models);
    expect(read.kind === "refused" && read.code).to.equal(Code.unsupportedFormat);
  });

  it("cannot write NaN, nor more than the limit", () => {
    const entry = (path: string, value: Scalar) => ({ path: at(path), value });
    const height = entry("/5000/0/2", NaN);
    expect(encodeContent(basicFormats, ContentFormat.text, height.path, [height], models)).to.equal(Code.internalError);
    const name = entry("/5000/0/0", "castle");
    expect(encodeContent(basicFormats, ContentFormat.text, name.path, [name], models, 5)).to.equal(Code.internalError);
  });
});

describe("lwm2m/formats/opaque", () => {
  const key = at("/5000/0/4");

  it("is the bytes themselves", () => {
    const value = hex("00ff10");
    expect(encodeContent(basicFormats, ContentFormat.opaque, key, [{ path: key, value }], models)).to.deep.equal(value);
    expect(decodeContent(basicFormats, ContentFormat.opaque, value, key, models)).to.deep.equal({
      kind: "decoded",
      entries: [{ path: key, value }],
    });
  });

  it("goes with single opaque values only", () => {
    const name = at("/5000/0/0");
    expect(encodeContent(basicFormats, ContentFormat.opaque, name, [{ path: name, value: "x" }], models)).to.equal(
      Code.notAcceptable,
    );
    for (const path of [name, at("/5000/0")]) {
      const read = decodeContent(basicFormats, ContentFormat.opaque, hex("00"), path, models);
      expect(read.kind === "refused" && read.code).to.equal(Code.unsupportedFormat);
    }
  });
});

describe("lwm2m/formats", () => {
  it("answers 4.06 and 4.15 for formats that are not spoken", () => {
    const path = at("/5000/0/0");
    expect(encodeContent(basicFormats, 110, path, [{ path, value: "x" }], models)).to.equal(Code.notAcceptable);
    expect(decodeContent(basicFormats, 50, hex("00"), path, models)).to.deep.equal({
      kind: "refused",
      code: Code.unsupportedFormat,
      reason: "content format 50 is not spoken",
    });
  });

  it("leaves composite requests to formats that name places", () => {
    const path = at("/5000/0/0");
    for (const { numbers } of basicFormats) {
      const [number] = numbers as [number];
      const reason = `content format ${number} is not spoken`;
      const refused = { kind: "refused", code: Code.unsupportedFormat, reason };
      expect(encodeContent(basicFormats, number, {}, [{ path, value: "x" }], models)).to.equal(Code.notAcceptable);
      expect(decodeContent(basicFormats, number, hex("c00178"), {}, models)).to.deep.equal(refused);
      expect(decodePaths(basicFormats, number, hex("80"))).to.deep.equal(refused);
    }
  });

  it("chooses text for one value, its bytes if opaque, and TLV for the rest", () => {
    const paths = ["/5000", "/5000/0", "/5000/0/0", "/5000/0/4", "/5000/0/7", "/5000/0/7/0", "/5000/0/99"];
    expect(paths.map((path) => defaultFormat(at(path), models))).to.deep.equal([11542, 11542, 0, 42, 11542, 0, 11542]);
    expect(defaultFormat(at("/5000"), models, ContentFormat.oldTlv)).to.equal(1542);
  });
});

function decoded(path: string, text: string): unknown {
  const read = decodeContent(basicFormats, ContentFormat.text, asciiBytes(text), at(path), models);
  return read.kind === "decoded" ? read.entries : read.reason;
}
