import { expect } from "chai";
import { Bench, hexOf, lines } from "../bench.js";
import { hex, Registered } from "../registered.js";

const STATE = lines("+CIS ERROR:602");

function attached(): Bench {
  const bench = new Bench();
  bench.start();
  return bench;
}

describe("virtual/mipl, registration", () => {
  it("fails with event 7 when the platform refuses, and can be opened again", () => {
    const bench = new Registered();
    expect(bench.access("64830304 01020304")).to.equal(lines("+MIPLEVENT:0,7"));
    expect(bench.wire().slice(-1)).to.deep.equal(["close 7"]);
    expect(bench.type("AT+MIPLCLOSE=0")).to.equal(STATE);
    expect(bench.type("AT+MIPLOPEN=0,3600,30")).to.equal(lines("OK"));
    expect(bench.access("64410305 01020304 827264 0131")).to.equal(lines("+MIPLEVENT:0,6"));
  });

  it("fails with event 8 when nobody answers in time", () => {
    const bench = new Registered();
    expect(bench.wait(29_999)).to.equal("");
    expect(bench.wait(1)).to.equal(lines("+MIPLEVENT:0,8"));
    bench.wire();
    expect(bench.wait(100_000)).to.equal("");
    expect(bench.wire()).to.deep.equal([]);
  });

  it("fails with event 3 when the bootstrap is refused, silent, unknown by name or without an account", () => {
    const open = (): Bench => {
      const bench = attached();
      bench.prepare('AT+MIPLCREATEEX="bs.example",1', "AT+MIPLOPEN=0,3600,60");
      return bench;
    };
    const failed = lines("+MIPLEVENT:0,3");
    expect(open().resolve("bs.example")).to.equal(failed);
    const refused = open();
    refused.resolve("bs.example", "192.0.2.1");
    expect(refused.arrive(7, "192.0.2.1", 5683, "64840304 01020304")).to.equal(failed);
    const silent = open();
    silent.resolve("bs.example", "192.0.2.1");
    expect(silent.wait(59_999)).to.equal("");
    expect(silent.wait(1)).to.equal(failed);
    const stalled = open();
    stalled.resolve("bs.example", "192.0.2.1");
    stalled.arrive(7, "192.0.2.1", 5683, "64440304 01020304");
    expect(stalled.wait(20_000)).to.equal(failed);
    const empty = open();
    empty.resolve("bs.example", "192.0.2.1");
    empty.arrive(7, "192.0.2.1", 5683, "64440304 01020304");
    empty.wire();
    expect(empty.arrive(7, "192.0.2.1", 5683, "400203E9 B26273")).to.equal(failed);
    expect(empty.wire()).to.deep.equal(["send 7 192.0.2.1:5683 608603E9", "close 7"]);
  });

  it("takes only the Security object from the bootstrap server", () => {
    const bench = attached();
    bench.prepare('AT+MIPLCREATEEX="192.0.2.1",1', "AT+MIPLOPEN=0,3600,60");
    bench.wire();
    const bootstrap = (text: string): string[] => {
      bench.arrive(7, "192.0.2.1", 5683, text);
      return bench.wire().map((line) => line.replace("send 7 192.0.2.1:5683 ", ""));
    };
    expect(bootstrap("40040001")).to.deep.equal(["60420001"]);
    expect(bootstrap("40040002 B131")).to.deep.equal(["60850002"]);
    expect(bootstrap("40030003 B131 0130 120606 FF C10001")).to.deep.equal(["60850003"]);
    expect(bootstrap("40030004 B130 0130 1132 FF 7B7D")).to.deep.equal(["608F0004"]);
    expect(bootstrap("40030005 B130 0130 120606 FF C40001")).to.deep.equal(["60800005"]);
    expect(bootstrap("40010006 B130")).to.deep.equal(["60850006"]);
  });

  it("updates by itself half a minute before the end of the lifetime", () => {
    const bench = new Registered();
    expect(bench.register()).to.equal(lines("+MIPLEVENT:0,6"));
    bench.wire();
    expect(bench.wait(3_569_999)).to.equal("");
    expect(bench.wire()).to.deep.equal([]);
    bench.wait(1);
    expect(bench.sent()).to.deep.equal([hex("44020305 01020304 B27264 0131")]);
    expect(bench.access("64440305 01020304")).to.equal(lines("+MIPLEVENT:0,11"));
    bench.wait(3_569_999);
    expect(bench.wire()).to.deep.equal([]);
  });

  it("asks the host for the update of a lifetime under a minute, at half of it", () => {
    const bench = new Registered();
    bench.register();
    bench.prepare("AT+MIPLUPDATE=0,59,0");
    bench.access("64440305 01020304");
    bench.wire();
    expect(bench.wait(29_499)).to.equal("");
    expect(bench.wait(1)).to.equal(lines("+MIPLEVENT:0,14,30"));
    expect(bench.sent()).to.deep.equal([]);
  });

  it("asks the host for the update by event 14 if it was told to, and expires by event 9", () => {
    const bench = new Registered();
    expect(bench.type("AT+MIPLUPDATESET=0,0")).to.equal(lines("OK"));
    bench.register();
    expect(bench.wait(3_570_000)).to.equal(lines("+MIPLEVENT:0,14,30"));
    bench.wire();
    expect(bench.wait(29_999)).to.equal("");
    expect(bench.wait(1)).to.equal(lines("+MIPLEVENT:0,9"));
    expect(bench.wire()).to.deep.equal(["close 7"]);
    expect(bench.type("AT+MIPLOPEN?")).to.equal(STATE);
  });

  it("sends a changed lifetime and the objects with an update, and reports refusal and silence", () => {
    const bench = new Registered();
    bench.register();
    bench.type("AT+MIPLUPDATE=0,120,1");
    const links = hexOf('</>;rt="oma.lwm2m",</1/0>,</3/0>,</4/0>,</5/0>,</3303/0>,</3303/1>');
    expect(bench.sent()).to.deep.equal([hex(`44020305 01020304 B27264 0131 1128 36 ${hexOf("lt=120")} FF ${links}`)]);
    expect(bench.type("AT+MIPLUPDATE=0,0,0")).to.equal(lines("+CIS ERROR:652"));
    expect(bench.access("64A00305 01020304")).to.equal(lines("+MIPLEVENT:0,12"));
    expect(bench.type("AT+MIPLUPDATE=0,0,0")).to.equal(lines("OK"));
    expect(bench.wait(63_000)).to.equal(lines("+MIPLEVENT:0,13"));
    expect(bench.type("AT+MIPLUPDATE=0,0,0")).to.equal(lines("OK"));
    bench.wire();
    expect(bench.access("64840307 01020304")).to.equal(lines("+MIPLEVENT:0,12"));
    expect(bench.wire()).to.deep.equal(["close 7"]);
    expect(bench.type("AT+MIPLUPDATE=0,0,0")).to.equal(STATE);
  });

  it("sends the authentication code in option 63 with each request", () => {
    const bench = attached();
    bench.prepare('AT+MIPLCREATEEX="192.0.2.1",1,"abc123"', "AT+MIPLOPEN=0,3600,60");
    const queries = `4D15 ${hexOf("ep=490154203237518;460001234567890")}`;
    expect(bench.wire()).to.deep.equal([
      "open 7 0",
      `send 7 192.0.2.1:5683 ${hex(`44020304 01020304 B26273 ${queries} D623 ${hexOf("abc123")}`)}`,
    ]);
  });

  it("forgets the resources when it closes, even before it is registered", () => {
    const bench = new Registered();
    expect(bench.type("AT+MIPLCLOSE=0")).to.equal(lines("OK", "+MIPLEVENT:0,15"));
    expect(bench.type("AT+MIPLOPEN=0,3600,30")).to.equal(STATE);
    bench.type('AT+MIPLDISCOVERRSP=0,3303,1,4,"5700"');
    expect(bench.type("AT+MIPLOPEN=0,3600,30")).to.equal(lines("OK"));
  });

  it("reports the end of a deregistration that nobody answers", () => {
    const bench = new Registered();
    bench.register();
    expect(bench.type("AT+MIPLCLOSE=0")).to.equal(lines("OK"));
    expect(bench.wait(63_000)).to.equal(lines("+MIPLEVENT:0,15"));
  });

  it("replaces lifetimes that are too short by a day", () => {
    const bench = attached();
    bench.prepare('AT+MIPLCREATEEX="192.0.2.2",0', "AT+MIPLOPEN=0,9,30");
    expect(bench.wire()[1]).to.contain(hexOf("lt=86400"));
  });

  it("says nothing to the platform while there is no network", () => {
    const bench = new Registered();
    bench.register();
    bench.type("AT+CFUN=0");
    bench.wire();
    bench.type("AT+MIPLUPDATE=0,0,0");
    expect(bench.access("64440305 01020304")).to.equal("");
    expect(bench.wire()).to.deep.equal([]);
    expect(bench.wait(63_000)).to.equal(lines("+MIPLEVENT:0,13"));
  });
});
