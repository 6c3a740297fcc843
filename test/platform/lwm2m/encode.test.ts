import { expect } from "chai";
import { decodeContent, decodeNames, decodePlaces } from "../../../platform/lwm2m/content.js";
import {
  type ResourceWrite,
  encodePaths,
  encodePlaces,
  encodeWrite,
  placedWrites,
} from "../../../platform/lwm2m/encode.js";
import { ContentError } from "../../../platform/lwm2m/scalar.js";

const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(" ", ""), "hex");
const instance = { object: 3303, instance: 0 };
const label: ResourceWrite = { id: 5750, type: "string", value: "lab" };
const codes: ResourceWrite = {
  id: 11,
  type: "integer",
  instances: [
    { id: 0, value: 1 },
    { id: 3, value: 300 },
  ],
};
/** One value of each type. */
const all: readonly ResourceWrite[] = [
  { id: 1, type: "integer", value: -2 },
  { id: 2, type: "float", value: 21.5 },
  { id: 3, type: "boolean", value: true },
  { id: 4, type: "opaque", value: bytes("00fbff") },
  { id: 5, type: "time", value: 1_367_491_215 },
  { id: 6, type: "objlink", value: { object: 66, instance: 1 } },
  { id: 7, type: "string", value: 'a"ü' },
  { id: 8, type: "integer", value: 2n ** 60n },
];

describe("platform/lwm2m/encode", () => {
  it("writes one value as text: digits, 0 or 1, base64, object:instance", () => {
    const texts = all.map((resource) => encodeWrite(0, { object: 9, instance: 0, resource: resource.id }, [resource]));
    expect(texts.map(String)).to.deep.equal([
      "-2",
      "21.5",
      "1",
      "APv/",
      "1367491215",
      "66:1",
      'a"ü',
      "1152921504606846976",
    ]);
  });

  it("writes one value as CBOR: whole floats as floats, times with their tag", () => {
    const items = all.map((resource) => encodeWrite(60, { object: 9, instance: 0, resource: resource.id }, [resource]));
    expect(items.map((item) => item.toString("hex"))).to.deep.equal([
      "21",
      "f94d60",
      "f5",
      "4300fbff",
      "c11a5182428f",
      "6436363a31",
      "646122c3bc",
      "1b1000000000000000",
    ]);
    const whole = encodeWrite(60, { ...instance, resource: 5700 }, [{ id: 5700, type: "float", value: 3 }]);
    expect(whole.toString("hex")).to.equal("f94200");
  });

  it("writes bytes alone as opaque", () => {
    const target = { object: 9, instance: 0, resource: 4 };
    expect(encodeWrite(42, target, all.slice(3, 4)).toString("hex")).to.equal("00fbff");
    expect(() => encodeWrite(42, instance, [label])).to.throw(ContentError, "holds bytes, not a value of type string");
    expect(() => encodeWrite(0, instance, [label, codes])).to.throw(ContentError, "holds one value, not 3");
  });

  it("writes TLV of the level below the target: instance, resources, resource instances", () => {
    const at = (target: Parameters<typeof encodeWrite>[1], number?: number): string =>
      encodeWrite(11_542, target, [codes], number).toString("hex");
    const resource = "870b 410001 4203012c".replaceAll(" ", "");
    expect(at({ object: 3 })).to.equal(resource);
    expect(at({ object: 3 }, 2)).to.equal(`080209${resource}`);
    expect(at({ object: 3, instance: 0 })).to.equal(resource);
    expect(at({ object: 3, instance: 0, resource: 11 })).to.equal(resource);
    expect(at({ object: 3, instance: 0, resource: 11, resourceInstance: 0 })).to.equal("4100014203012c");
  });

  it("writes SenML JSON with whole names, and great integers with all digits", () => {
    expect(encodeWrite(110, { object: 9 }, all, 0).toString()).to.equal(
      '[{"n":"/9/0/1","v":-2},{"n":"/9/0/2","v":21.5},{"n":"/9/0/3","vb":true},{"n":"/9/0/4","vd":"APv_"},' +
        '{"n":"/9/0/5","v":1367491215},{"n":"/9/0/6","vlo":"66:1"},{"n":"/9/0/7","vs":"a\\"ü"},' +
        '{"n":"/9/0/8","v":1152921504606846976}]',
    );
    expect(encodeWrite(110, { object: 3, instance: 0 }, [codes]).toString()).to.equal(
      '[{"n":"/3/0/11/0","v":1},{"n":"/3/0/11/3","v":300}]',
    );
  });

  it("writes SenML CBOR with the labels of RFC 8428", () => {
    expect(encodeWrite(112, instance, [label]).toString("hex")).to.equal(
      "81 a2 00 6c 2f333330332f302f35373530 03 63 6c6162".replaceAll(" ", ""),
    );
    const link = encodeWrite(112, { object: 9, instance: 0 }, all.slice(5, 6)).toString("hex");
    expect(link).to.equal("81 a2 00 66 2f392f302f36 63766c6f 64 36363a31".replaceAll(" ", ""));
  });

  it("writes LwM2M JSON under the base of the target", () => {
    expect(encodeWrite(11_543, { object: 9, instance: 0 }, all.slice(2, 6)).toString()).to.equal(
      '{"bn":"/9/0/","e":[{"n":"3","bv":true},{"n":"4","sv":"APv/"},{"n":"5","v":1367491215},{"n":"6","ov":"66:1"}]}',
    );
    expect(encodeWrite(1543, { ...instance, resource: 5750 }, [label]).toString()).to.equal(
      '{"bn":"/3303/0/5750","e":[{"sv":"lab"}]}',
    );
  });

  it("writes LwM2M CBOR as maps nested by identifiers", () => {
    expect(encodeWrite(11_544, { object: 3, instance: 0 }, [codes]).toString("hex")).to.equal(
      "a1 03 a1 00 a1 0b a2 00 01 03 19012c".replaceAll(" ", ""),
    );
  });

  it("reads back what it writes, in every format of several values", () => {
    const values = all.flatMap((resource) => placedWrites({ object: 9, instance: 1 }, resource));
    // JSON numbers of more than 53 bits come back rounded: they are left out.
    const known = values.filter(({ value }) => typeof value !== "bigint");
    for (const format of [110, 112, 11_544]) {
      const [object] = decodePlaces(format, encodePlaces(format, known));
      const read = object?.instances[0]?.resources.map((resource) =>
        "value" in resource ? resource.value : undefined,
      );
      // No table has object 9's resources 4 and 6 as bytes and link: they come as what the format has.
      expect(read?.length, `format ${format}`).to.equal(7);
      expect(read?.slice(0, 3), `format ${format}`).to.deep.equal([-2, 21.5, true]);
      expect([read?.[4], read?.[6]], `format ${format}`).to.deep.equal([1_367_491_215, 'a"ü']);
    }
  });

  it("writes paths without values, and reads them", () => {
    const paths = [{ object: 3, instance: 0, resource: 11, resourceInstance: 0 }, { object: 3303 }];
    expect(encodePaths(110, paths).toString()).to.equal('[{"n":"/3/0/11/0"},{"n":"/3303"}]');
    expect(encodePaths(112, paths).toString("hex")).to.equal(
      "82 a1 00 69 2f332f302f31312f30 a1 00 65 2f33333033".replaceAll(" ", ""),
    );
    expect(encodePaths(11_544, paths).toString("hex")).to.equal("a2 03a100a10ba100f6 190ce7f6".replaceAll(" ", ""));
    for (const format of [110, 112, 320, 322, 11_544]) {
      expect(decodeNames(format, encodePaths(format, paths))).to.deep.equal(["/3/0/11/0", "/3303"]);
    }
    expect(() => encodePaths(11_542, paths)).to.throw(ContentError, "paths are not written in content format 11542");
  });

  it("cannot tell in SenML that a resource has no instances, nor leave an instance's number to the device", () => {
    const none: ResourceWrite = { id: 11, type: "integer", instances: [] };
    expect(encodeWrite(11_542, { object: 3, instance: 0 }, [none]).toString("hex")).to.equal("800b");
    expect(() => encodeWrite(112, { object: 3, instance: 0 }, [none])).to.throw(ContentError, "in TLV alone");
    expect(() => encodeWrite(110, { object: 3303 }, [label])).to.throw(ContentError, "only TLV can leave the number");
  });
});

