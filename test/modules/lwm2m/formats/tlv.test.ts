import { expect } from "chai";
import { basicFormats } from "../../../../modules/lwm2m/formats/basic.js";
import { decodeContent, encodeContent } from "../../../../modules/lwm2m/formats/index.js";
import { ContentFormat } from "../../../../modules/lwm2m/formats/numbers.js";
import type { ObjectModel } from "../../../../modules/lwm2m/model.js";
import { Code } from "../../../../modules/lwm2m/operation.js";
import type { Scalar } from "../../../../modules/lwm2m/value.js";
import { Lwm2mServer } from "../../../../objects/models/1-lwm2m-server.js";
import { Lwm2mAccessControl } from "../../../../objects/models/2-lwm2m-access-control.js";
import { Device } from "../../../../objects/models/3-device.js";
import { hex, shown } from "../../../support/hex.js";
import { House, modelsOf } from "../house.js";
import { at, DEVICE_VALUES, entriesOf } from "./payloads.js";

/** The objects of the specification's example with object links. */
const Linking: ObjectModel = {
  id: 65,
  name: "Linking",
  version: "1.0",
  resources: {
    links: { id: 0, type: "objlink", access: "R", multiple: true },
    number: { id: 1, type: "string", access: "R" },
    count: { id: 2, type: "integer", access: "R" },
  },
};
const Linked: ObjectModel = {
  id: 66,
  name: "Linked",
  version: "1.0",
  multiple: true,
  resources: {
    name: { id: 0, type: "string", access: "R" },
    place: { id: 1, type: "string", access: "R" },
    link: { id: 2, type: "objlink", access: "R" },
  },
};

/** For boundaries of identifiers and lengths. */
const Wide: ObjectModel = {
  id: 1000,
  name: "Wide",
  version: "1.0",
  multiple: true,
  resources: {
    narrow: { id: 255, type: "opaque", access: "RW" },
    wide: { id: 256, type: "opaque", access: "RW" },
    widest: { id: 65534, type: "opaque", access: "RW" },
  },
};

const models = modelsOf(Lwm2mServer, Lwm2mAccessControl, Device, Linking, Linked, Wide, House);

const DEVICE =
  "c80014 4f70656e204d6f62696c6520416c6c69616e6365" +
  "c80116 4c69676874776569676874204d324d20436c69656e74" +
  "c80209 333435303030313233 c303 312e30" +
  "8606 410001 410105 8807 08 42000ed8 42011388 8708 41007d 42010384" +
  "c109 64 c10a 0f 830b 410000 c40d 5182428f c60e 2b30323a3030 c110 55";

/** Payloads of OMA LwM2M 1.0 clause 6.4.3, with the path that was read. */
const EXAMPLES: Readonly<
  Record<string, { path: string; bytes: string; values: readonly (readonly [string, Scalar])[] }>
> = {
  "6.4.3.1 single instance": { path: "/3/0", bytes: DEVICE, values: DEVICE_VALUES },
  "6.4.3.1 object with a single instance": { path: "/3", bytes: `080079 ${DEVICE}`, values: DEVICE_VALUES },
  "6.4.3.2 object with two instances": {
    path: "/2",
    bytes: "08000e c10001 c10100 8302 417f07 c1037f 080212 c10003 c10100 8702 417f07 61013601 c1037f",
    values: [
      ["/2/0/0", 1],
      ["/2/0/1", 0],
      ["/2/0/2/127", 7],
      ["/2/0/3", 127],
      ["/2/2/0", 3],
      ["/2/2/1", 0],
      ["/2/2/2/127", 7],
      ["/2/2/2/310", 1],
      ["/2/2/3", 127],
    ],
  },
  "6.4.3.2 server object": {
    path: "/1",
    bytes: "08000f c10001 c40100015180 c10601 c10755",
    values: [
      ["/1/0/0", 1],
      ["/1/0/1", 86400],
      ["/1/0/6", true],
      ["/1/0/7", "U"],
    ],
  },
  "6.4.3.3 object links": {
    path: "/65/0",
    bytes: "88000c 440000420000 440100420001 c8010d 38363133383030373535353030 c40212345678",
    values: [
      ["/65/0/0/0", { object: 66, instance: 0 }],
      ["/65/0/0/1", { object: 66, instance: 1 }],
      ["/65/0/1", "8613800755500"],
      ["/65/0/2", 0x12345678],
    ],
  },
  "6.4.3.3 linked object": {
    path: "/66",
    bytes:
      "080026 c8000b 6d79536572766963652031 c8010f 496e7465726e65742e31352e323334 c40200430000" +
      "080126 c8000b 6d79536572766963652032 c8010f 496e7465726e65742e31352e323335 c402ffffffff",
    values: [
      ["/66/0/0", "myService 1"],
      ["/66/0/1", "Internet.15.234"],
      ["/66/0/2", { object: 67, instance: 0 }],
      ["/66/1/0", "myService 2"],
      ["/66/1/1", "Internet.15.235"],
      ["/66/1/2", { object: 65535, instance: 65535 }],
    ],
  },
};

