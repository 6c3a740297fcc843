import { expect } from "chai";
import type { Outcome } from "../../../modules/lwm2m/operation.js";
import { parsePath, type Path } from "../../../modules/lwm2m/path.js";
import { m5310a } from "../../../modules/modem/profiles/m5310-a.js";
import { ERROR, ModuleDoor } from "./module-door.js";

let door: ModuleDoor;

beforeEach(() => {
  door = registered();
});

function registered(options: ConstructorParameters<typeof ModuleDoor>[0] = {}): ModuleDoor {
  const made = new ModuleDoor(options).upTo("registered");
  made.commands.splice(0);
  return made;
}

/** A request of the platform and the lines that answer it, each confirmed by OK; nothing else may go out. */
function exchange(urc: string, ...lines: readonly string[]): void {
  let seen = door.urc(urc);
  for (const line of lines) {
    expect(seen).to.deep.equal([line]);
    seen = door.result();
  }
  expect(seen).to.deep.equal([]);
  expect(door.commands).to.deep.equal([]);
}

function read(text: string): Outcome {
  return door.room.tree.operate({ kind: "read", path: parsePath(text) as Path });
}

function notify(text: string): string[] {
  return door.give({ kind: "notify", observer: 1, path: parsePath(text) as Path, outcome: read(text) });
}

