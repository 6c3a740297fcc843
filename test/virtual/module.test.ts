import { expect } from "chai";
import { asciiBytes } from "../../modules/base/text.js";
import { M5310_A } from "../../virtual/models/m5310-a.js";
import { Bench, BOOT, lines } from "./bench.js";

describe("virtual/module", () => {
  it("prints its boot lines once after power on", () => {
    const bench = new Bench();
    expect(bench.start()).to.equal(BOOT);
    bench.module.handle({ kind: "powerOn" }, bench.now);
    expect(bench.wait(20_000)).to.equal("");
    expect(bench.wire()).to.deep.equal([]);
  });

  it("is deaf before power and while it boots", () => {
    const bench = new Bench();
    expect(bench.type("AT")).to.equal("");
    bench.module.handle({ kind: "powerOn" }, 0);
    expect(bench.type("AT")).to.equal("");
    expect(bench.module.state).to.equal("booting");
    expect(bench.wait(300)).to.equal(BOOT);
  });

  it("boots anew after a reset pulse of at least 100 ms, and tells why", () => {
    const bench = new Bench();
    bench.start();
    bench.type('AT+NSOCR="DGRAM",17,0,1');
    expect(bench.pulse("reset", 99)).to.equal("");
    expect(bench.pulse("power", 5000)).to.equal("");
    expect(bench.module.state).to.equal("running");
    expect(bench.pulse("reset", 100)).to.equal("");
    expect(bench.wire()).to.deep.equal(["open 0 0", "close 0"]);
    expect(bench.wait(300)).to.equal(lines("REBOOT_CAUSE_SECURITY_RESET_PIN", "M5310-A", "OK"));
  });

  it("does not start by a pulse without power", () => {
    const bench = new Bench();
    expect(bench.pulse("reset", 500)).to.equal("");
    expect(bench.wait(20_000)).to.equal("");
  });

  it("prints REBOOTING and no OK on AT+NRB, loses what follows, and forgets its settings", () => {
    const bench = new Bench();
    bench.start();
    bench.type("AT+CMEE=1");
    expect(bench.type("AT+NRB\r\nAT")).to.equal(lines("REBOOTING"));
    expect(bench.wait(300)).to.equal(lines("REBOOT_CAUSE_APPLICATION_AT", "M5310-A", "OK"));
    expect(bench.type("AT+CMEE?")).to.equal(lines("+CMEE:0", "OK"));
  });

  it("takes a command that comes in pieces, with CR only, or several in one read", () => {
    const bench = new Bench();
    bench.start();
    expect(bench.send(asciiBytes("AT+CG"))).to.equal("");
    expect(bench.send(asciiBytes("MM\r"))).to.equal(lines("M5310-A", "OK"));
    expect(bench.send(asciiBytes("\nAT\rat+cfun?\r\nAT+CGATT?\r\n"))).to.equal(
      lines("OK", "+CFUN:1", "OK", "+CGATT:1", "OK"),
    );
    expect(bench.send(asciiBytes("\r\n\r\r\n"))).to.equal("");
  });

  it("gives the same outputs whether a talk comes whole or byte by byte", () => {
    const talk = asciiBytes('AT\r\nATE1\r\nAT+CGSN=1\r\nAT+NSOCR="DGRAM",17,0,1\r\nATE0\r\nAT+CSQ\r\n');
    const whole = new Bench();
    const bytewise = new Bench();
    whole.start();
    bytewise.start();
    let text = "";
    for (let i = 0; i < talk.length; i++) text += bytewise.send(talk.slice(i, i + 1));
    expect(text).to.equal(whole.send(talk));
    expect(bytewise.wire()).to.deep.equal(whole.wire());
  });

  it("sends back what is typed only while echo is on", () => {
    const bench = new Bench();
    bench.start();
    expect(bench.type("AT")).to.equal("\r\nOK\r\n");
    expect(bench.send(asciiBytes("ATE1\r"))).to.equal("\r\nOK\r\n");
    expect(bench.send(asciiBytes("AT\r"))).to.equal("AT\r\r\nOK\r\n");
    expect(bench.send(asciiBytes("AT"))).to.equal("AT");
    expect(bench.send(asciiBytes("E0\r"))).to.equal("E0\r\r\nOK\r\n");
    expect(bench.send(asciiBytes("AT\r"))).to.equal("\r\nOK\r\n");
  });

  it("answers what it does not know with ERROR, or with a number if asked to", () => {
    const bench = new Bench();
    bench.start();
    const unknown = [
      "AT+NOPE",
      "AT+NOPE?",
      "AT+NOPE=?",
      "AT+NOPE=1",
      "ATX",
      "AT+CGMM=1",
      "AT+TOSTRING",
      "AT+__PROTO__",
    ];
    for (const command of unknown) expect(bench.type(command), command).to.equal(lines("ERROR"));
    bench.type("AT+CMEE=1");
    expect(bench.type("AT+NOPE")).to.equal(lines("+CME ERROR: 4"));
    expect(bench.type("AT+CMEE=2")).to.equal(lines("+CME ERROR: 50"));
    expect(bench.type("AT+CFUN=0,")).to.equal(lines("+CME ERROR: 50"));
  });

  it("answers garbage with ERROR and goes on", () => {
    const bench = new Bench();
    bench.start();
    expect(bench.send(new Uint8Array([0xff, 0x80, 0x41, 0x54, 13]))).to.equal(lines("ERROR"));
    expect(bench.send(new Uint8Array([0, 1, 2, 0x41, 7, 0x54, 13]))).to.equal(lines("OK"));
    expect(bench.type("hello")).to.equal(lines("ERROR"));
    expect(bench.type('AT+NSOCR="DGRAM')).to.equal(lines("ERROR"));
    expect(bench.type("AT+CFUN+1")).to.equal(lines("ERROR"));
    expect(bench.type("AT")).to.equal(lines("OK"));
  });

  it("drops a line that is too long, up to its end", () => {
    const bench = new Bench();
    bench.start();
    const limit = M5310_A.uart.lineLimit;
    const blanks = new Uint8Array(limit + 1).fill(0x20);
    blanks[0] = 0x41;
    blanks[1] = 0x54;
    expect(bench.send(blanks)).to.equal("");
    expect(bench.type("+CGMM")).to.equal(lines("ERROR"));
    expect(bench.send(blanks.slice(0, limit))).to.equal("");
    expect(bench.send(new Uint8Array([13]))).to.equal(lines("OK"));
  });

  it("prints all answers of many commands in one read", () => {
    const bench = new Bench();
    bench.start();
    expect(bench.send(asciiBytes("AT\r".repeat(2000)))).to.equal("\r\nOK\r\n".repeat(2000));
  });
});
