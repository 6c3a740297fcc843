import { expect } from "chai";
import { between, seededRandom, type Random } from "../../../modules/base/random.js";
import { latinText } from "../../../modules/base/text.js";
import {
  emptyMessage,
  MAX_OPTIONS,
  MessageType,
  parseMessage,
  writeMessage,
  type Malformed,
  type Message,
} from "../../../modules/coap/message.js";
import { opaqueOption, textOption, uintOption, uriPath, type Option } from "../../../modules/coap/options.js";
import { hex, shown } from "../../support/hex.js";

function parsed(text: string): Message {
  const message = parseMessage(hex(text));
  if ("malformed" in message) throw new Error(message.malformed);
  return message;
}

function write(message: Partial<Message>): string | undefined {
  const plain = { type: MessageType.confirmable, code: 1, id: 0x1234, token: hex(""), options: [] };
  return shown(writeMessage({ ...plain, ...message }, 2000));
}

describe("coap/message: the examples of RFC 7252 appendix A", () => {
  it("figure 16: a Confirmable GET of /temperature", () => {
    const message = parsed("40 01 7d34 bb 74656d7065726174757265");
    expect([message.type, message.code, message.id, shown(message.token)]).to.deep.equal([0, 1, 0x7d34, ""]);
    expect(uriPath(message)).to.deep.equal(["temperature"]);
    expect(message.payload.length).to.equal(0);
    expect(write({ id: 0x7d34, options: [textOption(11, "temperature")] })).to.equal(
      "40017d34bb74656d7065726174757265",
    );
  });

  it("figure 16: its piggybacked 2.05 Content", () => {
    const message = parsed("60 45 7d34 ff 32322e332043");
    expect([message.type, message.code, message.id]).to.deep.equal([2, 0x45, 0x7d34]);
    expect(message.options).to.deep.equal([]);
    expect(latinText(message.payload)).to.equal("22.3 C");
    expect(write(message)).to.equal("60457d34ff32322e332043");
  });

  it("figure 17: the same with a token", () => {
    const message = parsed("41 01 7d35 20 bb 74656d7065726174757265");
    expect(shown(message.token)).to.equal("20");
    expect(write(message)).to.equal("41017d3520bb74656d7065726174757265");
    expect(write({ type: MessageType.acknowledgement, code: 0x45, id: 0x7d35, token: hex("20") })).to.equal(
      "61457d3520",
    );
  });

  it("figure 20: an empty acknowledgement", () => {
    const message = parsed("60 00 7d38");
    expect([message.type, message.code, message.id]).to.deep.equal([2, 0, 0x7d38]);
    expect(shown(emptyMessage(MessageType.acknowledgement, 0x7d38))).to.equal("60007d38");
    expect(shown(emptyMessage(MessageType.reset, 0xad7b))).to.equal("7000ad7b");
  });
});

describe("coap/message: options", () => {
  it("reads and writes deltas and lengths around 13 and 269 (RFC 7252 section 3.1)", () => {
    for (const [number, length, head] of [
      [12, 12, "cc"],
      [13, 0, "d000"],
      [268, 13, "ddff00"],
      [269, 268, "ed0000ff"],
      [270, 269, "ee00010000"],
      [65535, 300, "eefef2001f"],
    ] as const) {
      const option = opaqueOption(number, new Uint8Array(length).fill(7));
      const bytes = `40011234${head}${"07".repeat(length)}`;
      expect(write({ options: [option] })).to.equal(bytes);
      expect(parsed(bytes).options).to.deep.equal([option]);
    }
  });

  it("adds deltas up, a delta of zero for a repetition", () => {
    const message = parsed("40 01 1234 b3 333330 01 30 41 78 60 d1 0a 28");
    expect(message.options.map((option) => [option.number, shown(option.value)])).to.deep.equal([
      [11, "333330"],
      [11, "30"],
      [15, "78"],
      [21, ""],
      [44, "28"],
    ]);
  });

  it("writes options in order of their numbers, those of one number as given", () => {
    const options = [uintOption(17, 40), textOption(11, "b"), uintOption(6, 0), textOption(11, "a")];
    expect(write({ options })).to.equal("4001123460516201616128");
    expect(options.map((option) => option.number)).to.deep.equal([17, 11, 6, 11]);
  });

  it("keeps copies, not views of the datagram", () => {
    const bytes = hex("41 01 1234 aa b1 33 ff 01");
    const message = parseMessage(bytes) as Message;
    bytes.fill(0);
    expect([shown(message.token), shown(message.options[0]?.value), shown(message.payload)]).to.deep.equal([
      "aa",
      "33",
      "01",
    ]);
    expect(message.payload.buffer.byteLength).to.equal(1);
  });
});