describe("mode/module: read", () => {
  it("answers one resource by one line", () => {
    exchange("+MIPLREAD:0,4101,3303,0,5700", "AT+MIPLREADRSP=0,4101,1,3303,0,5700,4,4,23.5,0,0");
    expect(door.room.operations).to.deep.equal(["read /3303/0/5700 2.05"]);
  });

  it("answers an instance, or an object, line by line: the index counts down, the flag is 1, 2, … 0", () => {
    for (const [message, instance] of [
      [4102, 0],
      [4103, -1],
    ] as const) {
      exchange(
        `+MIPLREAD:0,${message},3303,${instance},-1`,
        `AT+MIPLREADRSP=0,${message},1,3303,0,5601,4,4,23.5,3,1`,
        `AT+MIPLREADRSP=0,${message},1,3303,0,5602,4,4,23.5,2,2`,
        `AT+MIPLREADRSP=0,${message},1,3303,0,5700,4,4,23.5,1,2`,
        `AT+MIPLREADRSP=0,${message},1,3303,0,5701,1,3,"Cel",0,0`,
      );
    }
  });

  it("leaves the flag at 0 where the module wants it so", () => {
    door = registered({ mipl: { ...m5310a.mipl, flags: "zero" } });
    exchange(
      "+MIPLREAD:0,1,3201,0,-1",
      "AT+MIPLREADRSP=0,1,1,3201,0,5550,5,1,0,1,0",
      "AT+MIPLREADRSP=0,1,1,3201,0,5551,5,1,0,0,0",
    );
  });

  it("answers 13 for what is not there and 14 for what cannot be read", () => {
    exchange("+MIPLREAD:0,4103,3303,0,9999", "AT+MIPLREADRSP=0,4103,13");
    exchange("+MIPLREAD:0,4104,3303,7,-1", "AT+MIPLREADRSP=0,4104,13");
    exchange("+MIPLREAD:0,4105,70000,0,1", "AT+MIPLREADRSP=0,4105,13");
    exchange("+MIPLREAD:0,4106,3303,0,5605", "AT+MIPLREADRSP=0,4106,14");
  });

  it("answers 16, which the module makes 5.03, for a value that is longer than it takes, and says so", () => {
    door = registered({ mipl: { ...m5310a.mipl, valueMost: 16 } });
    Object.assign(door.room.sensor, { units: "sixteen_letters_" });
    exchange("+MIPLREAD:0,1,3303,0,5701", 'AT+MIPLREADRSP=0,1,1,3303,0,5701,1,16,"sixteen_letters_",0,0');
    Object.assign(door.room.sensor, { units: "siebzehn, \u00fcber 8" });
    exchange("+MIPLREAD:0,2,3303,0,5701", "AT+MIPLREADRSP=0,2,16");
    expect(door.room.warnings).to.deep.equal([
      "the value of /3303/0/5701 has 17 bytes, the module takes 16: it is left out",
    ]);
  });

  it("leaves such a value out of an instance", () => {
    door = registered({ mipl: { ...m5310a.mipl, valueMost: 16 } });
    Object.assign(door.room.sensor, { units: "degrees of Celsius" });
    exchange(
      "+MIPLREAD:0,4102,3303,0,-1",
      "AT+MIPLREADRSP=0,4102,1,3303,0,5601,4,4,23.5,2,1",
      "AT+MIPLREADRSP=0,4102,1,3303,0,5602,4,4,23.5,1,2",
      "AT+MIPLREADRSP=0,4102,1,3303,0,5700,4,4,23.5,0,0",
    );
  });

  it("tells an observer nothing where nothing is left, and the log why", () => {
    door = registered({ mipl: { ...m5310a.mipl, valueMost: 16 } });
    Object.assign(door.room.sensor, { units: "degrees of Celsius" });
    expect(notify("/3303/0/5701")).to.deep.equal([]);
    expect(door.room.warnings).to.deep.equal([
      "the value of /3303/0/5701 has 18 bytes, the module takes 16: it is left out",
      "no content for the observer of /3303/0/5701",
    ]);
  });

  it("takes the blank of newer firmware after the colon, and a field too many", () => {
    exchange("+MIPLREAD: 0, 4101, 3303, 0, 5700, 0", "AT+MIPLREADRSP=0,4101,1,3303,0,5700,4,4,23.5,0,0");
  });

  it("answers what comes before the module tells that it is registered", () => {
    door = new ModuleDoor().upTo("opening");
    door.commands.splice(0);
    exchange("+MIPLREAD:0,1,3201,0,5550", "AT+MIPLREADRSP=0,1,1,3201,0,5550,5,1,0,0,0");
  });

  it("does not answer while nothing is registered", () => {
    door = new ModuleDoor();
    expect(door.urc("+MIPLREAD:0,1,3201,0,5550")).to.deep.equal([]);
    expect(door.room.operations).to.deep.equal([]);
  });

  it("answers one request after the other, each by all of its lines", () => {
    expect(door.urc("+MIPLREAD:0,1,3201,0,-1")).to.deep.equal(["AT+MIPLREADRSP=0,1,1,3201,0,5550,5,1,0,1,1"]);
    expect(door.urc("+MIPLREAD:0,2,3303,0,5700")).to.deep.equal([]);
    expect(door.result()).to.deep.equal(["AT+MIPLREADRSP=0,1,1,3201,0,5551,5,1,0,0,0"]);
    expect(door.result()).to.deep.equal(["AT+MIPLREADRSP=0,2,1,3303,0,5700,4,4,23.5,0,0"]);
    expect(door.result()).to.deep.equal([]);
  });

  it("gives up the rest of an answer of which the module refuses a line", () => {
    door.urc("+MIPLREAD:0,1,3201,0,-1");
    expect(door.result(ERROR)).to.deep.equal([]);
    expect(door.room.warnings).to.deep.equal(["AT+MIPLREADRSP=0,1,1…: ERROR"]);
    exchange("+MIPLREAD:0,2,3303,0,5700", "AT+MIPLREADRSP=0,2,1,3303,0,5700,4,4,23.5,0,0");
  });

  it("keeps six answers waiting and drops what comes then, in words", () => {
    for (let i = 1; i <= 7; i++) door.urc(`+MIPLREAD:0,${i},3201,0,5550`);
    expect(door.room.operations).to.have.length(6);
    expect(door.room.warnings).to.deep.equal(["too many requests at once, read /3201/0/5550 is dropped"]);
  });

  it("forgets what waited when the registration is gone", () => {
    door.urc("+MIPLREAD:0,1,3201,0,-1");
    door.urc("+MIPLREAD:0,2,3303,0,5700");
    door.give({ kind: "offline" });
    expect(door.result()).to.deep.equal([]);
  });
});

