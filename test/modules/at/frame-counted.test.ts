import { expect } from "chai";
import { Framer } from "../../../modules/at/frame.js";
import type { UrcRow } from "../../../modules/at/urc.js";
import { asciiBytes, hexText } from "../../../modules/base/text.js";
import { hex } from "../../support/hex.js";

const ROWS: readonly UrcRow[] = [
  { prefix: "+RECEIVE", owner: "sockets", counted: { field: 1, after: ":" } },
  { prefix: "+CIPRXGET", owner: "sockets", counted: { field: 3, after: "line" } },
  { prefix: "+CEREG", owner: "lifecycle" },
];

/** What a framer finds in bytes that come in pieces. */
function found(pieces: readonly Uint8Array[], limit?: number): string[] {
  const framer = new Framer(limit, ROWS);
  const all: string[] = [];
  for (const piece of pieces) {
    for (let at = 0; at < piece.length;) {
      at = framer.read(piece, at);
      if (framer.found === "line") all.push(`line ${framer.line}`);
      else if (framer.found === "data") all.push(`data ${framer.line} ${hexText(framer.data ?? new Uint8Array())}`);
      else if (framer.found !== "nothing") all.push(`${framer.found} ${framer.dropped}`);
    }
  }
  if (framer.left > 0) all.push(`left ${framer.left}`);
  return all;
}

function joined(text: string, bytes: string, end = "\r\n"): Uint8Array {
  const parts = [...asciiBytes(text), ...hex(bytes), ...asciiBytes(end)];
  return Uint8Array.from(parts);
}

/** Whole, byte by byte, and in threes. */
function cuts(bytes: Uint8Array): readonly (readonly Uint8Array[])[] {
  const slices = (size: number): Uint8Array[] => {
    const list: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; at += size) list.push(bytes.slice(at, at + size));
    return list;
  };
  return [[bytes], slices(1), slices(3)];
}

describe("counted bytes in the frame", () => {
  for (const [story, bytes, wanted] of [
    ["right behind the colon", joined("\r\n+RECEIVE,0,3:", "0D0A3E"), ["data +RECEIVE,0,3 0D0A3E"]],
    ["in the next line", joined("\r\n+CIPRXGET: 2,0,9,2\r\n", "0D0A"), ["data +CIPRXGET: 2,0,9,2 0D0A"]],
    ["in the next line after LF alone", joined("+CIPRXGET: 2,0,9,2\n", "4F4B"), ["data +CIPRXGET: 2,0,9,2 4F4B"]],
    ["and a line close behind", joined("+RECEIVE,1,1:", "00", "\r\nOK\r\n"), ["data +RECEIVE,1,1 00", "line OK"]],
    ["none at all", joined("+RECEIVE,1,0:", ""), ["line +RECEIVE,1,0:"]],
    ["a count that is none", joined("+RECEIVE,1,x:", ""), ["line +RECEIVE,1,x:"]],
    ["an announcement without a count", joined("+CIPRXGET: 1,0\r\n", ""), ["line +CIPRXGET: 1,0"]],
    ["another name", joined("+RECEIVED,1,1:", ""), ["line +RECEIVED,1,1:"]],
    ["a row without a count", joined("+CEREG:1,2:", ""), ["line +CEREG:1,2:"]],
    ["more than is kept", joined("+RECEIVE,0,20:", "AA".repeat(20)), ["overflow 20"]],
    ["fewer than were counted", joined("+RECEIVE,0,6:", "AABB", ""), ["left 4"]],
  ] as const) {
    it(`are ${story}, however the bytes come`, () => {
      for (const pieces of cuts(bytes))
        expect(found(pieces, story.startsWith("more") ? 30 : 100)).to.deep.equal(wanted);
    });
  }

  it("are forgotten when the framer is cleared", () => {
    const framer = new Framer(100, ROWS);
    framer.read(asciiBytes("+RECEIVE,0,6:"), 0);
    expect(framer.left).to.equal(6);
    framer.clear();
    expect(framer.left).to.equal(0);
    const line = asciiBytes("OK\r\n");
    framer.read(line, 0);
    expect(framer.line).to.equal("OK");
  });
});
