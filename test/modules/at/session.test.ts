import { expect } from "chai";
import type { Command } from "../../../modules/at/command.js";
import { Session, type SessionOutput } from "../../../modules/at/session.js";
import type { UrcRow } from "../../../modules/at/urc.js";
import { silent } from "../../../modules/base/log.js";
import { asciiBytes, hexText, latinText } from "../../../modules/base/text.js";

const URCS: readonly UrcRow[] = [
  { prefix: "+CEREG", owner: "lifecycle" },
  { prefix: "+NSONMI", owner: "sockets" },
  { prefix: "M5310-A", owner: "lifecycle", idle: true },
];

/** A session on virtual time; what it puts out is kept as text. */
class Talk {
  readonly log: string[] = [];
  readonly session = new Session({
    urcs: URCS,
    log: (level, text) => this.log.push(`${level}: ${text}`),
  });
  now = 0;

  command(command: string | Command): string[] {
    const full: Command = typeof command === "string" ? { text: command, owner: "mode" } : command;
    this.session.handle({ kind: "command", command: full }, this.now);
    return this.out();
  }

  receive(text: string): string[] {
    this.session.handle({ kind: "bytes", bytes: asciiBytes(text) }, this.now);
    return this.out();
  }

  reset(): string[] {
    this.session.handle({ kind: "reset" }, this.now);
    return this.out();
  }

  /** Wakes the session at its deadlines up to `now`. */
  at(now: number): string[] {
    const all: string[] = [];
    for (let deadline = this.session.deadline(); deadline !== undefined && deadline <= now;) {
      this.session.expire(deadline);
      all.push(...this.out());
      deadline = this.session.deadline();
    }
    this.now = now;
    return all;
  }

  out(): string[] {
    const all: string[] = [];
    for (let out = this.session.poll(); out !== undefined; out = this.session.poll()) all.push(textOf(out));
    return all;
  }
}

function textOf(out: SessionOutput): string {
  if (out.kind === "write") return `-> ${latinText(out.bytes)}`;
  if (out.kind === "wake") return "wake";
  const data = out.data === undefined ? "" : ` ${hexText(out.data)}`;
  if (out.kind === "urc") return `urc ${out.owner} ${out.line}${data}`;
  const code = "code" in out.final ? ` ${String(out.final.code)}` : "";
  return `result ${out.command.text} [${out.answer.join("|")}] ${out.final.kind}${code}${data}`;
}

const CSQ: Command = { text: "AT+CSQ", owner: "mode", answer: "+CSQ" };
const CIMI: Command = { text: "AT+CIMI", owner: "mode", answer: "" };