describe("mode/module: values", () => {
  it("writes a float with a point, and never with an exponent", () => {
    for (const [value, written] of [
      [24, "4,4,24.0"],
      [-0.5, "4,4,-0.5"],
      [23.1, "4,8,23.1"],
      [1e-7, "4,8,0.00000010000000000000"],
      [1e21, "4,8,1000000000000000000000.0"],
    ] as const) {
      door.room.sensor.value = value;
      exchange("+MIPLREAD:0,1,3303,0,5700", `AT+MIPLREADRSP=0,1,1,3303,0,5700,${written},0,0`);
    }
  });

  it("writes text that an AT string cannot hold as bytes", () => {
    for (const [text, written] of [
      ["lamp", '1,4,"lamp"'],
      ["a,b", '1,3,"a,b"'],
      ["", '1,0,""'],
      ['say "hi"', "2,8,7361792022686922"],
      ["a\r\nb", "2,4,610D0A62"],
      ["é", "2,2,C3A9"],
    ] as const) {
      door.room.output.applicationType = text;
      exchange("+MIPLREAD:0,1,3201,0,5750", `AT+MIPLREADRSP=0,1,1,3201,0,5750,${written},0,0`);
    }
  });
});

describe("mode/module: write", () => {
  it("takes one resource, with or without the index at the end", () => {
    exchange("+MIPLWRITE:0,5207,3201,0,5550,5,1,1,0,0", "AT+MIPLWRITERSP=0,5207,2");
    expect(door.room.output.on).to.equal(true);
    exchange("+MIPLWRITE:0,5208,3201,0,5550,5,1,0,0", "AT+MIPLWRITERSP=0,5208,2");
    expect(door.room.output.on).to.equal(false);
    expect(door.room.operations[0]).to.equal("write /3201/0 update /3201/0/5550=true 2.04");
  });

  it("reads hex by the resource's own type: a text, a TLV value, or digits", () => {
    exchange("+MIPLWRITE:0,1,3201,0,5750,2,2,6F6E,0,0", "AT+MIPLWRITERSP=0,1,2");
    expect(door.room.output.applicationType).to.equal("on");
    exchange("+MIPLWRITE:0,2,3201,0,5550,2,1,01,0", "AT+MIPLWRITERSP=0,2,2");
    expect(door.room.output.on).to.equal(true);
    exchange("+MIPLWRITE:0,3,3201,0,5550,2,1,30,0", "AT+MIPLWRITERSP=0,3,2");
    expect(door.room.output.on).to.equal(false);
    exchange("+MIPLWRITE:0,4,3201,0,5750,6,2,6f6e,0", "AT+MIPLWRITERSP=0,4,2");
    expect(door.room.output.applicationType).to.equal("on");
  });

  it("keeps the commas of a text", () => {
    exchange('+MIPLWRITE:0,1,3201,0,5750,1,5,"a,"b"",0', "AT+MIPLWRITERSP=0,1,2");
    expect(door.room.output.applicationType).to.equal('a,"b"');
    exchange("+MIPLWRITE:0,2,3201,0,5750,1,5,a,b,c,0,0", "AT+MIPLWRITERSP=0,2,2");
    expect(door.room.output.applicationType).to.equal("a,b,c");
  });

  it("takes several resources as one write with one answer", () => {
    exchange("+MIPLWRITE:0,9,3201,0,5550,5,1,1,1,2");
    exchange("+MIPLWRITE:0,9,3201,0,5551,5,1,1,2,1");
    expect(door.room.output.on).to.equal(false);
    exchange("+MIPLWRITE:0,9,3201,0,5750,1,1,x,0,0", "AT+MIPLWRITERSP=0,9,2");
    expect(door.room.operations).to.deep.equal([
      'write /3201/0 update /3201/0/5550=true /3201/0/5551=true /3201/0/5750="x" 2.04',
    ]);
  });

  it("does nothing of a write of which one line is wrong", () => {
    exchange("+MIPLWRITE:0,9,3201,0,5550,5,1,1,1,1");
    exchange("+MIPLWRITE:0,9,3201,0,9999,5,1,1,0,0", "AT+MIPLWRITERSP=0,9,13");
    exchange("+MIPLWRITE:0,10,3201,0,5550,5,1,1,1,1");
    exchange("+MIPLWRITE:0,10,3201,0,5551,5,1,x,0,0", "AT+MIPLWRITERSP=0,10,11");
    expect(door.room.output.on).to.equal(false);
    expect(door.room.operations).to.deep.equal([]);
  });

  it("leaves an unfinished write when another begins", () => {
    exchange("+MIPLWRITE:0,9,3201,0,5550,5,1,1,1,1");
    exchange("+MIPLWRITE:0,10,3201,0,5551,5,1,1,0,0", "AT+MIPLWRITERSP=0,10,2");
    expect(door.room.operations).to.deep.equal(["write /3201/0 update /3201/0/5551=true 2.04"]);
  });

  it("answers 11 to more than 16 lines, 13 to what is not there, 14 to what is read-only or no instance", () => {
    for (let i = 0; i < 16; i++) exchange("+MIPLWRITE:0,9,3201,0,5550,5,1,1,2,1");
    exchange("+MIPLWRITE:0,9,3201,0,5550,5,1,1,0,0", "AT+MIPLWRITERSP=0,9,11");
    exchange("+MIPLWRITE:0,10,3201,5,5550,5,1,1,0,0", "AT+MIPLWRITERSP=0,10,13");
    exchange("+MIPLWRITE:0,11,3303,0,5700,4,4,1.5,0,0", "AT+MIPLWRITERSP=0,11,14");
    exchange("+MIPLWRITE:0,12,3201,-1,5550,5,1,1,0,0", "AT+MIPLWRITERSP=0,12,14");
    exchange("+MIPLWRITE:0,13,3201,0,-1,5,1,1,0,0", "AT+MIPLWRITERSP=0,13,13");
  });
});

