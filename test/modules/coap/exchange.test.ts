import { expect } from "chai";
import type { LogLevel } from "../../../modules/base/log.js";
import { seededRandom } from "../../../modules/base/random.js";
import { opaqueOption } from "../../../modules/coap/options.js";
import { hex } from "../../support/hex.js";
import { arrive, content, exchanges, get, give, notify, PEER, run } from "./talk.js";

describe("coap/exchange: a request of ours", () => {
  it("goes out with a random token and id, and ends with the piggybacked response", () => {
    const machine = exchanges();
    expect(give(machine, get(7))).to.deep.equal([`send 1 4401000080000000b161`]);
    expect(arrive(machine, "64 45 0000 80000000 ff 3231")).to.deep.equal(["response 7 69 3231"]);
    expect(machine.deadline()).to.equal(undefined);
    expect(run(machine, 1e9)).to.deep.equal([]);
  });

  it("is sent again at growing intervals, always the same bytes, and fails (RFC 7252 section 4.2)", () => {
    const machine = exchanges();
    const sent = give(machine, get(7), 1000)[0];
    expect(run(machine, 1e9)).to.deep.equal([
      `3500: ${sent}`,
      `8500: ${sent}`,
      `18500: ${sent}`,
      `38500: ${sent}`,
      "78500: failed 7 timeout",
    ]);
    expect(machine.deadline()).to.equal(undefined);
  });

  it("draws its first timeout between ACK_TIMEOUT and 1.5 times as much", () => {
    const random = seededRandom(5);
    const seen = new Set<number>();
    for (let i = 0; i < 200; i++) {
      const machine = exchanges({ random });
      give(machine, get(1));
      const due = machine.deadline() as number;
      expect(due).to.be.within(2000, 3000);
      seen.add(Math.floor(due / 100));
    }
    expect(seen.size).to.equal(10);
  });

  it("is not sent again before its time, nor twice at its time", () => {
    const machine = exchanges();
    give(machine, get(7));
    machine.expire(2499);
    expect(machine.poll()).to.equal(undefined);
    machine.expire(2500);
    machine.expire(2500);
    expect([machine.poll()?.kind, machine.poll()]).to.deep.equal(["send", undefined]);
  });

  it("waits for a separate response after the empty acknowledgement, and acknowledges it (figure 20)", () => {
    const machine = exchanges();
    give(machine, get(7));
    expect(arrive(machine, "60 00 0000", 100)).to.deep.equal([]);
    expect(arrive(machine, "44 45 ad7b 80000000 ff 3231", 200)).to.deep.equal([
      "send 1 6000ad7b",
      "response 7 69 3231",
    ]);
    expect(machine.deadline()).to.equal(undefined);
  });

  it("acknowledges a repeated separate response again without giving it out again", () => {
    const machine = exchanges();
    give(machine, get(7));
    arrive(machine, "44 45 ad7b 80000000 ff 3231");
    expect(arrive(machine, "44 45 ad7b 80000000 ff 3231", 5000)).to.deep.equal(["send 1 6000ad7b"]);
  });

  it("takes a separate response though the acknowledgement was lost, and is not sent again (section 5.2.2)", () => {
    const machine = exchanges();
    give(machine, get(7));
    expect(arrive(machine, "54 45 0099 80000000 ff 3231")).to.deep.equal(["response 7 69 3231"]);
    expect(arrive(machine, "60 00 0000")).to.deep.equal([]);
    expect(run(machine, 1e9)).to.deep.equal([]);
  });

  it("ignores a repeated Non-confirmable response", () => {
    const machine = exchanges();
    give(machine, get(7));
    arrive(machine, "54 45 0099 80000000 ff 3231");
    expect(arrive(machine, "54 45 0099 80000000 ff 3231")).to.deep.equal([]);
  });

  it("fails in the end if the separate response never comes", () => {
    const machine = exchanges();
    give(machine, get(7));
    arrive(machine, "60 00 0000", 100);
    expect(run(machine, 1e9)).to.deep.equal(["93100: failed 7 timeout"]);
  });

  it("fails on Reset", () => {
    const machine = exchanges();
    give(machine, get(7));
    expect(arrive(machine, "70 00 0000")).to.deep.equal(["failed 7 reset"]);
    expect(machine.deadline()).to.equal(undefined);
  });

  it("is matched by peer, id and token: anything else is not its answer (section 5.3.2)", () => {
    const machine = exchanges();
    give(machine, get(7));
    expect(arrive(machine, "64 45 0000 80000001 ff 31")).to.deep.equal([]);
    expect(arrive(machine, "64 45 0001 80000000 ff 31")).to.deep.equal([]);
    expect(arrive(machine, "64 45 0000 80000000 ff 31", 0, 2)).to.deep.equal([]);
    expect(arrive(machine, "70 00 0001")).to.deep.equal([]);
    expect(arrive(machine, "70 00 0000", 0, 2)).to.deep.equal([]);
    expect(arrive(machine, "64 45 0000 80000000 ff 31")).to.deep.equal(["response 7 69 31"]);
  });

  it("waits while another to the same peer has no acknowledgement (NSTART, section 4.7)", () => {
    const machine = exchanges();
    give(machine, get(1));
    expect(give(machine, get(2))).to.deep.equal([]);
    expect(give(machine, get(3, 2))).to.deep.equal(["send 2 4401000280000000b161"]);
    expect(arrive(machine, "64 45 0000 80000000 ff 31")).to.deep.equal([
      "response 1 69 31",
      "send 1 4401000181010101b161",
    ]);
  });

  it("goes out once the one before has its empty acknowledgement, a Reset or no hope left", () => {
    for (const end of ["60 00 0000", "70 00 0000"]) {
      const machine = exchanges();
      give(machine, get(1));
      give(machine, get(2));
      expect(arrive(machine, end).pop()).to.equal("send 1 4401000181010101b161");
    }
    const machine = exchanges();
    give(machine, get(1));
    give(machine, get(2));
    expect(run(machine, 77_500).slice(-2)).to.deep.equal([
      "77500: failed 1 timeout",
      "77500: send 1 4401000181010101b161",
    ]);
  });

  it("is refused as busy when four are under way, and there is room again after one has ended", () => {
    const machine = exchanges();
    for (let tag = 1; tag <= 4; tag++) give(machine, get(tag));
    expect(give(machine, get(5))).to.deep.equal(["failed 5 busy"]);
    arrive(machine, "70 00 0000");
    expect(give(machine, get(6))).to.deep.equal([]);
  });

  it("is refused as too large when no datagram can hold it", () => {
    const machine = exchanges({ maxMessage: 9 });
    expect(give(machine, get(7))).to.deep.equal(["failed 7 tooLarge"]);
    expect(give(exchanges({ maxMessage: 10 }), get(7)).length).to.equal(1);
    expect(machine.deadline()).to.equal(undefined);
  });

  it("has as long a token as asked for", () => {
    expect(give(exchanges({ tokenLength: 1 }), get(7))).to.deep.equal(["send 1 4101000080b161"]);
  });
});

