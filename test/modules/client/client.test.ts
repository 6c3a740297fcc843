import { Tree } from "../../../modules/lwm2m/tree.js";
import { newSecurity, securityObject } from "../../../objects/security.js";
import { expect } from "chai";
import { asciiBytes, hexText } from "../../../modules/base/text.js";
import { pathOf } from "../../../modules/lwm2m/path.js";
import { basicFormats } from "../../../modules/lwm2m/formats/basic.js";
import { ModuleMode } from "../../../modules/mode/module.js";
import { SdkMode } from "../../../modules/mode/sdk.js";
import type { Operation } from "../../../modules/lwm2m/operation.js";
import { m5310a } from "../../../modules/modem/profiles/m5310-a.js";
import { Place, Puppet } from "./place.js";

const VALUE = pathOf(3303, 0, 5700);

interface Stage {
  readonly place: Place;
  readonly mode: Puppet;
}

/** A client on the network with a puppet for its mode; what led there is forgotten. */
function attached(): Stage {
  const mode = new Puppet();
  mode.atStop.push({ kind: "stopped", deregistered: true });
  const place = new Place({ mode: () => mode }).attach();
  mode.heard.splice(0);
  place.sent.splice(0);
  place.done.splice(0);
  place.logged.splice(0);
  return { place, mode };
}

/** Puts outputs into the mode's mouth and lets the client carry them about. */
function say(stage: Stage, ...outputs: Puppet["outputs"]): void {
  stage.mode.outputs.push(...outputs);
  stage.place.lines("+XNOISE");
}

function operation(request: number, what: Operation, bootstrap = false): Puppet["outputs"][number] {
  return { kind: "operation", request, operation: what, bootstrap };
}

const OBSERVE = operation(1, { kind: "observe", path: VALUE, observer: 7 });

describe("client: from start to network", () => {
  it("starts the module, learns who it is, makes the mode and tells it of the network", () => {
    const mode = new Puppet();
    const identities: unknown[] = [];
    const place = new Place({
      mode: (identity) => {
        identities.push({ ...identity });
        return mode;
      },
    });
    expect(place.client.deadline()).to.equal(undefined);
    place.attach();
    expect(place.done).to.deep.equal(["baud 9600", "pulse reset 110"]);
    expect(place.sent[0]).to.equal("AT");
    expect(identities).to.deep.equal([
      { model: "M5310-A", firmware: "V1", imei: "490154203237518", imsi: "460040123456789" },
    ]);
    expect(mode.heard).to.deep.equal(["online"]);
    expect(place.logged.slice(-1)).to.deep.equal(["attached to the network"]);
  });

  it("ends in words when the mode lacks something", () => {
    const place = new Place({ mode: () => "the endpoint name needs IMEI and IMSI" });
    place.start();
    place.pass(30_000);
    expect(place.logged.slice(-1)).to.deep.equal(["the endpoint name needs IMEI and IMSI"]);
    expect(place.done).to.deep.equal(["baud 9600", "pulse reset 110", "stopped 1"]);
    expect(place.client.deadline()).to.equal(undefined);
    const { length } = place.sent;
    place.lines("OK", "+CEREG:1");
    place.stop();
    expect(place.sent).to.have.length(length);
    expect(place.done).to.have.length(3);
  });

  it("keeps trying with a module that stays silent, and is never without a deadline", () => {
    const place = new Place({ mode: () => new Puppet() });
    place.answer = () => [];
    place.start();
    for (let i = 0; i < 200; i++) {
      const deadline = place.client.deadline();
      if (deadline === undefined) throw new Error(`no deadline at ${place.now}`);
      place.pass(deadline);
    }
    const offline = place.logged.filter((line) => line.startsWith("module offline: "));
    expect(offline.length).to.be.greaterThan(1);
    expect(place.done.filter((line) => line.startsWith("pulse")).length).to.be.greaterThan(1);
  });

  it("makes one mode only, whatever the module goes through", () => {
    let made = 0;
    const mode = new Puppet();
    const place = new Place({
      mode: () => {
        made++;
        return mode;
      },
    }).attach();
    place.lines("REBOOT_CAUSE_UNKNOWN", "M5310-A", "OK");
    place.pass(90_000);
    expect(made).to.equal(1);
    expect(mode.heard).to.deep.equal(["online", "offline", "online"]);
  });
});