describe("mode/module: execute and parameters", () => {
  it("executes without and with an argument, whose commas it keeps", () => {
    exchange("+MIPLEXECUTE:0,5310,3303,0,5605", "AT+MIPLEXECUTERSP=0,5310,2");
    exchange("+MIPLEXECUTE:0,5311,3303,0,5605,4,ping", "AT+MIPLEXECUTERSP=0,5311,2");
    exchange("+MIPLEXECUTE:0,5312,3303,0,5605,7,0='a',1", "AT+MIPLEXECUTERSP=0,5312,2");
    exchange('+MIPLEXECUTE:0,5313,3303,0,5605,4,"ping"', "AT+MIPLEXECUTERSP=0,5313,2");
    exchange("+MIPLEXECUTE:0,5314,3303,0,5700", "AT+MIPLEXECUTERSP=0,5314,14");
    exchange("+MIPLEXECUTE:0,5315,3303,0,9999", "AT+MIPLEXECUTERSP=0,5315,13");
    expect(door.room.operations.slice(0, 4)).to.deep.equal([
      'execute /3303/0/5605 "" 2.04',
      'execute /3303/0/5605 "ping" 2.04',
      "execute /3303/0/5605 \"0='a',1\" 2.04",
      'execute /3303/0/5605 "ping" 2.04',
    ]);
  });

  it("takes attributes, and answers 11 to ones that make no sense", () => {
    exchange('+MIPLPARAMETER:0,5402,3303,0,5700,15,"pmin=10;pmax=60"', "AT+MIPLPARAMETERRSP=0,5402,2");
    exchange('+MIPLPARAMETER:0,5403,3303,0,5700,6,"colour"', "AT+MIPLPARAMETERRSP=0,5403,11");
    exchange('+MIPLPARAMETER:0,5404,3303,0,5700,9,"gt=6;lt=6"', "AT+MIPLPARAMETERRSP=0,5404,11");
    exchange('+MIPLPARAMETER:0,5405,3303,0,9999,6,"pmin=1"', "AT+MIPLPARAMETERRSP=0,5405,13");
    expect(door.room.operations[0]).to.equal('writeAttributes /3303/0/5700 {"pmin":10,"pmax":60} 2.04');
  });

  it("leaves a discover to the module", () => {
    exchange("+MIPLDISCOVER:0,22110,3303");
    expect(door.room.operations).to.deep.equal([]);
  });
});

