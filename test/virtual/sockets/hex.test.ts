import { expect } from "chai";
import { M5311 } from "../../../virtual/models/m5311.js";
import { Bench, lines } from "../bench.js";

const OPEN = 'AT+IPSTART=0,"UDP","192.0.2.1",5683';

function started(...commands: string[]): Bench {
  const bench = new Bench({ model: M5311 });
  bench.start();
  bench.prepare("ATE0", "AT+CMEE=1", ...commands);
  bench.wire();
  return bench;
}

describe("virtual/sockets/hex, the IPSTART commands of the MT2625", () => {
  it("opens by a number from 0 to 4, with or without quotes around the address, in silence beside OK", () => {
    const bench = started();
    expect(bench.type(OPEN)).to.equal(lines("OK"));
    expect(bench.type('AT+IPSTART=4,"UDP",192.0.2.2,5684')).to.equal(lines("OK"));
    expect(bench.wire()).to.deep.equal(["open 0 0", "open 4 0"]);
    expect(bench.type('AT+IPSTART=5,"UDP","192.0.2.1",5683')).to.equal(lines("+CME ERROR: 3"));
    expect(bench.type(OPEN)).to.equal(lines("+CME ERROR: 3"));
    for (const wrong of ['1,"TCP","192.0.2.1",5683', '1,"UDP","name",5683', '1,"UDP","192.0.2.1",0', '1,"UDP"']) {
      expect(bench.type(`AT+IPSTART=${wrong}`), wrong).to.equal(lines("+CME ERROR: 50"));
    }
    expect(bench.wire()).to.deep.equal([]);
  });

  it("sends hex by its bytes, text by its characters or by 0, and tells how many went", () => {
    const bench = started(OPEN);
    expect(bench.type("AT+IPSEND=0,3,0D220A")).to.equal(lines("+IPSEND: 0,3", "OK"));
    expect(bench.type('AT+IPSEND=0,0,"a,b"')).to.equal(lines("+IPSEND: 0,3", "OK"));
    expect(bench.type('AT+IPSEND=0,2,"hi",192.0.2.7,99,1')).to.equal(lines("+IPSEND: 0,2", "OK"));
    expect(bench.wire()).to.deep.equal([
      "send 0 192.0.2.1:5683 0D220A",
      "send 0 192.0.2.1:5683 612C62",
      "send 0 192.0.2.7:99 6869",
    ]);
    const wrong = [
      "0,2,0D220A",
      "0,3,0D220",
      "0,0,00",
      "1,1,00",
      '0,0,""',
      "0,1,00,192.0.2.7",
      "0,1,00,192.0.2.7,99,3",
    ];
    for (const text of wrong) expect(bench.type(`AT+IPSEND=${text}`), text).to.equal(lines("+CME ERROR: 50"));
    expect(bench.wire()).to.deep.equal([]);
  });

  it("sends 712 bytes and not one more", () => {
    const bench = started(OPEN);
    expect(bench.type(`AT+IPSEND=0,712,${"AB".repeat(712)}`)).to.equal(lines("+IPSEND: 0,712", "OK"));
    expect(bench.type(`AT+IPSEND=0,713,${"AB".repeat(713)}`)).to.equal(lines("+CME ERROR: 50"));
  });

  it("prints arrivals by AT+IPRCFG: with the sender and in hex, or the text alone", () => {
    const bench = started(OPEN);
    expect(bench.arrive(0, "192.0.2.1", 5683, "6869")).to.equal(lines("+IPRD: 0,2,hi"));
    expect(bench.type("AT+IPRCFG=1,0,1")).to.equal(lines("OK"));
    expect(bench.arrive(0, "192.0.2.1", 5683, "0DFF")).to.equal(lines("+IPRD: 0,2,0DFF"));
    expect(bench.type("AT+IPRCFG=1,2,1")).to.equal(lines("OK"));
    expect(bench.arrive(0, "192.0.2.1", 5683, "0DFF")).to.equal(lines('+IPRD: 0,"192.0.2.1",5683,2,0DFF'));
    expect(bench.type("AT+IPRCFG?")).to.equal(lines("+IPRCFG: 1,2,1", "OK"));
    for (const wrong of ["2,2,1", "1,1,1", "1,2,2", "1,2"]) {
      expect(bench.type(`AT+IPRCFG=${wrong}`), wrong).to.equal(lines("+CME ERROR: 50"));
    }
  });

  it("hears only those to whom it speaks", () => {
    const bench = started(OPEN, "AT+IPRCFG=1,0,1");
    expect(bench.arrive(0, "192.0.2.9", 5683, "AA")).to.equal("");
    expect(bench.arrive(0, "192.0.2.1", 5684, "AA")).to.equal("");
    bench.type("AT+IPSEND=0,1,AA,192.0.2.9,5683");
    expect(bench.arrive(0, "192.0.2.9", 5683, "AA")).to.equal(lines("+IPRD: 0,1,AA"));
  });

  it("closes when told, and says so when the network does; without the network comes NO CARRIER too", () => {
    const bench = started(OPEN, 'AT+IPSTART=1,"UDP","192.0.2.1",5683', 'AT+IPSTART=2,"UDP","192.0.2.1",5683');
    expect(bench.type("AT+IPCLOSE=0")).to.equal(lines("OK"));
    expect(bench.type("AT+IPCLOSE=0")).to.equal(lines("+CME ERROR: 50"));
    expect(bench.closed(1)).to.equal(lines("+IPCLOSE: 1"));
    expect(bench.type("AT+CGATT=0")).to.equal(lines("OK", "+IPCLOSE: 2", "NO CARRIER"));
    expect(bench.type(OPEN)).to.equal(lines("+CME ERROR: 30"));
  });

  it("resolves names behind OK, and an address before it", () => {
    const bench = started();
    expect(bench.type('AT+CMDNS="platform.example"')).to.equal(lines("OK"));
    expect(bench.wire()).to.deep.equal(["resolve platform.example"]);
    expect(bench.type('AT+CMDNS="other.example"')).to.equal(lines("+CME ERROR: 3"));
    expect(bench.resolve("platform.example", "192.0.2.7")).to.equal(lines("+CMDNS: 192.0.2.7"));
    expect(bench.type('AT+CMDNS="192.0.2.8"')).to.equal(lines("+CMDNS: 192.0.2.8", "OK"));
  });
});
