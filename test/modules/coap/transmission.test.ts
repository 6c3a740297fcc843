import { expect } from "chai";
import type { ExchangeInput } from "../../../modules/coap/exchange.js";
import { arrive, exchanges, get, give, notify, run } from "./talk.js";

describe("coap/transmission: a newer notification (RFC 7641 section 4.5.2)", () => {
  it("takes the place of one with the same token that is still queued, and ends for both", () => {
    const machine = exchanges();
    give(machine, get(1));
    give(machine, notify(2, true, "aa"));
    give(machine, notify(3, true, "bb"));
    expect(give(machine, notify(4, true, "aa"))).to.deep.equal([]);
    expect(arrive(machine, "70 00 0000")).to.deep.equal(["failed 1 reset", "send 1 41450003aa6107ff05"]);
    expect(arrive(machine, "60 00 0003")).to.deep.equal(["acknowledged 4", "send 1 41450002bb6107ff05"]);
    expect(arrive(machine, "60 00 0002")).to.deep.equal(["acknowledged 3"]);
    expect(machine.deadline()).to.equal(undefined);
  });

  it("goes out in place of a retransmission, with the attempts that are left", () => {
    const machine = exchanges();
    expect(give(machine, notify(2, true))).to.deep.equal(["send 1 41450000aa6107ff05"]);
    expect(give(machine, notify(3, true), 1000)).to.deep.equal([]);
    const sent = "send 1 41450001aa6107ff05";
    expect(run(machine, 1e9)).to.deep.equal([
      `2500: ${sent}`,
      `7500: ${sent}`,
      `17500: ${sent}`,
      `37500: ${sent}`,
      "77500: rejected 3 timeout",
    ]);
    expect(machine.deadline()).to.equal(undefined);
  });

  it("goes out after the acknowledgement of the older one, as a message of its own", () => {
    const machine = exchanges();
    give(machine, notify(2, true));
    give(machine, notify(3, true));
    expect(arrive(machine, "60 00 0000")).to.deep.equal(["acknowledged 2", "send 1 41450001aa6107ff05"]);
    expect(arrive(machine, "60 00 0001")).to.deep.equal(["acknowledged 3"]);
  });

  it("leaves one in its place that tells of the past, sent or queued, and goes out after it", () => {
    const machine = exchanges();
    const lasting = (tag: number): ExchangeInput => ({ ...notify(tag, true), lasting: true }) as ExchangeInput;
    expect(give(machine, lasting(2))).to.deep.equal(["send 1 41450000aa6107ff05"]);
    give(machine, lasting(3));
    give(machine, notify(4, true));
    expect(run(machine, 2500)).to.deep.equal(["2500: send 1 41450000aa6107ff05"]);
    expect(arrive(machine, "60 00 0000", 2600)).to.deep.equal(["acknowledged 2", "send 1 41450001aa6107ff05"]);
    expect(arrive(machine, "60 00 0001", 2700)).to.deep.equal(["acknowledged 3", "send 1 41450002aa6107ff05"]);
    expect(arrive(machine, "60 00 0002", 2800)).to.deep.equal(["acknowledged 4"]);
    give(machine, lasting(5));
    give(machine, lasting(6));
    give(machine, notify(7, true));
    expect(arrive(machine, "70 00 0003", 2900)).to.deep.equal(["rejected 7 reset"]);
    expect(machine.deadline()).to.equal(undefined);
  });

  it("ends with the older one when that is rejected", () => {
    const machine = exchanges();
    give(machine, notify(2, true));
    give(machine, notify(3, true));
    expect(arrive(machine, "70 00 0000")).to.deep.equal(["rejected 3 reset"]);
    expect(machine.deadline()).to.equal(undefined);
  });

  it("does not hold back a Non-confirmable one, which needs no acknowledgement", () => {
    const machine = exchanges();
    give(machine, notify(2, true));
    expect(give(machine, notify(3, false))).to.deep.equal(["send 1 51450001aa6107ff05"]);
  });
});

describe("coap/transmission: the queue", () => {
  // Sixteen observations of a server that was gone held up the update that would have found it out for 20 minutes.
  it("lets a request go before notifications that wait longer", () => {
    const machine = exchanges();
    for (let tag = 10; tag < 14; tag++) give(machine, notify(tag, true, `${tag}`));
    give(machine, get(1));
    expect(arrive(machine, "60 00 0000")).to.deep.equal(["acknowledged 10", "send 1 4401000480000000b161"]);
    expect(arrive(machine, "70 00 0004")).to.deep.equal(["failed 1 reset", "send 1 41450001116107ff05"]);
  });

  it("has room for four requests beside the notifications", () => {
    const machine = exchanges();
    for (let tag = 10; tag < 26; tag++) give(machine, notify(tag, true, `${tag}`));
    for (let tag = 1; tag <= 4; tag++) expect(give(machine, get(tag))).to.deep.equal([]);
    expect(give(machine, get(5))).to.deep.equal(["failed 5 busy"]);
  });
});
