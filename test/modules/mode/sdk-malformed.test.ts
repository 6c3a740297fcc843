import { expect } from "chai";
import { asciiBytes } from "../../../modules/base/text.js";
import { ContentFormat } from "../../../modules/lwm2m/formats/index.js";
import { pathOf, type Path } from "../../../modules/lwm2m/path.js";
import { hex } from "../../support/hex.js";
import { ascii, Device, INSTANCE, NAMING, resource, typesOf, written } from "./every-type-device.js";

/** Writes of several values of which one is wrong, and payloads that are malformed in a way of their own. */

describe("values through SDK mode: several at once", () => {
  for (const format of NAMING) {
    const entries = [
      { path: resource(0), value: "new" },
      { path: resource(2), value: 7 },
      { path: resource(3), value: 0.5 },
    ];

    it(`${format.name}: all or nothing, wherever among good ones the bad one stands`, () => {
      const device = new Device();
      expect(device.write(INSTANCE, format.number, written(format, INSTANCE, entries, typesOf()))).to.equal("2.04");
      for (let bad = 1; bad < entries.length; bad++) {
        const mixed = entries.map(({ path }, i) => ({ path, value: i === bad ? "abc" : i === 0 ? "newer" : 9 }));
        const id = (entries[bad] as (typeof entries)[number]).path.resource;
        device.refuses(INSTANCE, format.number, written(format, INSTANCE, mixed, typesOf(id, "string")), `${bad}`);
      }
    });

    it(`${format.name}: cut anywhere, nothing is written of what comes before the cut`, () => {
      const device = new Device();
      const whole = written(format, INSTANCE, entries, typesOf());
      // Between two TLVs there is no cut: what stands before it is whole.
      const ends = format.name.startsWith("TLV") ? [0, 5, 8] : [0];
      for (let end = 1; end < whole.length; end++) {
        if (!ends.includes(end)) device.refuses(INSTANCE, format.number, whole.subarray(0, end), `cut to ${end}`);
      }
    });

    it(`${format.name}: a value for another object than the one that is written to is 4.00`, () => {
      const device = new Device();
      const path = pathOf(3303, 0);
      const other = written(format, path, [{ path: pathOf(3303, 0, 5701), value: "K" }], typesOf());
      // TLV has no object in it, and a resource that is not there is passed over.
      if (!format.name.startsWith("TLV")) device.refuses(INSTANCE, format.number, other, "another object");
    });
  }
});

/** What is malformed in a way of its own: the format, where it goes, and its bytes. */
const SPECIAL: readonly (readonly [why: string, format: number, path: Path, payload: Uint8Array])[] = [
  ["a TLV whose length reaches beyond the end", ContentFormat.tlv, INSTANCE, hex("c8 00 ff 61")],
  ["a TLV with a length of three bytes that reaches beyond the end", ContentFormat.tlv, INSTANCE, hex("d8 00 ffffff")],
  ["a TLV integer of nine bytes", ContentFormat.tlv, INSTANCE, hex("c8 01 09 010000000000000000")],
  ["a TLV integer of three bytes", ContentFormat.tlv, INSTANCE, hex("c3 01 010000")],
  ["a TLV boolean of 2", ContentFormat.tlv, INSTANCE, hex("c1 04 02")],
  ["a TLV instance in an instance", ContentFormat.tlv, INSTANCE, hex("05 00 03 00 c1 04 01")],
  ["TLVs for one resource twice", ContentFormat.tlv, INSTANCE, hex("c1 04 01 c1 04 00")],
  ["a CBOR array in the place of a value", ContentFormat.cbor, resource(1), hex("8101")],
  ["CBOR that nests a hundred arrays", ContentFormat.cbor, resource(1), hex("81".repeat(100) + "01")],
  ["a CBOR text of two to the 64 bytes", ContentFormat.cbor, resource(0), hex("7bffffffffffffffff61")],
  ["SenML CBOR that nests a hundred arrays", ContentFormat.senmlCbor, INSTANCE, hex("81".repeat(100))],
  ["SenML CBOR with a map of four billion", ContentFormat.senmlCbor, INSTANCE, hex("81 baffffffff 00 6130")],
  ["LwM2M CBOR that nests a hundred maps", ContentFormat.lwm2mCbor, INSTANCE, hex("a100".repeat(100))],
  ["LwM2M CBOR with one key twice", ContentFormat.lwm2mCbor, INSTANCE, hex("a1 82 196681 00 a2 04 f5 04 f4")],
  ["JSON that nests a hundred lists", ContentFormat.senmlJson, INSTANCE, asciiBytes("[".repeat(100))],
  ["JSON that nests a hundred lists in a member nobody knows", ContentFormat.json, INSTANCE, nestedMember()],
  [
    "SenML JSON with one name twice",
    ContentFormat.senmlJson,
    INSTANCE,
    asciiBytes('[{"bn":"/26241/0/","n":"4","vb":true},{"n":"4","vb":false}]'),
  ],
  [
    "SenML CBOR with one name twice",
    ContentFormat.senmlCbor,
    INSTANCE,
    hex(`82 a3 21 69 ${ascii("/26241/0/")} 00 6134 04 f5 a2 00 6134 04 f4`),
  ],
  [
    "OMA JSON with one name twice",
    ContentFormat.json,
    INSTANCE,
    asciiBytes('{"bn":"/26241/0/","e":[{"n":"4","bv":true},{"n":"4","bv":false}]}'),
  ],
  ["a JSON text that is not UTF-16 in pairs", ContentFormat.senmlJson, INSTANCE, halfPair()],
  ["a text of an object link beyond 16 bits", ContentFormat.text, resource(7), asciiBytes("65536:0")],
  ["an opaque text that is no Base64", ContentFormat.text, resource(5), asciiBytes("AP8*")],
  [
    "a SenML-ETCH patch with two values in a record",
    ContentFormat.senmlEtchJson,
    {},
    asciiBytes('[{"n":"/26241/0/4","vb":true,"v":1}]'),
  ],
  [
    "a SenML-ETCH patch whose second record is of another type",
    ContentFormat.senmlEtchJson,
    {},
    asciiBytes('[{"n":"/26241/0/4","vb":true},{"n":"/26241/0/1","vs":"abc"}]'),
  ],
  [
    "a SenML-ETCH patch in CBOR that is cut in its second record",
    ContentFormat.senmlEtchCbor,
    {},
    hex(`82 a2 00 6a ${ascii("/26241/0/4")} 04 f5 a2 00 6a ${ascii("/26241/0/1")}`),
  ],
];

function nestedMember(): Uint8Array {
  return asciiBytes(`{"bn":"/26241/0/","x":${"[".repeat(100)}${"]".repeat(100)},"e":[{"n":"4","bv":true}]}`);
}

function halfPair(): Uint8Array {
  return asciiBytes('[{"bn":"/26241/0/","n":"0","vs":"\\ud83c"}]');
}

describe("values through SDK mode: what is malformed in a way of its own", () => {
  for (const [why, format, path, payload] of SPECIAL) {
    it(`${why}: 4.00 and nothing changes`, () => {
      new Device().refuses(path, format, payload, why);
    });
  }
});
