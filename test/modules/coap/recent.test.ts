import { expect } from "chai";
import { Recent } from "../../../modules/coap/recent.js";
import { hex, shown } from "../../support/hex.js";

const NONE = new Uint8Array(0);

function remembering(count: number, reply = NONE): Recent {
  const recent = new Recent();
  for (let id = 0; id < count; id++) recent.remember(1, id, 100_000, reply, 0);
  return recent;
}

function known(recent: Recent, from: number, to: number): boolean[] {
  const found: boolean[] = [];
  for (let id = from; id < to; id++) found.push(recent.known(1, id, 0));
  return found;
}

describe("coap/recent", () => {
  it("knows nothing at first", () => {
    expect(new Recent().known(0, 0, 0)).to.equal(false);
    expect(new Recent().reply(0, 0, 0)).to.equal(undefined);
  });

  it("tells peers and ids apart", () => {
    const recent = new Recent();
    recent.remember(1, 0x1234, 100_000, NONE, 0);
    recent.remember(255, 0xffff, 100_000, hex("60001234"), 0);
    expect([recent.known(1, 0x1234, 0), recent.known(2, 0x1234, 0), recent.known(1, 0x3412, 0)]).to.deep.equal([
      true,
      false,
      false,
    ]);
    expect(shown(recent.reply(255, 0xffff, 0))).to.equal("60001234");
    expect(recent.reply(1, 0x1234, 0)).to.equal(undefined);
  });

  it("puts a reply in the place of none", () => {
    const recent = remembering(3);
    recent.remember(1, 1, 100_000, hex("01"), 0);
    recent.remember(1, 1, 100_000, hex("0203"), 0);
    expect([recent.reply(1, 0, 0), shown(recent.reply(1, 1, 0)), recent.reply(1, 2, 0)]).to.deep.equal([
      undefined,
      "0203",
      undefined,
    ]);
  });

  it("forgets in time, also over weeks of uptime", () => {
    const recent = new Recent();
    const start = 60 * 24 * 3600 * 1000;
    recent.remember(1, 7, start + 5000, NONE, start);
    expect([recent.known(1, 7, start + 4999), recent.known(1, 7, start + 5000)]).to.deep.equal([true, false]);
  });

  it("keeps the newest thirty-two", () => {
    expect(known(remembering(32), 0, 32).every((one) => one)).to.equal(true);
    const recent = remembering(36);
    expect(known(recent, 0, 4)).to.deep.equal([false, false, false, false]);
    expect(known(recent, 4, 36).every((one) => one)).to.equal(true);
  });

  // Sixteen reads after a write were enough for a late duplicate of the write to be executed again.
  it("forgets what does no harm a second time before what does, whatever came in between", () => {
    const recent = new Recent();
    for (let id = 0; id < 4; id++) recent.remember(1, id, 100_000, NONE, 0);
    for (let id = 100; id < 200; id++) recent.remember(1, id, 100_000, NONE, 0, true);
    recent.remember(1, 150 + 45, 100_000, hex("6045"), 0);
    expect(known(recent, 0, 4)).to.deep.equal([true, true, true, true]);
    expect(known(recent, 171, 200).filter((one) => one)).to.have.length(28);
    for (let id = 4; id < 32; id++) recent.remember(1, id, 100_000, NONE, 0);
    expect(known(recent, 0, 32).every((one) => one)).to.equal(true);
    expect(known(recent, 100, 200).some((one) => one)).to.equal(false);
    recent.remember(1, 32, 100_000, NONE, 0);
    expect(known(recent, 0, 2)).to.deep.equal([false, true]);
  });

  it("does not count what is over", () => {
    const recent = new Recent();
    for (let id = 0; id < 32; id++) recent.remember(1, id, id < 8 ? 1000 : 100_000, NONE, 0);
    for (let id = 32; id < 40; id++) recent.remember(1, id, 100_000, NONE, 2000);
    for (let id = 8; id < 40; id++) expect(recent.known(1, id, 2000)).to.equal(true);
  });

  it("keeps all short replies, and the long ones as far as 256 bytes reach, oldest dropped first", () => {
    const recent = new Recent();
    recent.remember(1, 0, 100_000, new Uint8Array(24), 0);
    for (let id = 1; id <= 4; id++) recent.remember(1, id, 100_000, new Uint8Array(100).fill(id), 0);
    expect(recent.reply(1, 0, 0)?.length).to.equal(24);
    expect([1, 2, 3, 4].map((id) => recent.reply(1, id, 0)?.length)).to.deep.equal([undefined, undefined, 100, 100]);
    expect(shown(recent.reply(1, 3, 0))).to.equal("03".repeat(100));
    expect(known(recent, 0, 5)).to.deep.equal([true, true, true, true, true]);
  });

  it("keeps the newest reply however long it is", () => {
    const recent = remembering(3, new Uint8Array(60));
    recent.remember(1, 9, 100_000, new Uint8Array(1000), 0);
    expect(recent.reply(1, 9, 0)?.length).to.equal(1000);
    expect([0, 1, 2].map((id) => recent.reply(1, id, 0))).to.deep.equal([undefined, undefined, undefined]);
  });

  it("forgets one peer or all", () => {
    const recent = new Recent();
    for (let peer = 0; peer < 3; peer++) recent.remember(peer, 5, 100_000, hex("0102"), 0);
    recent.forget(1);
    expect([0, 1, 2].map((peer) => shown(recent.reply(peer, 5, 0)))).to.deep.equal(["0102", undefined, "0102"]);
    recent.forget();
    expect([0, 1, 2].map((peer) => recent.known(peer, 5, 0))).to.deep.equal([false, false, false]);
  });
});
