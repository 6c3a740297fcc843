import { expect } from "chai";
import { PROFILES } from "../../modules/modem/profiles/index.js";
import { RADIOS } from "../../virtual/coverage.js";
import { parseScenario } from "../../virtual/scenario/parse.js";
import type { Scenario } from "../../virtual/scenario/scenario.js";
import { Field, type FieldOptions } from "./field.js";

const MODES = ["sdk", "module"] as const;

/** Sees a device register, answer and deregister; `patience` in milliseconds for the first. */
function comesThrough(options: FieldOptions, patience: number): Field {
  const field = new Field(options);
  field.start();
  const registered = field.pass(patience, () => field.host.logged.includes("registered"));
  const tale = (): string => field.host.logged.slice(-12).join("\n");
  expect(registered, tale()).to.equal(true);
  expect(field.read("/3300/0/5700"), tale()).to.equal("2.05 Content 302E3235");
  field.stop();
  expect(field.pass(120_000, () => field.host.status !== undefined)).to.equal(true);
  expect(field.server.registration).to.equal(undefined);
  return field;
}

/** Sees a device come through whose servers want to hear its auth code, which no log shows. */
function comesThroughWithCode(options: FieldOptions): void {
  const field = new Field({ ...options, settings: { auth: "Code42" } });
  field.server.auth = "Code42";
  field.start();
  const registered = field.pass(60_000, () => field.host.logged.includes("registered"));
  expect(registered, field.host.logged.slice(-12).join("\n")).to.equal(true);
  field.stop();
  expect(field.pass(120_000, () => field.host.status !== undefined)).to.equal(true);
  expect(field.server.events).to.include.members(["bootstrap", "registered", "deregistered"]);
  expect([...field.host.logged, ...field.host.wire].join("\n")).to.not.contain("Code42");
}

function scenarioOf(...steps: readonly unknown[]): Scenario {
  const scenario = parseScenario({ steps });
  if (typeof scenario === "string") throw new Error(scenario);
  return scenario;
}

describe("the firmware with every module", () => {
  for (const { model } of PROFILES) {
    for (const mode of MODES) {
      it(`${model} in ${mode} mode is online within half a minute`, () => {
        comesThrough({ module: model, mode }, 30_000);
      });
    }
  }

  for (const radio of ["good", "weak", "extreme"] as const) {
    for (const module of ["M5310-A", "M5311", "M5313"]) {
      for (const mode of MODES) {
        it(`${module} in ${mode} mode comes online where the radio is ${radio}`, () => {
          comesThrough({ module, mode, radio: RADIOS[radio], settings: { lifetime: "7200" } }, 15 * 60_000);
        });
      }
    }
  }
});

describe("the firmware of a device with an auth code (OneNET's option 63)", () => {
  for (const module of ["M5310-A", "M5311", "M5313"]) {
    for (const mode of MODES) {
      it(`${module} in ${mode} mode comes online, and no log shows the code`, () => {
        comesThroughWithCode({ module, mode });
      });
    }

    it(`${module} that speaks generation Q comes online, too`, () => {
      comesThroughWithCode({ module, mode: "module", variant: { mipl: "Q" } });
    });
  }

  for (const mode of MODES) {
    it(`is not let in without it, in ${mode} mode, and says so`, () => {
      const field = new Field({ module: "M5310-A", mode });
      field.server.auth = "Code42";
      field.start();
      expect(field.pass(60_000, () => field.host.logged.includes("registered"))).to.equal(false);
      expect(field.server.events).to.deep.equal([]);
      expect(field.host.logged.join("\n")).to.match(/not registered: (bootstrap: refused with 4\.03|bootstrap failed)/);
    });
  }

  it("is told of a key that this module has no DTLS for: the creation fails, and the log does not show it", () => {
    const field = new Field({ module: "M5310-A", mode: "module", settings: { psk: "Key45678" } });
    field.start();
    field.pass(60_000);
    expect(field.host.logged.join("\n")).to.contain("not registered: creation: +CIS ERROR: 651");
    expect([...field.host.logged, ...field.host.wire].join("\n")).to.not.contain("Key45678");
  });
});

describe("the firmware with a module that is not as its profile says", () => {
  for (const module of ["M5310-A", "M5311", "M5313"]) {
    it(`${module} speaks generation Q: it is found out, and the device comes online`, () => {
      comesThrough({ module, mode: "module", variant: { mipl: "Q" } }, 60_000);
    });

    it(`${module} speaks generation L: the firmware ends with status 1 and says what would help`, () => {
      const field = new Field({ module, mode: "module", variant: { mipl: "L" } });
      field.start();
      field.pass(60_000);
      expect(field.server.events).to.deep.equal([]);
      expect(field.host.status).to.equal(1);
      expect(field.host.logged.pop()).to.match(/AT\+MIPLCONF.* use SDK mode$/);
    });
  }

  for (const module of ["M5312", "M5330-A"]) {
    it(`${module} has the sockets of the bare chip: they are found out`, () => {
      comesThrough({ module, mode: "sdk", variant: { sockets: "cip" } }, 60_000);
    });
  }
});

describe("the firmware with a module that answers ERROR to everything", () => {
  for (const module of ["M5310-A", "M5311", "M5313"]) {
    for (const mode of MODES) {
      it(`${module} in ${mode} mode: it says so, and tries again later, for ever`, () => {
        const error = { command: "", times: 2000, do: "error" };
        const field = new Field({ module, mode, scenario: scenarioOf(error) });
        field.start();
        for (let minute = 0; minute < 30; minute++) {
          field.pass(60_000);
          expect(field.host.alarm, "it waits for nothing").to.be.greaterThan(field.now);
        }
        expect(field.server.events).to.deep.equal([]);
        expect(field.host.logged.join("\n")).to.match(/module offline: .*; again in \d+ s/);
      });
    }
  }
});
