import { expect } from "chai";
import { asciiBytes, latinText } from "../../../modules/base/text.js";
import { loadRecord, MAX_PAYLOAD_BYTES, saveRecord } from "../../../modules/client/record.js";
import { hex, shown } from "../../support/hex.js";
import { Shelf } from "./shelf.js";

const OLD = asciiBytes("old");
const NEW = asciiBytes("newer");

/** A shelf with the old payload as sequence 1 under b and the new one as sequence 2 under a. */
function both(): Shelf {
  const shelf = new Shelf();
  saveRecord(shelf, "r", OLD, 0);
  saveRecord(shelf, "r", NEW, 1);
  return shelf;
}

function text(shelf: Shelf): string | undefined {
  const { payload } = loadRecord(shelf, "r");
  return payload === undefined ? undefined : latinText(payload);
}

describe("client/record", () => {
  it("is nothing in an empty store", () => {
    expect(loadRecord(new Shelf(), "r")).to.deep.equal({ payload: undefined, sequence: 0, problems: [] });
  });

  it("has a mark, a sequence, a length, the payload and a checksum", () => {
    const shelf = new Shelf();
    expect(saveRecord(shelf, "r", OLD, 0)).to.equal(1);
    expect(shelf.keys).to.deep.equal(["r.b"]);
    expect(shown(shelf.load("r.b"))).to.equal("4e424c01" + "00000001" + "00000003" + "6f6c64" + "f21d950b");
  });

  it("goes beside the copy that is valid", () => {
    const shelf = both();
    expect([...shelf.keys].sort()).to.deep.equal(["r.a", "r.b"]);
    expect(text(shelf)).to.equal("newer");
    expect(loadRecord(shelf, "r").sequence).to.equal(2);
    saveRecord(shelf, "r", asciiBytes("third"), 2);
    expect(latinText((shelf.load("r.a") as Uint8Array).slice(12, -4))).to.equal("newer");
    expect(text(shelf)).to.equal("third");
  });

  it("keeps records of different names apart", () => {
    const shelf = both();
    saveRecord(shelf, "s", asciiBytes("other"), 0);
    expect(text(shelf)).to.equal("newer");
  });

  it("holds nothing, and as much as fits, and throws at one byte more", () => {
    const shelf = new Shelf();
    saveRecord(shelf, "r", new Uint8Array(0), 0);
    expect(text(shelf)).to.equal("");
    saveRecord(shelf, "r", new Uint8Array(MAX_PAYLOAD_BYTES), 1);
    expect(loadRecord(shelf, "r").payload).to.have.length(MAX_PAYLOAD_BYTES);
    expect(() => saveRecord(shelf, "r", new Uint8Array(MAX_PAYLOAD_BYTES + 1), 2)).to.throw(
      "record r: 1025 bytes, at most 1024 fit",
    );
    expect(loadRecord(shelf, "r").sequence).to.equal(2);
  });

  it("throws what the store throws", () => {
    const shelf = both();
    shelf.refuses = "flash is full";
    expect(() => saveRecord(shelf, "r", OLD, 2)).to.throw("flash is full");
    expect(text(shelf)).to.equal("newer");
  });

  it("is the old or the new one when a write is cut at any byte", () => {
    const before = new Shelf();
    saveRecord(before, "r", OLD, 0);
    for (let round = 1; round <= 2; round++) {
      const name = round === 1 ? "r.a" : "r.b";
      const after = before.copy();
      saveRecord(after, "r", NEW, round);
      const whole = after.load(name) as Uint8Array;
      for (let size = 0; size < whole.length; size++) {
        const torn = before.copy();
        torn.save(name, whole.slice(0, size));
        expect(text(torn), `${name} cut at ${size}`).to.equal(round === 1 ? "old" : "newer");
        expect(loadRecord(torn, "r").problems).to.deep.equal([`record ${name} is damaged, ignored`]);
        // The next write mends the torn copy, not the good one.
        saveRecord(torn, "r", asciiBytes("mended"), loadRecord(torn, "r").sequence);
        expect(text(torn)).to.equal("mended");
        expect(loadRecord(torn, "r").problems).to.deep.equal([]);
      }
      expect(text(after)).to.equal("newer");
      saveRecord(before, "r", NEW, round);
    }
  });

  it("is the old or the new one when a write stops over the bytes of the copy before", () => {
    const before = both();
    const old = before.load("r.b") as Uint8Array;
    const after = before.copy();
    saveRecord(after, "r", asciiBytes("x15"), 2);
    const whole = after.load("r.b") as Uint8Array;
    for (let size = 0; size < whole.length; size++) {
      const torn = before.copy();
      const mixed = old.slice();
      mixed.set(whole.slice(0, size));
      torn.save("r.b", mixed);
      expect(text(torn), `stopped at ${size}`).to.equal("newer");
    }
  });

  it("notices every flipped bit of either copy", () => {
    for (const name of ["r.a", "r.b"]) {
      const bytes = both().load(name) as Uint8Array;
      for (let bit = 0; bit < bytes.length * 8; bit++) {
        const damaged = both();
        const changed = bytes.slice();
        changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
        damaged.save(name, changed);
        expect(loadRecord(damaged, "r").problems, `bit ${bit} of ${name}`).to.deep.equal([
          `record ${name} is damaged, ignored`,
        ]);
        expect(text(damaged)).to.equal(name === "r.a" ? "old" : "newer");
      }
    }
  });

  it("is the other copy when the place does not give one of them", () => {
    const shelf = both();
    shelf.hides = "r.a";
    expect(text(shelf)).to.equal("old");
    expect(loadRecord(shelf, "r").problems).to.deep.equal(["record r.a cannot be read, ignored: bad sector"]);
  });

  it("is nothing when both copies are damaged, and tells both", () => {
    const shelf = new Shelf();
    shelf.save("r.a", hex("00"));
    shelf.save("r.b", new Uint8Array(0));
    expect(loadRecord(shelf, "r")).to.deep.equal({
      payload: undefined,
      sequence: 0,
      problems: ["record r.a is damaged, ignored", "record r.b is damaged, ignored"],
    });
  });

  it("counts on past the largest sequence", () => {
    const shelf = new Shelf();
    expect(saveRecord(shelf, "r", OLD, 0xffff_fffe)).to.equal(0xffff_ffff);
    expect(saveRecord(shelf, "r", NEW, 0xffff_ffff)).to.equal(0);
    expect([...shelf.keys].sort()).to.deep.equal(["r.a", "r.b"]);
    expect(loadRecord(shelf, "r").sequence).to.equal(0);
    expect(text(shelf)).to.equal("newer");
    expect(saveRecord(shelf, "r", asciiBytes("on"), 0)).to.equal(1);
    expect(text(shelf)).to.equal("on");
  });
});
