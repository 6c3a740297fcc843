import { expect } from "chai";
import { Service, type Objects, type ServiceOptions, type ServiceOutput } from "../../../modules/client/service.js";
import { Sending } from "../../../modules/client/sending.js";
import { NotificationStorage } from "../../../modules/client/storage.js";
import { composite } from "../../../modules/lwm2m/composite.js";
import {
  Code,
  type AttributeChange,
  type Entry,
  type Operation,
  type Outcome,
} from "../../../modules/lwm2m/operation.js";
import { formatPath, pathOf, type Path } from "../../../modules/lwm2m/path.js";
import { Tree } from "../../../modules/lwm2m/tree.js";
import type { NetworkStatus } from "../../../modules/modem/network.js";
import { newServer, type ServerState } from "../../../objects/server.js";
import { newServer12, serverObject12 } from "../../../objects/server-1-2.js";
import { houseObject, newHouse, type HouseState } from "../lwm2m/house.js";

const FLOORS = pathOf(5000, 0, 1);
const NAME = pathOf(5000, 0, 0);

let house: HouseState;
let service: Service;
let tree: Tree;
let sampled: (string | undefined)[];
let log: string[];

beforeEach(() => start());

describe("client/service: notifications while the server cannot be reached", () => {
  it("tells the latest alone, once, where nothing is stored", () => {
    observe(7, FLOORS);
    service.reachable(undefined, false, 1000);
    write(3, 1000);
    write(4, 2000);
    expect(taken()).to.deep.equal([]);
    service.reachable(undefined, true, 5000);
    expect(taken()).to.deep.equal(["7 /5000/0/1=4"]);
    write(5, 6000);
    expect(taken()).to.deep.equal(["7 /5000/0/1=5"]);
  });

  it("tells all that was stored in order, with the age of each value", () => {
    start({ storage: new NotificationStorage() });
    observe(7, FLOORS);
    service.reachable(undefined, false, 1000);
    for (const [floors, at] of [
      [3, 1000],
      [4, 2500],
      [5, 4000],
    ] as const) {
      write(floors, at);
      expect(taken()).to.deep.equal([]);
    }
    service.reachable(undefined, true, 5000);
    expect(taken()).to.deep.equal(["7 /5000/0/1=3@-4 | /5000/0/1=4@-2.5 | /5000/0/1=5@-1"]);
    expect(taken()).to.deep.equal([]);
  });

  it("dates what was stored where the clock knows the date", () => {
    start({ storage: new NotificationStorage(), clock: { wallClock: () => 1_700_000_000.25 } });
    observe(7, FLOORS);
    service.reachable(undefined, false, 0);
    write(3, 1000);
    taken();
    service.reachable(undefined, true, 2500);
    expect(taken()).to.deep.equal(["7 /5000/0/1=3@1699999998.75"]);
  });

  it("adds what is there now if that is another value than the one stored last", () => {
    start({ storage: new NotificationStorage() });
    attach({ st: 5 });
    observe(7, FLOORS);
    service.reachable(undefined, false, 0);
    write(20, 1000);
    taken();
    write(21, 2000);
    service.reachable(undefined, true, 3000);
    expect(taken()).to.deep.equal(["7 /5000/0/1=20@-2 | /5000/0/1=21"]);
  });

  it("keeps of each observer as many as hqmax says, the newest", () => {
    start({ storage: new NotificationStorage() });
    attach({ hqmax: 2 });
    observe(7, FLOORS);
    service.reachable(undefined, false, 0);
    for (let i = 3; i < 8; i++) {
      write(i, i * 1000);
      taken();
    }
    service.reachable(undefined, true, 8000);
    expect(taken()).to.deep.equal(["7 /5000/0/1=6@-2 | /5000/0/1=7@-1"]);
    expect(log.filter((line) => line.includes("dropped"))).to.have.length(3);
  });

  it("tells nothing of it where the server does not want that (resource 1/x/6)", () => {
    start({ storage: new NotificationStorage() }, [{ ...newServer(), storing: false }]);
    observe(7, FLOORS);
    service.reachable(undefined, false, 0);
    write(3, 1000);
    taken();
    service.reachable(undefined, true, 2000);
    expect(taken()).to.deep.equal([]);
    write(4, 3000);
    expect(taken()).to.deep.equal(["7 /5000/0/1=4"]);
  });

  // A notification that was under way when the network went was never told again.
  it("tells once more what may not have arrived, as it is when the server can be reached again", () => {
    start();
    observe(7, FLOORS);
    service.reachable(undefined, false, 0);
    service.owe(7, 0);
    service.owe(8, 0);
    expect(taken()).to.deep.equal([]);
    house.floors = 9;
    service.reachable(undefined, true, 5000);
    expect(taken()).to.deep.equal(["7 /5000/0/1=9"]);
  });

  it("forgets what was stored with the observation", () => {
    for (const end of ["cancel", "lost", "all", "again"] as const) {
      start({ storage: new NotificationStorage() });
      observe(7, FLOORS);
      service.reachable(undefined, false, 0);
      write(3, 1000);
      taken();
      if (end === "cancel") service.operate({ kind: "cancel", path: FLOORS, observer: 7 }, false, 2000);
      else if (end === "again") observe(7, FLOORS);
      else service.lose(end === "lost" ? 7 : "all", 2000);
      service.reachable(undefined, true, 3000);
      expect(taken(), end).to.deep.equal([]);
    }
  });

  it("holds back what is for one server and tells the other", () => {
    start({}, [
      { ...newServer(), shortServerId: 101 },
      { ...newServer(), shortServerId: 102 },
    ]);
    observe(7, FLOORS, 101);
    observe(8, FLOORS, 102);
    service.reachable(101, false, 0);
    write(3, 1000);
    expect(taken()).to.deep.equal(["8 /5000/0/1=3"]);
    service.reachable(101, true, 2000);
    expect(taken()).to.deep.equal(["7 /5000/0/1=3"]);
  });
});

