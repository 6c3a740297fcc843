import { expect } from "chai";
import { MessageType, writeMessage, type Message } from "../../../modules/coap/message.js";
import { formatCode } from "../../../modules/coap/codes.js";
import { opaqueOption, textOption, uintOption, type Option } from "../../../modules/coap/options.js";
import { Transfers, type Progress, type Request } from "../../../modules/coap/transfer.js";
import { hex, shown } from "../../support/hex.js";

const PUT = 3;
const GET = 1;
const FETCH = 5;
/** 40 bytes of which each is its own place. */
const FORTY = Array.from({ length: 40 }, (_, i) => (i < 16 ? `0${i.toString(16)}` : i.toString(16))).join("");

/** A datagram has room for one block of 16 bytes. */
const MAX = 56;

function request(code: number, payload?: string, ...options: Option[]): Request {
  const content = payload === undefined ? {} : { payload: hex(payload) };
  return { kind: "request", peer: 1, tag: 7, code, options: [textOption(11, "a"), ...options], ...content };
}

function answer(transfers: Transfers, code: number, payload: string, ...options: Option[]): string {
  const message: Message = {
    type: MessageType.acknowledgement,
    code,
    id: 1,
    token: hex(""),
    options,
    payload: hex(payload),
  };
  return shownProgress(transfers.response({ kind: "response", tag: 7, peer: 1, message }));
}

function shownOptions(options: readonly Option[]): string {
  return options.map((option) => ` ${option.number}=${shown(option.value)}`).join("");
}

function shownRequest({ code, options, payload }: Request): string {
  return `${formatCode(code)}${shownOptions(options)} ${shown(payload) ?? ""}`.trim();
}

function shownProgress(progress: Progress): string {
  if (progress.kind === "request") return shownRequest(progress.request);
  if (progress.kind === "failed") return `failed ${progress.tag} ${progress.cause}`;
  return `response ${progress.tag} ${formatCode(progress.message.code)} ${shown(progress.message.payload)}`.trim();
}

const block1 = (value: number) => uintOption(27, value);
const block2 = (value: number) => uintOption(23, value);

