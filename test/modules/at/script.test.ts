import { expect } from "chai";
import { ERROR, OK, TIMEOUT, type FinalResult } from "../../../modules/at/result.js";
import { ScriptRun, type Step } from "../../../modules/at/script.js";

const PROBE: Step = { send: "AT", tries: 3, every: 500, within: 300 };
const ECHO: Step = { send: "ATE0", otherwise: "continue" };
const ATTACHED: Step = { send: "AT+CGATT?", answer: "+CGATT", until: "+CGATT:1", tries: 2, every: 2000 };

function started(...steps: Step[]): ScriptRun {
  const run = new ScriptRun();
  run.start({ name: "test", within: 60_000, steps }, 0);
  return run;
}

/** Takes what the run wants to send at `now`, which must be `line`, and answers it. */
function answer(run: ScriptRun, now: number, line: string, final: FinalResult, lines: readonly string[] = []): void {
  expect(run.poll(now)?.send).to.equal(line);
  expect(run.poll(now)).to.equal(undefined);
  run.take(final, lines, true, now);
}

describe("at script", () => {
  it("is done when each step got OK", () => {
    const run = started(PROBE, ECHO);
    answer(run, 0, "AT", OK);
    answer(run, 0, "ATE0", OK);
    expect(run.outcome).to.deep.equal({ name: "done" });
    expect(run.poll(0)).to.equal(undefined);
    expect(run.deadline()).to.equal(undefined);
  });

  it("tries again after the pause and is aborted by the last failure", () => {
    const run = started(PROBE, ECHO);
    answer(run, 0, "AT", ERROR);
    expect(run.deadline()).to.equal(500);
    expect(run.poll(499)).to.equal(undefined);
    answer(run, 500, "AT", TIMEOUT);
    answer(run, 1000, "AT", { kind: "cme", code: 3 });
    expect(run.outcome).to.deep.equal({
      name: "aborted",
      step: PROBE,
      cause: "+CME ERROR: 3 (operation not allowed)",
      final: { kind: "cme", code: 3 },
    });
    expect(run.poll(5000)).to.equal(undefined);
  });

  it("times out at silence in the last try", () => {
    const run = started(PROBE);
    for (const now of [0, 500, 1000]) answer(run, now, "AT", TIMEOUT);
    expect(run.outcome).to.deep.equal({ name: "timedOut", step: PROBE, cause: "no answer", silent: true });
  });

  it("goes on where a step may fail", () => {
    const run = started(ECHO, ATTACHED);
    answer(run, 0, "ATE0", ERROR);
    expect(run.step).to.equal(ATTACHED);
  });

  it("waits for the wanted line, blanks aside, and names the other", () => {
    const run = started(ATTACHED);
    answer(run, 0, "AT+CGATT?", OK, ["+CGATT: 0"]);
    answer(run, 2000, "AT+CGATT?", OK, ["+CGATT: 1"]);
    expect(run.outcome.name).to.equal("done");
    const other = started(ATTACHED);
    answer(other, 0, "AT+CGATT?", OK);
    answer(other, 2000, "AT+CGATT?", OK, ["+CGATT: 0"]);
    expect(other.outcome).to.deep.include({ name: "aborted", cause: "+CGATT: 0" });
  });

  it("asks at once when hurried, but not while an answer is owed", () => {
    const run = started(ATTACHED);
    answer(run, 0, "AT+CGATT?", OK, ["+CGATT:0"]);
    run.hurry(100);
    expect(run.deadline()).to.equal(100);
    expect(run.poll(100)?.send).to.equal("AT+CGATT?");
    run.hurry(150);
    expect(run.poll(150)).to.equal(undefined);
  });

  it("fails a step whose answer did not tell what it keeps", () => {
    const run = started({ send: "AT+CGSN=1", answer: "+CGSN", keep: "imei" });
    run.poll(0);
    run.take(OK, ["+CGSN:x"], false, 10);
    expect(run.outcome).to.deep.include({ name: "aborted", cause: "+CGSN:x" });
    const other = started({ send: "AT+CGSN=1", answer: "+CGSN", keep: "imei" });
    other.poll(0);
    other.take(OK, [], false, 10);
    expect(other.outcome).to.deep.include({ cause: "OK without an answer" });
  });

  it("ends when its own time is over, whatever it waits for", () => {
    const run = started(PROBE);
    expect(run.poll(0)?.send).to.equal("AT");
    expect(run.deadline()).to.equal(60_000);
    run.expire(59_999);
    expect(run.running).to.equal(true);
    run.expire(60_000);
    expect(run.outcome).to.deep.equal({ name: "timedOut", step: PROBE, cause: "it took too long", silent: false });
    run.take(OK, [], true, 60_001);
    expect(run.outcome.name).to.equal("timedOut");
  });

  it("sends nothing after stop and begins anew after start", () => {
    const run = started(PROBE);
    run.stop();
    expect(run.outcome).to.deep.equal({ name: "idle" });
    expect(run.poll(1000)).to.equal(undefined);
    run.take(OK, [], true, 1000);
    expect(run.outcome).to.deep.equal({ name: "idle" });
    run.start({ name: "other", within: 10, steps: [] }, 2000);
    expect(run.outcome).to.deep.equal({ name: "done" });
  });
});
