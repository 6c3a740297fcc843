import { expect } from "chai";
import { asciiBytes, hexText, utf8Bytes } from "../../../modules/base/text.js";
import { ContentFormat } from "../../../modules/lwm2m/formats/index.js";
import type { ResourceType, Scalar } from "../../../modules/lwm2m/value.js";
import { hex } from "../../support/hex.js";
import {
  ascii,
  Device,
  FORMATS,
  joined,
  payloadOf,
  replaced,
  resource,
  uri,
  type Format,
} from "./every-type-device.js";
import { coap, shownValue } from "./room.js";

/** Every format with every type of value, from the datagram to the tree and back; and every way to get it wrong. */

/** The literal would be 0 on the Moddable SDK's engine. */
const MINUS_ZERO = -1 / Infinity;

/** A resource of each type: its id, the type, and values at its bounds. */
const TYPES: readonly { readonly id: number; readonly type: ResourceType; readonly values: readonly Scalar[] }[] = [
  { id: 0, type: "string", values: ["", "castle", 'a"b\\c\n', "\u{1f3f0}\u6c34\u00fc\u{10ffff}"] },
  {
    id: 1,
    type: "integer",
    values: [0, -1, 127, 128, -32_769, 2 ** 53 - 1, 9_223_372_036_854_775_807n, -9_223_372_036_854_775_808n],
  },
  { id: 2, type: "unsigned", values: [0, 255, 4_294_967_296, 9_223_372_036_854_775_808n, 18_446_744_073_709_551_615n] },
  { id: 3, type: "float", values: [0, MINUS_ZERO, 21.5, 0.1, -1e300, 5e-324, 1.7976931348623157e308, 16_777_217] },
  { id: 4, type: "boolean", values: [true, false] },
  { id: 5, type: "opaque", values: [hex(""), hex("00"), hex("00ff80c3")] },
  { id: 6, type: "time", values: [0, 1_700_000_000, 4_294_967_296, -1] },
  {
    id: 7,
    type: "objlink",
    values: [
      { object: 26_241, instance: 0 },
      { object: 65_535, instance: 65_535 },
    ],
  },
  { id: 8, type: "corelnk", values: ["</3/0>;ver=1.1,</\u6c34>"] },
];

/** Three letters, which are no value of these types in any format. */
const WRONG_FOR_TEXT: readonly ResourceType[] = ["integer", "unsigned", "float", "boolean", "time", "objlink"];

/** Byte sequences that are no UTF-8 (RFC 3629 sections 3 and 4), each of four bytes. */
const NOT_UTF8: Readonly<Record<string, string>> = {
  "a byte that never stands in UTF-8": "ff616161",
  "a continuation byte alone": "80616161",
  "a sequence that is cut": "616161c3",
  "an overlong sequence": "c0806161",
  "half a surrogate pair": "eda08061",
  "what lies above U+10FFFF": "f4908080",
};

/** Numbers beyond what 64 bits hold: the resource, its digits, and in CBOR (RFC 8949 section 3.1, 3.4.3). */
const OVERFLOWS: readonly { readonly id: number; readonly digits: string; readonly cbor: readonly string[] }[] = [
  { id: 1, digits: "9223372036854775808", cbor: ["1b8000000000000000", "c249010000000000000000"] },
  { id: 1, digits: "-9223372036854775809", cbor: ["3b8000000000000000", "c349010000000000000000"] },
  { id: 2, digits: "18446744073709551616", cbor: ["c249010000000000000000"] },
  { id: 2, digits: "-1", cbor: ["20"] },
  { id: 1, digits: "1e400", cbor: ["f97c00", "f97e00"] },
  { id: 1, digits: "1.5", cbor: ["f93e00"] },
];

/** A number that every format writes so that it can be found and replaced: its digits, or five bytes of CBOR. */
const MARK = 123_456_789;
const CBOR_MARK = "1a075bcd15";