describe("coap/transfer: a payload", () => {
  it("that fits goes as it is, and the response comes as it is", () => {
    const transfers = new Transfers(MAX, 100);
    const short = request(PUT, FORTY.slice(0, 78));
    expect(transfers.start(short)).to.deep.equal(short);
    expect(answer(transfers, 0x44, "")).to.equal("response 7 2.04 Changed");
  });

  it("that does not fit goes in blocks, with its size first (RFC 7959 figure 7)", () => {
    const transfers = new Transfers(MAX, 100);
    const first = shownRequest(transfers.start(request(PUT, FORTY)));
    expect(first).to.equal(`0.03 PUT 11=61 27=08 60=28 ${FORTY.slice(0, 32)}`);
    expect(answer(transfers, 0x5f, "", block1(0x08))).to.equal(`0.03 PUT 11=61 27=18 ${FORTY.slice(32, 64)}`);
    expect(answer(transfers, 0x5f, "", block1(0x18))).to.equal(`0.03 PUT 11=61 27=20 ${FORTY.slice(64)}`);
    expect(answer(transfers, 0x44, "", block1(0x20))).to.equal("response 7 2.04 Changed");
  });

  it("in blocks never needs a longer datagram than there may be", () => {
    for (let max = 64; max < 600; max += 7) {
      const transfers = new Transfers(max, 100);
      const started = transfers.start({ ...request(PUT), payload: new Uint8Array(2000), peer: 1 });
      const token = new Uint8Array(8);
      const bytes = writeMessage({ type: MessageType.confirmable, id: 1, token, ...started }, max);
      expect(bytes, `${max}`).to.not.equal(undefined);
    }
  });

  it("goes on in smaller blocks when the server asks for them (figure 8)", () => {
    const transfers = new Transfers(110, 100);
    const first = shownRequest(transfers.start(request(PUT, FORTY + FORTY + FORTY)));
    expect(first).to.equal(`0.03 PUT 11=61 27=0a 60=78 ${(FORTY + FORTY).slice(0, 128)}`);
    expect(answer(transfers, 0x5f, "", block1(0x09))).to.equal(
      `0.03 PUT 11=61 27=29 ${(FORTY + FORTY + FORTY).slice(128, 192)}`,
    );
  });

  it("begins anew with smaller blocks on 4.13 with a smaller size, whether it was in blocks or not (section 2.9.3)", () => {
    const transfers = new Transfers(100, 100);
    transfers.start(request(PUT, FORTY));
    expect(answer(transfers, 0x8d, "", block1(0x00))).to.equal(`0.03 PUT 11=61 27=08 60=28 ${FORTY.slice(0, 32)}`);
    expect(answer(transfers, 0x8d, "", block1(0x00))).to.equal("response 7 4.13 Request Entity Too Large");
  });

  it("ends with the error that the server gives in the middle", () => {
    const transfers = new Transfers(MAX, 100);
    transfers.start(request(PUT, FORTY));
    expect(answer(transfers, 0x88, "", block1(0x08))).to.equal("response 7 4.08 Request Entity Incomplete");
    expect(answer(transfers, 0x5f, "", block1(0x18))).to.equal("response 7 2.31 Continue");
  });

  it("fails when the server confirms another block", () => {
    const transfers = new Transfers(MAX, 100);
    transfers.start(request(PUT, FORTY));
    expect(answer(transfers, 0x5f, "", block1(0x18))).to.equal("failed 7 malformed");
  });

  it("after one that broke off bears a Request-Tag, so that their blocks cannot mix (RFC 9175 section 3.3)", () => {
    const transfers = new Transfers(MAX, 100);
    transfers.start(request(PUT, FORTY));
    transfers.end(7);
    const again = shownRequest(transfers.start(request(PUT, FORTY)));
    expect(again).to.equal(`0.03 PUT 11=61 27=08 60=28 292=01 ${FORTY.slice(0, 32)}`);
    expect(answer(transfers, 0x5f, "", block1(0x08))).to.equal(`0.03 PUT 11=61 27=18 292=01 ${FORTY.slice(32, 64)}`);
    transfers.end();
    expect(shownRequest(transfers.start(request(PUT, FORTY)))).to.contain("292=02");
    expect(shownRequest(transfers.start(request(PUT, "01")))).to.equal("0.03 PUT 11=61 01");
  });
});

