import { expect } from "chai";
import { asciiBytes } from "../../../modules/base/text.js";
import { M5311 } from "../../../virtual/models/m5311.js";
import { M5313 } from "../../../virtual/models/m5313.js";
import { Bench, BOOT, lines } from "../bench.js";

/** An M5310-A that goes through these steps, booted and attached. */
function started(...steps: readonly unknown[]): Bench {
  const bench = new Bench({}, steps);
  bench.start();
  return bench;
}

/** One with an open socket; the answers so far are forgotten. */
function connected(...steps: readonly unknown[]): Bench {
  const bench = started(...steps);
  bench.prepare('AT+NSOCR="DGRAM",17,0,1');
  bench.wire();
  return bench;
}

const SEND = "AT+NSOST=0,192.0.2.1,5683,1,";

/** What the module sent, as the last byte of each datagram. */
function sent(bench: Bench): string {
  return bench
    .wire()
    .map((text) => text.slice(-2))
    .join(" ");
}

describe("virtual/scenario/stage: on the UART", () => {
  it("changes nothing without steps", () => {
    const bench = new Bench({}, []);
    expect(bench.start()).to.equal(BOOT);
    expect(bench.type("AT+CGMM")).to.equal(lines("M5310-A", "OK"));
    expect(bench.wait(100_000)).to.equal("");
  });

  it("prints a line at a moment, and again as often as said", () => {
    const bench = started({ at: 1000, every: 500, times: 3, do: "print", text: "+CTZV:32" });
    expect(bench.wait(399)).to.equal("");
    expect(bench.wait(1)).to.equal(lines("+CTZV:32"));
    expect(bench.wait(499)).to.equal("");
    expect(bench.wait(501)).to.equal(lines("+CTZV:32", "+CTZV:32"));
    expect(bench.wait(100_000)).to.equal("");
  });

  it("prints a line before the answer of a command, and behind one of the module's lines", () => {
    const bench = started(
      { command: "AT+CSQ", nth: 2, do: "print", text: "+CSCON:1" },
      { line: "+CSQ", nth: 3, do: "print", text: "+CSCON:0" },
    );
    expect(bench.type("AT+CSQ")).to.equal(lines("+CSQ:20,0", "OK"));
    expect(bench.type("AT+CSQ")).to.equal(lines("+CSCON:1", "+CSQ:20,0", "OK"));
    expect(bench.type("AT+CSQ")).to.equal(lines("+CSQ:20,0", "+CSCON:0", "OK"));
    expect(bench.type("AT+CSQ")).to.equal(lines("+CSQ:20,0", "OK"));
  });

  it("sends bytes as they are, and garbage that is the same in each run", () => {
    const bench = started({ at: 700, do: "bytes", hex: "000DFF" }, { at: 800, do: "garbage", count: 3 });
    expect(bench.wait(100)).to.equal("\u0000\r\u00ff");
    const garbage = bench.wait(100);
    expect(garbage).to.have.length(3);
    const again = started({ at: 700, do: "bytes", hex: "000DFF" }, { at: 800, do: "garbage", count: 3 });
    expect(again.wait(200).slice(3)).to.equal(garbage);
  });

  it("loses so many bytes of either side", () => {
    const bench = started(
      { command: "AT+CGMM", do: "drop", count: 5 },
      { command: "AT+CGMR", do: "drop", from: "host", count: 4 },
    );
    expect(bench.type("AT+CGMM")).to.equal(`${lines("M5310-A", "OK").slice(5)}`);
    expect(bench.type("AT+CGMR")).to.equal(lines("M5310-A_VIRTUAL_R14", "OK"));
    // The line feed of that command, and "AT+".
    expect(bench.type("AT+CGMM")).to.equal(lines("ERROR"));
    expect(bench.type("AT+CGMM")).to.equal(lines("M5310-A", "OK"));
  });

  it("cuts a line in the middle, so that the next one stands right behind it", () => {
    const bench = started({ command: "AT+CGMM", do: "cut" });
    expect(bench.type("AT+CGMM")).to.equal("\r\nM53\r\nOK\r\n");
    expect(bench.type("AT+CGMM")).to.equal(lines("M5310-A", "OK"));
  });

  it("switches the echo", () => {
    const bench = started({ command: "AT+CSQ", do: "echo", on: true });
    bench.type("AT+CSQ");
    expect(bench.send(asciiBytes("AT\r"))).to.equal("AT\r\r\nOK\r\n");
  });

  it("answers the chosen command with an error, or not at all, and does not carry it out", () => {
    const bench = started(
      { command: "AT+NSOCR", do: "error", text: "+CME ERROR: 30" },
      { command: "AT+CMEE=1", times: 2, do: "ignore" },
    );
    expect(bench.type('AT+NSOCR="DGRAM",17,0,1')).to.equal(lines("+CME ERROR: 30"));
    expect(bench.wire()).to.deep.equal([]);
    expect(bench.type("AT+CMEE=1") + bench.type("AT+CMEE=1")).to.equal("");
    expect(bench.type("AT+CMEE?")).to.equal(lines("+CMEE:0", "OK"));
    expect(bench.type("AT+CMEE=1")).to.equal(lines("OK"));
    expect(bench.type('AT+NSOCR="DGRAM",17,0,1')).to.equal(lines("0", "OK"));
  });

  it("counts every command where the beginning is empty", () => {
    const bench = started({ command: "", nth: 3, do: "error" });
    expect(bench.type("AT")).to.equal(lines("OK"));
    // Line ends alone are no commands.
    expect(bench.type("\r\n\r\nAT")).to.equal(lines("OK"));
    expect(bench.type("AT")).to.equal(lines("ERROR"));
    expect(bench.type("AT")).to.equal(lines("OK"));
  });

  it("holds all back for a time, the late answer and what is asked meanwhile, in order", () => {
    const bench = started({ command: "AT+CGMM", do: "late", by: 9000 });
    expect(bench.type("AT+CGMM")).to.equal("");
    expect(bench.wait(8999)).to.equal("");
    expect(bench.type("AT+CSQ")).to.equal("");
    expect(bench.wait(1)).to.equal(lines("M5310-A", "OK", "+CSQ:20,0", "OK"));
    expect(bench.type("AT")).to.equal(lines("OK"));
  });

  it("sees commands that come byte by byte, and takes raw data for none", () => {
    const bench = new Bench({ model: M5313 }, [{ command: "AT+CGMM", do: "error" }]);
    bench.start();
    bench.prepare("ATE0", "AT+CMMUX=1", 'AT+IPSTART=0,"UDP","192.0.2.1",5683');
    const typed = (text: string): string => [...text].map((one) => bench.send(asciiBytes(one))).join("");
    expect(typed("AT+IPSEND=0,8\r\nAT+CGMM\r")).to.equal("\r\n>\r\nSEND OK\r\n");
    expect(typed("AT+CGMM\r")).to.equal(lines("ERROR"));
  });
});

