import { expect } from "chai";
import { blockOption, blockSize, findBlock, sliceAnswer, type Slice } from "../../../modules/coap/block.js";
import { formatCode } from "../../../modules/coap/codes.js";
import { opaqueOption, uintOption, type Option } from "../../../modules/coap/options.js";
import { hex, shown } from "../../support/hex.js";

const BODY = new Uint8Array(100).map((_, i) => i);

function ask(...options: Option[]): { options: Option[] } {
  return { options };
}

function slice(request: { options: Option[] }, largest = 32, payload: Uint8Array = BODY): string {
  const answer = { code: 0x45, options: [uintOption(12, 40)], payload };
  return described(sliceAnswer(request, answer, largest));
}

function described({ code, options, payload }: Slice): string {
  const list = options.map((option) => `${option.number}=${shown(option.value)}`).join(" ");
  const range = payload === undefined || payload.length === 0 ? "" : ` ${payload[0]}..${payload[payload.length - 1]}`;
  return `${formatCode(code)} ${list}${range}`.trim();
}

describe("coap/block: the option", () => {
  it("reads number, more and size (RFC 7959 section 2.2)", () => {
    expect(findBlock(ask(opaqueOption(23)), 23)).to.deep.equal({ number: 0, more: false, size: 16 });
    expect(findBlock(ask(opaqueOption(23, hex("0e"))), 23)).to.deep.equal({ number: 0, more: true, size: 1024 });
    expect(findBlock(ask(opaqueOption(27, hex("fffff6"))), 27)).to.deep.equal({
      number: 0xf_ffff,
      more: false,
      size: 1024,
    });
    expect(findBlock(ask(opaqueOption(23)), 27)).to.equal(undefined);
  });

  it("calls the reserved size and a longer value malformed", () => {
    expect(findBlock(ask(opaqueOption(23, hex("07"))), 23)).to.equal("malformed");
    expect(findBlock(ask(opaqueOption(23, hex("01000006"))), 23)).to.equal("malformed");
  });

  it("writes what it reads", () => {
    for (const text of ["", "01", "0e", "26", "0102", "fffff6"]) {
      const block = findBlock(ask(opaqueOption(23, hex(text))), 23);
      if (block === undefined || block === "malformed") throw new Error(text);
      expect(shown(blockOption(23, block).value)).to.equal(text);
    }
  });

  it("has sizes from 16 to 1024", () => {
    expect([1, 16, 31, 32, 511, 512, 1024, 5000].map(blockSize)).to.deep.equal([16, 16, 16, 32, 256, 512, 1024, 1024]);
  });
});

describe("coap/block: slices of an answer", () => {
  it("leaves alone what fits and what is an error", () => {
    expect(slice(ask(), 100)).to.equal("2.05 Content 12=28 0..99");
    const notFound = { code: 0x84, options: [], payload: new Uint8Array(0) };
    expect(described(sliceAnswer(ask(uintOption(23, 0x11)), notFound, 32))).to.equal("4.04 Not Found");
  });

  it("starts a long answer with the first block, unasked, with an ETag of the whole", () => {
    expect(slice(ask())).to.equal("2.05 Content 12=28 23=09 4=58c932f5 0..31");
  });

  it("gives the block that is asked for, the last one without more", () => {
    expect(slice(ask(uintOption(23, 0x11)))).to.equal("2.05 Content 12=28 23=19 4=58c932f5 32..63");
    expect(slice(ask(uintOption(23, 0x31)))).to.equal("2.05 Content 12=28 23=31 4=58c932f5 96..99");
  });

  it("gives smaller blocks if asked to (RFC 7959 figure 3)", () => {
    expect(slice(ask(uintOption(23, 0x00)))).to.equal("2.05 Content 12=28 23=08 4=58c932f5 0..15");
    expect(slice(ask(uintOption(23, 0x60)))).to.equal("2.05 Content 12=28 23=60 4=58c932f5 96..99");
  });

  it("gives its own size to who asks for larger blocks, at the same byte", () => {
    expect(slice(ask(uintOption(23, 0x06)))).to.equal("2.05 Content 12=28 23=09 4=58c932f5 0..31");
    expect(slice(ask(uintOption(23, 0x12)))).to.equal("2.05 Content 12=28 23=29 4=58c932f5 64..95");
  });

  it("answers with one last block if all fits into the one that is asked for", () => {
    expect(slice(ask(uintOption(23, 0x06)), 128)).to.equal("2.05 Content 12=28 23=03 0..99");
    expect(slice(ask(uintOption(23, 0x00)), 32, hex(""))).to.equal("2.05 Content 12=28 23=");
  });

  it("gives the whole size to who asks for it (section 4)", () => {
    expect(slice(ask(uintOption(23, 0x01), uintOption(28, 0)))).to.equal(
      "2.05 Content 12=28 23=09 4=58c932f5 28=64 0..31",
    );
  });

  it("refuses a block behind the end and the reserved size", () => {
    expect(slice(ask(uintOption(23, 0x41)))).to.equal("4.00 Bad Request");
    expect(slice(ask(uintOption(23, 0x07)))).to.equal("4.00 Bad Request");
  });

  it("the blocks of any size put together are the whole", () => {
    for (const largest of [16, 32, 64, 128]) {
      const bytes: number[] = [];
      let more = true;
      for (let number = 0; more; number++) {
        const answer = { code: 0x45, options: [], payload: BODY };
        const cut = sliceAnswer(ask(blockOption(23, { number, more: false, size: largest })), answer, largest);
        bytes.push(...(cut.payload ?? []));
        const block = findBlock(cut, 23);
        more = block !== undefined && block !== "malformed" && block.more;
      }
      expect(bytes).to.deep.equal(Array.from(BODY));
    }
  });
});
