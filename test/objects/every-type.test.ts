import { expect } from "chai";
import { allFormats } from "../../modules/lwm2m/formats/all.js";
import { ContentFormat, decodeContent, encodeContent } from "../../modules/lwm2m/formats/index.js";
import { Code } from "../../modules/lwm2m/operation.js";
import { Tree } from "../../modules/lwm2m/tree.js";
import type { Scalar } from "../../modules/lwm2m/value.js";
import { everyTypeObject, newEveryType } from "../../objects/every-type.js";
import { hex } from "../support/hex.js";

const OBJECT = 26_241;
const VALUES: readonly Scalar[] = [
  "\u{1f3f0} castle",
  -9223372036854775808n,
  18446744073709551615n,
  0.1,
  true,
  hex("00ff"),
  1_700_000_000,
  { object: OBJECT, instance: 0 },
  "</3/0>;ver=1.1",
];

describe("objects/every-type", () => {
  it("has a resource of each type, single and multiple, that comes back as it was written, in every format", () => {
    for (const format of [
      ContentFormat.tlv,
      ContentFormat.json,
      ContentFormat.senmlJson,
      ContentFormat.senmlCbor,
      ContentFormat.lwm2mCbor,
    ]) {
      const tree = new Tree([everyTypeObject([{ id: 0, state: newEveryType() }])]);
      const path = { object: OBJECT, instance: 0 };
      const entries = VALUES.flatMap((value, i) => [
        { path: { ...path, resource: i }, value },
        { path: { ...path, resource: 10 + i, resourceInstance: 0 }, value },
        { path: { ...path, resource: 10 + i, resourceInstance: 300 }, value },
      ]).sort((a, b) => a.path.resource - b.path.resource);
      const payload = encodeContent(allFormats, format, path, entries, tree) as Uint8Array;
      const decoded = decodeContent(allFormats, format, payload, path, tree);
      if (decoded.kind === "refused") throw new Error(decoded.reason);
      const written = tree.operate({ kind: "write", path, mode: "update", entries: decoded.entries });
      expect(written, `format ${format}`).to.deep.equal({ code: Code.changed });
      const read = tree.operate({ kind: "read", path }).entries?.filter((entry) => (entry.path.resource ?? 99) < 20);
      expect(read, `format ${format}`).to.deep.equal(entries);
    }
  });

  it("has one value each in text, opaque and CBOR", () => {
    const tree = new Tree([everyTypeObject([{ id: 0, state: newEveryType() }])]);
    VALUES.forEach((value, resource) => {
      const path = { object: OBJECT, instance: 0, resource };
      for (const format of [ContentFormat.text, ContentFormat.cbor]) {
        const payload = encodeContent(allFormats, format, path, [{ path, value }], tree) as Uint8Array;
        const decoded = decodeContent(allFormats, format, payload, path, tree);
        expect(decoded, `format ${format}`).to.deep.equal({ kind: "decoded", entries: [{ path, value }] });
      }
    });
  });

  it("has a resource for each operation and each refusal", () => {
    const tree = new Tree([everyTypeObject([{ id: 0, state: newEveryType() }])]);
    const at = (resource: number) => ({ object: OBJECT, instance: 0, resource });
    const write = (resource: number, value: Scalar) =>
      tree.operate({ kind: "write", path: at(resource), mode: "replace", entries: [{ path: at(resource), value }] })
        .code;
    const value = (resource: number) => tree.operate({ kind: "read", path: at(resource) }).entries?.[0]?.value;
    expect(write(20, 5)).to.equal(Code.methodNotAllowed);
    expect(tree.operate({ kind: "read", path: at(21) }).code).to.equal(Code.methodNotAllowed);
    expect(write(21, "x")).to.equal(Code.changed);
    expect(value(20)).to.equal(1);
    expect([write(22, 10), write(22, 11), value(22)]).to.deep.equal([Code.changed, Code.badRequest, 10]);
    expect(tree.operate({ kind: "execute", path: at(23), argument: "0='a'" }).code).to.equal(Code.changed);
    expect(value(24)).to.equal("0='a'");
    expect(tree.operate({ kind: "execute", path: at(25), argument: "" }).code).to.equal(Code.forbidden);
    const create = { object: OBJECT, instance: 5, resource: 0 };
    expect(
      tree.operate({ kind: "create", path: { object: OBJECT }, entries: [{ path: create, value: "new" }] }).code,
    ).to.equal(Code.created);
    expect(tree.operate({ kind: "delete", path: { object: OBJECT, instance: 5 } }).code).to.equal(Code.deleted);
  });
});