describe("virtual/scenario/stage: in the module and around it", () => {
  it("boots anew before it answers the chosen command", () => {
    const bench = started({ command: "", nth: 2, do: "reboot" });
    bench.prepare("AT+CMEE=1");
    expect(bench.type("AT+CGMM")).to.equal("");
    expect(bench.wait(300)).to.equal(lines("REBOOT_CAUSE_APPLICATION_WATCHDOG", "M5310-A", "OK"));
    expect(bench.type("AT+CMEE?")).to.equal(lines("+CMEE:0", "OK"));
  });

  it("falls asleep, and the bytes that wake an M5311 are lost", () => {
    const bench = new Bench({ model: M5311 }, [{ at: 1000, do: "sleep" }]);
    bench.start();
    bench.prepare("ATE0");
    expect(bench.wait(400)).to.equal(lines("*GOTOSLEEP"));
    expect(bench.module.state).to.equal("asleep");
    expect(bench.type("AT")).to.equal("");
    expect(bench.type("AT")).to.equal(lines("OK"));
  });

  it("loses its card and gets it back", () => {
    const bench = started({ at: 1000, do: "card", present: false, for: 5000 });
    bench.prepare("AT+CEREG=1");
    expect(bench.wait(400)).to.equal(lines("+CEREG:0"));
    expect(bench.type("AT+CIMI")).to.equal(lines("ERROR"));
    expect(bench.wait(5300)).to.equal(lines("+CEREG:2", "+CEREG:1"));
    expect(bench.type("AT+CIMI")).to.equal(lines("460001234567890", "OK"));
  });

  it("loses the network for a time", () => {
    const bench = connected({ at: 1000, do: "network", level: "gone", for: 60_000 });
    bench.prepare("AT+CEREG=1");
    expect(bench.wait(400)).to.equal(lines("+CEREG:2"));
    expect(bench.wait(59_999)).to.equal("");
    expect(bench.wait(301)).to.equal(lines("+CEREG:1"));
  });

  it("has its sockets closed by the network, one or all", () => {
    const bench = connected({ at: 1000, do: "close", socket: 1 }, { at: 2000, do: "close" });
    bench.prepare('AT+NSOCR="DGRAM",17,0,1', 'AT+NSOCR="DGRAM",17,0,1');
    bench.wire();
    expect(bench.wait(400)).to.equal(lines("+NSOCLI: 1"));
    expect(bench.wire()).to.deep.equal(["close 1"]);
    expect(bench.wait(1000)).to.equal(lines("+NSOCLI: 0", "+NSOCLI: 2"));
    expect(bench.wire()).to.deep.equal(["close 0", "close 2"]);
    expect(bench.type(`${SEND}AA`)).to.equal(lines("ERROR"));
  });
});

