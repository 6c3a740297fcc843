import { expect } from "chai";
import { describeFinal, type FinalResult } from "../../../modules/at/result.js";
import { m5310a } from "../../../modules/modem/profiles/m5310-a.js";
import { ERROR, ModuleDoor } from "./module-door.js";

const CREATE = 'AT+MIPLCREATEEX="nbiotbt.heclouds.com:5683",1';
const CLOSE = "AT+MIPLCLOSE=0";
const DELETE = "AT+MIPLDELETE=0";

/** The door in a state after which time or the module has a say. */
const STATES: Readonly<Record<string, () => ModuleDoor>> = {
  creating: () => new ModuleDoor().upTo("creating"),
  cleaning: () => {
    const door = new ModuleDoor().upTo("creating");
    door.result(ERROR);
    return door;
  },
  declaring: () => new ModuleDoor().upTo("declaring"),
  opening: () => new ModuleDoor().upTo("opening"),
  registered: () => new ModuleDoor().upTo("registered"),
  updating: () => {
    const door = new ModuleDoor().upTo("registered");
    door.give({ kind: "update" });
    return door;
  },
  backingOff: () => {
    const door = new ModuleDoor().upTo("opening");
    door.result();
    door.urc("+MIPLEVENT:0,7");
    return door;
  },
};

function inState(name: string): ModuleDoor {
  const door = (STATES[name] as () => ModuleDoor)();
  expect(door.mode.state.name).to.equal(name);
  return door;
}

