import { expect } from "chai";
import { m5311 } from "../../../../modules/modem/profiles/m5311.js";
import { DialectBench, NASTY } from "./bench.js";

const SIZE = NASTY.length / 2;

/** One socket to 192.0.2.9 is open, and a datagram has gone. */
function opened(): DialectBench {
  const bench = new DialectBench(m5311);
  expect(bench.open()).to.deep.equal(["AT+IPRCFG=1,2,1"]);
  expect(bench.lines("OK")).to.deep.equal(["opened"]);
  expect(bench.send("AA")).to.deep.equal(['AT+IPSTART=0,"UDP","192.0.2.9",5683']);
  expect(bench.lines("OK")).to.deep.equal(["AT+IPSEND=0,1,AA"]);
  expect(bench.lines("OK", "+IPSEND: 0,1")).to.deep.equal([]);
  return bench;
}

describe("sockets of the MT2625: IPSTART, IPSEND, IPRD in hex", () => {
  it("open one for each address, send hex, and take the module's count before OK or after it", () => {
    const bench = opened();
    expect(bench.send(NASTY)).to.deep.equal([`AT+IPSEND=0,${SIZE},${NASTY}`]);
    expect(bench.lines(`+IPSEND: 0,${SIZE}`, "OK")).to.deep.equal([]);
    expect(bench.send("BB", "192.0.2.9", 5685)).to.deep.equal(['AT+IPSTART=1,"UDP","192.0.2.9",5685']);
    expect(bench.lines("OK")).to.deep.equal(["AT+IPSEND=1,1,BB"]);
    expect(bench.lines("+IPSEND: 1,0", "OK")).to.deep.equal(["sendFailed: the module did not send it"]);
  });

  it("have no word for release assistance", () => {
    expect(opened().send("BB", "192.0.2.9", 5683, "nothing")).to.deep.equal(["AT+IPSEND=0,1,BB"]);
  });

  for (const [line, arrival] of [
    [`+IPRD: 0,"192.0.2.9",5683,${SIZE},${NASTY}`, `arrival 192.0.2.9 5683 ${NASTY}`],
    [`+IPRD: 0,192.0.2.9,5683,${SIZE},${NASTY}`, `arrival 192.0.2.9 5683 ${NASTY}`],
    [`+IPRD:0,${SIZE},${NASTY}`, `arrival 192.0.2.9 5683 ${NASTY}`],
  ] as const) {
    it(`print an arrival with or without its sender: ${line.slice(0, 24)}`, () => {
      expect(opened().lines(line)).to.deep.equal([arrival]);
    });
  }

  for (const line of [
    "+IPRD: 0,2,AA",
    "+IPRD: 0,x,AA",
    "+IPRD: 0",
    "+IPRD: x,1,AA",
    '+IPRD: 0,"192.0.2.9",x,1,AA',
    '+IPRD: 0,"192.0.2.9",5683,1,A',
    "+IPRD: 4,1,AA",
  ]) {
    it(`drop a garbled arrival, or one for a socket that is not open, whole: ${line}`, () => {
      expect(opened().lines(line)).to.deep.equal([]);
    });
  }

  it("find a name's address before OK or after it", () => {
    const bench = opened();
    expect(bench.resolve("a.example")).to.deep.equal(['AT+CMDNS="a.example"']);
    expect(bench.lines('+CMDNS: "192.0.2.7"', "OK")).to.deep.equal(["resolved a.example 192.0.2.7"]);
    bench.resolve("b.example");
    expect(bench.lines("OK", "+CMDNS: 192.0.2.8")).to.deep.equal(["resolved b.example 192.0.2.8"]);
  });

  it("close the oldest for a fourth address", () => {
    const bench = opened();
    for (const port of [1, 2]) {
      bench.send("AA", "192.0.2.9", port);
      bench.lines("OK");
      bench.lines("+IPSEND: 1,1", "OK");
    }
    expect(bench.send("AA", "192.0.2.9", 3)).to.deep.equal(["AT+IPCLOSE=0"]);
    expect(bench.lines("+IPCLOSE: 0", "OK")).to.deep.equal(['AT+IPSTART=0,"UDP","192.0.2.9",3']);
    expect(bench.lines("OK")).to.deep.equal(["AT+IPSEND=0,1,AA"]);
  });

  it("open one again that the network closed, and lose all with the bearer", () => {
    const bench = opened();
    expect(bench.lines("+IPCLOSE: 0")).to.deep.equal([]);
    expect(bench.send("AA")).to.deep.equal(['AT+IPSTART=0,"UDP","192.0.2.9",5683']);
    bench.lines("OK");
    bench.lines("OK");
    expect(bench.lines("NO CARRIER")).to.deep.equal(["closed: the network took the connection away"]);
  });
});
