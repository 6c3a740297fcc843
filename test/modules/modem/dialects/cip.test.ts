import { expect } from "chai";
import { m5312 } from "../../../../modules/modem/profiles/m5312.js";
import { cipSockets } from "../../../../modules/modem/profiles/sockets.js";
import { DialectBench, NASTY } from "./bench.js";

const SIZE = NASTY.length / 2;
const PROFILE = { ...m5312, sockets: { ...cipSockets, apn: "cmnbiot" } };

function opened(): DialectBench {
  const bench = new DialectBench(PROFILE);
  const setup = bench.open();
  for (let i = 0; i < 6; i++) setup.push(...bench.lines("OK"));
  expect(setup).to.deep.equal([
    "AT+CIPMUX=1",
    "AT+CIPQSEND=0",
    "AT+CIPSRIP=1",
    "AT+CIPRXGET=1",
    'AT+CSTT="cmnbiot","",""',
    "AT+CIICR",
    "opened",
  ]);
  expect(bench.send(NASTY)).to.deep.equal(['AT+CIPSTART=0,"UDP","192.0.2.9",5683']);
  expect(bench.lines("OK", "0,ALREADY CONNECT")).to.deep.equal([`AT+CIPSEND=0,${SIZE}`]);
  expect(bench.bytes("\r\n> ")).to.deep.equal([`data ${NASTY}`]);
  expect(bench.lines("0,SEND OK")).to.deep.equal([]);
  return bench;
}

describe("sockets of the bare RDA8908A: CIPSTART, CIPSEND with prompt, CIPRXGET with raw bytes", () => {
  for (const byByte of [false, true]) {
    it(`fetch raw bytes, whatever they hold, ${byByte ? "byte by byte" : "whole"}, until none is left`, () => {
      const bench = opened();
      expect(bench.lines("+CIPRXGET: 1,0")).to.deep.equal(["AT+CIPRXGET=2,0,1000"]);
      const answer = `\r\n+CIPRXGET: 2,0,1000,${SIZE},192.0.2.9:5683\r\n|${NASTY}|\r\nOK\r\n`;
      expect(bench.bytes(answer, byByte)).to.deep.equal([`arrival 192.0.2.9 5683 ${NASTY}`, "AT+CIPRXGET=2,0,1000"]);
      expect(bench.bytes("\r\n+CIPRXGET: 2,0,1000,0\r\n\r\nOK\r\n", byByte)).to.deep.equal([]);
    });
  }

  it("take an arrival without its sender, or with the port as a field of its own", () => {
    const bench = opened();
    bench.lines("+CIPRXGET: 1,0");
    expect(bench.bytes("\r\n+CIPRXGET: 2,0,1000,1\r\n|0A|\r\nOK\r\n")[0]).to.equal("arrival 192.0.2.9 5683 0A");
    expect(bench.bytes("\r\n+CIPRXGET: 2,0,1000,1,192.0.2.8,5684\r\n|0D|\r\nOK\r\n")[0]).to.equal(
      "arrival 192.0.2.8 5684 0D",
    );
  });

  it("look for arrivals soon after something was sent, and then from time to time: the announcement may get lost", () => {
    const bench = opened();
    expect(bench.wait(1000)).to.deep.equal(["AT+CIPRXGET=2,0,1000"]);
    expect(bench.bytes("\r\n+CIPRXGET: 2,0,1000,0\r\n\r\nOK\r\n")).to.deep.equal([]);
    expect(bench.wait(8000)).to.deep.equal([]);
    expect(bench.wait(2000)).to.deep.equal(["AT+CIPRXGET=2,0,1000"]);
  });

  it("find a name's address before OK or after it, and close each", () => {
    const bench = opened();
    expect(bench.resolve("a.example")).to.deep.equal(['AT+CDNSGIP="a.example"']);
    expect(bench.lines('+CDNSGIP: 1,"a.example","192.0.2.7"', "OK")).to.deep.equal(["resolved a.example 192.0.2.7"]);
    bench.resolve("b.example");
    expect(bench.lines("OK", '+CDNSGIP: 1,"b.example","192.0.2.8"')).to.deep.equal(["resolved b.example 192.0.2.8"]);
    expect(bench.close()).to.deep.equal(["AT+CIPCLOSE=0"]);
    expect(bench.lines("0,CLOSE OK")).to.deep.equal(["closed: asked for"]);
  });

  it("open one again that the network closed, and lose all with the bearer", () => {
    const bench = opened();
    expect(bench.lines("0,CLOSED")).to.deep.equal([]);
    expect(bench.send("AA")).to.deep.equal(['AT+CIPSTART=0,"UDP","192.0.2.9",5683']);
    bench.lines("OK", "0,CONNECT OK");
    bench.bytes("> ");
    bench.lines("0,SEND OK");
    expect(bench.lines("NO CARRIER")).to.deep.equal(["closed: the network took the connection away"]);
  });
});
