import { expect } from "chai";
import { Assembly } from "../../../modules/coap/assembly.js";
import { formatCode } from "../../../modules/coap/codes.js";
import { MessageType, type Message } from "../../../modules/coap/message.js";
import { opaqueOption, textOption, uintOption, type Option } from "../../../modules/coap/options.js";
import { hex, shown } from "../../support/hex.js";

const A = "aa".repeat(16);
const B = "bb".repeat(16);

/** A PUT of /5/0/0 with that Block1 value and payload. */
function put(block: number, payload: string, ...more: Option[]): Message {
  const options = [textOption(11, "5"), textOption(11, "0"), textOption(11, "0"), uintOption(27, block), ...more];
  return { type: MessageType.confirmable, code: 3, id: 1, token: hex(""), options, payload: hex(payload) };
}

function take(assembly: Assembly, message: Message, now = 0, peer = 1): string {
  const taken = assembly.take(peer, message, now);
  if (taken.kind === "whole") return `whole ${shown(taken.payload)}`;
  const options = taken.options.map((option) => ` ${option.number}=${shown(option.value)}`).join("");
  return `${formatCode(taken.code)}${options}`;
}

describe("coap/assembly", () => {
  it("gives the payload of a request without Block1 as it is", () => {
    const message = { ...put(0, "0102"), options: [] };
    expect(take(new Assembly(100, 64), message)).to.equal("whole 0102");
  });

  it("puts blocks together: 2.31 for each but the last (RFC 7959 figure 7)", () => {
    const assembly = new Assembly(100, 64);
    expect(take(assembly, put(0x08, A))).to.equal("2.31 Continue 27=08");
    expect(take(assembly, put(0x18, B))).to.equal("2.31 Continue 27=18");
    expect(take(assembly, put(0x20, "0102"))).to.equal(`whole ${A}${B}0102`);
  });

  it("takes a single block as the whole", () => {
    expect(take(new Assembly(100, 64), put(0x00, "0102"))).to.equal("whole 0102");
  });

  it("asks for smaller blocks with the first answer and goes on with them (figure 8)", () => {
    const assembly = new Assembly(200, 32);
    expect(take(assembly, put(0x0a, A + A + A + A))).to.equal("2.31 Continue 27=09");
    expect(take(assembly, put(0x29, B + B))).to.equal("2.31 Continue 27=29");
    expect(take(assembly, put(0x31, "01"))).to.equal(`whole ${A.repeat(4)}${B.repeat(2)}01`);
  });

  it("refuses a block out of order with 4.08 and still takes the right one", () => {
    const assembly = new Assembly(100, 64);
    expect(take(assembly, put(0x18, A))).to.equal("4.08 Request Entity Incomplete 27=18");
    take(assembly, put(0x08, A));
    expect(take(assembly, put(0x28, A))).to.equal("4.08 Request Entity Incomplete 27=28");
    expect(take(assembly, put(0x10, "01"))).to.equal(`whole ${A}01`);
    expect(take(assembly, put(0x10, "01"))).to.equal("4.08 Request Entity Incomplete 27=10");
  });

  it("refuses more than its limit with 4.13 and says the limit", () => {
    const assembly = new Assembly(20, 64);
    take(assembly, put(0x08, A));
    expect(take(assembly, put(0x18, A))).to.equal("4.13 Request Entity Too Large 27=18 60=14");
    expect(take(assembly, put(0x10, "01"))).to.equal("4.08 Request Entity Incomplete 27=10");
    expect(take(new Assembly(16, 64), put(0x00, A))).to.equal(`whole ${A}`);
  });

  it("starts again with a new first block", () => {
    const assembly = new Assembly(100, 64);
    take(assembly, put(0x08, A));
    take(assembly, put(0x08, B));
    expect(take(assembly, put(0x10, "01"))).to.equal(`whole ${B}01`);
  });

  it("does not mix peers, methods, paths or request tags", () => {
    const other = textOption(15, "x");
    const tag = opaqueOption(292, hex("01"));
    for (const [message, peer] of [
      [put(0x10, "01"), 2],
      [{ ...put(0x10, "01"), code: 2 }, 1],
      [put(0x10, "01", other), 1],
      [put(0x10, "01", tag), 1],
    ] as const) {
      const assembly = new Assembly(100, 64);
      take(assembly, put(0x08, A));
      expect(take(assembly, message, 0, peer)).to.equal("4.08 Request Entity Incomplete 27=10");
    }
    const assembly = new Assembly(100, 64);
    take(assembly, put(0x08, A));
    expect(take(assembly, put(0x10, "01", uintOption(60, 17)))).to.equal(`whole ${A}01`);
  });

  it("drops a part after 247 s", () => {
    const assembly = new Assembly(100, 64);
    take(assembly, put(0x08, A), 1000);
    expect(take(assembly, put(0x10, "01"), 248_000)).to.equal("4.08 Request Entity Incomplete 27=10");
  });

  it("refuses the reserved size and a payload that is not of the block's size", () => {
    const assembly = new Assembly(100, 64);
    expect(take(assembly, put(0x0f, A))).to.equal("4.00 Bad Request");
    expect(take(assembly, put(0x08, "0102"))).to.equal("4.00 Bad Request");
    expect(take(assembly, put(0x00, `${A}01`))).to.equal("4.00 Bad Request");
  });
});