describe("client: routing", () => {
  it("brings each line of the module to its owner", () => {
    const { place, mode } = attached();
    place.lines("+MIPLREAD:0,1,3303,0,5700", "+CEREG:1", "+NSONMI:0,4", "+XNEWS:1");
    expect(mode.heard).to.deep.equal(["urc +MIPLREAD:0,1,3303,0,5700"]);
    place.lines("+CEREG:0");
    expect(mode.heard.slice(1)).to.deep.equal(["offline"]);
  });

  it("tells the mode when the network gave the device another address", () => {
    const { place, mode } = attached();
    place.answer = (line) => (line === "AT+CGPADDR" ? ["+CGPADDR:0,10.0.7.1", "OK"] : undefined);
    place.pass(place.now + 61_000);
    expect(mode.heard).to.deep.equal(["moved"]);
    expect(place.logged).to.deep.equal(["the network gave the device another address"]);
  });

  it("carries the mode's commands to the module and brings their results back", () => {
    const stage = attached();
    say(stage, { kind: "command", command: { text: "AT+MIPLUPDATE=0,60,0", owner: "mode", tag: 5 } });
    stage.place.pass(stage.place.now + 100);
    expect(stage.place.sent).to.deep.equal(["AT+MIPLUPDATE=0,60,0"]);
    expect(stage.mode.heard).to.deep.equal(["result AT+MIPLUPDATE=0,60,0 ok"]);
  });

  it("carries the mode's wishes to the sockets and brings what comes of them back", () => {
    const stage = attached();
    stage.place.answer = (line) => (line.startsWith("AT+NSOCR") ? ["2", "OK"] : undefined);
    say(stage, { kind: "socket", input: { kind: "open" } });
    stage.place.pass(stage.place.now + 100);
    expect(stage.mode.heard).to.deep.equal(["socket opened"]);
    say(stage, { kind: "socket", input: { kind: "send", address: "192.0.2.1", port: 5683, bytes: asciiBytes("hi") } });
    stage.place.pass(stage.place.now + 100);
    expect(stage.place.sent).to.deep.equal(['AT+NSOCR="DGRAM",17,0,1', "AT+NSOST=2,192.0.2.1,5683,2,6869"]);
  });

  it("tells of each datagram, sent and received, with its size and time", () => {
    const told: unknown[] = [];
    const mode = new Puppet();
    const place = new Place({ mode: () => mode, traffic: (...datagram) => told.push(datagram) }).attach();
    place.answer = (line) => (line.startsWith("AT+NSOCR") ? ["2", "OK"] : undefined);
    say({ place, mode }, { kind: "socket", input: { kind: "open" } });
    place.pass(place.now + 100);
    expect(told).to.deep.equal([]);
    const sentAt = place.now;
    const send = { kind: "send", address: "192.0.2.1", port: 5683, bytes: asciiBytes("hello") } as const;
    say({ place, mode }, { kind: "socket", input: send });
    place.pass(place.now + 100);
    place.answer = (line) => (line.startsWith("AT+NSORF") ? ["2,192.0.2.1,5683,3,616263,0", "OK"] : undefined);
    const receivedAt = place.now + m5310a.settle;
    place.lines("+NSONMI:2,3");
    place.pass(place.now + 100);
    expect(mode.heard.slice(-1)).to.deep.equal(["socket arrival"]);
    expect(told).to.deep.equal([
      ["sent", 5, sentAt],
      ["received", 3, receivedAt],
    ]);
  });

  it("answers operations by the tree, with the rights of who asks", () => {
    const stage = attached();
    const write: Operation = {
      kind: "write",
      path: pathOf(3303, 0),
      mode: "update",
      entries: [{ path: VALUE, value: 1 }],
    };
    say(stage, operation(1, { kind: "read", path: VALUE }), operation(2, { kind: "read", path: pathOf(9) }));
    say(stage, operation(3, write), operation(4, { kind: "execute", path: VALUE, argument: "" }, true));
    expect(stage.mode.heard).to.deep.equal(["outcome 1 45", "outcome 2 84", "outcome 3 85", "outcome 4 85"]);
    expect(stage.place.logged).to.deep.equal([
      "read /3303/0/5700 → 2.05",
      "read /9 → 4.04",
      "write /3303/0 → 4.05",
      "bootstrap execute /3303/0/5700 → 4.05",
    ]);
  });

  it("says what became of the registration", () => {
    const stage = attached();
    say(
      stage,
      { kind: "bootstrapped" },
      { kind: "registered" },
      { kind: "updated" },
      { kind: "unregistered", cause: "update refused with 4.04", retry: 10_400 },
    );
    expect(stage.place.logged).to.deep.equal([
      "bootstrap done",
      "registered",
      "registration updated",
      "not registered: update refused with 4.04; next try in 11 s",
    ]);
    expect(stage.place.objects.bootstraps).to.equal(1);
  });

  it("takes wishes of the objects to the mode once all answers are out", () => {
    const stage = attached();
    const { wishes } = stage.place.objects;
    wishes.push({ kind: "update", server: 1 }, { kind: "disable", server: 2, seconds: 60 }, { kind: "bootstrap" });
    say(stage, operation(1, { kind: "read", path: VALUE }));
    expect(stage.mode.heard).to.deep.equal(["outcome 1 45", "update 1", "disable 2 60", "bootstrap"]);
  });
});