describe("at session", () => {
  it("sends a command with CR LF and gives its answer with the final result", () => {
    const talk = new Talk();
    expect(talk.command(CSQ)).to.deep.equal(["-> AT+CSQ\r\n"]);
    expect(talk.receive("\r\n+CSQ:22,0\r\n")).to.deep.equal([]);
    expect(talk.receive("\r\nOK\r\n")).to.deep.equal(["result AT+CSQ [+CSQ:22,0] ok"]);
  });

  it("hands the very command back, mark and all", () => {
    const session = new Session({ urcs: URCS, log: silent });
    const command: Command = { text: "AT", owner: "sockets", tag: 7 };
    session.handle({ kind: "command", command }, 0);
    session.handle({ kind: "bytes", bytes: asciiBytes("\r\nOK\r\n") }, 1);
    session.poll();
    const out = session.poll();
    expect(out?.kind === "result" && out.command === command).to.equal(true);
  });

  it("ignores the echo, with or without hex at its end", () => {
    const talk = new Talk();
    talk.command(CIMI);
    expect(talk.receive("AT+CIMI\r\r\n460040123456789\r\n\r\nOK\r\n")).to.deep.equal([
      "result AT+CIMI [460040123456789] ok",
    ]);
    talk.at(100);
    const send: Command = {
      text: "AT+NSOST=0,1.2.3.4,5,2,",
      owner: "sockets",
      answer: "",
      hex: Uint8Array.of(0x0a, 0xff),
    };
    expect(talk.command(send)).to.deep.equal(["-> AT+NSOST=0,1.2.3.4,5,2,0AFF\r\n"]);
    expect(talk.receive("AT+NSOST=0,1.2.3.4,5,2,0AFF\r\r\n0,2\r\nOK\r\n")).to.deep.equal([
      "result AT+NSOST=0,1.2.3.4,5,2, [0,2] ok",
    ]);
  });

  it("sends text beyond ASCII as UTF-8", () => {
    const talk = new Talk();
    expect(talk.command('AT+X="å"')).to.deep.equal(['-> AT+X="\u00c3\u00a5"\r\n']);
  });

  it("sends one command at a time and keeps quiet for 20 ms after each final result", () => {
    const talk = new Talk();
    expect(talk.command("AT+A")).to.deep.equal(["-> AT+A\r\n"]);
    expect(talk.command("AT+B")).to.deep.equal([]);
    expect(talk.session.idle).to.equal(false);
    talk.now = 50;
    expect(talk.receive("\r\nOK\r\n")).to.deep.equal(["result AT+A [] ok"]);
    expect(talk.session.deadline()).to.equal(70);
    expect(talk.at(69)).to.deep.equal([]);
    expect(talk.at(70)).to.deep.equal(["-> AT+B\r\n"]);
    talk.receive("\r\nERROR\r\n");
    expect(talk.at(200)).to.deep.equal([]);
    expect(talk.session.idle).to.equal(true);
    expect(talk.session.deadline()).to.equal(undefined);
  });

  it("keeps quiet for 20 ms after a URC, but not for ever in a storm", () => {
    const talk = new Talk();
    expect(talk.receive("\r\n+CEREG:1\r\n")).to.deep.equal(["urc lifecycle +CEREG:1"]);
    expect(talk.command("AT")).to.deep.equal([]);
    for (let now = 10; now < 500; now += 10) {
      expect(talk.at(now)).to.deep.equal([]);
      talk.receive("\r\n+CEREG:1\r\n");
    }
    expect(talk.at(500)).to.deep.equal(["-> AT\r\n"]);
  });

  it("loses the ninth command that waits, at once", () => {
    const talk = new Talk();
    talk.command("AT+0");
    for (let i = 1; i <= 8; i++) expect(talk.command(`AT+${String(i)}`)).to.deep.equal([]);
    expect(talk.command("AT+9")).to.deep.equal(["result AT+9 [] lost"]);
  });

  it("gives each final result code as what it is", () => {
    for (const [line, end] of [
      ["OK", "ok"],
      ["ERROR", "error"],
      ["+CME ERROR: 50", "cme 50"],
      ["+CMS ERROR: 300", "cms 300"],
      ["+CIS ERROR:601", "cis 601"],
    ] as const) {
      const talk = new Talk();
      talk.command("AT+X");
      expect(talk.receive(`\r\n${line}\r\n`)).to.deep.equal([`result AT+X [] ${end}`]);
    }
  });

  describe("decides what a line is", () => {
    it("information text before URC where both have the prefix", () => {
      const talk = new Talk();
      talk.command({ text: "AT+CEREG?", owner: "lifecycle", answer: "+CEREG" });
      expect(talk.receive("\r\n+CEREG:2,1\r\n\r\nOK\r\n")).to.deep.equal(["result AT+CEREG? [+CEREG:2,1] ok"]);
    });

    it("URC while another command's answer is due, also a bare one", () => {
      const talk = new Talk();
      talk.command(CIMI);
      expect(talk.receive("\r\n+CEREG:1\r\n\r\n460040123456789\r\n\r\nOK\r\n")).to.deep.equal([
        "urc lifecycle +CEREG:1",
        "result AT+CIMI [460040123456789] ok",
      ]);
    });

    it("the command's own name even where its answer may be bare", () => {
      const talk = new Talk();
      talk.command({ text: "AT+NSONMI=1", owner: "mode", answer: "" });
      expect(talk.receive("\r\n+NSONMI: 1\r\nOK\r\n")).to.deep.equal(["result AT+NSONMI=1 [+NSONMI: 1] ok"]);
    });

    it("a line for idle times as an answer while a command runs", () => {
      const talk = new Talk();
      expect(talk.receive("\r\nM5310-A\r\n")).to.deep.equal(["urc lifecycle M5310-A"]);
      talk.at(100);
      talk.command({ text: "AT+CGMM", owner: "mode", answer: "" });
      expect(talk.receive("\r\nM5310-A\r\nOK\r\n")).to.deep.equal(["result AT+CGMM [M5310-A] ok"]);
    });

    it("unknown lines are logged and ignored, final results while nothing runs too", () => {
      const talk = new Talk();
      expect(talk.receive("\r\nOK\r\n\r\n+XNEWS: 1\r\n")).to.deep.equal([]);
      talk.command("AT+X");
      expect(talk.receive("\r\n+CSQ:1,1\r\nfoo\r\nOK\r\n")).to.deep.equal(["result AT+X [] ok"]);
      expect(talk.log).to.deep.equal([
        "wire: <- ignored: OK",
        "wire: <- ignored: +XNEWS: 1",
        "wire: -> AT+X",
        "wire: <- ignored: +CSQ:1,1",
        "wire: <- ignored: foo",
        "wire: <- OK",
      ]);
    });
  });

  it("sends data when the prompt comes, and only then looks for one", () => {
    const talk = new Talk();
    talk.command({ text: "AT+IPSEND=0,3", owner: "sockets", data: asciiBytes("a\r\n") });
    expect(talk.receive("\r\n> ")).to.deep.equal(["-> a\r\n"]);
    expect(talk.receive("\r\nOK\r\n")).to.deep.equal(["result AT+IPSEND=0,3 [] ok"]);
    talk.at(100);
    talk.command("AT");
    expect(talk.receive("\r\n> \r\nOK\r\n")).to.deep.equal(["result AT [] ok"]);
  });

  it("never takes a late answer for the next command's", () => {
    const talk = new Talk();
    talk.command({ text: "AT+CGATT?", owner: "mode", answer: "+CGATT", within: 1000 });
    talk.command({ text: "AT+CGATT=0", owner: "mode" });
    expect(talk.at(1000)).to.deep.equal(["result AT+CGATT? [] timeout", "-> AT\r\n"]);
    talk.now = 1200;
    // The late answer, which ends the wait, and then the one of AT within the quiet time.
    expect(talk.receive("\r\n+CGATT:1\r\n\r\nOK\r\n")).to.deep.equal([]);
    talk.now = 1250;
    expect(talk.receive("\r\nOK\r\n")).to.deep.equal([]);
    expect(talk.at(1499)).to.deep.equal([]);
    expect(talk.at(1500)).to.deep.equal(["-> AT+CGATT=0\r\n"]);
    expect(talk.receive("\r\nERROR\r\n")).to.deep.equal(["result AT+CGATT=0 [] error"]);
  });

  it("takes no late answer for a command that comes later", () => {
    const talk = new Talk();
    talk.command({ ...CSQ, within: 1000 });
    expect(talk.at(1000)).to.deep.equal(["result AT+CSQ [] timeout"]);
    expect(talk.session.deadline()).to.equal(undefined);
    expect(talk.receive("\r\n+CSQ:1,1\r\n\r\nOK\r\n")).to.deep.equal([]);
    expect(talk.command(CSQ)).to.deep.equal(["-> AT\r\n"]);
    expect(talk.receive("\r\nOK\r\n")).to.deep.equal([]);
    expect(talk.at(1300)).to.deep.equal(["-> AT+CSQ\r\n"]);
    expect(talk.receive("\r\n+CSQ:2,2\r\nOK\r\n")).to.deep.equal(["result AT+CSQ [+CSQ:2,2] ok"]);
  });

  it("gets in step by the owner's own AT", () => {
    const talk = new Talk();
    talk.command({ text: "AT", owner: "lifecycle", within: 300 });
    expect(talk.at(300)).to.deep.equal(["result AT [] timeout"]);
    expect(talk.command({ text: "AT", owner: "lifecycle", within: 300 })).to.deep.equal(["-> AT\r\n"]);
    talk.command("ATE0");
    expect(talk.receive("\r\nOK\r\n")).to.deep.equal(["result AT [] ok"]);
    expect(talk.receive("\r\nOK\r\n")).to.deep.equal([]);
    expect(talk.at(599)).to.deep.equal([]);
    expect(talk.at(600)).to.deep.equal(["-> ATE0\r\n"]);
  });

  it("costs each waiting command a timeout when the module stays silent", () => {
    const talk = new Talk();
    talk.command("AT+A");
    talk.command("AT+B");
    talk.command("AT+C");
    expect(talk.at(60_000)).to.deep.equal([
      "result AT+A [] timeout",
      "-> AT\r\n",
      "-> AT\r\n",
      "-> AT\r\n",
      "result AT+B [] timeout",
      "-> AT\r\n",
      "-> AT\r\n",
      "-> AT\r\n",
      "result AT+C [] timeout",
    ]);
    expect(talk.session.deadline()).to.equal(undefined);
  });

  it("gives what waits back as lost when reset, forgets half a line and gets in step first", () => {
    const talk = new Talk();
    talk.command(CSQ);
    talk.command("AT+B");
    talk.receive("\r\n+CSQ:1,1\r\n+gar");
    expect(talk.reset()).to.deep.equal(["result AT+CSQ [+CSQ:1,1] lost", "result AT+B [] lost"]);
    expect(talk.session.deadline()).to.equal(undefined);
    expect(talk.receive("\r\n+CEREG:0\r\n")).to.deep.equal(["urc lifecycle +CEREG:0"]);
    talk.command("AT+C");
    expect(talk.at(20)).to.deep.equal(["-> AT\r\n"]);
  });

  it("drops a line over the limit, says so, and reads on", () => {
    const talk = new Talk();
    talk.command(CSQ);
    expect(talk.receive(`\r\n${"x".repeat(2801)}\r\n+CSQ:1,1\r\nOK\r\n`)).to.deep.equal([
      "result AT+CSQ [+CSQ:1,1] ok",
    ]);
    expect(talk.log).to.include("warning: a line of 2801 bytes is over the limit and was dropped");
  });

  it("drops lines of an answer beyond the twentieth", () => {
    const talk = new Talk();
    talk.command({ text: "AT+X", owner: "mode", answer: "" });
    talk.receive("\r\na\r\n".repeat(25));
    expect(talk.receive("\r\nOK\r\n")).to.deep.equal([`result AT+X [${"a|".repeat(19)}a] ok`]);
    expect(talk.log).to.include("warning: an answer has too many lines: the last was dropped");
  });

  it("drops URCs beyond the fortieth that nobody has fetched", () => {
    const talk = new Talk();
    const heard = talk.receive("\r\n+CEREG:1\r\n".repeat(50));
    expect(heard).to.have.lengthOf(40);
    expect(talk.log).to.include("warning: too many URCs at once: one was dropped");
  });

  it("logs both directions, identities masked, payload and secrets left out", () => {
    const talk = new Talk();
    talk.command({ text: "AT+CGSN=1", owner: "mode", answer: "+CGSN" });
    talk.receive("\r\n+CGSN:490154203237518\r\nOK\r\n");
    talk.at(100);
    talk.command({ text: "AT+NSOST=0,1.2.3.4,5,2,", owner: "mode", hex: Uint8Array.of(1, 2) });
    talk.receive("\r\nOK\r\n");
    talk.at(200);
    talk.command({ text: 'AT+MIPLCREATEEX="h",1,code,key', owner: "mode", secret: true });
    talk.receive("\r\nOK\r\n");
    expect(talk.log).to.deep.equal([
      "wire: -> AT+CGSN=1",
      "wire: <- +CGSN:49***********18",
      "wire: <- OK",
      "wire: -> AT+NSOST=0,1.2.3.4,5,2,(2 bytes of hex)",
      "wire: <- OK",
      "wire: -> AT+MIPLCREATEEX=…",
      "wire: <- OK",
    ]);
  });

  it("does nothing when woken early or twice", () => {
    const talk = new Talk();
    talk.command("AT");
    for (const now of [0, 1, 4999]) talk.session.expire(now);
    expect(talk.out()).to.deep.equal([]);
    talk.session.expire(5000);
    talk.session.expire(5000);
    expect(talk.out()).to.deep.equal(["result AT [] timeout"]);
  });
});
