import { expect } from "chai";
import { Blockwise, type Taken } from "../../../modules/coap/blockwise.js";
import { Response, formatCode } from "../../../modules/coap/codes.js";
import { MessageType, type Message } from "../../../modules/coap/message.js";
import { opaqueOption, textOption, uintOption, type Option } from "../../../modules/coap/options.js";
import { hex, shown } from "../../support/hex.js";

const FETCH = 5;
const POST = 2;
const GET = 1;
const A = "aa".repeat(16);
const LONG = "00112233445566778899aabbccddeeff".repeat(3);

function request(code: number, payload: string, ...options: Option[]): Message {
  const path = textOption(11, "dp");
  return {
    type: MessageType.confirmable,
    code,
    id: 1,
    token: hex(""),
    options: [path, ...options],
    payload: hex(payload),
  };
}

function line(slice: Taken | { code: number; options: readonly Option[]; payload?: Uint8Array }): string {
  if ("kind" in slice && slice.kind === "whole") return `whole ${shown(slice.message.payload)}`;
  const options = slice.options.map((option) => ` ${option.number}=${shown(option.value)}`).join("");
  return `${formatCode(slice.code)}${options} ${shown(slice.payload) ?? ""}`.trim();
}

const content = (payload: string) => ({ code: Response.content, options: [], payload: hex(payload) });
const block2 = (value: number) => uintOption(23, value);
const block1 = (value: number) => uintOption(27, value);

describe("coap/blockwise", () => {
  it("gives a short request and its short answer as they are", () => {
    const blocks = new Blockwise(64, 32);
    const message = request(GET, "");
    const taken = blocks.take(1, message, 0);
    expect(taken.kind === "whole" && taken.message === message).to.equal(true);
    expect(line(blocks.cut(1, message, content("01"), 0))).to.equal("2.05 Content 01");
    expect(blocks.deadline()).to.equal(undefined);
  });

  it("confirms the last block of the payload in the answer (RFC 7959 figure 7)", () => {
    const blocks = new Blockwise(64, 32);
    expect(line(blocks.take(1, request(POST, A, block1(0x08)), 0))).to.equal("2.31 Continue 27=08");
    const last = request(POST, "0102", block1(0x10));
    expect(line(blocks.take(1, last, 0))).to.equal(`whole ${A}0102`);
    expect(line(blocks.cut(1, last, { ...content(""), code: Response.changed }, 0))).to.equal("2.04 Changed 27=10");
    expect(blocks.deadline()).to.equal(undefined);
  });

  it("gives the rest of an answer to a FETCH that is asked for without its payload (figure 10)", () => {
    const blocks = new Blockwise(64, 16);
    const first = blocks.cut(1, request(FETCH, "0102"), content(LONG), 0);
    expect(line(first)).to.equal(`2.05 Content 23=08 4=55e67d01 ${LONG.slice(0, 32)}`);
    expect(line(blocks.take(1, request(FETCH, "", block2(0x10)), 1))).to.contain("2.05 Content 23=18");
    expect(line(blocks.take(1, request(FETCH, "", block2(0x20)), 2))).to.contain("2.05 Content 23=20");
  });

  it("makes the answer to a GET anew for each block and keeps nothing of it", () => {
    const blocks = new Blockwise(64, 16);
    blocks.cut(1, request(GET, ""), content(LONG), 0);
    expect(blocks.deadline()).to.equal(undefined);
    expect(line(blocks.take(1, request(GET, "", block2(0x10)), 0))).to.equal("whole ");
  });

  it("answers 4.08 when the rest is another's, has another Request-Tag, is too long, or was left for too long", () => {
    const later = request(FETCH, "", block2(0x10));
    const held = () => {
      const blocks = new Blockwise(64, 16);
      blocks.cut(1, request(FETCH, "0102"), content(LONG), 0);
      return blocks;
    };
    expect(line(held().take(2, later, 0))).to.equal("4.08 Request Entity Incomplete");
    const tagged = request(FETCH, "", block2(0x10), opaqueOption(292, hex("01")));
    expect(line(held().take(1, tagged, 0))).to.equal("4.08 Request Entity Incomplete");
    expect(line(held().take(1, later, 246_999))).to.contain("2.05 Content");
    expect(line(held().take(1, later, 247_000))).to.equal("4.08 Request Entity Incomplete");
    const short = new Blockwise(47, 16);
    short.cut(1, request(FETCH, "0102"), content(LONG), 0);
    expect(line(short.take(1, later, 0))).to.equal("4.08 Request Entity Incomplete");
  });

  it("drops what it keeps when nobody asks for it any more", () => {
    const blocks = new Blockwise(64, 16);
    blocks.take(1, request(POST, A, block1(0x08)), 1000);
    blocks.cut(1, request(FETCH, "0102"), content(LONG), 5000);
    expect(blocks.deadline()).to.equal(248_000);
    blocks.expire(247_999);
    expect(blocks.deadline()).to.equal(248_000);
    blocks.expire(248_000);
    expect(blocks.deadline()).to.equal(252_000);
    blocks.expire(252_000);
    expect(blocks.deadline()).to.equal(undefined);
    expect(line(blocks.take(1, request(POST, "01", block1(0x10)), 252_000))).to.contain("4.08");
  });
});
