import { expect } from "chai";
import { Framer } from "../../../modules/at/frame.js";
import { asciiBytes } from "../../../modules/base/text.js";

/** What a framer finds in pieces of bytes, in order. */
function frames(pieces: readonly (string | Uint8Array)[], framer = new Framer()): string[] {
  const found: string[] = [];
  for (const piece of pieces) {
    const bytes = typeof piece === "string" ? asciiBytes(piece) : piece;
    for (let at = 0; at < bytes.length;) {
      at = framer.read(bytes, at);
      if (framer.found === "line") found.push(framer.line);
      else if (framer.found === "overflow") found.push(`overflow ${String(framer.dropped)}`);
      else if (framer.found !== "nothing") found.push(framer.found);
    }
  }
  return found;
}

describe("at framer", () => {
  for (const [name, text, lines] of [
    ["CR LF around", "\r\nOK\r\n", ["OK"]],
    ["CR only", "\rOK\rERROR\r", ["OK", "ERROR"]],
    ["LF only", "OK\nERROR\n", ["OK", "ERROR"]],
    ["blank lines", "\r\n\r\n \r\nOK\r\n\r\n", ["OK"]],
    ["blanks before a line, none after", "  OK x \r\n", ["OK x "]],
    ["an echo, then the answer", "AT+CSQ\r\r\n+CSQ:1,2\r\n\r\nOK\r\n", ["AT+CSQ", "+CSQ:1,2", "OK"]],
    ["NUL bytes anywhere", "\0\0\r\nO\0K\0\r\n\0", ["OK"]],
    ["a line without its end", "\r\nOK\r\nERR", ["OK"]],
    ["a prompt that nobody waits for", "> \r\n", ["> "]],
  ] as const) {
    it(`finds the same lines whole and byte by byte: ${name}`, () => {
      expect(frames([text])).to.deep.equal(lines);
      expect(frames([...text])).to.deep.equal(lines);
    });
  }

  it("keeps bytes beyond ASCII one to one", () => {
    const line = frames([Uint8Array.of(0xe5, 0x8d, 0xff, 0x0d)])[0] as string;
    expect([line.charCodeAt(0), line.charCodeAt(1), line.charCodeAt(2), line.length]).to.deep.equal([
      0xe5, 0x8d, 0xff, 3,
    ]);
  });

  it("finds a prompt only when armed and only at the beginning of a line", () => {
    const framer = new Framer();
    framer.armed = true;
    expect(frames(["\r\na> b\r\n"], framer)).to.deep.equal(["a> b"]);
    expect(frames(["\r\n> \r\nOK\r\n"], framer)).to.deep.equal(["prompt", "OK"]);
    expect(frames([">"], framer)).to.deep.equal(["prompt"]);
  });

  it("takes a line of the limit and drops one that is a byte longer, counting it", () => {
    const framer = new Framer(8);
    expect(frames(["12345678\r\n"], framer)).to.deep.equal(["12345678"]);
    expect(frames(["123456789\r\nOK\r\n"], framer)).to.deep.equal(["overflow 9", "OK"]);
    expect(frames([..."1234567890123\r\nOK\r\n"], framer)).to.deep.equal(["overflow 13", "OK"]);
  });

  it("takes the fetch of the largest datagram", () => {
    const line = `+NSORF:0,255.255.255.255,65535,1358,${"AB".repeat(1358)},1358`;
    expect(frames([`${line}\r\n`])).to.deep.equal([line]);
    expect(frames([...`${line}\r\n`])).to.deep.equal([line]);
  });

  it("forgets a line that has begun when cleared", () => {
    const framer = new Framer();
    expect(frames(["garb"], framer)).to.deep.equal([]);
    framer.clear();
    expect(frames(["OK\r\n"], framer)).to.deep.equal(["OK"]);
  });
});
