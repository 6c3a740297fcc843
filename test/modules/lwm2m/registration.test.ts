import { expect } from "chai";
import {
  Registration,
  updateDelay,
  type RegistrationInput,
  type RegistrationOutput,
  type RegistrationRequest,
  type RegistrationState,
} from "../../../modules/lwm2m/registration.js";
import { drain, feed, runUntil } from "../../support/machine.js";

/** Every 4.xx and 5.xx that CoAP and LwM2M have a name for. */
const REFUSALS: readonly (readonly [number, string])[] = [
  [0x80, "4.00"],
  [0x81, "4.01"],
  [0x82, "4.02"],
  [0x83, "4.03"],
  [0x84, "4.04"],
  [0x85, "4.05"],
  [0x86, "4.06"],
  [0x88, "4.08"],
  [0x89, "4.09"],
  [0x8c, "4.12"],
  [0x8d, "4.13"],
  [0x8f, "4.15"],
  [0x9d, "4.29"],
  [0xa0, "5.00"],
  [0xa1, "5.01"],
  [0xa2, "5.02"],
  [0xa3, "5.03"],
  [0xa4, "5.04"],
  [0xa5, "5.05"],
];

const LOCATION = ["rd", "a1"];
const REGISTER: RegistrationOutput = { kind: "register", lifetime: 300 };
const START: RegistrationInput = { kind: "start" };
const STOP: RegistrationInput = { kind: "stop" };
const SUSPEND: RegistrationInput = { kind: "suspend" };

/** A machine with a lifetime of 300 s and without jitter. */
function fresh(chance = 0): Registration {
  return new Registration(300, () => chance);
}

function answer(request: RegistrationRequest, code: number, location?: readonly string[]): RegistrationInput {
  return location === undefined ? { kind: "answered", request, code } : { kind: "answered", request, code, location };
}

const CREATED = answer("register", 0x41, LOCATION);
const CHANGED = answer("update", 0x44);
const DELETED = answer("deregister", 0x42);

/** Registered at 1000. */
function registered(): Registration {
  const machine = fresh();
  feed(machine, START, 0);
  feed(machine, CREATED, 1000);
  return machine;
}

function updating(): Registration {
  const machine = registered();
  feed(machine, { kind: "update" }, 2000);
  return machine;
}

function backingOff(): Registration {
  const machine = fresh();
  feed(machine, START, 0);
  feed(machine, answer("register", 0x80), 100);
  return machine;
}

