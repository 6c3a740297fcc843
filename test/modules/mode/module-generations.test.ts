import { expect } from "chai";
import type { FinalResult } from "../../../modules/at/result.js";
import { parsePath } from "../../../modules/lwm2m/path.js";
import { generationC, generationQ } from "../../../modules/modem/profiles/mipl.js";
import { ModuleDoor } from "./module-door.js";

const DAY = 86_400_000;

/** A door to a module of generation Q that is registered. */
function registeredQ(): ModuleDoor {
  const door = new ModuleDoor({ mipl: generationQ, server: "192.0.2.1:5683" });
  door.give({ kind: "online" });
  door.give({ kind: "socket", output: { kind: "resolved", name: "192.0.2.1", address: "192.0.2.1" } });
  while (door.mode.state.name !== "opening") door.result();
  door.result();
  door.urc("+MIPLEVENT:0,6");
  door.take();
  return door;
}

/** The platform observes a path; whatever is to be said to that is said. */
function observed(door: ModuleDoor, line: string): string[] {
  const lines = door.urc(line);
  while (door.commands.length > 0) lines.push(...door.result());
  return lines;
}

function notify(door: ModuleDoor, path: string): string[] {
  const parsed = parsePath(path);
  if (parsed === undefined) throw new Error(path);
  const outcome = door.room.tree.operate({ kind: "read", path: parsed });
  return door.give({ kind: "notify", observer: 1, path: parsed, outcome });
}

describe("mode/module: generation Q", () => {
  it("finds the server's address, configures it, creates, declares with true counts, and opens", () => {
    const door = new ModuleDoor({ mipl: generationQ });
    expect(door.give({ kind: "online" })).to.deep.equal(["socket resolve"]);
    expect(door.mode.state).to.deep.equal({ name: "resolving", attempt: 0, until: 150_000 });
    const lines = door.give({
      kind: "socket",
      output: { kind: "resolved", name: "nbiotbt.heclouds.com", address: "183.230.40.39" },
    });
    while (door.commands.length > 0) lines.push(...door.result());
    expect(lines).to.deep.equal([
      "AT+MIPLCONFIG=1,183.230.40.39,5683",
      "AT+MIPLCREATE",
      'AT+MIPLADDOBJ=0,3201,1,"1",2,0',
      'AT+MIPLADDOBJ=0,3303,1,"1",4,1',
      "AT+MIPLOPEN=0,3600,60",
    ]);
    expect(door.urc("+MIPLEVENT:0,6")).to.deep.equal(["registered"]);
  });

  it("backs off when the name is not known, when nobody answers about it, and asks anew", () => {
    const door = new ModuleDoor({ mipl: generationQ });
    door.give({ kind: "online" });
    expect(
      door.give({
        kind: "socket",
        output: { kind: "unresolved", name: "nbiotbt.heclouds.com", cause: "unknown name" },
      }),
    ).to.deep.equal(["lost all", "unregistered for 10000: nbiotbt.heclouds.com: unknown name"]);
    expect(door.pass(10_000)).to.deep.equal(["socket resolve"]);
    expect(door.pass(160_000)).to.deep.equal(["lost all", "unregistered for 20000: no answer about the server's name"]);
    expect(door.give({ kind: "stop" })).to.deep.equal(["AT+MIPLDELETE=0"]);
  });

  it("ends at once when it is stopped while it looks for the address", () => {
    const door = new ModuleDoor({ mipl: generationQ });
    door.give({ kind: "online" });
    expect(door.give({ kind: "stop" })).to.deep.equal(["stopped"]);
    expect(door.give({ kind: "socket", output: { kind: "resolved", name: "x", address: "1.2.3.4" } })).to.deep.equal(
      [],
    );
  });

  it("answers each observe by its message id, then sends the value with that", () => {
    const door = registeredQ();
    expect(observed(door, "+MIPLOBSERVE:0,88201,1,3303,0,5700")).to.deep.equal([
      "AT+MIPLOBSERVERSP=0,88201,1",
      "AT+MIPLNOTIFY=0,88201,3303,0,5700,4,4,23.5,0,0",
    ]);
    expect(notify(door, "/3303/0/5700")).to.deep.equal(["AT+MIPLNOTIFY=0,88201,3303,0,5700,4,4,23.5,0,0"]);
    door.result();
    // The platform observed the same anew: only the new id is known to the module.
    expect(observed(door, "+MIPLOBSERVE:0,90000,1,3303,0,5700")).to.have.length(2);
    expect(notify(door, "/3303/0/5700")).to.deep.equal(["AT+MIPLNOTIFY=0,90000,3303,0,5700,4,4,23.5,0,0"]);
  });

  it("refuses to observe what is not there, and answers a cancel", () => {
    const door = registeredQ();
    expect(observed(door, "+MIPLOBSERVE:0,5,1,3303,7,-1")).to.deep.equal(["AT+MIPLOBSERVERSP=0,5,13"]);
    expect(observed(door, "+MIPLOBSERVE:0,6,1,3303,0,5700")).to.have.length(2);
    expect(observed(door, "+MIPLOBSERVE:0,7,0,3303,0,5700")).to.deep.equal(["AT+MIPLOBSERVERSP=0,7,1"]);
    expect(door.room.operations).to.deep.equal([
      "observe /3303/7 4.04",
      "observe /3303/0/5700 2.05",
      "cancel /3303/0/5700 2.05",
    ]);
  });

  it("answers each discover with as many resources as were declared", () => {
    const door = registeredQ();
    expect(observed(door, "+MIPLDISCOVER:0,30551,3303")).to.deep.equal([
      'AT+MIPLDISCOVERRSP=0,30551,1,24,"5601;5602;5605;5700;5701"',
    ]);
    expect(observed(door, "+MIPLDISCOVER:0,30552,3306")).to.deep.equal(["AT+MIPLDISCOVERRSP=0,30552,13"]);
  });

  it("takes a write that ends with an index behind the flag", () => {
    const door = registeredQ();
    expect(observed(door, "+MIPLWRITE:0,6,3201,0,5750,2,2,6F6E,0,0")).to.deep.equal(["AT+MIPLWRITERSP=0,6,2"]);
    expect(door.room.output.applicationType).to.equal("on");
  });
});