describe("mode/module: enrolment", () => {
  it("creates, declares each object with its resources, opens, and is registered by event 6", () => {
    const door = new ModuleDoor();
    expect(door.give({ kind: "online" })).to.deep.equal([CREATE]);
    expect(door.commands[0]?.answer).to.equal("+MIPLCREATEEX");
    expect(door.commands[0]?.within).to.equal(10_000);
    expect(door.result()).to.deep.equal(['AT+MIPLADDOBJ=0,3201,1,"1",0,0']);
    expect(door.result()).to.deep.equal(['AT+MIPLDISCOVERRSP=0,3201,1,9,"5550;5551"']);
    expect(door.result()).to.deep.equal(['AT+MIPLADDOBJ=0,3303,1,"1",0,0']);
    expect(door.result()).to.deep.equal(['AT+MIPLDISCOVERRSP=0,3303,1,24,"5601;5602;5605;5700;5701"']);
    expect(door.result()).to.deep.equal(["AT+MIPLOPEN=0,3600,60"]);
    expect(door.result()).to.deep.equal([]);
    expect(door.mode.deadline()).to.equal(70_000);
    expect(door.urc("+MIPLEVENT:0,1")).to.deep.equal([]);
    expect(door.urc("+MIPLEVENT:0,2")).to.deep.equal(["bootstrapped"]);
    expect(door.urc("+MIPLEVENT:0,4")).to.deep.equal([]);
    expect(door.urc("+MIPLEVENT:0,6")).to.deep.equal(["registered"]);
    expect(door.mode.state).to.deep.equal({ name: "registered", updateAt: 3_507_000, refusals: 0 });
    expect(door.commands).to.deep.equal([]);
    expect(door.room.warnings).to.deep.equal([]);
  });

  it("gives true counts of attributes and actions to a module that wants them", () => {
    const door = new ModuleDoor({ mipl: { ...m5310a.mipl, counts: true } });
    door.give({ kind: "online" });
    expect(door.result()).to.deep.equal(['AT+MIPLADDOBJ=0,3201,1,"1",2,0']);
    door.result();
    expect(door.result()).to.deep.equal(['AT+MIPLADDOBJ=0,3303,1,"1",4,1']);
  });

  it("goes straight to the access server by flag 0, and leaves the quotes out where the module wants none", () => {
    const direct = new ModuleDoor({ direct: true, server: "192.0.2.2:5683" });
    expect(direct.give({ kind: "online" })).to.deep.equal(['AT+MIPLCREATEEX="192.0.2.2:5683",0']);
    const bare = new ModuleDoor({ mipl: { ...m5310a.mipl, hostQuoted: false } });
    expect(bare.give({ kind: "online" })).to.deep.equal(["AT+MIPLCREATEEX=nbiotbt.heclouds.com:5683,1"]);
  });

  it("keeps the lifetime within what the module takes", () => {
    for (const [lifetime, sent] of [
      [1, 16],
      [16, 16],
      [268_435_454, 268_435_454],
      [268_435_455, 268_435_454],
    ] as const) {
      const door = new ModuleDoor({ lifetime });
      door.upTo("opening");
      expect(door.commands[0]?.text).to.equal(`AT+MIPLOPEN=0,${sent},60`);
    }
  });

  it("takes event 6 even before the OK of AT+MIPLOPEN", () => {
    const door = new ModuleDoor().upTo("opening");
    expect(door.urc("+MIPLEVENT: 0, 6")).to.deep.equal(["registered"]);
    expect(door.result()).to.deep.equal([]);
    expect(door.mode.state.name).to.equal("registered");
  });

  it("takes away what an earlier run left in the module, and creates again", () => {
    const door = new ModuleDoor().upTo("creating");
    expect(door.result(ERROR)).to.deep.equal([CLOSE]);
    expect(door.result()).to.deep.equal([DELETE]);
    expect(door.result(ERROR)).to.deep.equal([CREATE]);
    expect(door.result()).to.deep.equal(['AT+MIPLADDOBJ=0,3201,1,"1",0,0']);
  });

  for (const final of [
    ERROR,
    { kind: "timeout" },
    { kind: "lost" },
    { kind: "cis", code: 601 },
    { kind: "cme", code: 50 },
  ] satisfies readonly FinalResult[]) {
    const said = describeFinal(final);

    it(`backs off 10 s when the creation fails for good: ${said}`, () => {
      const door = new ModuleDoor().upTo("creating");
      door.result(final);
      door.result(final);
      door.result(final);
      expect(door.result(final)).to.deep.equal(["lost all", `unregistered for 10000: creation: ${said}`]);
      expect(door.mode.state).to.deep.equal({
        name: "backingOff",
        attempt: 1,
        cause: `creation: ${said}`,
        until: 10_000,
      });
      expect(door.pass(10_000)).to.deep.equal([CREATE]);
    });

    it(`backs off when a declaration, the registration or an update fails: ${said}`, () => {
      const declaring = new ModuleDoor().upTo("declaring");
      const opening = new ModuleDoor().upTo("opening");
      const updating = inState("updating");
      expect(declaring.result(final)).to.deep.equal([
        "lost all",
        `unregistered for 10000: object declaration: ${said}`,
      ]);
      expect(opening.result(final)).to.deep.equal(["lost all", `unregistered for 10000: registration: ${said}`]);
      expect(updating.result(final)).to.deep.equal(["lost all", `unregistered for 10000: update: ${said}`]);
    });
  }

  it("waits longer after each failure in a row, and begins anew with the network", () => {
    const door = new ModuleDoor();
    const seen: string[] = [];
    door.give({ kind: "online" });
    for (let i = 0; i < 3; i++) {
      while (door.mode.state.name !== "opening") door.result();
      seen.push(...door.result(ERROR));
      door.pass(door.mode.deadline() ?? 0);
    }
    expect(seen.filter((line) => line !== "lost all")).to.deep.equal([
      "unregistered for 10000: registration: ERROR",
      "unregistered for 20000: registration: ERROR",
      "unregistered for 40000: registration: ERROR",
    ]);
    door.give({ kind: "offline" });
    door.give({ kind: "online" });
    expect(door.mode.state).to.deep.equal({ name: "creating", attempt: 0, cleaned: false, index: 0 });
  });

  it("begins at once when the network comes back while it backs off", () => {
    expect(inState("backingOff").give({ kind: "online" })).to.deep.equal([CREATE]);
  });

  it("backs off when the module reports nothing", () => {
    const door = new ModuleDoor().upTo("opening");
    door.result();
    expect(door.pass(69_999)).to.deep.equal([]);
    expect(door.pass(70_000)).to.deep.equal(["lost all", "unregistered for 10000: the module reports nothing"]);
  });
});