describe("lwm2m/registration: the way in", () => {
  it("registers when the way to the server is open, and waits for the exchange's end", () => {
    const machine = fresh();
    expect(feed(machine, START, 0)).to.deep.equal([REGISTER]);
    expect(machine.state).to.deep.equal({ name: "registering", attempt: 0 });
    expect(machine.deadline()).to.equal(undefined);
    expect(feed(machine, START, 1)).to.deep.equal([]);
  });

  it("keeps the location that the server gave", () => {
    const machine = fresh();
    feed(machine, START, 0);
    expect(feed(machine, CREATED, 1000)).to.deep.equal([{ kind: "registered", location: LOCATION }]);
    expect(machine.state).to.deep.equal({ name: "registered", location: LOCATION, updateAt: 208_000 });
    expect(feed(machine, START, 2000)).to.deep.equal([]);
  });

  it("takes 2.01 without a location, and 2.04, for refusals", () => {
    for (const [wrong, cause] of [
      [answer("register", 0x41), "registration refused with 2.01"],
      [answer("register", 0x41, []), "registration refused with 2.01"],
      [answer("register", 0x44, LOCATION), "registration refused with 2.04"],
    ] as const) {
      const machine = fresh();
      feed(machine, START, 0);
      expect(feed(machine, wrong, 0)).to.deep.equal([{ kind: "unregistered", cause, retry: 10_000 }]);
    }
  });

  for (const [code, name] of REFUSALS) {
    it(`backs off for 10 s after ${name} and tries again`, () => {
      const machine = fresh();
      feed(machine, START, 0);
      const cause = `registration refused with ${name}`;
      expect(feed(machine, answer("register", code), 50)).to.deep.equal([
        { kind: "unregistered", cause, retry: 10_000 },
      ]);
      expect(machine.state).to.deep.equal({ name: "backingOff", attempt: 1, cause, until: 10_050 });
      expect(machine.deadline()).to.equal(10_050);
      machine.expire(10_049);
      expect(drain(machine)).to.deep.equal([]);
      machine.expire(10_050);
      expect(drain(machine)).to.deep.equal([REGISTER]);
    });
  }

  for (const cause of ["timeout", "reset", "busy", "tooLarge", "network"] as const) {
    it(`backs off after ${cause}`, () => {
      const machine = fresh();
      feed(machine, START, 0);
      expect(feed(machine, { kind: "failed", request: "register", cause }, 0)).to.deep.equal([
        { kind: "unregistered", cause: `registration failed: ${cause}`, retry: 10_000 },
      ]);
    });
  }

  it("gives the server up after four failures in a row, and waits to be started", () => {
    const machine = fresh();
    feed(machine, START, 0);
    const seen: RegistrationOutput[] = [];
    let now = 0;
    for (let i = 0; i < 4; i++) {
      seen.push(...feed(machine, answer("register", 0x83), now));
      now = machine.deadline() ?? now;
      machine.expire(now);
      seen.push(...drain(machine));
    }
    const cause = "registration refused with 4.03";
    expect(seen).to.deep.equal([
      { kind: "unregistered", cause, retry: 10_000 },
      REGISTER,
      { kind: "unregistered", cause, retry: 20_000 },
      REGISTER,
      { kind: "unregistered", cause, retry: 40_000 },
      REGISTER,
      { kind: "exhausted", cause },
    ]);
    expect(machine.state).to.deep.equal({ name: "unregistered" });
    expect(machine.deadline()).to.equal(undefined);
    expect(feed(machine, START, now)).to.deep.equal([REGISTER]);
  });

  it("starts the count anew once it was registered", () => {
    const machine = backingOff();
    machine.expire(10_100);
    drain(machine);
    feed(machine, CREATED, 10_200);
    feed(machine, { kind: "update" }, 10_300);
    feed(machine, answer("update", 0x84), 10_400);
    expect(feed(machine, answer("register", 0x80), 10_500)).to.deep.equal([
      { kind: "unregistered", cause: "registration refused with 4.00", retry: 10_000 },
    ]);
  });

  it("registers at once when it is started while it backs off", () => {
    const machine = backingOff();
    expect(feed(machine, START, 200)).to.deep.equal([REGISTER]);
    expect(machine.state).to.deep.equal({ name: "registering", attempt: 0 });
  });

  it("spreads its retries over a quarter and no more", () => {
    const retries = [0, 0x8000_0000, 0xffff_ffff].map((chance) => {
      const machine = fresh(chance);
      feed(machine, START, 0);
      const [output] = feed(machine, answer("register", 0x80), 0);
      return output?.kind === "unregistered" ? output.retry : undefined;
    });
    expect(retries).to.deep.equal([10_000, 11_250, 12_500]);
  });
});

