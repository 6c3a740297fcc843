import { expect } from "chai";
import { Bench, lines } from "../bench.js";

describe("virtual/commands", () => {
  it("identifies itself", () => {
    const bench = new Bench();
    bench.start();
    const talk = [
      "> AT+CGMM",
      "< M5310-A",
      "< OK",
      "> AT+CGMI",
      "< CMIOT",
      "< OK",
      "> AT+CGMR",
      "< M5310-A_VIRTUAL_R14",
      "< OK",
      "> AT+CGSN=1",
      "< +CGSN:490154203237518",
      "< OK",
      "> AT+CGSN",
      "< 490154203237518",
      "< OK",
      "> AT+CGSN=?",
      "< +CGSN:(0,1)",
      "< OK",
      "> AT+CIMI",
      "< 460001234567890",
      "< OK",
      "> AT+NCCID",
      "< +NCCID:89860400001234567890",
      "< OK",
      "> AT+NCCID?",
      "< +NCCID:89860400001234567890",
      "< OK",
    ];
    expect(bench.play(talk)).to.equal(undefined);
  });

  it("says that there is no SIM card, and never attaches", () => {
    const bench = new Bench({ imsi: "" });
    bench.start();
    const talk = [
      "> AT+CIMI",
      "< ERROR",
      "> AT+CMEE=1",
      "< OK",
      "> AT+CIMI",
      "< +CME ERROR: 10",
      "> AT+NCCID",
      "< +CME ERROR: 10",
      "> AT+CEREG?",
      "< +CEREG:0,0",
      "< OK",
      "> AT+CGATT=1",
      "< OK",
    ];
    expect(bench.play(talk)).to.equal(undefined);
    expect(bench.wait(100_000)).to.equal("");
    expect(bench.type("AT+CGATT?")).to.equal(lines("+CGATT:0", "OK"));
  });

  it("attaches by itself after the time that it takes", () => {
    const bench = new Bench({ attachTime: 20_000 });
    bench.start();
    expect(bench.type("AT+CEREG=2")).to.equal(lines("OK"));
    const searching = [
      "> AT+CEREG?",
      "< +CEREG:2,2",
      "< OK",
      "> AT+CGATT?",
      "< +CGATT:0",
      "< OK",
      "> AT+CSQ",
      "< +CSQ:99,99",
      "< OK",
      "> AT+CGPADDR",
      "< +CGPADDR:0",
      "< OK",
      "> AT+COPS?",
      "< +COPS:0",
      "< OK",
    ];
    expect(bench.play(searching)).to.equal(undefined);
    expect(bench.wait(19_699)).to.equal("");
    expect(bench.wait(1)).to.equal(lines("+CEREG:1,5A3C,0B1C2D3E,9"));
    const attached = [
      "> AT+CEREG?",
      "< +CEREG:2,1,5A3C,0B1C2D3E,9",
      "< OK",
      "> AT+CEREG=1",
      "< OK",
      "> AT+CEREG?",
      "< +CEREG:1,1",
      "< OK",
      "> AT+CGATT?",
      "< +CGATT:1",
      "< OK",
      "> AT+CSQ",
      "< +CSQ:20,0",
      "< OK",
      "> AT+CGPADDR",
      "< +CGPADDR:0,10.64.0.2",
      "< OK",
      "> AT+CGPADDR=0",
      "< +CGPADDR:0,10.64.0.2",
      "< OK",
      "> AT+COPS?",
      '< +COPS:0,2,"46000"',
      "< OK",
    ];
    expect(bench.play(attached)).to.equal(undefined);
  });

  it("loses the network and its sockets with the radio, and finds it again", () => {
    const bench = new Bench();
    bench.start();
    bench.prepare("AT+CEREG=1", "AT+CSCON=1", 'AT+NSOCR="DGRAM",17,0,1');
    expect(bench.type("AT+CFUN=0")).to.equal(lines("+CSCON:0", "+CEREG:0", "OK", "+NSOCLI: 0"));
    expect(bench.type("AT+CFUN?")).to.equal(lines("+CFUN:0", "OK"));
    expect(bench.type("AT+CGATT=1")).to.equal(lines("ERROR"));
    expect(bench.type("AT+CFUN=1")).to.equal(lines("+CEREG:2", "OK"));
    expect(bench.type("AT+CFUN=1")).to.equal(lines("OK"));
    expect(bench.wait(300)).to.equal(lines("+CEREG:1", "+CSCON:1"));
    expect(bench.wait(10_000)).to.equal(lines("+CSCON:0"));
    expect(bench.wire()).to.deep.equal(["open 0 0", "close 0"]);
  });

  it("detaches and attaches by AT+CGATT", () => {
    const bench = new Bench();
    bench.start();
    bench.type("AT+CEREG=1");
    expect(bench.type("AT+CGATT=0")).to.equal(lines("+CEREG:0", "OK"));
    expect(bench.type("AT+CGATT=1")).to.equal(lines("+CEREG:2", "OK"));
    expect(bench.wait(300)).to.equal(lines("+CEREG:1"));
  });

  it("tells the radio's figures", () => {
    const bench = new Bench();
    bench.start();
    expect(bench.type("AT+NUESTATS")).to.equal(
      lines("Signal power:-666", "Cell ID:217", "ECL:0", "SNR:204", "EARFCN:3738", "RSRQ:-108", "OK"),
    );
    expect(bench.type("AT+NUESTATS=CELL")).to.equal(lines("NUESTATS:CELL,3738,217,1,-666,-108,-558,204", "OK"));
    expect(bench.type("AT+NUESTATS=NONE")).to.equal(lines("ERROR"));
  });

  it("keeps power saving settings and gives them back", () => {
    const bench = new Bench();
    bench.start();
    const talk = [
      "> AT+CPSMS?",
      "< +CPSMS:0",
      "< OK",
      '> AT+CPSMS=1,,,"01000011","00000101"',
      "< OK",
      "> AT+CPSMS?",
      '< +CPSMS:1,,,"01000011","00000101"',
      "< OK",
      "> AT+NPSMR=1",
      "< OK",
      "> AT+NPSMR?",
      "< +NPSMR:1",
      "< OK",
      "> AT+NPSMR=2",
      "< ERROR",
      "> AT+CEDRXRDP",
      "< +CEDRXRDP:0",
      "< OK",
      '> AT+CEDRXS=1,5,"0101"',
      "< OK",
      "> AT+CEDRXRDP",
      '< +CEDRXRDP:5,"0101","0101","0011"',
      "< OK",
      "> AT+CEDRXS=0,5",
      "< OK",
      "> AT+CEDRXRDP",
      "< +CEDRXRDP:0",
      "< OK",
      "> AT+NBAND=8",
      "< OK",
      "> AT+NCONFIG=AUTOCONNECT,TRUE",
      "< OK",
      "> AT+CPSMS=?",
      "< +CPSMS:(0-2),,,,(00000000-11111111),(00000000-11111111)",
      "< OK",
    ];
    expect(bench.play(talk)).to.equal(undefined);
  });

  it("has the network's time once attached, in UTC with the zone in quarters of an hour", () => {
    // 2026-02-28 23:59:50 UTC when the bench's clock starts.
    const bench = new Bench({ epoch: 1772323190000, attachTime: 5000 });
    bench.start();
    expect(bench.type("AT+CCLK?")).to.equal(lines("+CCLK:70/01/01,00:00:00+00", "OK"));
    bench.wait(10_000);
    expect(bench.type("AT+CCLK?")).to.equal(lines("+CCLK:26/03/01,00:00:00+32", "OK"));
  });

  it("answers the test form of each command that it knows", () => {
    const bench = new Bench();
    bench.start();
    expect(bench.type("AT+CFUN=?")).to.equal(lines("+CFUN:(0,1),(0,1)", "OK"));
    expect(bench.type("AT+CEREG=?")).to.equal(lines("+CEREG:(0,1,2)", "OK"));
    expect(bench.type("AT+NSOCR=?")).to.equal(lines("OK"));
    expect(bench.type("AT+MIPLCREATEEX=?")).to.equal(lines("OK"));
  });
});