describe("mode/module: events", () => {
  for (const [code, text] of [
    [3, "bootstrap failed"],
    [5, "connection failed"],
    [7, "registration refused"],
    [8, "registration timed out"],
    [9, "lifetime expired"],
    [10, "stack halted"],
    [12, "update refused"],
    [13, "update timed out"],
    [31, "device deleted on the platform"],
  ] as const) {
    it(`backs off on event ${code} while opening, registered or updating: ${text}`, () => {
      for (const state of ["opening", "registered", "updating"]) {
        const door = inState(state);
        expect(door.urc(`+MIPLEVENT:0,${code}`), state).to.deep.equal(["lost all", `unregistered for 10000: ${text}`]);
        expect(door.mode.state.name).to.equal("backingOff");
        expect(door.urc(`+MIPLEVENT:0,${code}`)).to.deep.equal([]);
      }
    });
  }

  it("backs off on event 15 that nobody asked for", () => {
    for (const state of ["registered", "updating"]) {
      expect(inState(state).urc("+MIPLEVENT:0,15")).to.deep.equal(["lost all", "unregistered for 10000: deregistered"]);
    }
    expect(inState("opening").urc("+MIPLEVENT:0,15")).to.deep.equal([]);
  });

  it("says nothing of events that are information only, known or not", () => {
    const door = inState("registered");
    for (const line of ["0,1", "0,4", "0,20,17", "0,21", "0,25,17", "0,26,17", "0,32", "0,33", "0,99", "0,6"]) {
      expect(door.urc(`+MIPLEVENT:${line}`)).to.deep.equal([]);
    }
    expect(door.mode.state.name).to.equal("registered");
  });

  it("does nothing on events before it was created", () => {
    const door = new ModuleDoor();
    expect(door.urc("+MIPLEVENT:0,6")).to.deep.equal([]);
    expect(door.mode.state).to.deep.equal({ name: "idle" });
  });

  it("ignores lines that are malformed or unknown, and says so", () => {
    const door = inState("registered");
    for (const line of [
      "+MIPLEVENT:",
      "+MIPLEVENT:0",
      "+MIPLREAD:0",
      "+MIPLREAD:x,1,2",
      "+MIPLREAD:0,1,a",
      "+MIPLFOO:0",
    ]) {
      expect(door.urc(line), line).to.deep.equal([]);
    }
    expect(door.room.warnings).to.deep.equal([
      "ignored (code is malformed): +MIPLEVENT:",
      "ignored (code is malformed): +MIPLEVENT:0",
      "ignored (object is malformed): +MIPLREAD:0",
      "ignored (reference is malformed): +MIPLREAD:x,1,2",
      "ignored (object is malformed): +MIPLREAD:0,1,a",
      "ignored: +MIPLFOO:0",
    ]);
    expect(door.room.operations).to.deep.equal([]);
  });
});

describe("mode/module: what a module cannot do", () => {
  it("answers a send with a failure, and says nothing to the module", () => {
    const door = new ModuleDoor().upTo("registered");
    door.take();
    expect(door.give({ kind: "send", id: 7, server: 1, entries: [] })).to.deep.equal(["sent 7: a module has no Send"]);
    expect(door.commands).to.deep.equal([]);
  });

  it("leaves a bootstrap and a disable to the module", () => {
    const door = new ModuleDoor().upTo("registered");
    door.take();
    expect(door.give({ kind: "bootstrap" })).to.deep.equal([]);
    expect(door.give({ kind: "disable", server: 1, seconds: 60 })).to.deep.equal([]);
  });
});