describe("platform/lwm2m/lwm2m-cbor", () => {
  const read = (hex: string): unknown => decodePlaces(11_544, bytes(hex));

  it("reads keys that are lists of identifiers, as in OMA LwM2M 1.2 clause 7.4.4", () => {
    const wanted = [{ object: 3303, instances: [{ id: 0, resources: [{ id: 5700, value: 21.5 }] }] }];
    expect(read("a1 83 190ce7 00 191644 f94d60")).to.deep.equal(wanted);
    expect(read("a1 82 190ce7 00 a1 191644 f94d60")).to.deep.equal(wanted);
    expect(read("a1 190ce7 a1 00 a1 191644 f94d60")).to.deep.equal(wanted);
    expect(decodeContent({ object: 3303, instance: 0 }, 11_544, bytes("a1 83190ce700191644 f94d60"))).to.deep.equal(
      wanted[0]?.instances,
    );
  });

  for (const [what, hex, error] of [
    ["what is no map", "80", "the payload is not a map"],
    ["what is cut off", "a103", "LwM2M CBOR: "],
    ["a value that is out of place", "a1 03 05", "a value is out of place"],
    ["a key that is a text", "a1 6133 05", "a key is no identifier"],
    ["a key that is an empty list", "a1 80 05", "a key is no identifier"],
    ["more identifiers than a path has", "a1 85 0000000000 05", "a key is no identifier"],
    ["an identifier that is too great", "a1 83 03 00 19ffff 05", "a key is no identifier"],
    ["a null", "a1 83 03 00 00 f6", "neither number, text, boolean nor bytes"],
  ] as const) {
    it(`refuses ${what}`, () => expect(() => read(hex)).to.throw(ContentError, error));
  }

  it("refuses values of another place than was asked for", () => {
    const payload = bytes("a1 83 190ce7 00 191644 f94d60");
    expect(() => decodeContent({ object: 3303, instance: 1 }, 11_544, payload)).to.throw(
      ContentError,
      "another instance",
    );
    expect(() => decodePlaces(11_544, payload, [{ object: 3 }])).to.throw(ContentError, "another place");
  });
});