describe("mode/module: reports of delivery and release assistance", () => {
  function observedC(options: ConstructorParameters<typeof ModuleDoor>[0] = {}): ModuleDoor {
    const door = new ModuleDoor({ lifetime: 10_000_000, ...options }).upTo("registered");
    observed(door, "+MIPLOBSERVE:0,5,1,3303,0,5700");
    return door;
  }

  it("asks for a report at least once in 24 hours, with a number of its own", () => {
    const door = observedC();
    door.now = DAY - 1;
    expect(notify(door, "/3303/0/5700")).to.deep.equal(["AT+MIPLNOTIFY=0,0,3303,0,5700,4,4,23.5,0,0"]);
    door.result();
    door.now = DAY;
    expect(notify(door, "/3303/0/5700")).to.deep.equal(["AT+MIPLNOTIFY=0,0,3303,0,5700,4,4,23.5,0,0,1"]);
    door.result();
    expect(door.urc("+MIPLEVENT:0,26,1")).to.deep.equal([]);
    door.now = 2 * DAY;
    expect(notify(door, "/3303/0/5700")).to.deep.equal(["AT+MIPLNOTIFY=0,0,3303,0,5700,4,4,23.5,0,0,2"]);
    expect(door.room.warnings).to.deep.equal([]);
  });

  it("updates the registration when a notification did not get there", () => {
    const door = observedC();
    door.now = DAY;
    notify(door, "/3303/0/5700");
    door.result();
    expect(door.urc("+MIPLEVENT:0,25,9")).to.deep.equal([]);
    expect(door.urc("+MIPLEVENT:0,25,1")).to.deep.equal(["AT+MIPLUPDATE=0,10000000,0"]);
    expect(door.room.warnings).to.deep.equal(["a notification was not delivered: the registration is updated"]);
  });

  it("does the same when the report stays away", () => {
    const door = observedC();
    door.now = DAY;
    notify(door, "/3303/0/5700");
    door.result();
    expect(door.mode.deadline()).to.equal(DAY + 60_000);
    expect(door.pass(DAY + 60_000)).to.deep.equal(["AT+MIPLUPDATE=0,10000000,0"]);
  });

  it("never asks where the module has no reports", () => {
    const door = observedC({ mipl: { ...generationC, acknowledges: false } });
    door.now = DAY;
    expect(notify(door, "/3303/0/5700")).to.deep.equal(["AT+MIPLNOTIFY=0,0,3303,0,5700,4,4,23.5,0,0"]);
  });

  it("adds release assistance to the flag in generation C: nothing more, or one report to come", () => {
    const door = observedC({ releases: true });
    expect(notify(door, "/3303/0/5700")).to.deep.equal(["AT+MIPLNOTIFY=0,0,3303,0,5700,4,4,23.5,0,512"]);
    door.result();
    door.now = DAY;
    expect(notify(door, "/3303/0/5700")).to.deep.equal(["AT+MIPLNOTIFY=0,0,3303,0,5700,4,4,23.5,0,1024,1"]);
  });

  it("puts it as a text behind the ack id in generation Q", () => {
    const door = registeredQ();
    const releasing = new ModuleDoor({ mipl: { ...generationC, assistance: "text" }, releases: true }).upTo(
      "registered",
    );
    observed(releasing, "+MIPLOBSERVE:0,5,1,3303,0,5700");
    expect(notify(releasing, "/3303/0/5700")).to.deep.equal(["AT+MIPLNOTIFY=0,0,3303,0,5700,4,4,23.5,0,0,0,0x200"]);
    releasing.result();
    releasing.now = DAY;
    expect(notify(releasing, "/3303/0/5700")).to.deep.equal(["AT+MIPLNOTIFY=0,0,3303,0,5700,4,4,23.5,0,0,1,0x400"]);
    expect(door.mode.state.name).to.equal("registered");
  });

  it("leaves it out while more is waiting, in lines before the last, and where the module has none", () => {
    const door = observedC({ releases: true });
    expect(notify(door, "/3201/0")[0]).to.equal("AT+MIPLNOTIFY=0,0,3201,0,5550,5,1,0,1,1");
    notify(door, "/3303/0/5700");
    expect(door.result()).to.deep.equal(["AT+MIPLNOTIFY=0,0,3201,0,5551,5,1,0,0,0"]);
    expect(door.result()).to.deep.equal(["AT+MIPLNOTIFY=0,0,3303,0,5700,4,4,23.5,0,512"]);
    const none = observedC({ releases: true, mipl: { ...generationC, assistance: "none" } });
    expect(notify(none, "/3303/0/5700")).to.deep.equal(["AT+MIPLNOTIFY=0,0,3303,0,5700,4,4,23.5,0,0"]);
  });
});

