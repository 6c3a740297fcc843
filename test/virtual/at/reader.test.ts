import { expect } from "chai";
import { asciiBytes, hexText } from "../../../modules/base/text.js";
import { LineReader, type Received } from "../../../virtual/at/reader.js";

/** Feeds bytes; gives what they complete, as texts. */
function feed(reader: LineReader, bytes: Uint8Array): string[] {
  const got: string[] = [];
  for (let i = 0; i < bytes.length; i++) {
    const received = reader.take(bytes[i] as number);
    if (received !== undefined) got.push(shown(received));
  }
  return got;
}

function shown(received: Received): string {
  if (received.kind === "overflow") return "overflow";
  return received.kind === "line" ? `line ${received.text}` : `data ${hexText(received.bytes)}`;
}

describe("virtual/at/reader", () => {
  it("ends a line at CR and ignores LF and control characters", () => {
    expect(feed(new LineReader(8), asciiBytes("AT\r\n\u0001A\u0007T\rAT"))).to.deep.equal(["line AT", "line AT"]);
  });

  it("takes as many raw bytes as were announced, CR, LF and quotes among them, then lines again", () => {
    const reader = new LineReader(8);
    reader.raw(5);
    expect(reader.wanted).to.equal(5);
    expect(feed(reader, new Uint8Array([0x0d, 0x0a, 0x22, 0x00, 0xff, 0x41, 0x54, 0x0d]))).to.deep.equal([
      "data 0D0A2200FF",
      "line AT",
    ]);
    expect(reader.wanted).to.equal(0);
  });

  it("takes a LF right behind the announcing command for its line end, and no second one", () => {
    // The first datagram by AT+IPSEND once began with the line feed of the command, and lost its last byte.
    const reader = new LineReader(16);
    expect(feed(reader, asciiBytes("AT+IPSEND=0,3\r"))).to.deep.equal(["line AT+IPSEND=0,3"]);
    reader.raw(3);
    expect(feed(reader, new Uint8Array([0x0a, 0x0a, 0x41, 0x42]))).to.deep.equal(["data 0A4142"]);
    reader.raw(3);
    expect(feed(reader, new Uint8Array([0x41, 0x0a, 0x42]))).to.deep.equal(["data 410A42"]);
  });

  it("drops a line over its limit up to its end", () => {
    const reader = new LineReader(4);
    expect(feed(reader, asciiBytes("ABCDE\rABCD\r"))).to.deep.equal(["overflow", "line ABCD"]);
  });
});
