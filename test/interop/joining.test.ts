import { expect } from "chai";
import { joinBlocks, type Datagram } from "./joining.js";

const SERVER = { address: "127.0.0.1", port: 5683 };
const DEVICE = { address: "127.0.0.1", port: 40_000 };

function down(hex: string): Datagram {
  return { from: SERVER, to: DEVICE, bytes: Buffer.from(hex.replaceAll(" ", ""), "hex") };
}

function up(hex: string): Datagram {
  return { from: DEVICE, to: SERVER, bytes: Buffer.from(hex.replaceAll(" ", ""), "hex") };
}

/** Sixteen bytes, the size of the blocks. */
function piece(byte: string): string {
  return byte.repeat(16);
}

/** PUT and GET of /3 by block, with TLV for content format (11542) in what has a payload. */
const put = (id: string, block: string, payload: string): Datagram =>
  down(`41 03 ${id} aa b1 33 12 2d16 d1 02 ${block} ff ${payload}`);
const get = (id: string, token: string, block: string): Datagram => down(`41 01 ${id} ${token} b1 33 c1 ${block}`);
const content = (id: string, token: string, block: string, payload: string): Datagram =>
  up(`61 45 ${id} ${token} c2 2d16 b1 ${block} ff ${payload}`);

function hexes(datagrams: readonly Datagram[]): string[] {
  return datagrams.map(({ bytes }) => bytes.toString("hex"));
}

describe("interop/joining", () => {
  it("keeps a read apart from the write of the same resource before it", () => {
    const { datagrams, whole, broken } = joinBlocks([
      put("0001", "08", piece("01")),
      put("0002", "10", "02"),
      get("0003", "01", "00"),
      content("0003", "01", "08", piece("03")),
      get("0004", "02", "10"),
      content("0004", "02", "10", "04"),
    ]);
    expect({ whole, broken }).to.deep.equal({ whole: 2, broken: 0 });
    expect(hexes(datagrams)).to.deep.equal([
      "41030001aab133122d16d10208",
      "41030002aab133122d16d10210",
      `41030001aab133122d16ff${piece("01")}02`,
      "6145000301c22d16b108",
      "6145000402c22d16b110",
      `6145000301c22d16ff${piece("03")}04`,
    ]);
  });

  it("counts a repeated block once, and begins anew after a try that broke off", () => {
    const { datagrams, whole, broken } = joinBlocks([
      put("0001", "08", piece("01")),
      put("0001", "08", piece("01")),
      put("0002", "18", piece("02")),
      put("0003", "08", piece("04")),
      put("0004", "08", piece("05")),
      put("0005", "10", "06"),
    ]);
    expect({ whole, broken }).to.deep.equal({ whole: 1, broken: 2 });
    expect(hexes(datagrams).pop()).to.equal(`41030004aab133122d16ff${piece("05")}06`);
  });

  it("goes by the offset where the blocks get smaller on the way (RFC 7959 section 2.5)", () => {
    const { datagrams, whole } = joinBlocks([put("0001", "09", piece("01") + piece("02")), put("0002", "20", "03")]);
    expect(whole).to.equal(1);
    expect(hexes(datagrams).pop()).to.equal(`41030001aab133122d16ff${piece("01")}${piece("02")}03`);
  });

  it("leaves out what has no block, and what is no message", () => {
    expect(
      joinBlocks([down("40 01 0001 b1 33"), up("61 45 0001 ff 31"), up("00"), up("41 45 0001 01 d0")]),
    ).to.deep.equal({
      datagrams: [],
      whole: 0,
      broken: 0,
    });
  });
});