describe("mode/module: updates", () => {
  it("updates in time, is updated by event 11, and counts anew", () => {
    const door = inState("registered");
    door.commands.splice(0);
    expect(door.pass(3_506_999)).to.deep.equal([]);
    expect(door.pass(3_507_000)).to.deep.equal(["AT+MIPLUPDATE=0,3600,0"]);
    expect(door.result()).to.deep.equal([]);
    expect(door.mode.deadline()).to.equal(3_577_000);
    expect(door.urc("+MIPLEVENT:0,11")).to.deep.equal(["updated"]);
    expect(door.mode.deadline()).to.equal(3_507_000 * 2);
  });

  it("updates when the module says that it is time, and when a lifetime changed", () => {
    expect(inState("registered").urc("+MIPLEVENT:0,14")).to.deep.equal(["AT+MIPLUPDATE=0,3600,0"]);
    // The device has another address: the server learns it from the next message.
    expect(inState("registered").give({ kind: "moved" })).to.deep.equal(["AT+MIPLUPDATE=0,3600,0"]);
    expect(inState("registered").give({ kind: "lifetime", seconds: 60 })).to.deep.equal(["AT+MIPLUPDATE=0,60,0"]);
  });

  it("takes event 11 that the module brought about by itself", () => {
    const door = inState("registered");
    door.now = 1000;
    expect(door.urc("+MIPLEVENT:0,11")).to.deep.equal(["updated"]);
    expect(door.mode.deadline()).to.equal(3_508_000);
  });

  it("does once more what was asked for during an update, or during the registration", () => {
    const updating = inState("updating");
    expect(updating.give({ kind: "lifetime", seconds: 60 })).to.deep.equal([]);
    expect(updating.urc("+MIPLEVENT:0,11")).to.deep.equal(["updated", "AT+MIPLUPDATE=0,60,0"]);
    expect(updating.urc("+MIPLEVENT:0,11")).to.deep.equal(["updated"]);
    const opening = inState("opening");
    expect(opening.give({ kind: "update" })).to.deep.equal([]);
    expect(opening.urc("+MIPLEVENT:0,6")).to.deep.equal(["registered", "AT+MIPLUPDATE=0,3600,0"]);
  });

  for (const [busy, said] of [
    [{ kind: "cis", code: 652 }, "+CIS ERROR: 652 (uplink busy)"],
    [{ kind: "cme", code: 159 }, "+CME ERROR: 159 (uplink busy)"],
  ] as const) {
    it(`tries an update again that the module is too busy for, and stays registered: ${said}`, () => {
      const door = inState("updating");
      expect(door.result(busy)).to.deep.equal([]);
      expect(door.mode.state).to.deep.equal({ name: "registered", updateAt: 1000, refusals: 1 });
      expect(door.pass(999)).to.deep.equal([]);
      expect(door.pass(1000)).to.deep.equal(["AT+MIPLUPDATE=0,3600,0"]);
      expect(door.result()).to.deep.equal([]);
      expect(door.urc("+MIPLEVENT:0,11")).to.deep.equal(["updated"]);
      expect(door.mode.state).to.deep.equal({ name: "registered", updateAt: 1000 + 3_507_000, refusals: 0 });
      expect(door.room.warnings).to.deep.equal([`update: ${said}; next try in 1 s`]);
    });
  }

  it("waits twice as long each time, and registers anew after the sixth refusal in a row", () => {
    const door = inState("updating");
    const waits: number[] = [];
    for (let i = 0; i < 5; i++) {
      const before = door.now;
      expect(door.result({ kind: "cis", code: 652 })).to.deep.equal([]);
      expect(door.pass(door.mode.deadline() ?? 0)).to.deep.equal(["AT+MIPLUPDATE=0,3600,0"]);
      waits.push(door.now - before);
    }
    expect(waits).to.deep.equal([1000, 2000, 4000, 8000, 16_000]);
    expect(door.result({ kind: "cis", code: 652 })).to.deep.equal([
      "lost all",
      "unregistered for 10000: update: +CIS ERROR: 652 (uplink busy)",
    ]);
  });

  it("backs off when no event follows", () => {
    const door = inState("updating");
    expect(door.pass(70_000)).to.deep.equal(["lost all", "unregistered for 10000: the module reports no update"]);
  });
});