describe("virtual/scenario/stage: on the way to the servers", () => {
  it("loses the datagrams that it should, and only those", () => {
    const bench = connected({ datagram: 2, do: "lose", way: "up", count: 2 });
    bench.prepare(`${SEND}01`, `${SEND}02`, `${SEND}03`, `${SEND}04`);
    expect(sent(bench)).to.equal("01 04");
  });

  it("doubles one that comes, and delays one that goes", () => {
    const bench = connected({ at: 700, do: "double", way: "down" }, { at: 700, do: "delay", way: "up", by: 3000 });
    bench.wait(100);
    expect(bench.arrive(0, "192.0.2.1", 5683, "AA")).to.equal(lines("+NSONMI:0,1", "+NSONMI:0,1"));
    bench.prepare(`${SEND}01`, `${SEND}02`);
    expect(sent(bench)).to.equal("02");
    bench.wait(2999);
    expect(sent(bench)).to.equal("");
    bench.wait(1);
    expect(sent(bench)).to.equal("01");
  });

  it("lets the next one overtake, and waits for it no longer than said", () => {
    const bench = connected({ at: 700, do: "reorder", way: "up", count: 1, by: 2000 }, { datagram: 3, do: "reorder" });
    bench.wait(100);
    bench.prepare(`${SEND}01`, `${SEND}02`);
    expect(sent(bench)).to.equal("02 01");
    bench.prepare(`${SEND}03`);
    bench.wait(4999);
    expect(sent(bench)).to.equal("");
    bench.wait(1);
    expect(sent(bench)).to.equal("03");
  });

  it("loses about the share that it should", () => {
    const bench = connected({ at: 700, do: "lose", way: "up", count: 1000, share: 20 });
    bench.wait(100);
    let arrived = 0;
    for (let i = 0; i < 1000; i++) {
      bench.prepare(`${SEND}01`);
      arrived += bench.wire().length;
    }
    expect(arrived).to.be.within(760, 840);
  });

  it("keeps at most 64 late datagrams; further ones are lost", () => {
    const bench = connected({ at: 700, do: "delay", way: "up", count: 70, by: 1000 });
    bench.wait(100);
    for (let i = 0; i < 70; i++) bench.prepare(`${SEND}01`);
    bench.wait(1000);
    expect(bench.wire()).to.have.length(64);
  });
});