describe("client/service: composite observations", () => {
  it("samples all paths, answers with all values, and tells all of them after a change of one", () => {
    const operation: Operation = { kind: "observeComposite", paths: [FLOORS, NAME], observer: 7 };
    expect(shown(service.operate(operation, false, 0))).to.equal("/5000/0/1=2 /5000/0/0=home");
    expect(sampled).to.deep.equal(["/5000/0/1", "/5000/0/0"]);
    write(3, 1000);
    expect(taken()).to.deep.equal(["7 /5000/0/1=3 /5000/0/0=home"]);
    service.operate({ kind: "cancelComposite", paths: [FLOORS, NAME], observer: 7 }, false, 2000);
    write(4, 3000);
    expect(taken()).to.deep.equal([]);
  });

  it("tells what comes and goes below its paths [int-308 int-309 int-310]", () => {
    const operation: Operation = { kind: "observeComposite", paths: [{ object: 5000 }, NAME], observer: 7 };
    service.operate(operation, false, 0);
    const places = (): unknown[] => taken().map((one) => one.match(/\/5000\/\d+\/0=\S+/g));
    const entries = [{ path: { object: 5000, instance: 3, resource: 0 }, value: "barn" }];
    service.operate({ kind: "create", path: { object: 5000 }, entries }, false, 1000);
    expect(places()).to.deep.equal([["/5000/0/0=home", "/5000/3/0=barn"]]);
    const renamed = [{ path: NAME, value: "hut" }];
    service.operate({ kind: "write", path: NAME, mode: "replace", entries: renamed }, false, 2000);
    expect(places()).to.deep.equal([["/5000/0/0=hut", "/5000/3/0=barn"]]);
    service.operate({ kind: "delete", path: { object: 5000, instance: 3 } }, false, 3000);
    expect(places()).to.deep.equal([["/5000/0/0=hut"]]);
  });
});

