import { expect } from "chai";
import { type TlvRecord, decodeTlv, encodeTlv } from "../../../platform/lwm2m/tlv.js";

const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(" ", ""), "hex");
const resource = (id: number, hex: string): TlvRecord => ({ kind: "resource", id, value: bytes(hex) });
const one = (id: number, hex: string): TlvRecord => ({ kind: "resourceInstance", id, value: bytes(hex) });
const text = (value: string): string => Buffer.from(value).toString("hex");

/** OMA LwM2M 1.0, clause 6.4.3.1: read of /3/0. */
const device =
  "c80014 4f70656e204d6f62696c6520416c6c69616e6365 c80116 4c69676874776569676874204d324d20436c69656e74" +
  "c80209 333435303030313233 c303 312e30 8606 410001 410105 880708 42000ed8 42011388 8708 41007d 42010384" +
  "c109 64 c10a 0f 830b 410000 c40d 5182428f c60e 2b30323a3030 c110 55";

const deviceRecords: TlvRecord[] = [
  resource(0, text("Open Mobile Alliance")),
  resource(1, text("Lightweight M2M Client")),
  resource(2, text("345000123")),
  resource(3, text("1.0")),
  { kind: "multipleResource", id: 6, records: [one(0, "01"), one(1, "05")] },
  { kind: "multipleResource", id: 7, records: [one(0, "0ed8"), one(1, "1388")] },
  { kind: "multipleResource", id: 8, records: [one(0, "7d"), one(1, "0384")] },
  resource(9, "64"),
  resource(10, "0f"),
  { kind: "multipleResource", id: 11, records: [one(0, "00")] },
  resource(13, "5182428f"),
  resource(14, text("+02:00")),
  resource(16, text("U")),
];

/** Clause 6.4.3.2: read of /2 with two instances; the id 310 takes two bytes. */
const access = "08000e c10001 c10100 8302417f07 c1037f 080212 c10003 c10100 8702 417f07 61013601 c1037f";

const accessRecords: TlvRecord[] = [
  {
    kind: "objectInstance",
    id: 0,
    records: [
      resource(0, "01"),
      resource(1, "00"),
      { kind: "multipleResource", id: 2, records: [one(127, "07")] },
      resource(3, "7f"),
    ],
  },
  {
    kind: "objectInstance",
    id: 2,
    records: [
      resource(0, "03"),
      resource(1, "00"),
      { kind: "multipleResource", id: 2, records: [one(127, "07"), one(310, "01")] },
      resource(3, "7f"),
    ],
  },
];

describe("platform/lwm2m/tlv", () => {
  it("reads and writes the example of one instance", () => {
    expect(decodeTlv(bytes(device))).to.deep.equal(deviceRecords);
    expect(encodeTlv(deviceRecords)).to.deep.equal(bytes(device));
  });

  it("reads and writes the example of two instances", () => {
    expect(decodeTlv(bytes(access))).to.deep.equal(accessRecords);
    expect(encodeTlv(accessRecords)).to.deep.equal(bytes(access));
  });

  it("writes lengths in 3 bits, 8, 16 and 24 bits at their limits", () => {
    const head = (length: number): string =>
      encodeTlv([{ kind: "resource", id: 1, value: Buffer.alloc(length) }])
        .toString("hex", 0, 6)
        .slice(0, 12);
    expect(head(7).slice(0, 4)).to.equal("c701");
    expect(head(8).slice(0, 6)).to.equal("c80108");
    expect(head(255).slice(0, 6)).to.equal("c801ff");
    expect(head(256).slice(0, 8)).to.equal("d0010100");
    expect(head(65_536).slice(0, 10)).to.equal("d801010000");
    expect(encodeTlv([resource(256, "00")]).toString("hex")).to.equal("e1010000");
  });

  const broken: [string, string][] = [
    ["c1", "TLV: the record at byte 0 is cut off"],
    ["e101", "TLV: the record at byte 0 is cut off"],
    ["c80014 4f", "TLV: the value at byte 0 is cut off"],
    ["c10001 c201", "TLV: the value at byte 3 is cut off"],
    ["0205 c20100", "TLV: the value at byte 2 is cut off"],
    ["0303 000100", "TLV: objectInstance at byte 2 is out of place"],
    ["8303 c10000", "TLV: resource at byte 2 is out of place"],
  ];
  for (const [hex, why] of broken) {
    it(`refuses ${hex}`, () => expect(() => decodeTlv(bytes(hex))).to.throw(why));
  }
});
