import { expect } from "chai";
import { seededRandom } from "../../../../modules/base/random.js";
import { asciiBytes } from "../../../../modules/base/text.js";
import { allFormats } from "../../../../modules/lwm2m/formats/all.js";
import { ContentFormat, decodeContent, decodePaths, encodeContent } from "../../../../modules/lwm2m/formats/index.js";
import { fits } from "../../../../modules/lwm2m/model.js";
import { Code, type Entry } from "../../../../modules/lwm2m/operation.js";
import { covers, depth } from "../../../../modules/lwm2m/path.js";
import { isOfType } from "../../../../modules/lwm2m/value.js";
import { hex } from "../../../support/hex.js";
import { House, modelsOf } from "../house.js";
import { at } from "./payloads.js";

const models = modelsOf(House);
const instance = at("/5000/0");

/** A well-formed payload of each format, from which the others are made by changing bytes. */
const values: readonly Entry[] = [
  { path: at("/5000/0/0"), value: "\u{1f3f0} castle" },
  { path: at("/5000/0/1"), value: -500 },
  { path: at("/5000/0/2"), value: 0.1 },
  { path: at("/5000/0/3"), value: true },
  { path: at("/5000/0/4"), value: hex("00ff10") },
  { path: at("/5000/0/5"), value: 1367491215 },
  { path: at("/5000/0/6"), value: { object: 1, instance: 2 } },
  { path: at("/5000/0/7/0"), value: "attic" },
  { path: at("/5000/0/7/9"), value: "cellar" },
  { path: at("/5000/0/12"), value: 18446744073709551615n },
];
const formats = [
  ContentFormat.tlv,
  ContentFormat.json,
  ContentFormat.senmlJson,
  ContentFormat.senmlCbor,
  ContentFormat.lwm2mCbor,
];

describe("lwm2m/formats: seeded fuzz", () => {
  for (const format of formats) {
    it(`format ${format} gives values of their types or a refusal, whatever bytes change`, () => {
      const whole = encodeContent(allFormats, format, instance, values, models) as Uint8Array;
      const random = seededRandom(format);
      for (let i = 0; i < 1500; i++) {
        const bytes = whole.slice(0, random() % 4 === 0 ? random() % (whole.length + 1) : whole.length);
        for (let changes = random() % 4; changes > 0 && bytes.length > 0; changes--) {
          bytes[random() % bytes.length] = random() & 255;
        }
        check(format, bytes);
      }
    });
  }

  it("gives values of their types or a refusal for bytes at random", () => {
    const random = seededRandom(7);
    for (let i = 0; i < 1500; i++) {
      const bytes = new Uint8Array(random() % 24);
      for (let j = 0; j < bytes.length; j++) bytes[j] = random() & 255;
      for (const { numbers } of allFormats) check(numbers[0] as number, bytes);
    }
  });

  it("gives paths or a refusal for lists of names with changed bytes", () => {
    const random = seededRandom(8);
    const lists: readonly [number, Uint8Array][] = [
      [ContentFormat.senmlJson, asciiBytes('[{"bn":"/5000/"},{"n":"0/1"},{"n":"0/7/1"}]')],
      [ContentFormat.senmlCbor, hex("82 a2 21 65 2f35303030 00 60 a1 00 66 2f302f372f31")],
      [ContentFormat.lwm2mCbor, hex("a3 03 a1 00 f6 83 191388 00 01 f6 04 f6")],
    ];
    for (const [format, list] of lists) {
      for (let i = 0; i < 1500; i++) {
        const bytes = list.slice(0, random() % 3 === 0 ? random() % list.length : list.length);
        if (bytes.length > 0) bytes[random() % bytes.length] = random() & 255;
        const read = decodePaths(allFormats, format, bytes);
        if (read.kind === "refused") expect(read.code).to.equal(Code.badRequest);
        else for (const path of read.paths) expect(depth(path)).to.be.lessThan(5);
      }
    }
  });
});

function check(format: number, bytes: Uint8Array): void {
  for (const target of [instance, at("/5000/0/1")]) {
    const read = decodeContent(allFormats, format, bytes, target, models);
    if (read.kind === "refused") {
      expect([Code.badRequest, Code.unsupportedFormat, Code.entityTooLarge]).to.include(read.code);
      continue;
    }
    for (const { path, value } of read.entries) {
      expect(covers(target, path)).to.equal(true);
      const resource = models.resourceModel(path.object as number, path.resource as number);
      if (resource !== undefined) expect(isOfType(resource.type, value)).to.equal(true);
      if (resource !== undefined) fits(resource, value);
    }
  }
}
