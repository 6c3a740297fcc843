import { expect } from "chai";
import { parseScenario } from "../../../virtual/scenario/parse.js";

/** What is wrong with a scenario of one step. */
function problem(step: unknown): unknown {
  return parseScenario({ steps: [step] });
}

describe("virtual/scenario/parse", () => {
  it("reads triggers, actions and what stands for what is left out", () => {
    const scenario = parseScenario({
      title: "A bad day",
      seed: 7,
      steps: [
        { at: 1000, every: 500, times: 3, do: "print", text: "+CTZV:32" },
        { command: "AT+CGATT?", nth: 2, do: "error" },
        { line: "+MIPLEVENT:0,6", wait: 20, do: "network", level: "gone", for: 60_000 },
        { datagram: 2, do: "lose" },
        { command: "", do: "bytes", hex: "fF00" },
      ],
    });
    expect(scenario).to.deep.equal({
      title: "A bad day",
      seed: 7,
      steps: [
        {
          when: { kind: "at", milliseconds: 1000, every: 500 },
          wait: 0,
          times: 3,
          action: { do: "print", text: "+CTZV:32" },
        },
        {
          when: { kind: "command", begin: "AT+CGATT?", count: 2 },
          wait: 0,
          times: 1,
          action: { do: "error", text: "ERROR" },
        },
        {
          when: { kind: "line", begin: "+MIPLEVENT:0,6", count: 1 },
          wait: 20,
          times: 1,
          action: { do: "network", level: undefined, for: 60_000 },
        },
        {
          when: { kind: "datagram", count: 2 },
          wait: 0,
          times: 1,
          action: { do: "lose", way: "both", count: 1, share: 100, by: 0 },
        },
        {
          when: { kind: "command", begin: "", count: 1 },
          wait: 0,
          times: 1,
          action: { do: "bytes", bytes: new Uint8Array([0xff, 0x00]) },
        },
      ],
    });
    expect(parseScenario({ steps: [] })).to.deep.equal({ title: "", seed: 1, steps: [] });
  });

  for (const [value, text] of [
    [undefined, 'takes an object with "steps", not nothing'],
    [[], 'takes an object with "steps", not []'],
    [{}, "steps: takes a list, not nothing"],
    [{ steps: {} }, "steps: takes a list, not {}"],
    [{ steps: [], stepz: 1 }, "stepz: is unknown; known are title, seed, steps"],
    [{ title: 1, steps: [] }, "title: takes a text, not 1"],
    [{ seed: -1, steps: [] }, "seed: takes a whole number from 0 to 4294967295, not -1"],
    [{ steps: new Array(201).fill(0) }, "steps: takes at most 200, not 201"],
    [{ steps: [1] }, "steps[0]: takes an object, not 1"],
    [{ steps: [{ at: 0, do: "reboot" }, null] }, "steps[1]: takes an object, not null"],
  ] as const) {
    it(`says "${text}"`, () => {
      expect(parseScenario(value)).to.equal(text);
    });
  }

  for (const [step, text] of [
    [{ at: 0, do: "cut", hex: "00" }, '.hex: is unknown for "cut"'],
    [{ do: "reboot" }, ": takes one trigger of at, command, line, datagram, not none"],
    [{ at: 0, line: "OK", do: "reboot" }, ": takes one trigger of at, command, line, datagram, not at and line"],
    [{ at: -1, do: "reboot" }, ".at: takes a whole number of milliseconds from 0 to 86400000, not -1"],
    [{ at: "1", do: "reboot" }, '.at: takes a whole number of milliseconds from 0 to 86400000, not "1"'],
    [{ at: 0, times: 2, do: "reboot" }, '.times: needs "every" beside "at"'],
    [{ line: "OK", every: 5, do: "reboot" }, '.every: needs the trigger "at"'],
    [{ at: 0, nth: 2, do: "reboot" }, '.nth: needs the trigger "command" or "line"'],
    [{ line: "", do: "reboot" }, '.line: takes 1 to 512 printable ASCII characters, not ""'],
    [{ at: 0, do: "print" }, ".text: is missing"],
    [{ at: 0, do: "print", text: "a\nb" }, '.text: takes 1 to 512 printable ASCII characters, not "a\\nb"'],
    [{ at: 0, do: "bytes", hex: "0" }, '.hex: takes 1 to 1024 bytes as pairs of hex digits, not "0"'],
    [{ at: 0, do: "bytes", hex: "0g" }, '.hex: takes 1 to 1024 bytes as pairs of hex digits, not "0g"'],
    [{ at: 0, do: "garbage", count: 4097 }, ".count: takes a whole number from 1 to 4096, not 4097"],
    [{ at: 0, do: "drop", count: 1, from: "me" }, '.from: takes module, host, not "me"'],
    [{ at: 0, do: "echo", on: 1 }, ".on: takes true or false, not 1"],
    [
      { at: 0, do: "network", level: "good", for: 0 },
      ".for: takes a whole number of milliseconds from 1 to 86400000, not 0",
    ],
    [{ at: 0, do: "network", level: "bad" }, '.level: takes good, weak, extreme, gone, not "bad"'],
    [{ at: 0, do: "lose", share: 101 }, ".share: takes a whole number of percent from 1 to 100, not 101"],
    [{ at: 0, do: "delay" }, ".by: is missing"],
    [{ at: 0, do: "error" }, '.do: "error" needs the trigger "command" and no "wait"'],
    [{ command: "AT", wait: 1, do: "ignore" }, '.do: "ignore" needs the trigger "command" and no "wait"'],
  ] as const) {
    it(`says "steps[0]${text}"`, () => {
      expect(problem(step)).to.equal(`steps[0]${text}`);
    });
  }

  it("names the actions that there are", () => {
    expect(problem({ at: 0, do: "explode" })).to.equal(
      "steps[0].do: takes one of print, bytes, garbage, drop, cut, echo, reboot, sleep, card, network, error, ignore, " +
        'late, close, lose, double, delay, reorder, not "explode"',
    );
    expect(problem({ at: 0, do: "toString" })).to.match(/not "toString"$/);
  });
});