describe("lwm2m/formats/tlv: examples of OMA LwM2M 1.0", () => {
  for (const name of Object.keys(EXAMPLES)) {
    const { path, bytes, values } = EXAMPLES[name] as (typeof EXAMPLES)[string];
    it(`writes ${name}`, () => {
      expect(encoded(path, values)).to.equal(shown(hex(bytes)));
    });
    it(`reads ${name}`, () => {
      expect(decoded(path, bytes)).to.deep.equal(entriesOf(values));
    });
  }
});

describe("lwm2m/formats/tlv: values", () => {
  const VALUES: readonly [string, Scalar, string][] = [
    ["/5000/0/1", 0, "c10100"],
    ["/5000/0/1", 127, "c1017f"],
    ["/5000/0/1", 128, "c2010080"],
    ["/5000/0/1", -128, "c10180"],
    ["/5000/0/1", -129, "c201ff7f"],
    ["/5000/0/1", 32767, "c2017fff"],
    ["/5000/0/1", 32768, "c40100008000"],
    ["/5000/0/1", -2147483648, "c40180000000"],
    ["/5000/0/1", 2147483648, "c801080000000080000000"],
    ["/5000/0/1", -2147483649, "c80108ffffffff7fffffff"],
    ["/5000/0/1", Number.MAX_SAFE_INTEGER, "c80108001fffffffffffff"],
    ["/5000/0/1", -(2n ** 63n), "c801088000000000000000"],
    // Leshan 2.0.0-M15 reads c10cff as 2⁶⁴ − 1: a clear bit comes first where there is room.
    ["/5000/0/12", 127, "c10c7f"],
    ["/5000/0/12", 255, "c20c00ff"],
    ["/5000/0/12", 65536, "c40c00010000"],
    ["/5000/0/12", 4294967295, "c80c0800000000ffffffff"],
    ["/5000/0/12", 2n ** 64n - 1n, "c80c08ffffffffffffffff"],
    ["/5000/0/2", 0.5, "c4023f000000"],
    ["/5000/0/2", 0.1, "c802083fb999999999999a"],
    ["/5000/0/2", -0, "c40280000000"],
    ["/5000/0/2", Infinity, "c4027f800000"],
    ["/5000/0/3", true, "c10301"],
    ["/5000/0/3", false, "c10300"],
    ["/5000/0/5", 1367491215, "c4055182428f"],
    ["/5000/0/6", { object: 1, instance: 65535 }, "c4060001ffff"],
    ["/5000/0/0", "", "c000"],
    ["/5000/0/0", "\u{1F600}", "c400f09f9880"],
  ];

  it("writes each type in the fewest bytes and reads it back", () => {
    for (const [path, value, bytes] of VALUES) {
      expect(encoded(path, [[path, value]]), bytes).to.equal(bytes);
      expect(decoded(path, bytes), bytes).to.deep.equal(entriesOf([[path, value]]));
    }
  });

  it("reads integers that are longer than they need to be", () => {
    expect(decoded("/5000/0/1", "c801080000000000000005")).to.deep.equal(entriesOf([["/5000/0/1", 5]]));
    expect(decoded("/5000/0/1", "c401ffffffff")).to.deep.equal(entriesOf([["/5000/0/1", -1]]));
  });

  it("reads unsigned integers that use their first bit", () => {
    expect(decoded("/5000/0/12", "c10cff")).to.deep.equal(entriesOf([["/5000/0/12", 255]]));
    expect(decoded("/5000/0/12", "c40cffffffff")).to.deep.equal(entriesOf([["/5000/0/12", 4294967295]]));
  });

  it("writes NaN in four bytes", () => {
    expect(encoded("/5000/0/2", [["/5000/0/2", NaN]])).to.match(/^c4027fc00000$/);
  });
});