describe("coap/exchange: a request of a peer", () => {
  it("is given out, and its answer is piggybacked (figure 16)", () => {
    const machine = exchanges();
    expect(arrive(machine, "41 01 7d34 20 b1 61")).to.deep.equal(["request 1 #1 1 20"]);
    expect(give(machine, content(1), 300)).to.deep.equal(["send 1 61457d3420ff01"]);
    expect(machine.deadline()).to.equal(undefined);
  });

  it("is executed once: a duplicate gets the same answer (figure 19, section 4.5)", () => {
    const machine = exchanges();
    arrive(machine, "41 02 7d34 20 b1 61");
    give(machine, content(1));
    expect(arrive(machine, "41 02 7d34 20 b1 61", 2000)).to.deep.equal(["send 1 61457d3420ff01"]);
    expect(arrive(machine, "41 02 7d34 20 b1 61", 6000)).to.deep.equal(["send 1 61457d3420ff01"]);
  });

  it("is another one if the id comes from another peer", () => {
    const machine = exchanges();
    arrive(machine, "41 02 7d34 20 b1 61");
    expect(arrive(machine, "41 02 7d34 20 b1 61", 0, 2)).to.deep.equal(["request 2 #2 2 20"]);
  });

  it("is another one if the id comes again after EXCHANGE_LIFETIME", () => {
    const machine = exchanges();
    arrive(machine, "41 02 7d34 20 b1 61");
    give(machine, content(1));
    expect(arrive(machine, "41 02 7d34 20 b1 61", 246_999).length).to.equal(1);
    expect(arrive(machine, "41 02 7d34 21 b1 61", 248_000)).to.deep.equal(["request 1 #2 2 21"]);
  });

  it("gets an empty acknowledgement if the answer takes too long, and then a separate one (figure 20)", () => {
    const machine = exchanges();
    arrive(machine, "41 01 7d38 53 b1 61", 500);
    expect(machine.deadline()).to.equal(1500);
    expect(run(machine, 1500)).to.deep.equal(["1500: send 1 60007d38"]);
    expect(arrive(machine, "41 01 7d38 53 b1 61", 2500)).to.deep.equal(["send 1 60007d38"]);
    expect(give(machine, content(1), 3000)).to.deep.equal(["send 1 4145000053ff01"]);
    expect(arrive(machine, "41 01 7d38 53 b1 61", 3100)).to.deep.equal(["send 1 60007d38"]);
    expect(arrive(machine, "60 00 0000", 3200)).to.deep.equal([]);
    expect(machine.deadline()).to.equal(undefined);
  });

  it("has its separate answer sent again until it is acknowledged, and no longer than allowed", () => {
    const machine = exchanges();
    arrive(machine, "41 01 7d38 53 b1 61");
    run(machine, 1000);
    const sent = give(machine, content(1), 3000)[0];
    expect(run(machine, 1e9)).to.deep.equal([5500, 10500, 20500, 40500].map((at) => `${at}: ${sent}`));
    expect(machine.deadline()).to.equal(undefined);
  });

  it("has its separate answer dropped on Reset", () => {
    const machine = exchanges();
    arrive(machine, "41 01 7d38 53 b1 61");
    run(machine, 1000);
    give(machine, content(1), 3000);
    expect(arrive(machine, "70 00 0000", 3100)).to.deep.equal([]);
    expect(machine.deadline()).to.equal(undefined);
  });

  it("is not answered early because of a duplicate that comes while the owner is at work", () => {
    const machine = exchanges();
    arrive(machine, "41 01 7d34 20 b1 61");
    expect(arrive(machine, "41 01 7d34 20 b1 61", 500)).to.deep.equal([]);
    expect(give(machine, content(1), 600)).to.deep.equal(["send 1 61457d3420ff01"]);
  });

  it("has a Non-confirmable answer if it was Non-confirmable, and duplicates are ignored (figure 21)", () => {
    const machine = exchanges();
    expect(arrive(machine, "51 01 7d40 75 b1 61")).to.deep.equal(["request 1 #1 1 75"]);
    expect(run(machine, 20_000)).to.deep.equal([]);
    expect(give(machine, content(1), 20_000)).to.deep.equal(["send 1 5145000075ff01"]);
    expect(arrive(machine, "51 01 7d40 75 b1 61", 21_000)).to.deep.equal([]);
    expect(machine.deadline()).to.equal(undefined);
  });

  it("gets 5.03 if four others wait for the owner, a Non-confirmable one nothing", () => {
    const machine = exchanges();
    for (let i = 1; i <= 4; i++) arrive(machine, `41 01 000${i} 20`);
    expect(arrive(machine, "41 03 0005 20")).to.deep.equal(["send 1 61a3000520"]);
    expect(arrive(machine, "41 03 0005 20")).to.deep.equal(["send 1 61a3000520"]);
    expect(arrive(machine, "51 01 0006 20")).to.deep.equal([]);
    give(machine, content(2));
    expect(arrive(machine, "41 03 0007 20")).to.deep.equal(["request 1 #5 3 20"]);
  });

  it("is given up if the owner never answers; a later answer goes nowhere", () => {
    const lines: string[] = [];
    const machine = exchanges({ log: (level: LogLevel, text: string) => lines.push(`${level}: ${text}`) });
    arrive(machine, "41 01 7d38 53 b1 61");
    expect(run(machine, 1e9)).to.deep.equal(["1000: send 1 60007d38"]);
    expect(machine.deadline()).to.equal(undefined);
    expect(give(machine, content(1), 2e9)).to.deep.equal([]);
    expect(lines).to.deep.equal(["warning: CoAP request 1 was never answered", "warning: CoAP exchange 1 is over"]);
  });

  it("gets 5.00 in place of an answer that no datagram can hold, whatever the limit", () => {
    const machine = exchanges({ maxMessage: 6 });
    arrive(machine, "48 01 7d34 0102030405060708");
    expect(give(machine, content(1))).to.deep.equal(["send 1 68a07d340102030405060708"]);
  });

  it("that reads is done again if its long answer had to make room; one that writes is ignored then", () => {
    const long = "00".repeat(150);
    for (const [method, again] of [
      ["01", ["request 1 #4 1 20"]],
      ["03", []],
    ] as const) {
      const machine = exchanges();
      arrive(machine, `41 ${method} 0001 20`);
      give(machine, content(1, long));
      arrive(machine, "41 01 0002 20");
      give(machine, content(2, long));
      arrive(machine, "41 01 0003 20");
      give(machine, content(3, "01"));
      expect(arrive(machine, "41 01 0003 20")).to.deep.equal(["send 1 6145000320ff01"]);
      expect(arrive(machine, "41 01 0002 20").length).to.equal(1);
      expect(arrive(machine, `41 ${method} 0001 20`)).to.deep.equal(again);
    }
  });
});

