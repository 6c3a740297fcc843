import { expect } from "chai";
import { type InstanceContent, decodeContent } from "../../../platform/lwm2m/content.js";
import { ContentError } from "../../../platform/lwm2m/scalar.js";
import { readSenmlCbor } from "../../../platform/lwm2m/senml.js";

const text = (value: string): Buffer => Buffer.from(value, "utf8");
const hex = (value: string): Buffer => Buffer.from(value.replaceAll(" ", ""), "hex");

/** Object 3, instance 0, as in OMA LwM2M 1.1 clause 7.4.4, shortened. */
const device: InstanceContent[] = [
  {
    id: 0,
    resources: [
      { id: 0, value: "Open Mobile Alliance" },
      {
        id: 6,
        instances: [
          { id: 0, value: 1 },
          { id: 1, value: 5 },
        ],
      },
      { id: 9, value: 100 },
    ],
  },
];

describe("platform/lwm2m/senml", () => {
  it("reads SenML JSON, with a base name and with names of their own", () => {
    const whole =
      '[{"bn":"/3/0/","n":"0","vs":"Open Mobile Alliance"},{"n":"6/0","v":1},{"n":"6/1","v":5},{"n":"9","v":100}]';
    expect(decodeContent({ object: 3 }, 110, text(whole))).to.deep.equal(device);
    const single = '[{"n":"/3/0/9","v":100}]';
    expect(decodeContent({ object: 3, instance: 0, resource: 9 }, 110, text(single))).to.deep.equal([
      { id: 0, resources: [{ id: 9, value: 100 }] },
    ]);
  });

  it("reads SenML CBOR by its labels", () => {
    // [{-2:"/3/0/", 0:"0", 3:"Open Mobile Alliance"}, {0:"6/0", 2:1}, {0:"6/1", 2:5}, {0:"9", 2:100}]
    const bytes = hex(
      "84 a3 21 65 2f332f302f 00 61 30 03 74 4f70656e204d6f62696c6520416c6c69616e6365" +
        "a2 00 63 362f30 02 01 a2 00 63 362f31 02 05 a2 00 61 39 02 18 64",
    );
    expect(decodeContent({ object: 3, instance: 0 }, 112, bytes)).to.deep.equal(device);
  });

  it("reads LwM2M JSON", () => {
    const whole =
      '{"bn":"/3/0/","e":[{"n":"0","sv":"Open Mobile Alliance"},{"n":"6/0","v":1},{"n":"6/1","v":5},{"n":"9","v":100}]}';
    for (const format of [1_543, 11_543]) {
      expect(decodeContent({ object: 3, instance: 0 }, format, text(whole))).to.deep.equal(device);
    }
  });

  it("reads every kind of value: boolean, bytes, object link, float", () => {
    const json =
      '[{"bn":"/40000/0/","n":"1","vb":true},{"n":"2","vd":"AAH_"},{"n":"3","vlo":"66:1"},{"n":"4","v":21.6}]';
    expect(decodeContent({ object: 40_000 }, 110, text(json))[0]?.resources).to.deep.equal([
      { id: 1, value: true },
      { id: 2, value: hex("0001ff") },
      { id: 3, value: { object: 66, instance: 1 } },
      { id: 4, value: 21.6 },
    ]);
    // [{-2:"/1/0/2", 8:h'0001ff'}]
    expect(readSenmlCbor(hex("81 a2 21 66 2f312f302f32 08 43 0001ff"))[0]?.value).to.deep.equal(hex("0001ff"));
  });

  it("reads one value of CBOR: a half float, a text, a time with its tag", () => {
    const place = { object: 3303, instance: 0, resource: 5700 };
    const value = (bytes: string): unknown => decodeContent(place, 60, hex(bytes))[0]?.resources[0];
    expect(value("f94d66")).to.deep.equal({ id: 5700, value: 21.59375 });
    expect(value("62 6f6b")).to.deep.equal({ id: 5700, value: "ok" });
    expect(value("c1 1a 5182428f")).to.deep.equal({ id: 5700, value: 1_367_491_215 });
  });

  const broken: [number, Buffer][] = [
    [110, text("[")],
    [110, text("{}")],
    [110, text("[1]")],
    [110, text('[{"n":"/3/0","v":1}]')],
    [110, text('[{"n":"/3/0/9"}]')],
    [110, text('[{"n":9,"v":1}]')],
    [110, text('[{"n":"/4/0/9","v":1}]')],
    [110, text('[{"n":"/3/1/9","v":1}]')],
    [112, hex("84")],
    [112, hex("8101")],
    [112, hex("81a1")],
    [112, text("text")],
    [11_543, text('{"bn":"/3/0/"}')],
    [60, hex("18")],
    [60, hex("80")],
  ];
  for (const [format, payload] of broken) {
    it(`refuses ${payload.toString("hex")} in format ${format}`, () => {
      expect(() => decodeContent({ object: 3, instance: 0, resource: 9 }, format, payload)).to.throw(ContentError);
    });
  }
});