describe("coap/message: writing", () => {
  it("gives undefined for a message longer than the limit, and all up to it", () => {
    const message = { ...parsed("41 45 1234 aa c0 ff 010203") };
    expect(shown(writeMessage(message, 10))).to.equal("41451234aac0ff010203");
    expect(writeMessage(message, 9)).to.equal(undefined);
    expect(writeMessage(message, 0)).to.equal(undefined);
  });

  it("has no payload marker for an empty payload (section 3)", () => {
    expect(write({ payload: hex("") })).to.equal("40011234");
  });

  it("throws for a token or an option number that no message can carry", () => {
    expect(() => write({ token: new Uint8Array(9) })).to.throw("token of 9 bytes");
    expect(() => write({ options: [opaqueOption(65536)] })).to.throw("option number 65536");
  });
});

/** Name of the fault, the datagram, where it is; then what of the header the receiver still learns. */
const MALFORMED: readonly (readonly [string, string, number, string])[] = [
  ["shorter than the header", "", 0, "nothing"],
  ["shorter than the header", "40 01 12", 3, "nothing"],
  ["version 0", "00 01 1234", 0, "nothing"],
  ["version 2", "80 01 1234", 0, "nothing"],
  ["version 3", "c0 01 1234", 0, "nothing"],
  ["token length 9", "49 01 1234 010203040506070809", 0, "type 0 id 1234"],
  ["token length 15", "5f 45 1234 010203040506070809", 0, "type 1 id 1234"],
  ["token cut short", "44 01 1234 010203", 4, "type 0 id 1234"],
  ["Empty message with more than a header", "41 00 1234 aa", 1, "type 0 id 1234"],
  ["Empty message with more than a header", "40 00 1234 ff 01", 1, "type 0 id 1234"],
  ["Empty message with more than a header", "60 00 1234 00", 1, "type 2 id 1234"],
  ["Empty Non-confirmable message", "50 00 1234", 1, "type 1 id 1234"],
  ["Reset that is not Empty", "70 45 1234", 1, "type 3 id 1234"],
  ["Acknowledgement with a request", "60 01 1234", 1, "type 2 id 1234"],
  ["code class 1 is reserved", "40 21 1234", 1, "type 0 id 1234"],
  ["code class 6 is reserved", "40 c5 1234", 1, "type 0 id 1234"],
  ["code class 7 is reserved", "50 e1 1234", 1, "type 1 id 1234"],
  ["option delta 15", "40 01 1234 b1 33 f0", 6, "type 0 id 1234"],
  ["option length 15", "40 01 1234 1f", 4, "type 0 id 1234"],
  ["option header cut short", "40 01 1234 d0", 4, "type 0 id 1234"],
  ["option header cut short", "40 01 1234 e0 00", 4, "type 0 id 1234"],
  ["option header cut short", "40 01 1234 dd 00", 4, "type 0 id 1234"],
  ["option header cut short", "40 01 1234 0e 00", 4, "type 0 id 1234"],
  ["option 11 cut short", "40 01 1234 b4 333330", 4, "type 0 id 1234"],
  ["option 13 cut short", "40 01 1234 dd 00 00 00", 4, "type 0 id 1234"],
  ["option number 65804", "40 01 1234 e0 ffff", 4, "type 0 id 1234"],
  ["option number 65536", "40 01 1234 e0 fef2 10", 7, "type 0 id 1234"],
  ["payload marker without a payload", "40 01 1234 ff", 4, "type 0 id 1234"],
  ["payload marker without a payload", "60 45 1234 c0 ff", 5, "type 2 id 1234"],
  [`more than ${MAX_OPTIONS} options`, `40 01 1234 ${"00".repeat(MAX_OPTIONS + 1)}`, 28, "type 0 id 1234"],
];