describe("client: observations", () => {
  it("samples for a read, and else only while anything is observed", () => {
    const stage = attached();
    const { place, mode } = stage;
    const { objects } = place;
    place.pass(place.now + 5000);
    expect(objects.samples).to.equal(0);
    say(stage, operation(1, { kind: "read", path: VALUE }));
    expect(objects.samples).to.equal(1);
    say(stage, OBSERVE);
    expect(objects.samples).to.equal(2);
    place.pass(place.now + 2000);
    expect(objects.samples).to.equal(6);
    say(stage, operation(2, { kind: "cancel", path: VALUE, observer: 7 }));
    place.pass(place.now + 5000);
    expect(objects.samples).to.equal(6);
    expect(mode.heard).to.deep.equal(["outcome 1 45", "outcome 1 45", "outcome 2 45"]);
  });

  it("notifies of what changed, once, with the value of that moment", () => {
    const stage = attached();
    const { place, mode } = stage;
    say(stage, OBSERVE);
    place.objects.measured.push(21, 21, 22);
    mode.heard.splice(0);
    place.pass(place.now + 2000);
    expect(mode.heard).to.deep.equal(["notify 7 [21]", "notify 7 [22]"]);
  });

  // The sample that a request takes was told twice: in the answer, and in a notification right behind it.
  it("does not notify of what the answer to the observe itself held", () => {
    const stage = attached();
    stage.place.objects.measured.push(21);
    say(stage, OBSERVE);
    stage.place.pass(stage.place.now + 2000);
    expect(stage.mode.heard).to.deep.equal(["outcome 1 45"]);
    expect(stage.place.objects.sensor.value).to.equal(21);
  });

  it("keeps to the default periods as they are now, not as they were at the start", () => {
    const stage = attached();
    const { place, mode } = stage;
    say(stage, OBSERVE);
    mode.heard.splice(0);
    place.objects.defaultMaximumPeriod = 3;
    const begin = place.now;
    place.pass(begin + 2999);
    expect(mode.heard).to.deep.equal([]);
    place.pass(begin + 3000);
    expect(mode.heard).to.deep.equal(["notify 7 [20]"]);
  });

  it("stops to notify an observer that is lost, or all of them", () => {
    for (const observer of [7, "all"] as const) {
      const stage = attached();
      say(stage, OBSERVE, { kind: "lost", observer });
      stage.place.objects.measured.push(30);
      stage.place.pass(stage.place.now + 5000);
      expect(stage.mode.heard).to.deep.equal(["outcome 1 45"]);
      expect(stage.place.objects.samples).to.equal(1);
    }
  });

  it("answers 5.03 to one observation too many", () => {
    const stage = attached();
    for (let i = 0; i < 17; i++) say(stage, operation(i, { kind: "observe", path: VALUE, observer: i }));
    expect(stage.mode.heard.slice(15)).to.deep.equal(["outcome 15 45", "outcome 16 a3"]);
  });
});

