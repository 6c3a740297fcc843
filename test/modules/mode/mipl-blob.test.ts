import { expect } from "chai";
import { hexText } from "../../../modules/base/text.js";
import { configBlob } from "../../../modules/mode/mipl-blob.js";
import { blobN1, blobN2, blobN3 } from "../../../modules/modem/profiles/mipl.js";

/** Layout N2 and N3 agree with public blobs; the last one follows from the layout. */
const VECTORS = [
  {
    story: "N2, access server 183.230.40.40, log settings C0",
    blob: () => configBlob("183.230.40.40:5683", false, { ...blobN2, log: 0xc0 }),
    hex: "130031F10003F2002304001100000000000000123138332E3233302E34302E34303A35363833000131F30008C000000000",
  },
  {
    story: "N2, bootstrap server 183.230.40.39",
    blob: () => configBlob("183.230.40.39:5683", true, blobN2),
    hex: "130031F10003F2002304001100000000000010123138332E3233302E34302E33393A35363833000131F300080000000000",
  },
  {
    story: "N2, bootstrap server by name",
    blob: () => configBlob("nbiotbt.heclouds.com:5683", true, blobN2),
    hex: "130038F10003F2002A04001100000000000010196E62696F7462742E6865636C6F7564732E636F6D3A35363833000131F300080000000000",
  },
  {
    story: "N3, bootstrap server, access point CMIOT",
    blob: () => configBlob("183.230.40.39:5683", true, { ...blobN3, apn: "CMIOT" }),
    hex:
      "130045F10003F20037040011800005434D494F540000000000123138332E3233302E34302E33393A35363833" +
      "000F41757468436F64653A3B50534B3A3BF30008E400C80000",
  },
  {
    story: "N3, bootstrap server, the network's access point",
    blob: () => configBlob("183.230.40.39:5683", true, blobN3),
    hex:
      "130040F10003F200320400118000000000000000123138332E3233302E34302E33393A35363833" +
      "000F41757468436F64653A3B50534B3A3BF30008E400C80000",
  },
];

describe("the configuration blob of AT+MIPLCREATE", () => {
  for (const { story, blob, hex } of VECTORS) {
    it(`is byte for byte that of ${story}`, () => {
      expect(hexText(blob())).to.equal(hex);
    });
  }

  it("has no place for bootstrap in layout N1: both servers look alike, as an access server does in N2", () => {
    const n1 = hexText(configBlob("183.230.40.40:5683", true, { ...blobN1, log: 0xc0 }));
    expect(n1).to.equal(VECTORS[0]?.hex);
    expect(hexText(configBlob("183.230.40.40:5683", false, { ...blobN1, log: 0xc0 }))).to.equal(n1);
  });

  it("has no flag for an access server in layout N3", () => {
    const text = hexText(configBlob("183.230.40.40:5683", false, blobN3));
    expect(text.slice(0, 30)).to.equal("130040F10003F20032040011000000");
  });
});