describe("client/service: send (OMA LwM2M 1.1 clause 6.4.6)", () => {
  const open = (shortServerId: number) => ({ ...newServer12(), shortServerId });

  beforeEach(() => start({ sending: new Sending() }, [open(101)]));

  it("sends what was recorded, with its age, and what is there now", () => {
    service.record([FLOORS], 0);
    house.floors = 3;
    service.record([FLOORS], 1500);
    house.floors = 4;
    expect(service.send([FLOORS, NAME], 2000)).to.equal(undefined);
    expect(taken()).to.deep.equal(["send 1 to 101: /5000/0/1=2@-2 /5000/0/1=3@-0.5 /5000/0/1=4 /5000/0/0=home"]);
    expect(sampled.slice(-2)).to.deep.equal(["/5000/0/1", "/5000/0/0"]);
  });

  it("sends again what was not taken, with the next send", () => {
    service.record([FLOORS], 0);
    service.send([FLOORS], 1000);
    taken();
    service.sent(1, "timeout", 2000);
    service.send([FLOORS], 3000);
    expect(taken()).to.deep.equal(["send 2 to 101: /5000/0/1=2@-3 /5000/0/1=2"]);
    service.sent(2, undefined, 4000);
    service.send([FLOORS], 5000);
    expect(taken()).to.deep.equal(["send 3 to 101: /5000/0/1=2"]);
  });

  it("sends nothing while it is muted, and keeps what was recorded [int-307]", () => {
    service.record([FLOORS], 0);
    const mute = (value: boolean) => {
      const path = pathOf(1, 0, 23);
      service.operate({ kind: "write", path, mode: "replace", entries: [{ path, value }] }, false, 0, 101);
    };
    mute(true);
    expect(service.send([FLOORS], 1000)).to.equal("muted");
    expect(taken()).to.deep.equal([]);
    mute(false);
    service.send([FLOORS], 2000);
    expect(taken()).to.deep.equal(["send 1 to 101: /5000/0/1=2@-2 /5000/0/1=2"]);
  });

  it("sends nothing where the Server object cannot say that it may", () => {
    start({ sending: new Sending() }, [newServer()]);
    expect(service.send([FLOORS], 0)).to.equal("muted");
    start({ sending: new Sending() }, []);
    expect(service.send([FLOORS], 0)).to.equal("there is no server");
  });

  it("sends to each server that can be reached", () => {
    start({ sending: new Sending() }, [open(101), open(102), { ...open(103), muteSend: true }]);
    service.reachable(101, false, 0);
    service.send([FLOORS], 0);
    expect(taken()).to.deep.equal(["send 1 to 102: /5000/0/1=2"]);
    service.reachable(undefined, false, 0);
    expect(service.send([FLOORS], 0)).to.equal("no server can be reached");
  });

  it("leaves out what is not there or cannot be read", () => {
    service.send([FLOORS, pathOf(5000, 0, 8), pathOf(9), pathOf(0)], 0);
    expect(taken()).to.deep.equal(["send 1 to 101: /5000/0/1=2"]);
  });

  it("sends nothing where nothing is there or can be read", () => {
    expect(service.send([pathOf(5000, 0, 8), pathOf(9)], 0)).to.equal("there is nothing to be read");
    expect(taken()).to.deep.equal([]);
  });

  it("follows its plan once it is registered", () => {
    start({ sending: new Sending({ paths: [FLOORS], recordEvery: 400, sendEvery: 1000 }) }, [open(101)]);
    expect(service.deadline()).to.equal(undefined);
    service.registered(101, undefined, 0);
    for (const now of [400, 800, 1000]) {
      expect(service.deadline()).to.equal(now);
      expect(taken()).to.deep.equal([]);
      service.expire(now);
    }
    expect(taken()).to.deep.equal(["send 1 to 101: /5000/0/1=2@-0.59375 /5000/0/1=2@-0.203125 /5000/0/1=2"]);
  });

  it("says so where it is not composed in", () => {
    start();
    expect(service.send([FLOORS], 0)).to.equal("Send is not composed in");
  });
});