describe("lwm2m/formats/tlv: boundaries", () => {
  const sizes: readonly [string, number, string][] = [
    ["3blen_8bid", 7, "c7ff"],
    ["8blen_8bid", 8, "c8ff08"],
    ["8blen_8bid_most", 255, "c8ffff"],
    ["16blen_8bid", 256, "d0ff0100"],
    ["16blen_8bid_most", 65535, "d0ffffff"],
    ["24blen_8bid", 65536, "d8ff010000"],
  ];

  for (const [name, size, header] of sizes) {
    it(`bytes_${name}`, () => {
      const value = new Uint8Array(size);
      const bytes = encodeContent(
        basicFormats,
        ContentFormat.tlv,
        at("/1000/0/255"),
        entriesOf([["/1000/0/255", value]]),
        models,
        1e5,
      );
      expect(shown((bytes as Uint8Array).subarray(0, header.length / 2))).to.equal(header);
      expect((bytes as Uint8Array).length).to.equal(header.length / 2 + size);
      const read = decodeContent(basicFormats, ContentFormat.tlv, bytes as Uint8Array, at("/1000/0/255"), models);
      expect(read.kind === "decoded" && read.entries).to.deep.equal(entriesOf([["/1000/0/255", value]]));
    });
  }

  it("bytes_3blen_16bid", () => {
    expect(encoded("/1000/0/256", [["/1000/0/256", hex("0102")]])).to.equal("e201000102");
    expect(encoded("/1000/0/65534", [["/1000/0/65534", hex("")]])).to.equal("e0fffe");
  });

  it("bytes_8blen_16bid", () => {
    const value = new Uint8Array(8);
    expect(encoded("/1000/0/256", [["/1000/0/256", value]])).to.equal(`e8010008${"00".repeat(8)}`);
  });

  it("instance_16bid", () => {
    expect(encoded("/1000", [["/1000/256/255", hex("01")]])).to.equal("230100c1ff01");
  });

  it("writes a multiple resource without instances, and a single resource instance", () => {
    expect(encoded("/5000/0/7", [])).to.equal("8007");
    expect(decoded("/5000/0/7", "8007")).to.deep.equal([]);
    expect(encoded("/5000/0/7/3", [["/5000/0/7/3", "a"]])).to.equal("410361");
    expect(decoded("/5000/0/7/3", "410361")).to.deep.equal(entriesOf([["/5000/0/7/3", "a"]]));
  });

  it("writes nothing of what is longer than the limit, on any level", () => {
    const value = new Uint8Array(90);
    const over = (path: string, where: string) =>
      encodeContent(basicFormats, ContentFormat.tlv, at(path), entriesOf([[where, value]]), models, 92);
    expect(over("/1000/0", "/1000/0/255")).to.equal(Code.internalError);
    expect(over("/1000", "/1000/0/255")).to.equal(Code.internalError);
    expect(
      encodeContent(basicFormats, ContentFormat.tlv, at("/1000/0"), entriesOf([["/1000/0/255", value]]), models, 93),
    ).to.have.length(93);
  });

  it("speaks the older number alike", () => {
    expect(
      encodeContent(basicFormats, ContentFormat.oldTlv, at("/5000/0/1"), entriesOf([["/5000/0/1", 5]]), models),
    ).to.deep.equal(hex("c10105"));
  });
});

describe("lwm2m/formats/tlv: what a write may look like", () => {
  it("takes an instance with or without its own TLV around it", () => {
    const values = entriesOf([["/5000/0/1", 5]]);
    expect(decoded("/5000/0", "c10105")).to.deep.equal(values);
    expect(decoded("/5000/0", "0300c10105")).to.deep.equal(values);
  });

  it("takes the instances of a multiple resource with or without its own TLV around them", () => {
    const values = entriesOf([
      ["/5000/0/7/0", "a"],
      ["/5000/0/7/1", "b"],
    ]);
    expect(decoded("/5000/0/7", "8607 410061 410162")).to.deep.equal(values);
    expect(decoded("/5000/0/7", "410061 410162")).to.deep.equal(values);
  });

  it("leaves the instance open in a create that names none", () => {
    expect(decoded("/5000", "c10105")).to.deep.equal([
      { path: { object: 5000, instance: 65535, resource: 1 }, value: 5 },
    ]);
    expect(decoded("/5000", "0304c10105")).to.deep.equal(entriesOf([["/5000/4/1", 5]]));
  });

  it("keeps the bytes of a resource that the device does not have", () => {
    expect(decoded("/5000/0", "c2630102")).to.deep.equal(entriesOf([["/5000/0/99", hex("0102")]]));
  });
});