for (const format of FORMATS) {
  describe(`values through SDK mode in ${format.name}`, () => {
    for (const { id, type, values } of TYPES) {
      it(`${type}: what is written is there, and is read as it was written`, () => {
        const device = new Device();
        for (const value of values) {
          const payload = payloadOf(format, id, value);
          expect(device.write(resource(id), format.number, payload), String(value)).to.equal("2.04");
          expect(shownValue(device.tree.value(resource(id)) as Scalar)).to.equal(shownValue(value));
          expect(device.read(resource(id), format.number)).to.equal(hexText(payload).toLowerCase());
        }
      });

      if (format.ends) {
        it(`${type}: cut anywhere, or with anything behind it, it is 4.00 and nothing changes`, () => {
          const device = new Device();
          for (const value of values) {
            const payload = payloadOf(format, id, value);
            for (let end = 0; end < payload.length; end++) {
              device.refuses(resource(id), format.number, payload.subarray(0, end), `cut to ${end}`);
            }
            for (const more of [hex("00"), asciiBytes("}"), asciiBytes("]"), hex("ff")]) {
              device.refuses(resource(id), format.number, joined(payload, more), "more behind it");
            }
            device.refuses(resource(id), format.number, joined(payload, payload), "twice");
          }
        });
      }

      if (WRONG_FOR_TEXT.includes(type)) {
        it(`${type}: a text in its place is 4.00 and nothing changes`, () => {
          const device = new Device();
          device.refuses(resource(id), format.number, payloadOf(format, id, "abc", "string"), "text");
        });
      }
    }

    for (const [why, digits] of Object.entries(NOT_UTF8)) {
      it(`texts: ${why} is 4.00 and nothing changes`, () => {
        const device = new Device();
        for (const id of [0, 8]) {
          const payload = replaced(payloadOf(format, id, "zzzz"), ascii("zzzz"), digits);
          device.refuses(resource(id), format.number, payload as Uint8Array, why);
        }
      });
    }

    it("numbers beyond 64 bits, below 0 or with a fraction are 4.00 where they cannot be, and nothing changes", () => {
      const device = new Device();
      let tried = 0;
      for (const { id, digits, cbor } of OVERFLOWS) {
        const payload = payloadOf(format, id, MARK);
        const bodies = [replaced(payload, ascii(`${MARK}`), ascii(digits))];
        for (const body of cbor) bodies.push(replaced(payload, CBOR_MARK, body));
        for (const body of bodies) {
          if (body === undefined) continue;
          device.refuses(resource(id), format.number, body, digits);
          tried++;
        }
      }
      // TLV has neither digits nor CBOR; what is too long there is below.
      expect(tried > 0).to.equal(!format.name.startsWith("TLV"));
    });
  });
}

describe("values through SDK mode in text, opaque and others", () => {
  it("texts for numbers, booleans and links: 4.00 for what is empty or has anything behind it", () => {
    const device = new Device();
    for (const { id, type, values } of TYPES.filter((one) => WRONG_FOR_TEXT.includes(one.type))) {
      device.refuses(resource(id), ContentFormat.text, new Uint8Array(0), `${type}: empty`);
      for (const value of values) {
        const payload = payloadOf(FORMATS[0] as Format, id, value);
        for (const more of [" ", "\n", "\0", "x"]) {
          device.refuses(resource(id), ContentFormat.text, joined(payload, asciiBytes(more)), type);
        }
      }
    }
  });

  it("opaque is the bytes themselves, whatever they are, and goes with nothing else", () => {
    const device = new Device();
    for (const bytes of [hex("00ff"), utf8Bytes("\u{1f3f0}")]) {
      expect(device.write(resource(5), ContentFormat.opaque, bytes)).to.equal("2.04");
      expect(device.tree.value(resource(5))).to.deep.equal(bytes);
      expect(device.read(resource(5), ContentFormat.opaque)).to.equal(hexText(bytes).toLowerCase());
    }
    for (const { id, type } of TYPES.filter((one) => one.type !== "opaque")) {
      expect(device.write(resource(id), ContentFormat.opaque, hex("01")), type).to.equal("4.15");
    }
  });

  it("a format that is not spoken is 4.15, and link format is none of a write", () => {
    const device = new Device();
    for (const format of [ContentFormat.link, 50, 65_535]) {
      expect(device.write(resource(0), format, asciiBytes("a"))).to.equal("4.15");
    }
    expect(coap(uri(resource(0)))).to.equal("b532363234310130" + "0130");
  });
});