describe("client/service: access", () => {
  it("keeps what servers may do after each of their writes to object 2, and after nothing else", () => {
    const access = {
      allows: () => true,
      hasRoom: () => true,
      created: () => undefined,
      deleted: () => undefined,
      complete: () => undefined,
      kept: () => [],
      changed: () => undefined,
    };
    start({}, [newServer()], access);
    kept = Uint8Array.of(1);
    const path = pathOf(2, 0, 2);
    const entries = [{ path: pathOf(2, 0, 2, 102), value: 1 }];
    const change: Operation = { kind: "write", path, mode: "replace", entries };
    service.operate(change, false, 0);
    expect(taken()).to.deep.equal(["accounts"]);
    service.operate({ kind: "writeComposite", entries, removed: [] }, false, 0);
    expect(taken()).to.deep.equal(["accounts"]);
    service.operate({ kind: "read", path }, false, 0);
    service.operate(change, true, 0);
    const floors = [{ path: FLOORS, value: 3 }];
    service.operate({ kind: "write", path: FLOORS, mode: "replace", entries: floors }, false, 0);
    service.operate({ kind: "writeComposite", entries: floors, removed: [] }, false, 0);
    expect(taken()).to.deep.equal([]);
    start();
    service.operate(change, false, 0);
    expect(taken()).to.deep.equal([]);
  });

  it("does not tell a server what it may not read any more", () => {
    let allowed = true;
    const access = {
      allows: () => allowed,
      hasRoom: () => true,
      created: () => undefined,
      deleted: () => undefined,
      complete: () => undefined,
      kept: () => [],
      changed: () => undefined,
    };
    start({}, [newServer()], access);
    observe(7, FLOORS);
    allowed = false;
    write(3, 1000);
    expect(taken()).to.deep.equal([]);
    allowed = true;
    write(4, 2000);
    expect(taken()).to.deep.equal(["7 /5000/0/1=4"]);
  });
});

let kept: Uint8Array | undefined;

function start(
  options: Partial<ServiceOptions> = {},
  servers: readonly ServerState[] = [newServer()],
  access?: NonNullable<Tree["access"]>,
): void {
  house = newHouse();
  kept = undefined;
  sampled = [];
  log = [];
  const server = serverObject12(servers.map((state, id) => ({ id, state })));
  tree = new Tree([server, houseObject([{ id: 0, state: house }])], { composite, ...(access && { access }) });
  const objects: Objects = {
    tree,
    sample: (_, path) => sampled.push(path && formatPath(path)),
    bootstrapped: () => undefined,
    registered: () => false,
    accounts: () => kept,
    wish: () => undefined,
  };
  const status = {} as NetworkStatus;
  service = new Service({ objects, log: (_, text) => log.push(text), samplePeriod: 500, ...options }, status);
}

function observe(observer: number, path: Path, server?: number): void {
  expect(service.operate({ kind: "observe", path, observer }, false, 0, server).code).to.equal(Code.content);
}

function attach(attributes: AttributeChange): void {
  service.operate({ kind: "writeAttributes", path: FLOORS, attributes }, false, 0);
}

/** What an application does that has measured something. */
function write(floors: number, now: number): void {
  house.floors = floors;
  tree.changed(FLOORS);
  service.expire(now);
}

function taken(): string[] {
  const all: string[] = [];
  for (let output = service.poll(); output !== undefined; output = service.poll()) all.push(told(output));
  return all;
}

function told(output: ServiceOutput): string {
  if (output.kind === "send") return `send ${output.id} to ${output.server}: ${listed(output.entries)}`;
  if (output.kind !== "notify") return output.kind;
  return `${output.observer} ${[...output.history, output.outcome].map(shown).join(" | ")}`;
}

function shown({ entries = [] }: Outcome): string {
  return listed(entries);
}

function listed(entries: readonly Entry[]): string {
  return entries
    .map(({ path, value, time }) => `${formatPath(path)}=${String(value)}${time === undefined ? "" : `@${time}`}`)
    .join(" ");
}