describe("coap/exchange: notifications", () => {
  it("a Confirmable one ends acknowledged", () => {
    const machine = exchanges();
    expect(give(machine, notify(9, true))).to.deep.equal(["send 1 41450000aa6107ff05"]);
    expect(arrive(machine, "60 00 0000")).to.deep.equal(["acknowledged 9"]);
    expect(machine.deadline()).to.equal(undefined);
  });

  it("a Confirmable one counts as delivered if the acknowledgement carries a code, as some servers send it", () => {
    const machine = exchanges();
    give(machine, notify(9, true));
    expect(arrive(machine, "61 44 0000 aa")).to.deep.equal(["acknowledged 9"]);
  });

  it("a Confirmable one is rejected by Reset, or by silence after all retransmissions", () => {
    const machine = exchanges();
    give(machine, notify(9, true));
    expect(arrive(machine, "70 00 0000")).to.deep.equal(["rejected 9 reset"]);
    give(machine, notify(8, true));
    expect(run(machine, 1e9).map((text) => text.split(" ")[1])).to.deep.equal([
      "send",
      "send",
      "send",
      "send",
      "rejected",
    ]);
  });

  it("a Non-confirmable one is sent once; a Reset for one of the last four rejects it (RFC 7641 section 3.6)", () => {
    const machine = exchanges();
    expect(give(machine, notify(1, false))).to.deep.equal(["send 1 51450000aa6107ff05"]);
    expect(machine.deadline()).to.equal(undefined);
    for (let tag = 2; tag <= 5; tag++) give(machine, notify(tag, false));
    expect(arrive(machine, "70 00 0000")).to.deep.equal([]);
    expect(arrive(machine, "70 00 0001", 0, 2)).to.deep.equal([]);
    expect(arrive(machine, "70 00 0001")).to.deep.equal(["rejected 2 reset"]);
    expect(arrive(machine, "70 00 0001")).to.deep.equal([]);
    expect(arrive(machine, "70 00 0004")).to.deep.equal(["rejected 5 reset"]);
  });

  it("fails as busy or too large like a request", () => {
    const machine = exchanges();
    for (let tag = 10; tag < 26; tag++) give(machine, notify(tag, true, `${tag}`));
    expect(give(machine, notify(5, true))).to.deep.equal(["failed 5 busy"]);
    expect(give(exchanges({ maxMessage: 8 }), notify(5, false))).to.deep.equal(["failed 5 tooLarge"]);
  });
});