describe("coap/message: malformed", () => {
  for (const [name, bytes, at, header] of MALFORMED) {
    it(`${name}: ${bytes === "" ? "no byte at all" : bytes}`, () => {
      const fault = parseMessage(hex(bytes)) as Malformed;
      const learnt = fault.id === undefined ? "nothing" : `type ${fault.type} id ${fault.id.toString(16)}`;
      expect([fault.malformed, fault.at, learnt]).to.deep.equal([name, at, header]);
    });
  }

  it("is none at exactly as many options as there may be", () => {
    expect(parsed(`40 01 1234 ${"00".repeat(MAX_OPTIONS)}`).options.length).to.equal(MAX_OPTIONS);
  });
});

function pick(random: Random, count: number): number {
  return Math.floor(between(random, 0, count));
}

function randomBytes(random: Random, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i++) bytes[i] = random() >>> 24;
  return bytes;
}

function randomMessage(random: Random): Message {
  const options: Option[] = [];
  let number = 0;
  for (let i = pick(random, 6); i > 0; i--) {
    number += [0, 1, 12, 13, 14, 268, 269, 270, 3000][pick(random, 9)] as number;
    options.push({
      number,
      value: randomBytes(random, [0, 1, 4, 12, 13, 14, 268, 269, 400][pick(random, 9)] as number),
    });
  }
  const response = random() % 2 === 0;
  return {
    type: [0, 1, response ? 2 : 0][pick(random, 3)] as MessageType,
    code: response ? 0x40 + pick(random, 128) : 1 + pick(random, 31),
    id: pick(random, 65536),
    token: randomBytes(random, pick(random, 9)),
    options,
    payload: randomBytes(random, pick(random, 40)),
  };
}

describe("coap/message: properties", () => {
  it("what was written parses to the same message, from any seed", () => {
    const random = seededRandom(7252);
    for (let i = 0; i < 500; i++) {
      const message = randomMessage(random);
      const bytes = writeMessage(message, 10_000) as Uint8Array;
      expect(parseMessage(bytes)).to.deep.equal(message);
    }
  });

  it("never throws on random bytes, and what it accepts can be written again to the same meaning", () => {
    const random = seededRandom(1);
    let accepted = 0;
    for (let i = 0; i < 5000; i++) {
      const bytes = randomBytes(random, pick(random, 24));
      if (bytes.length > 0 && i % 4 > 0) bytes[0] = ((bytes[0] as number) & 0x33) | 0x40;
      const message = parseMessage(bytes);
      if ("malformed" in message) {
        expect(message.at).to.be.within(0, bytes.length);
        continue;
      }
      accepted++;
      expect(parseMessage(writeMessage(message, 100) as Uint8Array)).to.deep.equal(message);
    }
    expect(accepted).to.be.above(100);
  });

  it("never throws on a message with any byte changed or cut off anywhere", () => {
    const bytes = writeMessage(randomMessage(seededRandom(3)), 10_000) as Uint8Array;
    for (let i = 0; i < bytes.length; i++) {
      expect(() => parseMessage(bytes.slice(0, i))).to.not.throw();
      for (const value of [0x00, 0x0f, 0xf0, 0xff, 0xdd, 0xee]) {
        const changed = bytes.slice();
        changed[i] = value;
        expect(() => parseMessage(changed)).to.not.throw();
      }
    }
  });
});
