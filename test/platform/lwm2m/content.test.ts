import { expect } from "chai";
import { decodeContent } from "../../../platform/lwm2m/content.js";
import { parseDiscovered, parseLinks, parseObjectList } from "../../../platform/lwm2m/links.js";
import { formatPath, parsePath } from "../../../platform/lwm2m/path.js";
import {
  ContentError,
  decodeScalar,
  encodeScalar,
  fromJson,
  parseText,
  toJson,
} from "../../../platform/lwm2m/scalar.js";

const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(" ", ""), "hex");

describe("platform/lwm2m/scalar", () => {
  it("writes values as appendix C says, as short as they go", () => {
    const cases: [Parameters<typeof encodeScalar>[0], Parameters<typeof encodeScalar>[1], string][] = [
      ["integer", 127, "7f"],
      ["integer", 128, "0080"],
      ["integer", -1, "ff"],
      ["integer", -129, "ff7f"],
      ["integer", 32_768, "00008000"],
      ["integer", 2 ** 31, "0000000080000000"],
      ["integer", -(2n ** 63n), "8000000000000000"],
      ["unsigned", 255, "ff"],
      ["time", 1_367_491_215, "5182428f"],
      ["float", 0.5, "3f000000"],
      ["float", 21.6, "403599999999999a"],
      ["boolean", true, "01"],
      ["objlink", { object: 66, instance: 1 }, "00420001"],
      ["string", "ü", "c3bc"],
    ];
    for (const [type, value, hex] of cases) {
      expect(encodeScalar(type, value).toString("hex"), `${type} ${String(value)}`).to.equal(hex);
      expect(decodeScalar(type, bytes(hex)), `${type} ${hex}`).to.deep.equal(value);
    }
  });

  it("reads a float of 32 bits with as few digits as it needs", () => {
    expect(decodeScalar("float", bytes("3dcccccd"))).to.equal(0.1);
    expect(decodeScalar("float", bytes("4b800000"))).to.equal(16_777_216);
  });

  it("refuses lengths that no type has, and texts that are no value", () => {
    expect(() => decodeScalar("integer", bytes("000000"))).to.throw(ContentError, "an integer of 3 bytes");
    expect(() => decodeScalar("float", bytes("00"))).to.throw(ContentError, "a float of 1 bytes");
    expect(() => decodeScalar("boolean", bytes("02"))).to.throw(ContentError);
    expect(() => parseText("integer", "1.5")).to.throw(ContentError, '"1.5" is not an integer');
    expect(() => parseText("float", "warm")).to.throw(ContentError);
    expect(() => encodeScalar("integer", 2n ** 63n)).to.throw(ContentError, "does not fit 64 bits");
  });

  it("reads JSON by the table's type, by the hint, or by itself", () => {
    expect(fromJson("float", "21.5", undefined)).to.deep.equal({ type: "float", value: 21.5 });
    expect(fromJson("boolean", 1, undefined)).to.deep.equal({ type: "boolean", value: true });
    expect(fromJson(undefined, "00ff", 1)).to.deep.equal({ type: "opaque", value: bytes("00ff") });
    expect(fromJson(undefined, 7, undefined)).to.deep.equal({ type: "integer", value: 7 });
    expect(fromJson(undefined, 7.5, undefined)).to.deep.equal({ type: "float", value: 7.5 });
    expect(() => fromJson("boolean", "maybe", undefined)).to.throw(ContentError);
    expect(() => fromJson("opaque", "0", undefined)).to.throw(ContentError);
  });

  it("gives JSON what it can carry", () => {
    expect(toJson(bytes("00ff"))).to.equal("00ff");
    expect(toJson(2n ** 60n)).to.equal("1152921504606846976");
    expect(toJson({ object: 66, instance: 1 })).to.equal("66:1");
    expect(toJson(NaN)).to.equal("NaN");
  });
});