describe("coap/exchange: what does not belong", () => {
  it("a ping gets a Reset (RFC 7252 section 4.3)", () => {
    expect(arrive(exchanges(), "40 00 1234")).to.deep.equal(["send 1 70001234"]);
  });

  it("a response that nobody waits for gets a Reset, Confirmable or not", () => {
    const machine = exchanges();
    expect(arrive(machine, "41 45 1234 aa ff 01")).to.deep.equal(["send 1 70001234"]);
    expect(arrive(machine, "41 45 1234 aa ff 01")).to.deep.equal(["send 1 70001234"]);
    expect(arrive(machine, "51 45 1235 aa ff 01")).to.deep.equal(["send 1 70001235"]);
  });

  it("a response to a request that is still queued is nothing that anybody waits for", () => {
    const machine = exchanges();
    give(machine, get(1));
    give(machine, get(2));
    expect(arrive(machine, "44 45 1234 81010101 ff 01")).to.deep.equal(["send 1 70001234"]);
  });

  it("an acknowledgement or a Reset that nobody waits for is ignored (section 4.2)", () => {
    const machine = exchanges();
    for (const bytes of ["60 00 1234", "70 00 1234", "61 45 1234 aa ff 01"]) {
      expect(arrive(machine, bytes), bytes).to.deep.equal([]);
    }
  });

  it("a malformed Confirmable message gets a Reset and a line in the log; all else that is malformed only the line", () => {
    const lines: string[] = [];
    const machine = exchanges({ log: (level: LogLevel, text: string) => lines.push(`${level}: ${text}`) });
    expect(arrive(machine, "40 01 1234 ff")).to.deep.equal(["send 1 70001234"]);
    expect(arrive(machine, "40 21 1234")).to.deep.equal(["send 1 70001234"]);
    expect(arrive(machine, "49 01 1234 00")).to.deep.equal(["send 1 70001234"]);
    for (const bytes of ["50 01 1234 ff", "60 01 1234", "70 01 1234", "80 01 1234", "40 01", ""]) {
      expect(arrive(machine, bytes), bytes).to.deep.equal([]);
    }
    expect(lines.length).to.equal(9);
    expect(lines[0]).to.equal("warning: malformed CoAP message at byte 4: payload marker without a payload");
  });

  it("random bytes never make it throw, nor give more than one output", () => {
    const random = seededRandom(99);
    const machine = exchanges({ random });
    for (let i = 0; i < 3000; i++) {
      const bytes = new Uint8Array(random() % 20);
      for (let j = 0; j < bytes.length; j++) bytes[j] = random() >>> 24;
      if (bytes.length > 0 && i % 3 > 0) bytes[0] = ((bytes[0] as number) & 0x33) | 0x40;
      expect(give(machine, { kind: "datagram", peer: PEER, bytes }, i * 10).length).to.be.below(2);
      run(machine, i * 10);
    }
  });
});

