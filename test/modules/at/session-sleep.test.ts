import { expect } from "chai";
import type { Command } from "../../../modules/at/command.js";
import { Session } from "../../../modules/at/session.js";
import { silent } from "../../../modules/base/log.js";
import { asciiBytes, latinText } from "../../../modules/base/text.js";

const CSQ: Command = { text: "AT+CSQ", owner: "mode", answer: "+CSQ" };

/** A session on virtual time; `out` gives what it put out, as text. */
class Talk {
  readonly session = new Session({ urcs: [{ prefix: "+CEREG", owner: "lifecycle" }], log: silent });
  now = 0;

  input(kind: "asleep" | "awake" | "reset"): string[] {
    this.session.handle({ kind }, this.now);
    return this.out();
  }

  dozes(after: number): string[] {
    this.session.handle({ kind: "dozes", after }, this.now);
    return this.out();
  }

  command(command: Command = CSQ): string[] {
    this.session.handle({ kind: "command", command }, this.now);
    return this.out();
  }

  receive(text: string): string[] {
    this.session.handle({ kind: "bytes", bytes: asciiBytes(text) }, this.now);
    return this.out();
  }

  at(now: number): string[] {
    const all: string[] = [];
    for (let due = this.session.deadline(); due !== undefined && due <= now; due = this.session.deadline()) {
      this.session.expire(due);
      all.push(...this.out());
    }
    this.now = now;
    return all;
  }

  private out(): string[] {
    const all: string[] = [];
    for (let out = this.session.poll(); out !== undefined; out = this.session.poll()) {
      if (out.kind === "write") all.push(`-> ${latinText(out.bytes).trim()}`);
      else if (out.kind === "result") all.push(`${out.command.text}: ${out.answer.join("|")} ${out.final.kind}`);
      else all.push(out.kind);
    }
    return all;
  }
}

describe("at session with a module that sleeps", () => {
  it("wakes it for a command and gives that only when the module answers AT", () => {
    const talk = new Talk();
    expect(talk.input("asleep")).to.deep.equal([]);
    expect(talk.session.deadline()).to.equal(undefined);
    expect(talk.command()).to.deep.equal(["wake", "-> AT"]);
    expect(talk.at(2500)).to.deep.equal(["-> AT", "-> AT"]);
    expect(talk.receive("\r\nOK\r\n")).to.deep.equal([]);
    expect(talk.at(3000)).to.deep.equal(["-> AT+CSQ"]);
    expect(talk.receive("\r\n+CSQ:20,0\r\n\r\nOK\r\n")).to.deep.equal(["AT+CSQ: +CSQ:20,0 ok"]);
    talk.at(3100);
    expect(talk.command()).to.deep.equal(["-> AT+CSQ"]);
  });

  it("gives the command up when it has not answered ten times, a second each", () => {
    const talk = new Talk();
    talk.input("asleep");
    talk.command();
    const said = talk.at(60_000);
    expect(said.filter((text) => text === "-> AT")).to.have.length(9);
    expect(said[said.length - 1]).to.equal("AT+CSQ:  timeout");
    expect(said).to.not.include("-> AT+CSQ");
  });

  it("sends at once when it has woken by itself", () => {
    const talk = new Talk();
    talk.input("asleep");
    talk.input("awake");
    expect(talk.command()).to.deep.equal(["-> AT+CSQ"]);
  });

  it("takes it for asleep after so long without traffic, if it was told to", () => {
    const talk = new Talk();
    talk.dozes(10_000);
    talk.command();
    talk.receive("\r\nOK\r\n");
    talk.at(9999);
    expect(talk.command()).to.deep.equal(["-> AT+CSQ"]);
    talk.receive("\r\nOK\r\n");
    talk.at(19_000);
    // A URC is traffic too.
    talk.receive("\r\n+CEREG:1\r\n");
    talk.at(28_000);
    expect(talk.command()).to.deep.equal(["-> AT+CSQ"]);
    talk.receive("\r\nOK\r\n");
    talk.at(38_000);
    expect(talk.command()).to.deep.equal(["wake", "-> AT"]);
  });

  it("forgets all of that with a reset, and when it is told that the module never dozes", () => {
    const talk = new Talk();
    talk.dozes(10);
    talk.input("asleep");
    talk.input("reset");
    talk.at(1000);
    expect(talk.command({ text: "AT", owner: "lifecycle" })).to.deep.equal(["-> AT"]);
    talk.receive("\r\nOK\r\n");
    talk.at(5000);
    talk.dozes(10);
    talk.dozes(0);
    talk.at(9000);
    expect(talk.command()).to.deep.equal(["-> AT+CSQ"]);
  });
});