describe("lwm2m/registration: updates", () => {
  it("starts an update as late as the longest exchange allows, but not later than half of a short lifetime", () => {
    expect(updateDelay(3600, 93_000)).to.equal(3_507_000);
    expect(updateDelay(300, 93_000)).to.equal(207_000);
    expect(updateDelay(187, 93_000)).to.equal(94_000);
    expect(updateDelay(186, 93_000)).to.equal(93_000);
    expect(updateDelay(60, 93_000)).to.equal(30_000);
    expect(updateDelay(1, 93_000)).to.equal(500);
    expect(updateDelay(268_435_454, 93_000)).to.equal(268_435_361_000);
  });

  it("updates at its time without a lifetime, and again after each 2.04", () => {
    const machine = registered();
    expect(runUntil(machine, 207_999)).to.deep.equal([]);
    expect(runUntil(machine, 300_000)).to.deep.equal([{ at: 208_000, output: { kind: "update", location: LOCATION } }]);
    expect(machine.state).to.deep.equal({ name: "updating", location: LOCATION });
    expect(feed(machine, CHANGED, 210_000)).to.deep.equal([{ kind: "updated" }]);
    expect(machine.deadline()).to.equal(417_000);
  });

  it("updates at once when it is asked to", () => {
    expect(feed(registered(), { kind: "update" }, 5000)).to.deep.equal([{ kind: "update", location: LOCATION }]);
  });

  it("sends a changed lifetime once, and counts by it from then on", () => {
    const machine = registered();
    expect(feed(machine, { kind: "lifetime", seconds: 60 }, 5000)).to.deep.equal([
      { kind: "update", location: LOCATION, lifetime: 60 },
    ]);
    feed(machine, CHANGED, 6000);
    expect(machine.deadline()).to.equal(36_000);
    machine.expire(36_000);
    expect(drain(machine)).to.deep.equal([{ kind: "update", location: LOCATION }]);
  });

  it("remembers one wish for an update that comes during an update", () => {
    const machine = updating();
    expect(feed(machine, { kind: "update" }, 2100)).to.deep.equal([]);
    expect(feed(machine, { kind: "lifetime", seconds: 600 }, 2200)).to.deep.equal([]);
    expect(feed(machine, CHANGED, 2300)).to.deep.equal([
      { kind: "updated" },
      { kind: "update", location: LOCATION, lifetime: 600 },
    ]);
    expect(feed(machine, CHANGED, 2400)).to.deep.equal([{ kind: "updated" }]);
  });

  it("tells a lifetime that changed during the registration after it", () => {
    const machine = fresh();
    feed(machine, START, 0);
    expect(feed(machine, { kind: "lifetime", seconds: 60 }, 1)).to.deep.equal([]);
    expect(feed(machine, CREATED, 2)).to.deep.equal([
      { kind: "registered", location: LOCATION },
      { kind: "update", location: LOCATION, lifetime: 60 },
    ]);
  });

  it("registers with a lifetime that changed before", () => {
    const machine = fresh();
    expect(feed(machine, { kind: "lifetime", seconds: 60 }, 0)).to.deep.equal([]);
    expect(feed(machine, START, 1)).to.deep.equal([{ kind: "register", lifetime: 60 }]);
    expect(feed(machine, CREATED, 2)).to.deep.equal([{ kind: "registered", location: LOCATION }]);
  });

  for (const [code, name] of REFUSALS) {
    it(`registers anew at once after ${name} on an update`, () => {
      const machine = updating();
      expect(feed(machine, answer("update", code), 2500)).to.deep.equal([
        { kind: "unregistered", cause: `update refused with ${name}`, retry: 0 },
        REGISTER,
      ]);
      expect(machine.state).to.deep.equal({ name: "registering", attempt: 0 });
    });
  }

  it("registers anew at once when an update gets no answer", () => {
    expect(feed(updating(), { kind: "failed", request: "update", cause: "timeout" }, 9000)).to.deep.equal([
      { kind: "unregistered", cause: "update failed: timeout", retry: 0 },
      REGISTER,
    ]);
  });
});

