import { expect } from "chai";
import { m5313 } from "../../../../modules/modem/profiles/m5313.js";
import { DialectBench, NASTY } from "./bench.js";

const SIZE = NASTY.length / 2;

function opened(): DialectBench {
  const bench = new DialectBench(m5313);
  expect(bench.open()).to.deep.equal(["AT+CMHEAD=1"]);
  expect(bench.lines("OK")).to.deep.equal(["AT+CMSHOWPT=1"]);
  expect(bench.lines("OK")).to.deep.equal(["AT+CMMUX=1"]);
  // What is in force already is refused.
  expect(bench.lines("ERROR")).to.deep.equal(["opened"]);
  expect(bench.send(NASTY)).to.deep.equal(['AT+IPSTART=0,"UDP","192.0.2.9",5683']);
  expect(bench.lines("OK", "0,CONNECT OK")).to.deep.equal([`AT+IPSEND=0,${SIZE}`]);
  return bench;
}

function sent(): DialectBench {
  const bench = opened();
  expect(bench.bytes("\r\n> ")).to.deep.equal([`data ${NASTY}`]);
  expect(bench.lines("SEND OK")).to.deep.equal([]);
  return bench;
}

describe("sockets of the RDA8909B: IPSTART, IPSEND with prompt, RECEIVE with raw bytes", () => {
  it("send raw bytes after the prompt, once, and end with SEND OK", () => {
    const bench = sent();
    expect(bench.send("3E0D0A")).to.deep.equal(["AT+IPSEND=0,3"]);
    expect(bench.bytes("> ")).to.deep.equal(["data 3E0D0A"]);
    expect(bench.bytes("> ")).to.deep.equal([]);
    expect(bench.lines("SEND FAIL")).to.deep.equal(["sendFailed: ERROR"]);
  });

  it("end the giving of data by ESC when the module says nothing after it", () => {
    const bench = opened();
    expect(bench.bytes("\r\n> ")).to.deep.equal([`data ${NASTY}`]);
    expect(bench.wait(15_000)).to.deep.equal(["sendFailed: no answer", "data 1B"]);
  });

  for (const byByte of [false, true]) {
    it(`take counted raw bytes, whatever they hold, ${byByte ? "byte by byte" : "whole"}`, () => {
      const bench = sent();
      expect(bench.bytes(`\r\n+RECEIVE,0,${SIZE}:|${NASTY}|\r\n`, byByte)).to.deep.equal([
        `arrival 192.0.2.9 5683 ${NASTY}`,
      ]);
      expect(bench.bytes(`\r\n+RECEIVE,0,1:|0A|\r\n+RECEIVE,0,2:|0D0A|`, byByte)).to.deep.equal([
        "arrival 192.0.2.9 5683 0A",
        "arrival 192.0.2.9 5683 0D0A",
      ]);
    });
  }

  it("take an arrival between a command and its answer", () => {
    const bench = sent();
    bench.resolve("a.example");
    expect(bench.bytes("\r\n+RECEIVE,0,4:|4F4B0D0A|\r\n")).to.deep.equal(["arrival 192.0.2.9 5683 4F4B0D0A"]);
    expect(bench.lines('+CMDNSGIP:"a.example","192.0.2.7"', "OK")).to.deep.equal(["resolved a.example 192.0.2.7"]);
  });

  it("give lost bytes up after a second, and read on", () => {
    const bench = sent();
    expect(bench.bytes("\r\n+RECEIVE,0,9:|AABB|")).to.deep.equal([]);
    expect(bench.wait(1000)).to.deep.equal([]);
    expect(bench.bytes("\r\n+RECEIVE,0,1:|CC|")).to.deep.equal(["arrival 192.0.2.9 5683 CC"]);
  });

  it("find a name's address before OK or after it", () => {
    const bench = sent();
    expect(bench.resolve("a.example")).to.deep.equal(['AT+CMDNSGIP="a.example"']);
    expect(bench.lines('+CMDNSGIP:"a.example","192.0.2.7"', "OK")).to.deep.equal(["resolved a.example 192.0.2.7"]);
    bench.resolve("b.example");
    expect(bench.lines("OK", '+CMDNSGIP:"b.example","192.0.2.8"')).to.deep.equal(["resolved b.example 192.0.2.8"]);
  });

  it("open one again that the network closed, by either of its lines", () => {
    for (const line of ["+IPCLOSE: 0", "0,CLOSED"]) {
      const bench = sent();
      expect(bench.lines(line)).to.deep.equal([]);
      expect(bench.send("AA")).to.deep.equal(['AT+IPSTART=0,"UDP","192.0.2.9",5683']);
      expect(bench.lines("OK", "0,CONNECT FAIL")[0]).to.equal("sendFailed: ERROR");
    }
    expect(sent().lines("NO CARRIER")).to.deep.equal(["closed: the network took the connection away"]);
  });
});