describe("lwm2m/formats/tlv: malformed payloads", () => {
  const MALFORMED: readonly [string, string, string][] = [
    ["/5000/0", "c1", "header cut off at byte 0"],
    ["/5000/0", "e101", "header cut off at byte 0"],
    ["/5000/0", "d00001", "header cut off at byte 0"],
    ["/5000/0", "c101", "value cut off at byte 0"],
    ["/5000/0", "c10105c8", "header cut off at byte 3"],
    ["/5000/0", "c80110ff", "value cut off at byte 0"],
    ["/5000/0", "d8ffffffff", "value cut off at byte 0"],
    ["/5000/0", "e1ffff00", "reserved identifier at byte 0"],
    ["/5000/0", "c101 05 c001", "not of type integer at byte 5"],
    ["/5000/0", "c301000001", "not of type integer at byte 2"],
    ["/5000/0", "c10302", "not of type boolean at byte 2"],
    ["/5000/0", "c2030001", "not of type boolean at byte 2"],
    ["/5000/0", "c20200ff", "not of type float at byte 2"],
    ["/5000/0", "c100ff", "not of type string at byte 2"],
    ["/5000/0", "c306000100", "not of type objlink at byte 2"],
    ["/5000/0", "c10800", "not of type none at byte 2"],
    ["/5000/0", "0301c10105", "TLV that does not belong here at byte 0"],
    ["/5000/0", "0500 0300c10105", "TLV that does not belong here at byte 2"],
    ["/5000/0", "410061", "TLV that does not belong here at byte 0"],
    ["/5000/0", "8307c10061", "TLV that does not belong here at byte 2"],
    ["/5000/0", "82078007", "TLV that does not belong here at byte 2"],
    ["/5000/0/1", "c10205", "TLV that does not belong here at byte 0"],
    ["/5000/0/7/3", "410461", "TLV that does not belong here at byte 0"],
    ["/5000/0/7/3", "c10761", "TLV that does not belong here at byte 0"],
  ];

  for (const [path, bytes, reason] of MALFORMED) {
    it(`refuses ${bytes} for ${path}`, () => {
      expect(decodeContent(basicFormats, ContentFormat.tlv, hex(bytes), at(path), models)).to.deep.equal({
        kind: "refused",
        code: Code.badRequest,
        reason,
      });
    });
  }

  it("refuses more than 128 values with 4.13", () => {
    const read = decodeContent(basicFormats, ContentFormat.tlv, hex("c10105".repeat(129)), at("/5000/0"), models);
    expect(read.kind === "refused" && read.code).to.equal(Code.entityTooLarge);
  });

  it("never throws, wherever a payload is cut or a byte is changed", () => {
    const whole = hex(`080079 ${DEVICE}`);
    for (let i = 0; i < whole.length; i++) {
      decodeContent(basicFormats, ContentFormat.tlv, whole.slice(0, i), at("/3"), models);
      for (const change of [0x01, 0x20, 0x40, 0x80, 0xff]) {
        const changed = whole.slice();
        changed[i] = (changed[i] as number) ^ change;
        const read = decodeContent(basicFormats, ContentFormat.tlv, changed, at("/3"), models);
        expect(read.kind === "decoded" || read.code === Code.badRequest).to.equal(true);
      }
    }
  });
});

function encoded(path: string, values: readonly (readonly [string, Scalar])[]): string | undefined {
  const bytes = encodeContent(basicFormats, ContentFormat.tlv, at(path), entriesOf(values), models);
  return typeof bytes === "number" ? `code ${bytes}` : shown(bytes);
}

function decoded(path: string, bytes: string): unknown {
  const read = decodeContent(basicFormats, ContentFormat.tlv, hex(bytes), at(path), models);
  return read.kind === "decoded" ? read.entries : read.reason;
}