describe("mode/module: stop", () => {
  for (const state of ["opening", "registered", "updating"]) {
    it(`closes, waits for event 15, deletes, and is stopped, when ${state}`, () => {
      const door = inState(state);
      door.commands.splice(0);
      expect(door.give({ kind: "stop" })).to.deep.equal([CLOSE]);
      expect(door.give({ kind: "stop" })).to.deep.equal([]);
      expect(door.result()).to.deep.equal([]);
      expect(door.urc("+MIPLEVENT:0,15")).to.deep.equal([DELETE]);
      expect(door.result()).to.deep.equal(["stopped"]);
      expect(door.mode.state).to.deep.equal({ name: "stopped" });
      expect(door.mode.deadline()).to.equal(undefined);
    });
  }

  for (const state of ["creating", "cleaning", "declaring", "backingOff"]) {
    it(`takes away what the module may have, when ${state}`, () => {
      const door = inState(state);
      door.commands.splice(0);
      expect(door.give({ kind: "stop" })).to.deep.equal([DELETE]);
      expect(door.result(ERROR)).to.deep.equal(["stopped"]);
    });
  }

  it("is stopped at once without the network", () => {
    const door = new ModuleDoor();
    expect(door.give({ kind: "stop" })).to.deep.equal(["stopped"]);
    expect(door.give({ kind: "stop" })).to.deep.equal([]);
    expect(door.give({ kind: "online" })).to.deep.equal([]);
  });

  it("deletes without event 15 when the module refuses to close, or reports nothing for 30 s", () => {
    const refused = inState("registered");
    refused.commands.splice(0);
    refused.give({ kind: "stop" });
    expect(refused.result(ERROR)).to.deep.equal([DELETE]);
    const silent = inState("registered");
    silent.commands.splice(0);
    silent.give({ kind: "stop" });
    silent.result();
    expect(silent.pass(29_999)).to.deep.equal([]);
    expect(silent.pass(30_000)).to.deep.equal([DELETE]);
  });

  it("is stopped when the network goes meanwhile", () => {
    const closing = inState("registered");
    closing.give({ kind: "stop" });
    expect(closing.give({ kind: "offline" })).to.deep.equal(["stopped"]);
    const deleting = inState("creating");
    deleting.give({ kind: "stop" });
    expect(deleting.give({ kind: "offline" })).to.deep.equal(["stopped"]);
  });
});

describe("mode/module: steps that were left behind", () => {
  it("have no say in the present one", () => {
    const door = inState("updating");
    const update = door.commands.length - 1;
    const command = door.commands[update];
    if (command === undefined) throw new Error("no update");
    door.give({ kind: "stop" });
    expect(door.give({ kind: "result", command, answer: [], final: ERROR })).to.deep.equal([]);
    expect(door.mode.state.name).to.equal("closing");
    expect(door.urc("+MIPLEVENT:0,11")).to.deep.equal([]);
    expect(door.mode.state.name).to.equal("closing");
  });

  it("have none after the network went and came back", () => {
    const door = new ModuleDoor().upTo("creating");
    expect(door.give({ kind: "offline" })).to.deep.equal(["lost all"]);
    expect(door.mode.state).to.deep.equal({ name: "idle" });
    expect(door.give({ kind: "online" })).to.deep.equal([CREATE]);
    expect(door.result(ERROR)).to.deep.equal([]);
    expect(door.mode.state.name).to.equal("creating");
    expect(door.result()).to.deep.equal(['AT+MIPLADDOBJ=0,3201,1,"1",0,0']);
  });

  it("have none once it is idle", () => {
    const door = new ModuleDoor().upTo("creating");
    door.give({ kind: "offline" });
    expect(door.result({ kind: "lost" })).to.deep.equal([]);
    expect(door.mode.state).to.deep.equal({ name: "idle" });
  });
});
