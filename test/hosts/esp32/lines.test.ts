import { expect } from "chai";
import { Lines } from "../../../hosts/esp32/lines.js";

interface Bench {
  readonly lines: Lines;
  /** "opened 25 0", "25 1": what happened to the pins. */
  readonly pins: string[];
  readonly problems: string[];
  /** Lets this many milliseconds pass. */
  pass(milliseconds: number): void;
}

function bench(wiring: ConstructorParameters<typeof Lines>[0]["wiring"]): Bench {
  const pins: string[] = [];
  const problems: string[] = [];
  const calls: { at: number; call: () => void }[] = [];
  let now = 0;
  const lines = new Lines({
    wiring,
    open: (pin, level) => {
      pins.push(`opened ${pin} ${level}`);
      return { write: (value) => void pins.push(`${pin} ${value}`) };
    },
    after: (milliseconds, call) => void calls.push({ at: now + milliseconds, call }),
    problem: (text) => problems.push(text),
  });
  const pass = (milliseconds: number): void => {
    now += milliseconds;
    for (const due of calls.filter(({ at }) => at <= now)) {
      calls.splice(calls.indexOf(due), 1);
      due.call();
    }
  };
  return { lines, pins, problems, pass };
}

describe("hosts/esp32: the module's lines", () => {
  it("are at rest from the beginning, whatever level that is", () => {
    const { pins } = bench({ power: { pin: 25, active: 1 }, reset: { pin: 26, active: 0 } });
    expect(pins).to.deep.equal(["opened 25 0", "opened 26 1"]);
  });

  it("are held active for the pulse's time", () => {
    const { lines, pins, pass } = bench({ reset: { pin: 26, active: 1 } });
    lines.pulse("reset", 110);
    pass(109);
    expect(pins).to.deep.equal(["opened 26 0", "26 1"]);
    pass(1);
    expect(pins).to.deep.equal(["opened 26 0", "26 1", "26 0"]);
  });

  it("go low for a pulse where that is active", () => {
    const { lines, pins, pass } = bench({ power: { pin: 4, active: 0 } });
    lines.pulse("power", 700);
    pass(700);
    expect(pins).to.deep.equal(["opened 4 1", "4 0", "4 1"]);
  });

  it("rest only when the last of two pulses has ended", () => {
    const { lines, pins, pass } = bench({ wake: { pin: 27, active: 1 } });
    lines.pulse("wake", 100);
    pass(50);
    lines.pulse("wake", 100);
    pass(60);
    expect(pins.at(-1)).to.equal("27 1");
    pass(40);
    expect(pins.at(-1)).to.equal("27 0");
  });

  it("tell of a pulse on a line that is not wired", () => {
    const { lines, pins, problems } = bench({});
    lines.pulse("power", 700);
    expect(pins).to.deep.equal([]);
    expect(problems).to.deep.equal(["the power line is not wired: no pulse"]);
  });
});
