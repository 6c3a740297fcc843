import { expect } from "chai";
import { asciiBytes } from "../../../modules/base/text.js";
import { M5313 } from "../../../virtual/models/m5313.js";
import { Bench, bytesOf, lines } from "../bench.js";

const OPEN = 'AT+IPSTART=0,"UDP","192.0.2.1",5683';

function started(...commands: string[]): Bench {
  const bench = new Bench({ model: M5313 });
  bench.start();
  bench.prepare("ATE0", "AT+CMEE=1", ...commands);
  bench.wire();
  return bench;
}

describe("virtual/sockets/raw, the IPSTART commands of the RDA8909B", () => {
  it("opens with OK and CONNECT OK, by number where there are several links", () => {
    const bench = started();
    expect(bench.type('AT+IPSTART="UDP","192.0.2.1",5683')).to.equal(lines("OK", "CONNECT OK"));
    expect(bench.type("AT+CMMUX=1")).to.equal(lines("+CME ERROR: 3"));
    expect(bench.type("AT+IPCLOSE")).to.equal(lines("OK"));
    expect(bench.type("AT+CMMUX=1")).to.equal(lines("OK"));
    expect(bench.type("AT+CMMUX?")).to.equal(lines("+CMMUX:1", "OK"));
    expect(bench.type(OPEN)).to.equal(lines("OK", "0,CONNECT OK"));
    expect(bench.type(OPEN)).to.equal(lines("+CME ERROR: 3"));
    expect(bench.type('AT+IPSTART="UDP","192.0.2.1",5683')).to.equal(lines("+CME ERROR: 50"));
    expect(bench.wire()).to.deep.equal(["open 0 0", "close 0", "open 0 0"]);
  });

  it("prompts for raw data, and sends CR, LF and quotes among them as they are", () => {
    const bench = started("AT+CMMUX=1", OPEN);
    bench.wire();
    expect(bench.type("AT+IPSEND=0,6")).to.equal("\r\n>");
    expect(bench.send(bytesOf("0D 0A 22 2C FF"))).to.equal("");
    expect(bench.send(bytesOf("00"))).to.equal(lines("SEND OK"));
    expect(bench.wire()).to.deep.equal(["send 0 192.0.2.1:5683 0D0A222CFF00"]);
    expect(bench.type("AT")).to.equal(lines("OK"));
  });

  it("takes command and data in one read", () => {
    const bench = started("AT+CMMUX=1", OPEN);
    bench.wire();
    expect(bench.send(asciiBytes("AT+IPSEND=0,3\r\nabcAT\r\n"))).to.equal("\r\n>\r\nSEND OK\r\n\r\nOK\r\n");
    expect(bench.wire()).to.deep.equal(["send 0 192.0.2.1:5683 616263"]);
  });

  it("gives up after 30 s without the data, and tells what went wrong with them", () => {
    const bench = started("AT+CMMUX=1", OPEN);
    bench.type("AT+IPSEND=0,3");
    bench.send(bytesOf("61"));
    expect(bench.wait(29_999)).to.equal("");
    expect(bench.wait(1)).to.equal(lines("+CME ERROR: 50"));
    expect(bench.type("AT")).to.equal(lines("OK"));
    bench.type("AT+IPSEND=0,1");
    bench.closed(0);
    expect(bench.send(bytesOf("61"))).to.equal(lines("SEND FAIL"));
    for (const wrong of ["1,1", "0,0", "0,1461", "0", "1"]) {
      expect(bench.type(`AT+IPSEND=${wrong}`), wrong).to.equal(lines("+CME ERROR: 50"));
    }
  });

  it("gives arrivals raw, behind +RECEIVE with several links and +IPD with one, and their sender if asked to", () => {
    const bench = started("AT+CMMUX=1", OPEN);
    expect(bench.arrive(0, "192.0.2.1", 5683, "0D 0A 41")).to.equal("\r\n+RECEIVE,0,3:\r\nA\r\n");
    bench.type("AT+CMSHOWPT=1");
    expect(bench.arrive(0, "192.0.2.1", 5683, "41")).to.equal(
      "\r\n+RECV FROM:192.0.2.1:5683\r\n\r\n+RECEIVE,0,1:A\r\n",
    );
    const single = started("AT+CMHEAD=1", 'AT+IPSTART="UDP","192.0.2.1",5683');
    expect(single.arrive(0, "192.0.2.1", 5683, "41")).to.equal("\r\n+IPD,1:A\r\n");
    single.type("AT+CMHEAD=0");
    expect(single.arrive(0, "192.0.2.1", 5683, "41")).to.equal("\r\nA\r\n");
  });

  it("says when the network closes a link", () => {
    const bench = started("AT+CMMUX=1", OPEN);
    expect(bench.closed(0)).to.equal(lines("0,CLOSED"));
    expect(bench.type("AT+IPCLOSE=0")).to.equal(lines("+CME ERROR: 50"));
  });

  it("resolves names with the name in the answer", () => {
    const bench = started();
    expect(bench.type('AT+CMDNSGIP="platform.example"')).to.equal(lines("OK"));
    expect(bench.resolve("platform.example", "192.0.2.7")).to.equal(lines('+CMDNSGIP:"platform.example","192.0.2.7"'));
  });
});