describe("mode/module: observe", () => {
  it("sends the value as the first notification: the module has answered without one", () => {
    exchange("+MIPLOBSERVE:0,131901,1,3303,0,5700", "AT+MIPLNOTIFY=0,0,3303,0,5700,4,4,23.5,0,0");
    expect(door.room.operations).to.deep.equal(["observe /3303/0/5700 2.05"]);
  });

  it("notifies with message id 0, an instance line by line", () => {
    expect(notify("/3303/0/5700")).to.deep.equal(["AT+MIPLNOTIFY=0,0,3303,0,5700,4,4,23.5,0,0"]);
    door.result();
    expect(notify("/3201/0")).to.deep.equal(["AT+MIPLNOTIFY=0,0,3201,0,5550,5,1,0,1,1"]);
    expect(door.result()).to.deep.equal(["AT+MIPLNOTIFY=0,0,3201,0,5551,5,1,0,0,0"]);
    expect(door.result()).to.deep.equal([]);
  });

  it("says so when there is nothing to notify", () => {
    expect(notify("/3303/0/9999")).to.deep.equal([]);
    expect(door.room.warnings).to.deep.equal(["no content for the observer of /3303/0/9999"]);
  });

  it("does not notify while nothing is registered", () => {
    door.give({ kind: "offline" });
    expect(notify("/3303/0/5700")).to.deep.equal([]);
  });

  it("cancels by the path, whatever the message id, and answers nothing", () => {
    exchange("+MIPLOBSERVE:0,131901,1,3303,0,5700", "AT+MIPLNOTIFY=0,0,3303,0,5700,4,4,23.5,0,0");
    exchange("+MIPLOBSERVE:0,131999,0,3303,0,5700");
    exchange("+MIPLOBSERVE:0,132000,0,3201,0,-1");
    expect(door.room.operations.slice(1)).to.deep.equal(["cancel /3303/0/5700 2.05", "cancel /3201/0 2.05"]);
  });

  it("is one observer for a path however often that is observed", () => {
    const observers: number[] = [];
    for (const message of [7, 8, 9]) {
      door.mode.handle({ kind: "urc", line: `+MIPLOBSERVE:0,${message},${message === 9 ? 0 : 1},3303,0,5700` }, 0);
      const output = door.mode.poll();
      if (output?.kind === "operation" && "observer" in output.operation) observers.push(output.operation.observer);
    }
    expect(observers).to.deep.equal([7, 7, 7]);
  });

  it("lets the oldest make room for the seventeenth, and has that cancelled", () => {
    for (let i = 0; i < 16; i++) {
      door.urc(`+MIPLOBSERVE:0,${100 + i},1,3303,${i},5700`);
      if (door.commands.length > 0) door.result();
    }
    const before = door.room.operations.length;
    expect(door.urc("+MIPLOBSERVE:0,200,1,3201,0,5550")).to.deep.equal(["AT+MIPLNOTIFY=0,0,3201,0,5550,5,1,0,0,0"]);
    expect(door.room.operations.slice(before)).to.deep.equal(["cancel /3303/0/5700 2.05", "observe /3201/0/5550 2.05"]);
  });
});