describe("mode/module: a module that is busy", () => {
  const CIS: FinalResult = { kind: "cis", code: 652 };
  const CME: FinalResult = { kind: "cme", code: 159 };
  const LINE = "AT+MIPLREADRSP=0,1,1,3303,0,5700,4,4,23.5,0,0";

  for (const busy of [CIS, CME]) {
    it(`is given the line again after a second: ${busy.kind}`, () => {
      const door = new ModuleDoor().upTo("registered");
      expect(door.urc("+MIPLREAD:0,1,3303,0,5700")).to.deep.equal([LINE]);
      expect(door.result(busy)).to.deep.equal([]);
      expect(door.mode.deadline()).to.equal(1000);
      expect(door.pass(999)).to.deep.equal([]);
      expect(door.pass(1000)).to.deep.equal([LINE]);
      expect(door.result()).to.deep.equal([]);
      expect(door.room.warnings).to.deep.equal([]);
    });
  }

  it("is given it five times more at most", () => {
    const door = new ModuleDoor().upTo("registered");
    door.urc("+MIPLREAD:0,1,3303,0,5700");
    for (let i = 0; i < 5; i++) {
      door.result(CME);
      expect(door.pass(door.now + 1000)).to.deep.equal([LINE]);
    }
    door.result(CME);
    expect(door.pass(door.now + 10_000)).to.deep.equal([]);
    expect(door.room.warnings).to.deep.equal(["AT+MIPLREADRSP=0,1,1…: +CME ERROR: 159 (uplink busy)"]);
  });
});

describe("mode/module: what differs by profile", () => {
  it("counts hex digits of an opaque value where the module does", () => {
    const door = new ModuleDoor({ mipl: { ...generationC, opaqueLength: "digits" } }).upTo("registered");
    observed(door, "+MIPLWRITE:0,1,3201,0,5750,2,3,61220A,0");
    expect(door.urc("+MIPLREAD:0,2,3201,0,5750")).to.deep.equal(["AT+MIPLREADRSP=0,2,1,3201,0,5750,2,6,61220A,0,0"]);
  });

  it("has the flag 0 in all lines where the module wants that", () => {
    const door = new ModuleDoor({ mipl: { ...generationC, flags: "zero" } }).upTo("registered");
    const lines = observed(door, "+MIPLREAD:0,2,3201,0,-1");
    expect(lines.map((line) => line.slice(-3))).to.deep.equal(lines.map((_, index) => `${lines.length - 1 - index},0`));
  });

  it("removes the instance by the old name where the module has that", () => {
    const door = new ModuleDoor({ mipl: { ...generationC, remove: "AT+MIPLDEL" } }).upTo("registered");
    door.give({ kind: "stop" });
    expect(door.urc("+MIPLEVENT:0,15")).to.deep.equal(["AT+MIPLDEL=0"]);
  });

  it("leaves updates to a module that makes them by itself, up to the lifetime's end", () => {
    const door = new ModuleDoor({ mipl: { ...generationC, updatesItself: true } }).upTo("registered");
    expect(door.mode.state).to.deep.equal({ name: "registered", updateAt: 3_600_000, refusals: 0 });
    door.now = 3_000_000;
    expect(door.urc("+MIPLEVENT:0,11")).to.deep.equal(["updated"]);
    expect(door.mode.deadline()).to.equal(6_600_000);
  });
});
