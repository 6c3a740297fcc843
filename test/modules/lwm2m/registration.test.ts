import { expect } from "chai";
import { Registration } from "../../../modules/lwm2m/registration.js";
import type {
  RegistrationInput,
  RegistrationOutput,
  RegistrationRequest,
  RegistrationState,
} from "../../../modules/lwm2m/registration-messages.js";
import { updateDelay } from "../../../modules/lwm2m/registration-rules.js";
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
const REGISTER: RegistrationOutput = { kind: "register", lifetime: 300, version: "1.0" };
const START: RegistrationInput = { kind: "start" };
const STOP: RegistrationInput = { kind: "stop" };
const SUSPEND: RegistrationInput = { kind: "suspend" };

/** A machine with a lifetime of 300 s and without jitter. */
function fresh(chance = 0): Registration {
  return new Registration({ lifetime: 300, random: () => chance });
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
    expect(feed(machine, CREATED, 1000)).to.deep.equal([{ kind: "registered", location: LOCATION, version: "1.0" }]);
    expect(machine.state).to.deep.equal({
      name: "registered",
      location: LOCATION,
      updateAt: 208_000,
      expiresAt: 301_000,
      refusals: 0,
    });
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

  for (const cause of ["timeout", "reset", "busy", "tooLarge", "unreachable"] as const) {
    it(`backs off after ${cause}`, () => {
      const machine = fresh();
      feed(machine, START, 0);
      expect(feed(machine, { kind: "failed", request: "register", cause }, 0)).to.deep.equal([
        { kind: "unregistered", cause: `registration failed: ${cause}`, retry: 10_000 },
      ]);
    });
  }

  it("gives the server up after four failures in a row, and begins anew after ten minutes where there is nobody else", () => {
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
      { kind: "exhausted", cause, retry: 600_000 },
      REGISTER,
    ]);
    expect(machine.state).to.deep.equal({ name: "registering", attempt: 0 });
  });

  it("gives the server up at the first outright refusal where that leads to a bootstrap", () => {
    for (const [code, name] of REFUSALS) {
      const machine = new Registration({ lifetime: 300, random: () => 0, givesUp: () => true });
      feed(machine, START, 0);
      const cause = `registration refused with ${name}`;
      const outright = code < 0xa0 && code !== 0x88 && code !== 0x9d;
      expect(feed(machine, answer("register", code), 0)).to.deep.equal([
        { kind: outright ? "exhausted" : "unregistered", cause, retry: 10_000 },
      ]);
    }
  });

  it("asks no more where its policy has one sequence and no pause after it", () => {
    const policy = { attempts: 1, first: 1000, longest: 1000, pause: Infinity, sequences: 1 };
    const machine = new Registration({ lifetime: 300, random: () => 0, policy });
    feed(machine, START, 0);
    const cause = "registration refused with 5.00";
    expect(feed(machine, answer("register", 0xa0), 0)).to.deep.equal([{ kind: "exhausted", cause, retry: Infinity }]);
    expect(machine.deadline()).to.equal(undefined);
    // A new way is a new chance.
    feed(machine, SUSPEND, 5000);
    expect(feed(machine, START, 6000)).to.deep.equal([REGISTER]);
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

  it("waits as long as Max-Age says after a refusal that carries it", () => {
    const machine = fresh();
    feed(machine, START, 0);
    const busy = { ...answer("register", 0xa3), retryAfter: 5000 } as RegistrationInput;
    expect(feed(machine, busy, 100)).to.deep.equal([
      { kind: "unregistered", cause: "registration refused with 5.03", retry: 5000 },
    ]);
  });

  it("waits no longer than a day, whatever Max-Age says, and spreads its return by a quarter", () => {
    const retries = [0, 0xffff_ffff].map((chance) => {
      const machine = fresh(chance);
      feed(machine, START, 0);
      const busy = { ...answer("register", 0xa3), retryAfter: 0xffff_ffff * 1000 } as RegistrationInput;
      const [output] = feed(machine, busy, 100);
      return output?.kind === "unregistered" ? output.retry : undefined;
    });
    expect(retries).to.deep.equal([86_400_000, 108_000_000]);
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
    expect(machine.state).to.deep.include({ name: "updating", location: LOCATION, expiresAt: 301_000 });
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

  // The next update said nothing of it, and the server let the device expire by the old lifetime.
  it("sends a changed lifetime again when the server has not taken it, and counts by the old one until then", () => {
    const again = { kind: "update", location: LOCATION, lifetime: 60 };
    const busy = registered();
    feed(busy, { kind: "lifetime", seconds: 60 }, 5000);
    feed(busy, answer("update", 0xa3), 6000);
    expect(busy.state).to.deep.include({ expiresAt: 301_000 });
    expect(runUntil(busy, 16_000)).to.deep.equal([{ at: 16_000, output: again }]);
    feed(busy, CHANGED, 17_000);
    expect(busy.state).to.deep.include({ expiresAt: 77_000 });

    const away = registered();
    feed(away, { kind: "lifetime", seconds: 60 }, 5000);
    feed(away, SUSPEND, 6000);
    expect(feed(away, START, 7000)).to.deep.equal([again]);
  });

  it("counts by the lifetime that the server has taken when it changed once more meanwhile", () => {
    const machine = registered();
    feed(machine, { kind: "lifetime", seconds: 60 }, 5000);
    feed(machine, { kind: "lifetime", seconds: 600 }, 5500);
    expect(feed(machine, CHANGED, 6000)).to.deep.equal([
      { kind: "updated" },
      { kind: "update", location: LOCATION, lifetime: 600 },
    ]);
    expect(machine.state).to.deep.include({ name: "updating", expiresAt: 66_000 });
  });

  it("never updates a registration without an end by itself", () => {
    const machine = new Registration({ lifetime: 0, random: () => 0 });
    expect(feed(machine, START, 0)).to.deep.equal([{ kind: "register", lifetime: 0, version: "1.0" }]);
    feed(machine, CREATED, 1000);
    expect(machine.deadline()).to.equal(undefined);
    expect(feed(machine, { kind: "update" }, 5000)).to.deep.equal([{ kind: "update", location: LOCATION }]);
    feed(machine, answer("update", 0xa3), 6000);
    expect(machine.deadline()).to.equal(16_000);
  });

  it("leaves an update the time that an exchange may take", () => {
    const machine = new Registration({ lifetime: 3600, random: () => 0, exchange: 225_000 });
    feed(machine, START, 0);
    feed(machine, CREATED, 0);
    expect(machine.deadline()).to.equal(3_375_000);
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
      { kind: "registered", location: LOCATION, version: "1.0" },
      { kind: "update", location: LOCATION, lifetime: 60 },
    ]);
  });

  it("registers with a lifetime that changed before", () => {
    const machine = fresh();
    expect(feed(machine, { kind: "lifetime", seconds: 60 }, 0)).to.deep.equal([]);
    expect(feed(machine, START, 1)).to.deep.equal([{ kind: "register", lifetime: 60, version: "1.0" }]);
    expect(feed(machine, CREATED, 2)).to.deep.equal([{ kind: "registered", location: LOCATION, version: "1.0" }]);
  });

  for (const [code, name] of REFUSALS.filter(([code]) => code < 0xa0 && code !== 0x9d)) {
    it(`registers anew at once after ${name} on an update, which says that the server does not hold it`, () => {
      const machine = updating();
      expect(feed(machine, answer("update", code), 2500)).to.deep.equal([
        { kind: "unregistered", cause: `update refused with ${name}`, retry: 0 },
        REGISTER,
      ]);
      expect(machine.state).to.deep.equal({ name: "registering", attempt: 0 });
    });
  }

  for (const [code, name] of REFUSALS.filter(([code]) => code >= 0xa0 || code === 0x9d)) {
    it(`keeps the registration after ${name} on an update, and asks again until the lifetime ends`, () => {
      const machine = updating();
      const cause = `update refused with ${name}`;
      const again = { kind: "update", location: LOCATION };
      expect(feed(machine, answer("update", code), 2500)).to.deep.equal([{ kind: "postponed", cause, retry: 10_000 }]);
      expect(runUntil(machine, 12_500)).to.deep.equal([{ at: 12_500, output: again }]);
      expect(feed(machine, answer("update", code), 13_000)).to.deep.equal([
        { kind: "postponed", cause, retry: 20_000 },
      ]);
      expect(runUntil(machine, 33_000)).to.deep.equal([{ at: 33_000, output: again }]);
      expect(feed(machine, CHANGED, 33_500)).to.deep.equal([{ kind: "updated" }]);
    });
  }

  it("waits as long as Max-Age says before it asks a busy server again, but not beyond the lifetime", () => {
    const machine = updating();
    const busy = (retryAfter: number): RegistrationInput => ({ ...answer("update", 0xa3), retryAfter }) as never;
    const cause = "update refused with 5.03";
    expect(feed(machine, busy(60_000), 2500)).to.deep.equal([{ kind: "postponed", cause, retry: 60_000 }]);
    machine.expire(62_500);
    drain(machine);
    expect(feed(machine, busy(3_600_000), 63_000)).to.deep.equal([{ kind: "postponed", cause, retry: 238_000 }]);
    // At its end the lifetime is over on the server, too.
    expect(runUntil(machine, 301_000)).to.deep.equal([{ at: 301_000, output: REGISTER }]);
  });

  for (const cause of ["timeout", "reset", "tooLarge", "badOption", "malformed"] as const) {
    it(`registers anew at once when an update comes to nothing: ${cause}`, () => {
      expect(feed(updating(), { kind: "failed", request: "update", cause }, 9000)).to.deep.equal([
        { kind: "unregistered", cause: `update failed: ${cause}`, retry: 0 },
        REGISTER,
      ]);
    });
  }

  // A device whose own queue was full for a moment ended a registration that stood, and its observations with it.
  for (const cause of ["busy", "unreachable"] as const) {
    it(`keeps the registration when an update cannot be sent (${cause}), and tries it again until the lifetime ends`, () => {
      const machine = updating();
      const failure: RegistrationInput = { kind: "failed", request: "update", cause };
      const again = { kind: "update", location: LOCATION };
      const said = `update failed: ${cause}`;
      expect(feed(machine, failure, 2500)).to.deep.equal([{ kind: "postponed", cause: said, retry: 10_000 }]);
      expect(runUntil(machine, 12_500)).to.deep.equal([{ at: 12_500, output: again }]);
      expect(feed(machine, failure, 12_500)).to.deep.equal([{ kind: "postponed", cause: said, retry: 20_000 }]);
      expect(runUntil(machine, 32_500)).to.deep.equal([{ at: 32_500, output: again }]);
      expect(feed(machine, CHANGED, 33_500)).to.deep.equal([{ kind: "updated" }]);
    });
  }
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
    expect(machine.state).to.deep.equal({ name: "deregistering", pause: undefined });
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
  it("registers anew when the way is open again, if it was not registered", () => {
    const registering = fresh();
    feed(registering, START, 0);
    for (const machine of [registering, backingOff()]) {
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
  });

  it("tells with its next message what there was to tell meanwhile", () => {
    const machine = registered();
    feed(machine, SUSPEND, 3000);
    expect(feed(machine, { kind: "lifetime", seconds: 60 }, 3001)).to.deep.equal([]);
    expect(feed(machine, START, 4000)).to.deep.equal([{ kind: "update", location: LOCATION, lifetime: 60 }]);
    expect(feed(machine, CHANGED, 5000)).to.deep.equal([{ kind: "updated" }]);
  });
});

describe("lwm2m/registration: a new address", () => {
  const MOVED = SUSPEND;

  it("is told by an update while the registration stands, though the objects and the lifetime are the same", () => {
    const machine = registered();
    expect(feed(machine, MOVED, 3000)).to.deep.equal([]);
    expect(machine.state).to.deep.equal({ name: "suspended", location: LOCATION, expiresAt: 301_000 });
    expect(machine.deadline()).to.equal(undefined);
    expect(feed(machine, START, 300_999)).to.deep.equal([{ kind: "update", location: LOCATION }]);
    expect(feed(machine, CHANGED, 301_500)).to.deep.equal([{ kind: "updated" }]);
  });

  it("is told by a registration once the lifetime is over", () => {
    const machine = registered();
    feed(machine, MOVED, 3000);
    expect(feed(machine, START, 301_000)).to.deep.equal([REGISTER]);
  });

  it("stands through several losses, also of one in the middle of the update", () => {
    const machine = registered();
    feed(machine, MOVED, 3000);
    feed(machine, MOVED, 4000);
    feed(machine, START, 5000);
    feed(machine, MOVED, 6000);
    expect(feed(machine, START, 7000)).to.deep.equal([{ kind: "update", location: LOCATION }]);
  });

  it("is at its end when stopped without a way to the server", () => {
    const machine = registered();
    feed(machine, MOVED, 3000);
    expect(feed(machine, STOP, 4000)).to.deep.equal([{ kind: "deregistered" }]);
  });
});

describe("lwm2m/registration: versions", () => {
  function offering(...versions: ("1.0" | "1.1" | "1.2")[]): Registration {
    return new Registration({ lifetime: 300, random: () => 0, versions });
  }

  it("offers the next lower version at once on 4.12, and keeps to the one that the server takes", () => {
    const machine = offering("1.2", "1.1", "1.0");
    expect(feed(machine, START, 0)).to.deep.equal([{ kind: "register", lifetime: 300, version: "1.2" }]);
    expect(feed(machine, answer("register", 0x8c), 10)).to.deep.equal([
      { kind: "register", lifetime: 300, version: "1.1" },
    ]);
    expect(feed(machine, CREATED, 20)).to.deep.equal([{ kind: "registered", location: LOCATION, version: "1.1" }]);
    feed(machine, { kind: "update" }, 30);
    expect(feed(machine, answer("update", 0x84), 40)[1]).to.deep.equal({
      kind: "register",
      lifetime: 300,
      version: "1.1",
    });
  });

  it("backs off when the last version is refused with 4.12, too", () => {
    const machine = offering("1.1", "1.0");
    feed(machine, START, 0);
    feed(machine, answer("register", 0x8c), 10);
    expect(feed(machine, answer("register", 0x8c), 20)).to.deep.equal([
      { kind: "unregistered", cause: "registration refused with 4.12", retry: 10_000 },
    ]);
    machine.expire(10_020);
    expect(drain(machine)).to.deep.equal([{ kind: "register", lifetime: 300, version: "1.0" }]);
  });
});

describe("lwm2m/registration: retries as a server rules them", () => {
  /** Two attempts a minute apart, an hour between sequences, three sequences (resources 1/x/17 to 20). */
  const POLICY = { attempts: 2, first: 60_000, longest: 86_400_000, pause: 3_600_000, sequences: 3 };

  it("goes through the sequences, with the pause between them", () => {
    const machine = new Registration({ lifetime: 300, random: () => 0, policy: POLICY });
    feed(machine, START, 0);
    const seen: (readonly [string, number])[] = [];
    let now = 0;
    for (let i = 0; i < 6; i++) {
      const [output] = feed(machine, { kind: "failed", request: "register", cause: "timeout" }, now);
      if (output?.kind === "unregistered" || output?.kind === "exhausted") seen.push([output.kind, output.retry]);
      now = machine.deadline() as number;
      machine.expire(now);
      drain(machine);
    }
    expect(seen).to.deep.equal([
      ["unregistered", 60_000],
      ["unregistered", 3_600_000],
      ["unregistered", 60_000],
      ["unregistered", 3_600_000],
      ["unregistered", 60_000],
      ["exhausted", 3_600_000],
    ]);
  });

  it("lets the first registration wait for its delay", () => {
    const machine = fresh();
    expect(feed(machine, { kind: "start", delay: 5000 }, 100)).to.deep.equal([]);
    expect(machine.deadline()).to.equal(5100);
    machine.expire(5100);
    expect(drain(machine)).to.deep.equal([REGISTER]);
  });

  it("spreads updates over the last sixteenth of their time", () => {
    const machine = new Registration({ lifetime: 3200, random: () => 0xffff_ffff });
    feed(machine, START, 0);
    feed(machine, CREATED, 0);
    expect(machine.deadline()).to.equal(Math.round((3_107_000 * 15) / 16));
  });
});

describe("lwm2m/registration: disable", () => {
  const DISABLE: RegistrationInput = { kind: "disable", pause: 600_000 };

  it("deregisters, stays away for the time that the server named, and registers again", () => {
    const machine = registered();
    expect(feed(machine, DISABLE, 2000)).to.deep.equal([{ kind: "deregister", location: LOCATION }]);
    expect(feed(machine, DELETED, 3000)).to.deep.equal([{ kind: "disabled", pause: 600_000 }]);
    expect(machine.state).to.deep.equal({ name: "waiting", until: 603_000 });
    expect(feed(machine, { kind: "update" }, 4000)).to.deep.equal([]);
    expect(runUntil(machine, 700_000)).to.deep.equal([{ at: 603_000, output: REGISTER }]);
  });

  it("stays away though the way to the server is lost and found again meanwhile", () => {
    const machine = registered();
    feed(machine, DISABLE, 2000);
    feed(machine, SUSPEND, 3000);
    expect(machine.deadline()).to.equal(undefined);
    expect(feed(machine, START, 4000)).to.deep.equal([]);
    expect(machine.deadline()).to.equal(603_000);
  });

  it("is at its end when stopped meanwhile", () => {
    const machine = registered();
    feed(machine, DISABLE, 2000);
    feed(machine, STOP, 2500);
    expect(feed(machine, DELETED, 3000)).to.deep.equal([{ kind: "deregistered" }]);
    const away = registered();
    feed(away, DISABLE, 2000);
    feed(away, DELETED, 3000);
    expect(feed(away, STOP, 4000)).to.deep.equal([{ kind: "deregistered" }]);
  });

  it("means nothing to a registration that does not stand", () => {
    expect(feed(fresh(), DISABLE, 0)).to.deep.equal([]);
    expect(feed(backingOff(), DISABLE, 200)).to.deep.equal([]);
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
      waiting: fresh(),
      suspended: registered(),
      deregistering,
      deregistered: fresh(),
    };
    feed(states.registering, START, 0);
    feed(states.withdrawing, START, 0);
    feed(states.withdrawing, STOP, 0);
    feed(states.deregistered, STOP, 0);
    feed(states.waiting, { kind: "start", delay: 5000 }, 0);
    feed(states.suspended, SUSPEND, 2000);
    const timed: string[] = [];
    for (const name of Object.keys(states) as RegistrationState["name"][]) {
      expect(states[name].state.name).to.equal(name);
      if (states[name].deadline() !== undefined) timed.push(name);
    }
    expect(timed).to.deep.equal(["registered", "backingOff", "waiting"]);
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