describe("client: stop", () => {
  it("ends at once before there is a mode", () => {
    const place = new Place({ mode: () => new Puppet() });
    place.start();
    place.stop();
    expect(place.done).to.deep.equal(["baud 9600", "pulse reset 110", "stopped 0"]);
    expect(place.client.deadline()).to.equal(undefined);
  });

  it("ends with 0 once the mode is stopped, and takes nothing after it", () => {
    const { place, mode } = attached();
    place.stop();
    expect(mode.heard).to.deep.equal(["stop"]);
    expect(place.done).to.deep.equal(["stopped 0"]);
    expect(place.logged).to.deep.equal(["deregistered"]);
    place.stop();
    place.start();
    place.client.expire(place.now);
    place.lines("+CEREG:0");
    expect(place.done).to.deep.equal(["stopped 0"]);
    expect(place.client.deadline()).to.equal(undefined);
  });

  it("ends with 1 after 20 s without an answer of the server", () => {
    const { place, mode } = attached();
    mode.atStop.splice(0);
    place.stop();
    const begin = place.now;
    place.pass(begin + 19_999);
    expect(place.done).to.deep.equal([]);
    expect(place.client.deadline()).to.equal(begin + 20_000);
    place.pass(begin + 20_000);
    expect(place.done).to.deep.equal(["stopped 1"]);
    expect(place.logged).to.deep.equal([
      "no answer before the end: the server may hold a registration until its lifetime is over",
    ]);
    expect(mode.heard).to.deep.equal(["stop"]);
  });

  it("does not take the end of a mode for its own unless it was stopped", () => {
    const stage = attached();
    say(stage, { kind: "stopped", deregistered: true });
    expect(stage.place.done).to.deep.equal([]);
  });

  it("deregisters and restarts when a server wants a reboot, after the answer [int-241]", () => {
    const stage = attached();
    stage.place.objects.wishes.push({ kind: "reboot" });
    say(stage, operation(1, { kind: "read", path: VALUE }));
    expect(stage.mode.heard).to.deep.equal(["outcome 1 45", "stop"]);
    expect(stage.place.done).to.deep.equal(["restart"]);
  });

  it("restarts after 20 s even if the server does not answer the deregistration", () => {
    const stage = attached();
    stage.mode.atStop.splice(0);
    stage.place.objects.wishes.push({ kind: "reboot" });
    say(stage);
    stage.place.pass(stage.place.now + 20_000);
    expect(stage.place.done).to.deep.equal(["restart"]);
  });

  it("ends rather than restarts when the place wants to end meanwhile, or a reboot is wanted too late", () => {
    const meanwhile = attached();
    meanwhile.mode.atStop.splice(0);
    meanwhile.place.objects.wishes.push({ kind: "reboot" });
    say(meanwhile);
    meanwhile.place.stop();
    say(meanwhile, { kind: "stopped", deregistered: true });
    expect(meanwhile.place.done).to.deep.equal(["stopped 0"]);

    const late = attached();
    late.mode.atStop.splice(0);
    late.place.stop();
    late.place.objects.wishes.push({ kind: "reboot" });
    say(late);
    say(late, { kind: "stopped", deregistered: true });
    expect(late.mode.heard).to.deep.equal(["stop"]);
    expect(late.place.done).to.deep.equal(["stopped 0"]);
  });
});

