import { expect } from "chai";
import type { Profile } from "../../../modules/modem/profile.js";
import { m5310a } from "../../../modules/modem/profiles/m5310-a.js";
import { m5311 } from "../../../modules/modem/profiles/m5311.js";
import { m5312 } from "../../../modules/modem/profiles/m5312.js";
import { Module } from "./module.js";

function with_(profile: Profile, changes: Partial<Profile>): Profile {
  return { ...profile, ...changes };
}

describe("modem lifecycle: power", () => {
  it("restarts the module by its command where it answers but refuses, and waits for the banner", () => {
    const module = new Module(m5310a);
    module.answer = (command) => (command === "AT+CGSN=1" ? ["ERROR"] : undefined);
    module.until("offline").until("probing").until("offline");
    expect(module.bench.lifecycle.state).to.deep.include({ rung: "reboot" });
    module.until("rebooting");
    expect(module.since("AT+CGSN=1")).to.deep.equal(["AT"]);
    module.bench.pass(module.bench.now + 1);
    module.until("rebooting");
    module.bench.pass(module.bench.now + 500);
    expect(module.since("AT+CGSN=1")).to.deep.equal(["AT", "AT+NRB"]);
    module.bench.lines("REBOOTING", "REBOOT_CAUSE_APPLICATION_AT");
    expect(module.bench.lifecycle.state).to.deep.include({ name: "booting", stage: "banner" });
    module.answer = () => undefined;
    module.bench.lines("M5310-A", "OK");
    module.until("online");
    expect(module.bench.events.slice(-3)).to.deep.equal([
      "identified M5310-A V1 490154203237518 460040123456789",
      "persist 0",
      "online",
    ]);
  });

  it("restarts it by its line where there is no command for that", () => {
    const module = new Module(m5312);
    module.answer = (command) => (command === "AT+CGSN=1" ? ["ERROR"] : undefined);
    module.until("offline").until("probing").until("offline").until("powering");
    expect(module.bench.events.slice(-2)).to.deep.equal(["persist 2", "pulse reset 200"]);
  });

  it("switches a module off first that one pulse does not restart", () => {
    const module = new Module(m5311);
    module.answer = () => [];
    module.until("offline").until("probing").until("offline").until("poweringOff");
    expect(module.bench.lifecycle.state).to.deep.equal({ name: "poweringOff", until: module.bench.now + 13_500 });
    // What it says while it goes down is no start.
    module.bench.lines("*ATREADY: 1");
    expect(module.bench.lifecycle.state.name).to.equal("poweringOff");
    module.until("powering");
    expect(module.bench.events.slice(-3)).to.deep.equal(["persist 2", "pulse power 12500", "pulse power 2200"]);
  });

  it("goes on up the ladder after a restart of the firmware, and forgets that once online", () => {
    const module = new Module(m5310a, 4);
    module.answer = (command) => (command === "AT+CGATT=1" ? ["ERROR"] : undefined);
    for (let i = 0; i < 4; i++) module.until("offline").until(i < 3 ? "attaching" : "powering");
    expect(module.bench.events).to.include("persist 8");
    module.answer = () => undefined;
    module.until("online");
    expect(module.bench.events).to.include("persist 0");
  });
});

describe("modem lifecycle: speed", () => {
  const fast = with_(m5310a, { speed: { ...m5310a.speed, wanted: 115_200 } });

  it("hunts for the speed at which the module answers, and stays there", () => {
    const module = new Module(m5310a);
    module.baud = 115_200;
    module.until("online");
    expect(module.bench.events.filter((event) => event.startsWith("baud"))).to.deep.equal(["baud 9600", "baud 115200"]);
  });

  it("switches to the wanted speed once the module answers, and makes sure of it there", () => {
    const module = new Module(fast);
    module.answer = (command) => {
      if (command.startsWith("AT+NATSPEED")) module.baud = undefined;
      return undefined;
    };
    module.until("switching").until("online");
    expect(module.bench.sent.slice(0, 5)).to.deep.equal([
      "AT",
      "ATE0",
      "AT+CMEE=1",
      "AT+NATSPEED=115200,30,1,2,1,0,0",
      "AT",
    ]);
    expect(module.bench.events.filter((event) => event.startsWith("baud"))).to.deep.equal(["baud 9600", "baud 115200"]);
  });

  it("stays at the speed there is when the module refuses another", () => {
    const module = new Module(fast);
    module.answer = (command) => (command.startsWith("AT+NATSPEED") ? ["ERROR"] : undefined);
    module.until("online");
    expect(module.bench.events.filter((event) => event.startsWith("baud"))).to.deep.equal(["baud 9600"]);
  });

  it("finds a module again that said OK and did not switch, and does not ask it again", () => {
    const module = new Module(fast);
    module.baud = 9600;
    module.until("online");
    expect(module.bench.events.filter((event) => event.startsWith("baud"))).to.deep.equal([
      "baud 9600",
      "baud 115200",
      "baud 9600",
    ]);
    expect(module.bench.sent.filter((text) => text.startsWith("AT+NATSPEED"))).to.have.length(1);
  });

  it("hunts at the wanted speed too where that is none of the usual ones", () => {
    const module = new Module(with_(m5310a, { speed: { ...m5310a.speed, wanted: 57_600 } }));
    module.baud = 57_600;
    module.until("online");
    expect(module.bench.events.filter((event) => event.startsWith("baud"))).to.deep.equal([
      "baud 9600",
      "baud 115200",
      "baud 57600",
    ]);
    expect(module.bench.sent.filter((text) => text.startsWith("AT+NATSPEED"))).to.deep.equal([]);
  });
});