describe("platform/lwm2m/content", () => {
  it("reads a text by the type that the table gives the resource", () => {
    const read = decodeContent({ object: 3300, instance: 0, resource: 5700 }, 0, Buffer.from("21.5"));
    expect(read).to.deep.equal([{ id: 0, resources: [{ id: 5700, value: 21.5 }] }]);
  });

  it("reads TLV of an instance under both content formats, and of an object with and without instance records", () => {
    const wanted = [{ id: 0, resources: [{ id: 5700, value: 0.5 }] }];
    const inner = "e41644 3f000000";
    for (const format of [1542, 11542])
      expect(decodeContent({ object: 3300, instance: 0 }, format, bytes(inner))).to.deep.equal(wanted);
    expect(decodeContent({ object: 3300 }, 11542, bytes(`0700 ${inner}`))).to.deep.equal(wanted);
    expect(decodeContent({ object: 3300 }, 11542, bytes(inner))).to.deep.equal(wanted);
  });

  it("reads bare resource instances as those of the resource that was asked for", () => {
    const read = decodeContent({ object: 3, instance: 0, resource: 6 }, 11542, bytes("410001 410105"));
    expect(read).to.deep.equal([
      {
        id: 0,
        resources: [
          {
            id: 6,
            instances: [
              { id: 0, value: 1 },
              { id: 1, value: 5 },
            ],
          },
        ],
      },
    ]);
  });

  it("keeps the bytes of a resource that no table has, or its text", () => {
    const read = decodeContent({ object: 40_000, instance: 0 }, 11542, bytes("c20100ff c3026f6e65"));
    expect(read[0]?.resources).to.deep.equal([
      { id: 1, value: bytes("00ff") },
      { id: 2, value: "one" },
    ]);
  });

  it("refuses what does not belong to the path, and formats that it does not know", () => {
    expect(() =>
      decodeContent({ object: 3300, instance: 0, resource: 5700 }, 11542, bytes("e41645 3f000000")),
    ).to.throw(ContentError);
    expect(() => decodeContent({ object: 3300, instance: 1 }, 11542, bytes("0700 e41644 3f000000"))).to.throw(
      ContentError,
    );
    expect(() => decodeContent({ object: 3300, instance: 0 }, 0, Buffer.from("1"))).to.throw(ContentError);
    expect(() => decodeContent({ object: 3300, instance: 0 }, 999, Buffer.from("{}"))).to.throw("content format 999");
  });
});

describe("platform/lwm2m/links", () => {
  it("reads quoted attributes with commas and escapes", () => {
    expect(parseLinks('</a>;title="x, \\"y\\"";n=1;flag , <b>')).to.deep.equal([
      { target: "/a", attributes: { title: 'x, "y"', n: "1", flag: "" } },
      { target: "b", attributes: {} },
    ]);
  });

  it("reads a registration: instances, versions, objects without instance", () => {
    expect(parseObjectList('</>;rt="oma.lwm2m",</3300/1>,</3300/0>,</3>;ver=1.0,</3/0>,</5>')).to.deep.equal({
      root: "",
      objects: [
        { object: 3, version: "1.0", instances: [0] },
        { object: 5, instances: [] },
        { object: 3300, instances: [0, 1] },
      ],
    });
  });

  it("takes an alternate root off the paths", () => {
    const list = parseObjectList('</lwm2m>;rt="oma.lwm2m",</lwm2m/3/0>');
    expect(list).to.deep.equal({ root: "/lwm2m", objects: [{ object: 3, instances: [0] }] });
    expect([...parseDiscovered("</lwm2m/3/0>,</lwm2m/3/0/1>", "/lwm2m", 3)]).to.deep.equal([[0, [1]]]);
  });

  it("reads what Discover tells, attributes aside", () => {
    const found = parseDiscovered("</3300>,</3300/0>;pmin=1,</3300/0/5700>;pmax=2,</3300/0/5701>,</3300/1>", "", 3300);
    expect([...found]).to.deep.equal([
      [0, [5700, 5701]],
      [1, []],
    ]);
  });

  for (const wrong of ["x", "</3/0>,", "</3/0>;", "</3/0", '</3/0>;a="b', "</3/0> </4/0>"]) {
    it(`refuses ${wrong}`, () => expect(() => parseLinks(wrong)).to.throw(ContentError));
  }
});

describe("platform/lwm2m/path", () => {
  it("reads what it writes, and nothing else", () => {
    for (const text of ["/0", "/3300/0", "/3300/0/5700", "/3/0/11/0"])
      expect(formatPath(parsePath(text) ?? { object: 9 })).to.equal(text);
    for (const text of ["", "/", "3300", "/3300/", "/x", "/65535", "/1/2/3/4/5", "/1/2/3/65535", "/-1"])
      expect(parsePath(text), text).to.equal(undefined);
  });
});