describe("client: with its real modes", () => {
  it("goes online, registers, is read, and deregisters through our own client", () => {
    const server: string[] = [];
    const account = newSecurity();
    account.serverUri = "coap://192.0.2.1:5683";
    const place: Place = new Place({
      mode: () =>
        new SdkMode({
          endpoint: "ep",
          maxDatagram: 512,
          tree: new Tree([securityObject([{ id: 0, state: account }]), ...place.objects.tree.objects]),
          formats: basicFormats,
          random: () => 0,
          log: () => undefined,
        }),
    });
    place.answer = (line) => {
      if (line.startsWith("AT+NSOCR")) return ["0", "OK"];
      if (line.startsWith("AT+NSOST")) return ["0,1", "OK"];
      if (!line.startsWith("AT+NSORF")) return undefined;
      const datagram = server.shift();
      if (datagram === undefined) return ["OK"];
      return [`0,192.0.2.1,5683,${datagram.length / 2},${datagram},0`, "OK"];
    };
    const arrive = (datagram: string): void => {
      server.push(datagram);
      place.lines("+NSONMI:0,1");
      place.pass(place.now + 200);
    };
    place.attach();
    const sends = (): string[] =>
      place.sent.filter((line) => line.startsWith("AT+NSOST")).map((line) => line.slice(26));
    const register =
      "4402000000000000B272641128396C776D326D3D312E300565703D657003623D55086C743D3836343030FF" +
      hexText(asciiBytes('</>;rt="oma.lwm2m",</3303/0>'));
    expect(sends()).to.deep.equal([`${register.length / 2},${register}`]);
    arrive("64410000000000008272640135");
    expect(place.logged.slice(-1)).to.deep.equal(["registered"]);
    arrive(`41011001AAB4${hexText(asciiBytes("3303"))}01300435373030`);
    expect(sends().slice(1)).to.deep.equal(["9,61451001AAC0FF3230"]);
    place.stop();
    place.pass(place.now + 200);
    expect(sends().slice(2)).to.deep.equal(["13,4404000100000000B272640135"]);
    arrive("6442000100000000");
    expect(place.done.slice(-1)).to.deep.equal(["stopped 0"]);
  });

  it("goes online, registers, is read, and deregisters through the module's client", () => {
    const place: Place = new Place({
      mode: () =>
        new ModuleMode({
          server: "192.0.2.1:5683",
          direct: true,
          lifetime: 300,
          mipl: m5310a.mipl,
          tree: place.objects.tree,
          random: () => 0,
          log: () => undefined,
        }),
    });
    place.answer = (line) => {
      if (line.startsWith("AT+MIPLOPEN")) return ["OK", "+MIPLEVENT:0,6"];
      if (line.startsWith("AT+MIPLCLOSE")) return ["OK", "+MIPLEVENT:0,15"];
      return undefined;
    };
    place.attach();
    expect(place.logged.slice(-1)).to.deep.equal(["registered"]);
    place.lines("+MIPLREAD:0,5,3303,0,5700");
    place.pass(place.now + 100);
    place.stop();
    place.pass(place.now + 1000);
    expect(place.sent.filter((line) => line.startsWith("AT+MIPL"))).to.deep.equal([
      "AT+MIPLCREATEEX=?",
      'AT+MIPLCREATEEX="192.0.2.1:5683",0',
      'AT+MIPLADDOBJ=0,3303,1,"1",0,0',
      'AT+MIPLDISCOVERRSP=0,3303,1,19,"5601;5602;5605;5700"',
      "AT+MIPLOPEN=0,300,60",
      "AT+MIPLREADRSP=0,5,1,3303,0,5700,4,4,20.0,0,0",
      "AT+MIPLCLOSE=0",
      "AT+MIPLDELETE=0",
    ]);
    expect(place.done.slice(-1)).to.deep.equal(["stopped 0"]);
  });
});