describe("coap/exchange: forget", () => {
  it("drops everything of one peer and nothing of another", () => {
    const machine = exchanges();
    give(machine, get(1, 1));
    give(machine, get(2, 2));
    give(machine, notify(3, false, "aa", 1));
    arrive(machine, "41 02 7d34 20 b1 61", 0, 1);
    arrive(machine, "41 02 7d34 20 b1 61", 0, 2);
    expect(give(machine, { kind: "forget", peer: 1 })).to.deep.equal([]);
    expect(give(machine, content(1))).to.deep.equal([]);
    expect(arrive(machine, "70 00 0002", 0, 1)).to.deep.equal([]);
    expect(arrive(machine, "41 02 7d34 20 b1 61", 0, 1)).to.deep.equal(["request 1 #3 2 20"]);
    expect(give(machine, content(2))).to.deep.equal(["send 2 61457d3420ff01"]);
    expect(arrive(machine, "64 45 0001 80000000 ff 31", 0, 2)).to.deep.equal(["response 2 69 31"]);
  });

  it("abandons what is under way to a peer: its requests fail at once, and a duplicate is still one", () => {
    const machine = exchanges();
    give(machine, get(1, 1));
    give(machine, get(2, 2));
    give(machine, notify(3, true, "aa", 1));
    arrive(machine, "41 02 7d34 20 b1 61", 0, 1);
    expect(give(machine, { kind: "abandon", peer: 1 })).to.deep.equal(["failed 1 timeout"]);
    expect(give(machine, content(1))).to.deep.equal([]);
    expect(arrive(machine, "41 02 7d34 20 b1 61", 0, 1)).to.deep.equal([]);
    expect(arrive(machine, "64 45 0001 80000000 ff 31", 0, 2)).to.deep.equal(["response 2 69 31"]);
    expect(run(machine, 1e9)).to.deep.equal([]);
  });

  it("drops everything if no peer is given", () => {
    const machine = exchanges();
    give(machine, get(1, 1));
    give(machine, get(2, 2));
    arrive(machine, "41 02 7d34 20 b1 61");
    expect(give(machine, { kind: "forget" })).to.deep.equal([]);
    expect(machine.deadline()).to.equal(undefined);
    expect(run(machine, 1e9)).to.deep.equal([]);
  });

  it("keeps the options that were given apart from its own", () => {
    const machine = exchanges();
    const options = [opaqueOption(4, hex("01"))];
    give(machine, { kind: "request", peer: 1, tag: 1, code: 1, options });
    expect(options.length).to.equal(1);
  });
});
