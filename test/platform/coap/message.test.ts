import { expect } from "chai";
import { readMessage, writeMessage } from "../../../platform/coap/message.js";

const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(" ", ""), "hex");

describe("platform/coap/message", () => {
  it("reads the example of RFC 7252 appendix A, and writes the same bytes", () => {
    const literal = bytes("4101 7d34 20 bb 74656d7065726174757265");
    const message = readMessage(literal);
    if ("malformed" in message) throw new Error(message.malformed);
    expect(message.type).to.equal("CON");
    expect(message.code).to.equal("0.01");
    expect(message.id).to.equal(0x7d34);
    expect(message.options).to.deep.equal([{ number: 11, value: Buffer.from("temperature") }]);
    expect(writeMessage(message)).to.deep.equal(literal);
  });

  it("keeps the number of OneNET's authorization option, 63", () => {
    const message = readMessage(bytes("4002 0001 dd3200" + "61".repeat(13)));
    if ("malformed" in message) throw new Error(message.malformed);
    expect(message.options.map(({ number }) => number)).to.deep.equal([63]);
  });

  const malformed: [string, string][] = [
    ["4001", "shorter than the header"],
    ["8001 0001", "version is not 1"],
    ["4901 0001 000000000000000000", "token length is reserved"],
    ["4401 0001 0102", "token is cut off"],
    ["4000 0001 ff", "an empty message carries more than its header"],
    ["4021 0001", "code class is reserved"],
    ["40c1 0001", "code class is reserved"],
    ["4001 0001 ff", "payload marker without payload"],
    ["4001 0001 f1", "option delta is reserved or cut off"],
    ["4001 0001 bf", "option length is reserved or cut off"],
    ["4001 0001 bd", "option length is reserved or cut off"],
    ["4001 0001 b3 6162", "option value is cut off"],
    ["4001 0001 e0 ffff", "option number is out of range"],
  ];
  for (const [hex, why] of malformed) {
    it(`refuses ${hex}: ${why}`, () => {
      expect(readMessage(bytes(hex))).to.deep.equal({ malformed: why });
    });
  }

  it("never throws, whatever the bytes", () => {
    let seed = 1;
    for (let round = 0; round < 5_000; round += 1) {
      const random = Buffer.alloc(round % 40);
      for (let index = 0; index < random.length; index += 1) {
        seed = (seed * 1_103_515_245 + 12_345) & 0x7fff_ffff;
        random[index] = seed >> 16;
      }
      if (random.length > 0) random[0] = 0x40 | (random.readUInt8(0) & 0x3f);
      expect(() => readMessage(random)).not.to.throw();
    }
  });
});
