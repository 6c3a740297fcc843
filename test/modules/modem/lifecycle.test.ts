import { expect } from "chai";
import { m5310a } from "../../../modules/modem/profiles/m5310-a.js";
import { Bench } from "../../support/bench.js";
import { parseTranscript } from "../../support/transcript.js";
import { start } from "../../transcripts/m5310-a/start.js";

/** What the module answers to each command in the transcript's happy ends. */
function answers(): { readonly command: string; readonly lines: string[] }[] {
  const rows: { command: string; lines: string[] }[] = [];
  for (const { mark, text } of parseTranscript(start)) {
    if (mark === ">") {
      const known = rows.findIndex((row) => row.command === text);
      if (known >= 0) rows.splice(known, 1);
      rows.push({ command: text, lines: [] });
    } else if (mark === "<") rows[rows.length - 1]?.lines.push(text);
  }
  // The watch repeats questions of the attach: keep the order of first use.
  return rows;
}

const ANSWERS = answers();

/** A module that answers each command once, with the transcript's lines unless `fault` gives others. */
class Module {
  readonly bench = new Bench(m5310a);
  #served = 0;

  serve(until: number, fault: (command: string) => readonly string[] | undefined = () => undefined): void {
    const bench = this.bench;
    for (let turn = 0; turn < 10_000; turn++) {
      while (this.#served < bench.sent.length) {
        const command = bench.sent[this.#served++] as string;
        const known = ANSWERS.find((row) => row.command === command)?.lines;
        const lines = fault(command) ?? known ?? (command.endsWith("=?") ? ["ERROR"] : []);
        for (const line of lines) bench.lines(line);
      }
      expect(bench.deadline(), `deadline while ${bench.lifecycle.state.name}`).to.be.a("number");
      if (bench.lifecycle.state.name === "offline") return;
      if (!bench.step(until)) {
        bench.now = until;
        return;
      }
    }
    throw new Error("no end");
  }
}

function powered(): Module {
  const module = new Module();
  module.bench.life({ kind: "start" });
  return module;
}

function started(): Bench {
  return powered().bench;
}

describe("modem lifecycle", () => {
  it("starts with a pulse on the reset line and waits for the boot banner", () => {
    const bench = started();
    expect(bench.events).to.deep.equal(["baud 9600", "pulse reset 110"]);
    expect(bench.lifecycle.state).to.deep.equal({ name: "powering", until: 110 });
    bench.pass(110);
    expect(bench.lifecycle.state).to.deep.equal({ name: "booting", stage: "silent", until: 5110 });
    bench.lines("REBOOT_CAUSE_SECURITY_RESET_PIN");
    expect(bench.lifecycle.state).to.deep.equal({ name: "booting", stage: "banner", until: 10_110 });
    bench.lines("M5310-A");
    expect(bench.lifecycle.state).to.deep.equal({ name: "booting", stage: "ready", until: 410 });
    bench.lines("OK");
    expect(bench.sent).to.deep.equal([]);
    bench.pass(410);
    expect(bench.sent).to.deep.equal(["AT"]);
  });

  it("probes a module whose banner does not come", () => {
    const bench = started();
    bench.pass(5110);
    expect(bench.lifecycle.state.name).to.equal("probing");
    expect(bench.sent).to.deep.equal(["AT"]);
  });

  it("comes online with a module that answers everything", () => {
    const module = powered();
    const bench = module.bench;
    module.serve(30_000);
    expect(bench.lifecycle.state.name).to.equal("online");
    expect(bench.events.slice(2)).to.deep.equal([
      "identified M5310-A 2.3.0,SP3 490154203237518 460040123456789",
      "online",
    ]);
    expect(bench.lifecycle.status).to.deep.include({
      registration: 1,
      area: 0x6b2f,
      cell: 0x0a1b2c3e,
      address: "10.62.7.1",
    });
  });

  const faults: readonly { readonly name: string; readonly lines: readonly string[] }[] = [
    { name: "ERROR", lines: ["ERROR"] },
    { name: "+CME ERROR: 3", lines: ["+CME ERROR: 3"] },
    { name: "silence", lines: [] },
    { name: "garbage for ever", lines: ['}~\u0001\u007f@@,"((', "+++"] },
    { name: "a garbled answer", lines: ['}~\u0001\u007f@@,"((', "OK"] },
    { name: "OK without an answer", lines: ["OK"] },
  ];
  for (const { command } of ANSWERS) {
    for (const fault of faults) {
      it(`ends in a named state with a deadline when ${command} gets ${fault.name}`, () => {
        const module = powered();
        const bench = module.bench;
        module.serve(1_000_000, (sent) => (sent === command ? fault.lines : undefined));
        const state = bench.lifecycle.state;
        expect(["offline", "online"]).to.include(state.name);
        if (state.name === "offline") {
          expect(state.cause).to.include(command);
          expect(state.retryAt).to.equal(bench.now + 5000);
          expect(bench.events[bench.events.length - 1]).to.equal(`offline: ${state.cause}`);
        }
        expect(bench.deadline()).to.be.greaterThan(bench.now);
      });
    }
  }

  it("finds no speed at which a silent UART answers, says so, and restarts the module at the second retry", () => {
    const module = powered();
    const bench = module.bench;
    module.serve(1_000_000, () => []);
    expect(bench.events).to.deep.equal([
      "baud 9600",
      "pulse reset 110",
      "baud 115200",
      "offline: the module does not answer AT (AT: no answer)",
    ]);
    expect(bench.lifecycle.state).to.deep.include({ name: "offline", rung: "probe", retryAt: bench.now + 5000 });
    bench.pass(bench.now + 5000);
    expect(bench.lifecycle.state.name).to.equal("probing");
    module.serve(1_000_000, () => []);
    expect(bench.lifecycle.state).to.deep.include({ name: "offline", rung: "cycle", retryAt: bench.now + 10_000 });
    bench.pass(bench.now + 10_000);
    expect(bench.lifecycle.state.name).to.equal("powering");
    expect(bench.events[bench.events.length - 1]).to.equal("pulse reset 110");
  });

  it("says at which speed it asks a silent UART, so that the log is never quiet for half a minute", () => {
    const told: { at: number; text: string }[] = [];
    const bench: Bench = new Bench(m5310a, (level, text) => {
      if (level !== "wire") told.push({ at: bench.now, text });
    });
    bench.life({ kind: "start" });
    bench.pass(120_000);
    const asked = told.filter(({ text }) => text.startsWith("asking")).map(({ text }) => text);
    expect(asked.slice(0, 2)).to.deep.equal([
      "asking the module at 9600 bits per second",
      "asking the module at 115200 bits per second",
    ]);
    for (let i = 1; i < told.length; i++) {
      expect((told[i]?.at ?? 0) - (told[i - 1]?.at ?? 0), told[i]?.text).to.be.below(30_000);
    }
  });

  it("names an answer of ERROR to everything", () => {
    const module = powered();
    const bench = module.bench;
    module.serve(1_000_000, () => ["ERROR"]);
    expect(bench.lifecycle.state).to.deep.include({
      name: "offline",
      cause: "the module does not answer AT (AT: ERROR)",
    });
  });

  it("names a missing SIM card", () => {
    const module = powered();
    const bench = module.bench;
    module.serve(1_000_000, (command) => (command === "AT+CIMI" ? ["+CME ERROR: 10"] : undefined));
    expect(bench.lifecycle.state).to.deep.include({
      name: "offline",
      cause: "no SIM card that can be read (AT+CIMI: +CME ERROR: 10 (SIM not inserted))",
    });
  });

  it("names an error number of the chip's maker", () => {
    const module = powered();
    const bench = module.bench;
    module.serve(1_000_000, (command) => (command === "AT+CGATT=1" ? ["+CME ERROR: 524"] : undefined));
    expect(bench.lifecycle.state).to.deep.include({
      cause: "AT+CGATT=1: +CME ERROR: 524 (UE is in minimal function mode)",
      rung: "attach",
    });
  });

  it("takes an IMEI of 4 digits, as the platform's test devices have", () => {
    const module = powered();
    const bench = module.bench;
    module.serve(30_000, (command) => (command === "AT+CGSN=1" ? ["+CGSN: 1234", "OK"] : undefined));
    expect(bench.lifecycle.identity.imei).to.equal("1234");
  });

  it("takes no URC that comes in between for the model", () => {
    const module = powered();
    const bench = module.bench;
    module.serve(30_000, (command) => (command === "AT+CGMM" ? ["+XNEWS:1", "M5310-A", "OK"] : undefined));
    expect(bench.lifecycle.identity.model).to.equal("M5310-A");
  });

  it("goes offline when the watch finds the module detached, and attaches again", () => {
    const module = powered();
    const bench = module.bench;
    module.serve(30_000);
    module.serve(200_000, (command) => (command === "AT+CGATT?" ? ["+CGATT:0", "OK"] : undefined));
    expect(bench.lifecycle.state).to.deep.include({
      name: "offline",
      cause: "detached (AT+CGATT?: +CGATT:0)",
      rung: "attach",
    });
    bench.pass(bench.now + 5000);
    module.serve(bench.now + 1000);
    expect(bench.lifecycle.state.name).to.equal("online");
  });

  it("goes offline when the watch gets no answer", () => {
    const module = powered();
    const bench = module.bench;
    module.serve(30_000);
    module.serve(200_000, () => []);
    expect(bench.lifecycle.state).to.deep.include({ name: "offline", rung: "probe" });
  });

  it("refreshes the network status when asked to, at most every 10 s", () => {
    const module = powered();
    const bench = module.bench;
    module.serve(30_000);
    const before = bench.sent.length;
    bench.life({ kind: "refresh" });
    expect(bench.sent.slice(before)).to.deep.equal(["AT+CGATT?"]);
    module.serve(31_000);
    const after = bench.sent.length;
    bench.life({ kind: "refresh" });
    expect(bench.sent.slice(after)).to.deep.equal([]);
  });

  it("sends nothing more after stop, and starts again", () => {
    const bench = started();
    bench.pass(5110);
    bench.life({ kind: "stop" });
    const sent = bench.sent.length;
    bench.pass(500_000);
    bench.lines("REBOOT_CAUSE_APPLICATION_AT", "M5310-A", "+CEREG:1");
    bench.pass(900_000);
    expect(bench.lifecycle.state).to.deep.equal({ name: "stopped" });
    expect(bench.lifecycle.deadline()).to.equal(undefined);
    expect(bench.sent.length).to.equal(sent);
    bench.life({ kind: "start" });
    expect(bench.lifecycle.state.name).to.equal("powering");
  });

  it("does nothing when woken early or twice", () => {
    const bench = started();
    for (const now of [0, 1, 109]) bench.lifecycle.expire(now);
    expect(bench.lifecycle.poll()).to.equal(undefined);
    expect(bench.lifecycle.state.name).to.equal("powering");
  });

  it("waits longer from failure to failure, and restarts the module at every fourth failure to attach, by its command and by its line in turn", () => {
    const module = powered();
    const bench = module.bench;
    const refuse = (command: string): readonly string[] | undefined =>
      command === "AT+CGATT=1" ? ["ERROR"] : undefined;
    const waits: string[] = [];
    for (let i = 0; i < 8; i++) {
      module.serve(bench.now + 500_000, refuse);
      const state = bench.lifecycle.state;
      if (state.name !== "offline") throw new Error(state.name);
      waits.push(`${state.rung} ${String(state.retryAt - bench.now)}`);
      bench.pass(state.retryAt);
    }
    expect(waits).to.deep.equal([
      "attach 5000",
      "attach 10000",
      "attach 20000",
      "reboot 40000",
      "attach 80000",
      "attach 160000",
      "attach 300000",
      "cycle 300000",
    ]);
  });
});
