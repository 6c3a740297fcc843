import { expect } from "chai";
import { M5312 } from "../../../virtual/models/m5312.js";
import { variantOf } from "../../../virtual/models/index.js";
import type { VirtualModel } from "../../../virtual/models/model.js";
import { Bench, bytesOf, lines } from "../bench.js";

const OPEN = 'AT+CIPSTART=0,"UDP","192.0.2.1",5683';

function started(...commands: string[]): Bench {
  const bench = new Bench({ model: variantOf(M5312, { sockets: "cip" }) as VirtualModel });
  bench.start();
  bench.prepare("ATE0", "AT+CMEE=1", ...commands);
  bench.wire();
  return bench;
}

/** With the bearer up and arrivals kept, as the chip's driver does it. */
function ready(...commands: string[]): Bench {
  const setup = [
    "AT+CIPMUX=1",
    "AT+CIPQSEND=0",
    "AT+CIPSRIP=1",
    "AT+CIPRXGET=1",
    'AT+CSTT="cmnbiot","",""',
    "AT+CIICR",
  ];
  return started(...setup, ...commands);
}

describe("virtual/sockets/cip, the CIPSTART commands of the bare RDA8908A", () => {
  it("wants the bearer named and brought up before a link", () => {
    const bench = started("AT+CIPMUX=1");
    expect(bench.type(OPEN)).to.equal(lines("+CME ERROR: 3"));
    expect(bench.type("AT+CIICR")).to.equal(lines("+CME ERROR: 3"));
    expect(bench.type('AT+CSTT="cmnbiot","",""')).to.equal(lines("OK"));
    expect(bench.type("AT+CIFSR")).to.equal(lines("+CME ERROR: 3"));
    expect(bench.type("AT+CIICR")).to.equal(lines("OK"));
    expect(bench.type('AT+CSTT="cmnbiot","",""')).to.equal(lines("+CME ERROR: 3"));
    expect(bench.type("AT+CIFSR")).to.equal(lines("10.64.0.2", "OK"));
    expect(bench.type(OPEN)).to.equal(lines("OK", "0,CONNECT OK"));
    expect(bench.type(OPEN)).to.equal(lines("OK", "0,ALREADY CONNECT"));
    expect(bench.type('AT+CIPSTART=6,"UDP","192.0.2.1",5683')).to.equal(lines("+CME ERROR: 50"));
    expect(bench.wire()).to.deep.equal(["open 0 0"]);
  });

  it("prompts with a blank, sends raw data, and tells that they went or were taken", () => {
    const bench = ready(OPEN);
    bench.wire();
    expect(bench.type("AT+CIPSEND=0,3")).to.equal("\r\n> ");
    expect(bench.send(bytesOf("0D 0A 22"))).to.equal(lines("0,SEND OK"));
    bench.type("AT+CIPQSEND=1");
    bench.type("AT+CIPSEND=0,1");
    expect(bench.send(bytesOf("41"))).to.equal(lines("DATA ACCEPT:0,1"));
    expect(bench.wire()).to.deep.equal(["send 0 192.0.2.1:5683 0D0A22", "send 0 192.0.2.1:5683 41"]);
    expect(bench.type("AT+CIPSEND=1,1")).to.equal(lines("+CME ERROR: 50"));
    expect(bench.type("AT+CIPSEND=0,1461")).to.equal(lines("+CME ERROR: 50"));
  });

  it("keeps arrivals until they are fetched, with their sender, in pieces if need be", () => {
    const bench = ready(OPEN);
    expect(bench.arrive(0, "192.0.2.1", 5683, "0D 0A 41 42")).to.equal(lines("+CIPRXGET:0,0,4,4"));
    expect(bench.type("AT+CIPRXGET=4,0")).to.equal(lines("+CIPRXGET: 4,0,4", "OK"));
    expect(bench.type("AT+CIPRXGET=2,0,3")).to.equal("\r\n+CIPRXGET: 2,0,3,3,192.0.2.1:5683\r\n\r\nA\r\n\r\nOK\r\n");
    expect(bench.type("AT+CIPRXGET=2,0,3")).to.equal("\r\n+CIPRXGET: 2,0,3,1,192.0.2.1:5683\r\nB\r\n\r\nOK\r\n");
    expect(bench.type("AT+CIPRXGET=2,0,3")).to.equal(lines("+CIPRXGET: 2,0,3,0", "OK"));
  });

  it("gives 1000 bytes at once and not one more", () => {
    const bench = ready(OPEN);
    bench.arrive(0, "192.0.2.1", 5683, "41".repeat(1100));
    expect(bench.type("AT+CIPRXGET=2,0,1460")).to.match(/^\r\n\+CIPRXGET: 2,0,1460,1000,192.0.2.1:5683\r\nA{1000}\r\n/);
    expect(bench.type("AT+CIPRXGET=4,0")).to.equal(lines("+CIPRXGET: 4,0,100", "OK"));
  });

  it("prints arrivals at once where they are not to be kept", () => {
    const bench = ready(OPEN, "AT+CIPRXGET=0");
    expect(bench.arrive(0, "192.0.2.1", 5683, "41")).to.equal("\r\nRECV FROM:192.0.2.1:5683\r\n\r\n+RECEIVE,0,1:A\r\n");
    expect(bench.type("AT+CIPRXGET=2,0,3")).to.equal(lines("+CME ERROR: 50"));
  });

  it("closes one link, or shuts all with the bearer", () => {
    const bench = ready(OPEN, 'AT+CIPSTART=1,"UDP","192.0.2.1",5683');
    expect(bench.type("AT+CIPCLOSE=0")).to.equal(lines("0,CLOSE OK"));
    expect(bench.type("AT+CIPCLOSE=0")).to.equal(lines("+CME ERROR: 50"));
    expect(bench.closed(1)).to.equal(lines("1,CLOSED"));
    expect(bench.type("AT+CIPSHUT")).to.equal(lines("SHUT OK"));
    expect(bench.type(OPEN)).to.equal(lines("+CME ERROR: 3"));
  });

  it("resolves names behind OK, addresses too", () => {
    const bench = started();
    expect(bench.type('AT+CDNSGIP="platform.example"')).to.equal(lines("OK"));
    expect(bench.resolve("platform.example", "192.0.2.7")).to.equal(
      lines('+CDNSGIP: 1,"platform.example","192.0.2.7"'),
    );
    expect(bench.type('AT+CDNSGIP="192.0.2.8"')).to.equal(lines("OK", '+CDNSGIP: 1,"192.0.2.8","192.0.2.8"'));
    bench.type('AT+CDNSGIP="other.example"');
    expect(bench.resolve("other.example")).to.equal(lines("+CDNSGIP: 0,8"));
  });
});