describe("lwm2m/registration: the way out", () => {
  for (const [name, machine] of [
    ["unregistered", fresh],
    ["backing off", backingOff],
  ] as const) {
    it(`is at its end at once when stopped while ${name}`, () => {
      const stopped = machine();
      expect(feed(stopped, STOP, 3000)).to.deep.equal([{ kind: "deregistered" }]);
      expect(stopped.state).to.deep.equal({ name: "deregistered" });
      expect(stopped.deadline()).to.equal(undefined);
    });
  }

  for (const [name, machine] of [
    ["registered", registered],
    ["updating", updating],
  ] as const) {
    it(`deregisters when stopped while ${name}`, () => {
      const stopped = machine();
      expect(feed(stopped, STOP, 3000)).to.deep.equal([{ kind: "deregister", location: LOCATION }]);
      expect(feed(stopped, STOP, 3001)).to.deep.equal([]);
      expect(feed(stopped, DELETED, 3100)).to.deep.equal([{ kind: "deregistered" }]);
      expect(feed(stopped, STOP, 3200)).to.deep.equal([]);
    });
  }

  // Seen with Leshan: the update's 2.04 ended the machine, and the device stayed online on the server.
  it("does not take a late answer of an update for the deregistration's", () => {
    const machine = updating();
    feed(machine, STOP, 3000);
    expect(feed(machine, CHANGED, 3050)).to.deep.equal([]);
    expect(feed(machine, { kind: "failed", request: "update", cause: "timeout" }, 3060)).to.deep.equal([]);
    expect(machine.state).to.deep.equal({ name: "deregistering" });
    expect(feed(machine, DELETED, 3100)).to.deep.equal([{ kind: "deregistered" }]);
  });

  it("deregisters what was on its way when the stop came", () => {
    const machine = fresh();
    feed(machine, START, 0);
    expect(feed(machine, STOP, 10)).to.deep.equal([]);
    expect(machine.state).to.deep.equal({ name: "withdrawing" });
    expect(feed(machine, STOP, 20)).to.deep.equal([]);
    expect(feed(machine, CREATED, 500)).to.deep.equal([{ kind: "deregister", location: LOCATION }]);
    expect(feed(machine, DELETED, 600)).to.deep.equal([{ kind: "deregistered" }]);
  });

  it("is at its end when what was on its way is refused or fails", () => {
    for (const input of [
      answer("register", 0x80),
      answer("register", 0x41),
      { kind: "failed", request: "register", cause: "timeout" },
    ] as const) {
      const machine = fresh();
      feed(machine, START, 0);
      feed(machine, STOP, 10);
      expect(feed(machine, input, 500)).to.deep.equal([{ kind: "deregistered" }]);
    }
  });

  it("is at its end after any answer to the deregistration, and after none", () => {
    for (const input of [
      DELETED,
      answer("deregister", 0x84),
      answer("deregister", 0xa0),
      { kind: "failed", request: "deregister", cause: "timeout" },
    ] as const) {
      const machine = registered();
      feed(machine, STOP, 3000);
      expect(feed(machine, input, 4000)).to.deep.equal([{ kind: "deregistered" }]);
    }
  });

  it("stays at its end whatever comes", () => {
    const machine = fresh();
    feed(machine, STOP, 0);
    const inputs = [START, SUSPEND, CREATED, CHANGED, DELETED, { kind: "update" }, { kind: "lifetime", seconds: 9 }];
    for (const input of inputs as RegistrationInput[]) expect(feed(machine, input, 1)).to.deep.equal([]);
    expect(machine.state).to.deep.equal({ name: "deregistered" });
  });
});

describe("lwm2m/registration: a way that is lost", () => {
  it("forgets where it stood and registers anew when the way is open again", () => {
    for (const machine of [registered(), updating(), backingOff()]) {
      expect(feed(machine, SUSPEND, 3000)).to.deep.equal([]);
      expect(machine.state).to.deep.equal({ name: "unregistered" });
      expect(machine.deadline()).to.equal(undefined);
      expect(feed(machine, START, 4000)).to.deep.equal([REGISTER]);
    }
  });

  it("takes answers to requests of before for nothing", () => {
    const machine = updating();
    feed(machine, SUSPEND, 3000);
    expect(feed(machine, CHANGED, 3001)).to.deep.equal([]);
    expect(feed(machine, CREATED, 3002)).to.deep.equal([]);
    feed(machine, START, 4000);
    expect(feed(machine, CHANGED, 4001)).to.deep.equal([]);
  });

  it("waits with a wish for an update until it is registered, and then has told all", () => {
    const machine = registered();
    feed(machine, SUSPEND, 3000);
    expect(feed(machine, { kind: "update" }, 3001)).to.deep.equal([]);
    feed(machine, START, 4000);
    expect(feed(machine, CREATED, 5000)).to.deep.equal([{ kind: "registered", location: LOCATION }]);
  });
});

describe("lwm2m/registration: deadlines", () => {
  it("has one just where time alone moves it on: requests end by their exchange", () => {
    const deregistering = registered();
    feed(deregistering, STOP, 3000);
    const states: Record<RegistrationState["name"], Registration> = {
      unregistered: fresh(),
      registering: fresh(),
      withdrawing: fresh(),
      registered: registered(),
      updating: updating(),
      backingOff: backingOff(),
      deregistering,
      deregistered: fresh(),
    };
    feed(states.registering, START, 0);
    feed(states.withdrawing, START, 0);
    feed(states.withdrawing, STOP, 0);
    feed(states.deregistered, STOP, 0);
    const timed: string[] = [];
    for (const name of Object.keys(states) as RegistrationState["name"][]) {
      expect(states[name].state.name).to.equal(name);
      if (states[name].deadline() !== undefined) timed.push(name);
    }
    expect(timed).to.deep.equal(["registered", "backingOff"]);
  });

  it("does nothing when woken early or twice", () => {
    const machine = registered();
    machine.expire(1001);
    expect(drain(machine)).to.deep.equal([]);
    machine.expire(208_000);
    machine.expire(208_000);
    expect(drain(machine)).to.have.length(1);
  });
});