describe("modem lifecycle: power saving", () => {
  const saving = with_(m5311, {
    sleep: { ...m5311.sleep, psm: "on", tau: 43_200, active: 10, edrx: "on", cycle: 81.92 },
  });

  /** Asks for power saving of a module whose network grants something. */
  function saved(...granted: readonly string[]): Module {
    const module = new Module(saving);
    module.answer = (command) => (command === "AT+CEREG?" && granted.length > 0 ? [...granted, "OK"] : undefined);
    return module.until("online");
  }

  it("asks the network once attached, reads back what it granted, and then is online", () => {
    const module = saved('+CEREG: 4,1,"6B2F","0A1B2C3D",9,,,"00000101","00101100"');
    expect(module.since("AT+CCLK?")).to.deep.equal([
      'AT+CPSMS=1,,,"00101100","00000101"',
      "AT+NPSMR=1",
      "AT+SM=UNLOCK",
      'AT+CEDRXS=1,5,"0101"',
      "AT+CPSMS?",
      "AT+CEREG=4",
      "AT+CEREG?",
      "AT+CEDRXRDP",
    ]);
    expect(module.bench.lifecycle.status.granted).to.deep.include({ activeTime: 10, periodicTau: 43_200 });
    expect(module.bench.events.slice(-2)).to.deep.equal(["dozes after 10000", "online"]);
    // A watch every minute would never let it sleep.
    expect(module.bench.lifecycle.deadline()).to.equal(module.bench.now + 43_260_000);
  });

  it("takes refusals for what they are, and is online without", () => {
    const module = new Module(saving);
    module.answer = (command) => (/CPSMS|CEDRX|NPSMR|SM=|CEREG=4/.test(command) ? ["ERROR"] : undefined);
    module.until("online");
    expect(module.bench.events.slice(-1)).to.deep.equal(["online"]);
    expect(module.bench.lifecycle.deadline()).to.equal(module.bench.now + 60_000);
  });

  it("goes on when the module does not answer the wish", () => {
    const module = new Module(saving);
    module.answer = (command) => (command.startsWith("AT+CEDRXS") ? [] : undefined);
    module.until("online");
  });

  it("is asleep when the module says so: no error, no watch, no offline", () => {
    const module = saved('+CEREG: 4,1,"6B2F","0A1B2C3D",9,,,"00000101","00101100"');
    const before = module.bench.sent.length;
    module.bench.lines("*GOTOSLEEP");
    expect(module.bench.lifecycle.state).to.deep.equal({ name: "asleep", watchAt: module.bench.now + 86_400_000 });
    expect(module.bench.events.slice(-1)).to.deep.equal(["asleep"]);
    module.bench.life({ kind: "refresh" });
    module.bench.pass(module.bench.now + 10_000_000);
    expect(module.bench.sent.length).to.equal(before);
    expect(module.bench.lifecycle.state.name).to.equal("asleep");
  });

  it("wakes it for a command, and looks after it as before", () => {
    const module = saved();
    module.bench.lines("+NPSMR: 1");
    module.bench.socket({ kind: "open" });
    module.bench.pass(module.bench.now + 50);
    expect(module.bench.events.slice(-2)).to.deep.equal(["asleep", "wake"]);
    expect(module.since("AT+CEDRXRDP")).to.deep.equal(["AT"]);
    expect(module.bench.lifecycle.state.name).to.equal("online");
  });

  it("is awake when the module says so, and looks after one that sleeps for too long", () => {
    const module = saved();
    module.bench.lines("+NPSMR: 1");
    module.bench.lines("+NPSMR: 0");
    expect(module.bench.lifecycle.state.name).to.equal("online");
    module.bench.lines("+NPSMR: 1");
    const before = module.bench.sent.length;
    module.bench.pass(module.bench.now + 86_400_000);
    expect(module.bench.sent.slice(before, before + 1)).to.deep.equal(["AT"]);
    expect(module.bench.events.slice(-1)).to.deep.equal(["wake"]);
  });

  it("hears while asleep that the registration is lost", () => {
    const module = saved();
    module.bench.lines("+NPSMR: 1", "+CEREG: 2");
    expect(module.bench.lifecycle.state).to.deep.include({ name: "offline", cause: "registration lost: searching" });
  });
});

describe("modem lifecycle: the card", () => {
  for (const [line, cause] of [
    ["+CPIN: SIM PIN", "no open SIM card (AT+CPIN?: +CPIN: SIM PIN)"],
    ["+CPIN: SIM PUK", "no open SIM card (AT+CPIN?: +CPIN: SIM PUK)"],
  ] as const) {
    it(`is locked: ${line}`, () => {
      const module = new Module(m5311);
      module.answer = (command) => (command === "AT+CPIN?" ? [line, "OK"] : undefined);
      module.until("offline");
      expect(module.bench.lifecycle.state).to.deep.include({ cause, rung: "probe" });
    });
  }

  it("is missing: the number of the error says so", () => {
    const module = new Module(m5311);
    module.answer = (command) => (command === "AT+CPIN?" ? ["+CME ERROR: 10"] : undefined);
    module.until("offline");
    expect(module.bench.lifecycle.state).to.deep.include({
      cause: "no open SIM card (AT+CPIN?: +CME ERROR: 10 (SIM not inserted))",
    });
  });

  it("is pulled out while online: offline at once, with a time for the retry", () => {
    const module = new Module(m5311).until("online");
    module.bench.lines("+CPIN: NOT INSERTED");
    expect(module.bench.lifecycle.state).to.deep.equal({
      name: "offline",
      cause: "no open SIM card (+CPIN: NOT INSERTED)",
      retryAt: module.bench.now + 5000,
      rung: "probe",
    });
    module.until("online");
  });
});