describe("coap/transfer: a response", () => {
  it("is announced to have room for small blocks only, and is put together (RFC 7959 figure 3)", () => {
    const transfers = new Transfers(MAX, 100);
    expect(shownRequest(transfers.start(request(GET)))).to.equal("0.01 GET 11=61 23=");
    expect(answer(transfers, 0x45, FORTY.slice(0, 32), block2(0x08))).to.equal("0.01 GET 11=61 23=10");
    expect(answer(transfers, 0x45, FORTY.slice(32, 64), block2(0x18))).to.equal("0.01 GET 11=61 23=20");
    expect(answer(transfers, 0x45, FORTY.slice(64), block2(0x20))).to.equal(`response 7 2.05 Content ${FORTY}`);
  });

  it("is not announced anything where datagrams have room for the largest block", () => {
    expect(shownRequest(new Transfers(1100, 100).start(request(GET)))).to.equal("0.01 GET 11=61");
  });

  it("to an observe is asked for without Observe from its second block on (section 2.6)", () => {
    const transfers = new Transfers(MAX, 100);
    transfers.start(request(GET, undefined, uintOption(6, 0)));
    expect(answer(transfers, 0x45, FORTY.slice(0, 32), block2(0x08))).to.equal("0.01 GET 11=61 23=10");
  });

  it("to a payload in blocks may be in blocks as well; the payload goes once (figure 11)", () => {
    const transfers = new Transfers(MAX, 100);
    transfers.start(request(FETCH, FORTY));
    answer(transfers, 0x5f, "", block1(0x08));
    answer(transfers, 0x5f, "", block1(0x18));
    expect(answer(transfers, 0x45, FORTY.slice(0, 32), block1(0x20), block2(0x08))).to.equal("0.05 FETCH 11=61 23=10");
    expect(answer(transfers, 0x45, FORTY.slice(32, 64), block2(0x10))).to.equal(
      `response 7 2.05 Content ${FORTY.slice(0, 64)}`,
    );
  });

  it("that changes on the way is read from its beginning, at most three times (section 2.4)", () => {
    const transfers = new Transfers(MAX, 100);
    transfers.start(request(GET));
    const etag = (text: string) => opaqueOption(4, hex(text));
    for (let turn = 0; turn < 3; turn++) {
      expect(answer(transfers, 0x45, FORTY.slice(0, 32), block2(0x08), etag("01"))).to.equal("0.01 GET 11=61 23=10");
      expect(answer(transfers, 0x45, FORTY.slice(32, 64), block2(0x18), etag("02"))).to.equal("0.01 GET 11=61 23=");
    }
    answer(transfers, 0x45, FORTY.slice(0, 32), block2(0x08), etag("01"));
    expect(answer(transfers, 0x45, FORTY.slice(32, 64), block2(0x18), etag("02"))).to.equal("failed 7 malformed");
  });

  it("fails when it is longer than its limit, has a hole, a short block, or a reserved size", () => {
    const started = (limit: number) => {
      const transfers = new Transfers(MAX, limit);
      transfers.start(request(GET));
      answer(transfers, 0x45, FORTY.slice(0, 32), block2(0x08));
      return transfers;
    };
    expect(answer(started(31), 0x45, FORTY.slice(32, 64), block2(0x18))).to.equal("failed 7 tooLarge");
    expect(answer(started(100), 0x45, FORTY.slice(32, 64), block2(0x28))).to.equal("failed 7 malformed");
    expect(answer(started(100), 0x45, FORTY.slice(32, 60), block2(0x18))).to.equal("failed 7 malformed");
    expect(answer(started(100), 0x45, FORTY.slice(32, 64), block2(0x1f))).to.equal("failed 7 malformed");
  });

  it("is left alone where the owner asks for a certain block himself", () => {
    const transfers = new Transfers(MAX, 100);
    const own = request(GET, undefined, block2(0x30));
    expect(transfers.start(own)).to.equal(own);
    expect(answer(transfers, 0x45, "01", block2(0x30))).to.equal("response 7 2.05 Content 01");
  });
});

describe("coap/transfer: Echo", () => {
  it("goes back once, with the same request (RFC 9175 section 2.3)", () => {
    const transfers = new Transfers(MAX, 100);
    transfers.start(request(PUT, "01"));
    const echo = opaqueOption(252, hex("c0ffee"));
    expect(answer(transfers, 0x81, "", echo)).to.equal("0.03 PUT 11=61 252=c0ffee 01");
    expect(answer(transfers, 0x81, "", echo)).to.equal("response 7 4.01 Unauthorized");
  });

  // aiocoap asks for it with the last block, and has dropped all blocks by then.
  it("is asked for at the end of a payload: all blocks go again and bear it", () => {
    const transfers = new Transfers(MAX, 100);
    transfers.start(request(PUT, FORTY));
    answer(transfers, 0x5f, "", block1(0x08));
    answer(transfers, 0x5f, "", block1(0x18));
    expect(answer(transfers, 0x81, "", block1(0x20), opaqueOption(252, hex("05")))).to.equal(
      `0.03 PUT 11=61 27=08 60=28 252=05 ${FORTY.slice(0, 32)}`,
    );
    expect(answer(transfers, 0x5f, "", block1(0x08))).to.equal(`0.03 PUT 11=61 27=18 252=05 ${FORTY.slice(32, 64)}`);
  });

  it("is no reason to go on without a 4.01", () => {
    const transfers = new Transfers(MAX, 100);
    transfers.start(request(PUT, "01"));
    expect(answer(transfers, 0x44, "", opaqueOption(252, hex("05")))).to.equal("response 7 2.04 Changed");
  });
});
