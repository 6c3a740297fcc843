import { expect } from "chai";
import { areArguments } from "../../../modules/lwm2m/arguments.js";
import { defineObject, makeObject } from "../../../modules/lwm2m/object.js";
import type { Entry, Operation } from "../../../modules/lwm2m/operation.js";
import { Code } from "../../../modules/lwm2m/operation.js";
import { formatPath, parsePath, pathOf, type Path } from "../../../modules/lwm2m/path.js";
import { MAX_CHANGES, Tree } from "../../../modules/lwm2m/tree.js";
import type { Scalar } from "../../../modules/lwm2m/value.js";
import { newServer, serverObject } from "../../../objects/server.js";
import { newSecurity, securityObject } from "../../../objects/security.js";
import { House, houseHandlers, houseObject, newHouse, type HouseState } from "./house.js";

let house: HouseState;
let tree: Tree;

beforeEach(() => {
  house = newHouse();
  tree = new Tree([securityObject([{ id: 0, state: newSecurity() }]), houseObject([{ id: 0, state: house }])]);
});

describe("lwm2m/tree: read", () => {
  it("gives one value at its path", () => {
    expect(tree.operate(read("/5000/0/1"))).to.deep.equal({
      code: Code.content,
      entries: [{ path: pathOf(5000, 0, 1), value: 2 }],
    });
  });

  it("leaves out of an instance what cannot be read and what is absent", () => {
    house.rooms = { instances: [{ id: 3, value: "attic" }] };
    expect(listed(tree.operate(read("/5000/0")).entries)).to.deep.equal([
      "/5000/0/0=home",
      "/5000/0/1=2",
      "/5000/0/2=7.5",
      "/5000/0/3=false",
      "/5000/0/6=5000:1",
      "/5000/0/7/3=attic",
      "/5000/0/9=0",
      "/5000/0/12=0",
    ]);
  });

  it("gives all instances of an object", () => {
    tree.operate({ kind: "create", path: pathOf(5000), entries: [entry("/5000/7/0", "shed")] });
    expect(tree.operate(read("/5000")).entries).to.have.length(14);
    expect(tree.operate(read("/5000")).entries?.[7]).to.deep.equal({ path: pathOf(5000, 7, 0), value: "shed" });
  });

  it("gives one resource instance, or 4.04", () => {
    house.rooms = { instances: [{ id: 3, value: "attic" }] };
    expect(listed(tree.operate(read("/5000/0/7/3")).entries)).to.deep.equal(["/5000/0/7/3=attic"]);
    expect(tree.operate(read("/5000/0/7/4"))).to.deep.equal({ code: Code.notFound });
    expect(tree.operate(read("/5000/0/0/0"))).to.deep.equal({ code: Code.notFound });
  });

  it("answers 4.04 for what is not there and 4.05 for what cannot be read", () => {
    const answers: Readonly<Record<string, Code>> = {
      "/": Code.methodNotAllowed,
      "/9": Code.notFound,
      "/5000/1": Code.notFound,
      "/5000/0/99": Code.notFound,
      "/5000/0/5": Code.notFound,
      "/5000/0/11": Code.notFound,
      "/5000/0/4": Code.methodNotAllowed,
      "/5000/0/8": Code.methodNotAllowed,
      "/5000/0/10": Code.methodNotAllowed,
    };
    for (const path of Object.keys(answers)) {
      expect(tree.operate(read(path)), path).to.deep.equal({ code: answers[path] });
    }
  });

  it("bars object 0 to servers in every operation [int-221]", () => {
    const path = pathOf(0, 0);
    const operations: readonly Operation[] = [
      { kind: "read", path },
      { kind: "observe", path, observer: 1 },
      { kind: "write", path, mode: "update", entries: [] },
      { kind: "discover", path: pathOf(0) },
      { kind: "writeAttributes", path, attributes: { pmin: 1 } },
      { kind: "delete", path },
      { kind: "create", path: pathOf(0), entries: [] },
      { kind: "execute", path: pathOf(0, 0, 0), argument: "" },
    ];
    for (const operation of operations) {
      expect(tree.operate(operation), operation.kind).to.deep.equal({ code: Code.unauthorized });
    }
  });

  it("finds models and values by path", () => {
    expect(tree.resourceModel(5000, 3)?.type).to.equal("boolean");
    expect(tree.resourceModel(5000, 11)).to.equal(undefined);
    expect(tree.model(5000)?.name).to.equal("House");
    house.rooms = { instances: [{ id: 3, value: "attic" }] };
    expect(tree.value(pathOf(5000, 0, 2))).to.equal(7.5);
    expect(tree.value(pathOf(5000, 0, 7, 3))).to.equal("attic");
    expect(tree.value(pathOf(5000, 0, 7, 4))).to.equal(undefined);
    expect(tree.value(pathOf(5000, 0))).to.equal(undefined);
    expect(tree.value(pathOf(5000, 9, 2))).to.equal(undefined);
  });

  it("finds what the Server object says of a server, by its short id", () => {
    expect([tree.hasAccounts, tree.account(0, 1)]).to.deep.equal([false, undefined]);
    const servers = serverObject([
      { id: 0, state: { ...newServer(), shortServerId: 101, lifetime: 60 } },
      { id: 3, state: { ...newServer(), shortServerId: 102, lifetime: 70 } },
    ]);
    const several = new Tree([servers]);
    expect(several.hasAccounts).to.equal(true);
    expect([0, 101, 102, 103].map((server) => several.account(server, 1))).to.deep.equal([60, 60, 70, undefined]);
  });
});

describe("lwm2m/tree: write", () => {
  it("writes a resource and tells the change once", () => {
    expect(tree.operate(write("/5000/0/1", ["/5000/0/1", 5]))).to.deep.equal({ code: Code.changed });
    expect(house.floors).to.equal(5);
    expect(changes()).to.deep.equal(["/5000/0/1"]);
    tree.operate(write("/5000/0/1", ["/5000/0/1", 5]));
    expect(changes()).to.deep.equal([]);
  });

  it("applies nothing if any value is refused", () => {
    const before = { ...house };
    const refusals: readonly [Code, ...[string, Scalar][]][] = [
      [Code.badRequest, ["/5000/0/0", "castle"], ["/5000/0/1", "many"]],
      [Code.badRequest, ["/5000/0/0", "castle"], ["/5000/0/1", 101]],
      [Code.badRequest, ["/5000/0/0", "castle"], ["/5000/0/1", 1.5]],
      [Code.badRequest, ["/5000/0/0", "castle"], ["/5000/0/0", "hut"]],
      [Code.badRequest, ["/5000/0/0", "castle"], ["/5000/0/7", "attic"]],
      [Code.badRequest, ["/5000/0/0", "castle"], ["/5000/0/2/0", 1]],
      [Code.badRequest, ["/5000/0/0", "castle"], ["/5000/1/2", 1]],
      [Code.badRequest, ["/5000/0/0", ""]],
      [Code.conflict, ["/5000/0/0", "castle"], ["/5000/0/1", 13]],
      [Code.methodNotAllowed, ["/5000/0/0", "castle"], ["/5000/0/5", 1]],
      [Code.methodNotAllowed, ["/5000/0/0", "castle"], ["/5000/0/8", 1]],
      [Code.methodNotAllowed, ["/5000/0/0", "castle"], ["/5000/0/10", "me"]],
    ];
    for (const [code, ...values] of refusals) {
      for (const mode of ["update", "replace"] as const) {
        const operation = { ...write("/5000/0", ...values), mode } as Operation;
        expect(tree.operate(operation), JSON.stringify(values)).to.deep.equal({ code });
        expect(house).to.deep.equal(before);
      }
    }
    expect(changes()).to.deep.equal([]);
  });

  it("updates what is named and replaces an instance as a whole", () => {
    tree.operate(update("/5000/0", ["/5000/0/0", "castle"], ["/5000/0/2", 30]));
    expect([house.name, house.height, house.floors]).to.deep.equal(["castle", 30, 2]);
    changes();
    tree.operate(write("/5000/0", ["/5000/0/0", "hut"]));
    expect([house.name, house.height]).to.deep.equal(["hut", 7.5]);
    expect(changes()).to.deep.equal(["/5000/0"]);
  });

  // The specification leaves no room for more: "if any Resource does not support the Write operation", nothing is written.
  it("refuses a write-back of all that was read, with what is read-only, and takes it without (1.2 clause 6.3.3)", () => {
    const state = { ...newServer(), shortServerId: 101, lifetime: 300 };
    tree = new Tree([serverObject([{ id: 0, state }])]);
    const { entries = [] } = tree.operate(read("/1/0"));
    tree.operate(update("/1/0", ["/1/0/1", 400], ["/1/0/6", true]));
    const operation = (kept: readonly Entry[]): Operation => ({
      kind: "write",
      path: at("/1/0"),
      mode: "replace",
      entries: kept,
    });
    expect(tree.operate(operation(entries))).to.deep.equal({ code: Code.methodNotAllowed });
    expect(state.lifetime).to.equal(400);
    const writable = entries.filter(({ path }) => path.resource !== 0);
    expect(tree.operate(operation(writable))).to.deep.equal({ code: Code.changed });
    expect(tree.operate(read("/1/0")).entries).to.deep.equal(entries);
  });

  it("replaces the instances of a multiple resource, or adds to them", () => {
    tree.operate(write("/5000/0/7", ["/5000/0/7/5", "hall"], ["/5000/0/7/1", "bath"]));
    expect(house.rooms.instances).to.deep.equal([
      { id: 1, value: "bath" },
      { id: 5, value: "hall" },
    ]);
    tree.operate(update("/5000/0", ["/5000/0/7/1", "sauna"], ["/5000/0/7/2", "attic"]));
    expect(house.rooms.instances.map((room) => room.value)).to.deep.equal(["sauna", "attic", "hall"]);
    tree.operate(write("/5000/0/7/2", ["/5000/0/7/2", "loft"]));
    expect(house.rooms.instances.map((room) => room.value)).to.deep.equal(["sauna", "loft", "hall"]);
    expect(tree.operate(write("/5000/0/7")).code).to.equal(Code.changed);
    expect(house.rooms.instances).to.deep.equal([]);
  });

  it("leaves out of a write to an instance what the device does not have", () => {
    expect(tree.operate(update("/5000/0", ["/5000/0/0", "castle"], ["/5000/0/99", 1]))).to.deep.equal({
      code: Code.changed,
    });
    expect(house.name).to.equal("castle");
    expect(tree.operate(write("/5000/0/99", ["/5000/0/99", 1]))).to.deep.equal({ code: Code.notFound });
  });

  it("writes a resource instance that is there, and answers 4.04 for one that is not [int-228]", () => {
    house.rooms = { instances: [{ id: 2, value: "attic" }] };
    expect(tree.operate(write("/5000/0/7/2", ["/5000/0/7/2", "loft"])).code).to.equal(Code.changed);
    expect(tree.operate(write("/5000/0/7/3", ["/5000/0/7/3", "hall"])).code).to.equal(Code.notFound);
    expect(tree.operate(write("/5000/0/0/0", ["/5000/0/0/0", "hall"])).code).to.equal(Code.notFound);
    expect(house.rooms.instances).to.deep.equal([{ id: 2, value: "loft" }]);
  });

  it("updates a multiple resource alone (OMA LwM2M 1.2 clause 6.3.3.1)", () => {
    const colours = (mode: "update" | "replace") => {
      house.rooms = {
        instances: [
          { id: 0, value: "Red" },
          { id: 1, value: "Green" },
        ],
      };
      tree.operate({ ...write("/5000/0/7", ["/5000/0/7/1", "Yellow"], ["/5000/0/7/3", "Blue"]), mode } as Operation);
      return house.rooms.instances.map((one) => `${one.id} ${one.value}`);
    };
    expect(colours("replace")).to.deep.equal(["1 Yellow", "3 Blue"]);
    expect(colours("update")).to.deep.equal(["0 Red", "1 Yellow", "3 Blue"]);
  });

  it("takes a link only to what is there, or to nothing on purpose", () => {
    const link = (object: number, instance: number) =>
      tree.operate(write("/5000/0/6", ["/5000/0/6", { object, instance }])).code;
    expect(link(5000, 0)).to.equal(Code.changed);
    expect(link(5000, 65535)).to.equal(Code.changed);
    expect(link(65535, 65535)).to.equal(Code.changed);
    expect(link(5000, 3)).to.equal(Code.badRequest);
    expect(link(5001, 0)).to.equal(Code.badRequest);
    expect(link(65535, 0)).to.equal(Code.badRequest);
    expect(house.neighbour).to.deep.equal({ object: 65535, instance: 65535 });
  });

  it("refuses what cannot be written", () => {
    expect(tree.operate(write("/5000", ["/5000/0/0", "x"])).code).to.equal(Code.methodNotAllowed);
    expect(tree.operate(write("/5000/9/0", ["/5000/9/0", "x"])).code).to.equal(Code.notFound);
    expect(tree.operate(write("/5000/0/99")).code).to.equal(Code.notFound);
    expect(tree.operate(write("/5000/0/9", ["/5000/0/9", 1])).code).to.equal(Code.methodNotAllowed);
    expect(tree.operate(write("/5000/0/1")).code).to.equal(Code.badRequest);
  });

  it("tells everything as changed when too many changes wait", () => {
    for (let i = 0; i <= MAX_CHANGES; i++) tree.changed(pathOf(5000, 0, i));
    expect(changes()).to.deep.equal(["/"]);
  });

  it("tells a change once that an earlier one covers", () => {
    tree.changed(pathOf(5000, 0));
    tree.changedResources(5000, 0, [1, 2]);
    expect(changes()).to.deep.equal(["/5000/0"]);
  });
});

describe("lwm2m/tree: execute", () => {
  it("does the action and tells what follows from it", () => {
    expect(tree.operate({ kind: "execute", path: pathOf(5000, 0, 8), argument: "" })).to.deep.equal({
      code: Code.changed,
    });
    expect(house.rings).to.equal(1);
    expect(changes()).to.deep.equal(["/5000/0/9"]);
  });

  it("passes the argument, and the refusal of the object", () => {
    const answer = tree.operate({ kind: "execute", path: pathOf(5000, 0, 8), argument: "never" });
    expect(answer).to.deep.equal({ code: Code.forbidden });
    expect(changes()).to.deep.equal([]);
  });

  it("checks the syntax of arguments if it is composed to", () => {
    const strict = new Tree(tree.objects, { checkArguments: areArguments });
    const code = (argument: string) => strict.operate({ kind: "execute", path: pathOf(5000, 0, 8), argument }).code;
    expect(code("0='never',1")).to.equal(Code.changed);
    expect(code("never")).to.equal(Code.badRequest);
    expect(house.rings).to.equal(1);
  });

  it("refuses what is not an executable resource", () => {
    const code = (path: string) => tree.operate({ kind: "execute", path: at(path), argument: "" }).code;
    expect(code("/5000/0/1")).to.equal(Code.methodNotAllowed);
    expect(code("/5000/0")).to.equal(Code.methodNotAllowed);
    expect(code("/5000/0/13")).to.equal(Code.notFound);
    expect(code("/5000/4/8")).to.equal(Code.notFound);
  });
});

describe("lwm2m/tree: create and delete", () => {
  it("makes an instance at the named or the lowest free id", () => {
    const revision = tree.revision;
    const create = (path: string) =>
      tree.operate({ kind: "create", path: pathOf(5000), entries: [entry(path, "hut")] });
    expect(create("/5000/7/0")).to.deep.equal({ code: Code.created, created: pathOf(5000, 7) });
    const unnamed = { path: { object: 5000, instance: 65535, resource: 0 }, value: "hut" };
    expect(tree.operate({ kind: "create", path: pathOf(5000), entries: [unnamed] }).created).to.deep.equal(
      pathOf(5000, 1),
    );
    expect(tree.object(5000)?.instances.map((one) => one.id)).to.deep.equal([0, 1, 7]);
    expect(tree.revision).to.equal(revision + 2);
    expect(create("/5000/7/0")).to.deep.equal({ code: Code.badRequest });
  });

  it("makes nothing of a refused create", () => {
    const create = (...entries: Entry[]) => tree.operate({ kind: "create", path: pathOf(5000), entries }).code;
    expect(create(entry("/5000/3/1", 5))).to.equal(Code.badRequest);
    expect(create(entry("/5000/3/0", "hut"), entry("/5000/3/1", 500))).to.equal(Code.badRequest);
    expect(create(entry("/5000/3/0", "hut"), entry("/5000/4/1", 5))).to.equal(Code.badRequest);
    expect(tree.object(5000)?.instances).to.have.length(1);
    expect(changes()).to.deep.equal([]);
  });

  it("makes several instances at once, or none of them", () => {
    const create = (...entries: Entry[]) => tree.operate({ kind: "create", path: pathOf(5000), entries });
    expect(create(entry("/5000/3/0", "hut"), entry("/5000/4/0", "shed"))).to.deep.equal({ code: Code.created });
    expect(tree.object(5000)?.instances.map((one) => one.id)).to.deep.equal([0, 3, 4]);
    expect(create(entry("/5000/5/0", "hut"), entry("/5000/4/0", "shed")).code).to.equal(Code.badRequest);
    expect(create(entry("/5000/5/0", "hut"), entry("/5000/6/1", 500)).code).to.equal(Code.badRequest);
    expect(tree.object(5000)?.instances).to.have.length(3);
  });

  it("leaves values that a server cannot write to the object", () => {
    const entries = [entry("/5000/3/0", "hut"), entry("/5000/3/9", 77), entry("/5000/3/99", 1)];
    expect(tree.operate({ kind: "create", path: pathOf(5000), entries }).code).to.equal(Code.created);
    expect(tree.value(pathOf(5000, 3, 9))).to.equal(0);
  });

  it("makes sixteen instances and answers 5.03 to one more", () => {
    for (let i = 1; i < 16; i++) {
      tree.operate({ kind: "create", path: pathOf(5000), entries: [entry(`/5000/${i}/0`, "hut")] });
    }
    const answer = tree.operate({ kind: "create", path: pathOf(5000), entries: [entry("/5000/16/0", "hut")] });
    expect(answer).to.deep.equal({ code: Code.unavailable });
  });

  it("takes an instance out with its attributes, unless the object refuses", () => {
    const path = pathOf(5000, 0);
    house.lit = true;
    expect(tree.operate({ kind: "delete", path })).to.deep.equal({ code: Code.forbidden });
    house.lit = false;
    tree.operate({ kind: "writeAttributes", path, attributes: { pmin: 1 } });
    expect(tree.operate({ kind: "delete", path })).to.deep.equal({ code: Code.deleted });
    expect(tree.attributes.attachedTo(path)).to.equal(undefined);
    expect(tree.operate({ kind: "delete", path })).to.deep.equal({ code: Code.notFound });
    expect(tree.operate({ kind: "delete", path: pathOf(5000) })).to.deep.equal({ code: Code.methodNotAllowed });
  });
});

describe("lwm2m/tree: delete of a resource instance", () => {
  it("takes one out with its attributes and tells of it", () => {
    house.rooms = {
      instances: [
        { id: 1, value: "bath" },
        { id: 2, value: "attic" },
      ],
    };
    tree.operate({ kind: "writeAttributes", path: at("/5000/0/7/1"), attributes: { pmin: 1 } });
    expect(tree.operate({ kind: "delete", path: at("/5000/0/7/1") })).to.deep.equal({ code: Code.deleted });
    expect(house.rooms.instances).to.deep.equal([{ id: 2, value: "attic" }]);
    expect(tree.attributes.attachedTo(at("/5000/0/7/1"))).to.equal(undefined);
    expect(changes()).to.deep.equal(["/5000/0/7"]);
  });

  it("answers 4.04 for one that is not there and 4.05 for what is none", () => {
    const code = (path: string) => tree.operate({ kind: "delete", path: at(path) }).code;
    expect(code("/5000/0/7/1")).to.equal(Code.notFound);
    expect(code("/5000/0/99/1")).to.equal(Code.notFound);
    expect(code("/5000/0/7")).to.equal(Code.methodNotAllowed);
    expect(code("/5000/0/0")).to.equal(Code.methodNotAllowed);
    expect(code("/5000")).to.equal(Code.methodNotAllowed);
  });
});

describe("lwm2m/tree: size", () => {
  /** How often objects are looked at by one read in a tree of so many. */
  function looks(count: number, id: number): number {
    let seen = 0;
    const watched = new Proxy(objects(count), {
      get(target, key, receiver): unknown {
        if (typeof key === "string" && key >= "0" && key < ":") seen++;
        return Reflect.get(target, key, receiver);
      },
    });
    const large = new Tree(watched);
    seen = 0;
    expect(large.operate({ kind: "read", path: pathOf(id, 15, 1) }).entries).to.have.length(1);
    return seen;
  }

  function objects(count: number) {
    return Array.from({ length: count }, (_, i) => {
      const instances = Array.from({ length: 16 }, (__, id) => ({ id, state: newHouse() }));
      const definition = defineObject({ ...House, id: 5000 + i }, houseHandlers);
      return makeObject(definition, instances);
    });
  }

  it("looks at hardly more objects of 64 than of 4, whichever is meant", () => {
    expect(looks(4, 5003)).to.be.at.most(4);
    expect(looks(64, 5000)).to.be.at.most(8);
    expect(looks(64, 5063)).to.be.at.most(8);
  });
});

describe("lwm2m/tree: write-attributes", () => {
  it("attaches to what is there", () => {
    const attach = (path: string) =>
      tree.operate({ kind: "writeAttributes", path: at(path), attributes: { pmin: 1 } }).code;
    expect(["/5000", "/5000/0", "/5000/0/2"].map(attach)).to.deep.equal([Code.changed, Code.changed, Code.changed]);
    expect(["/5000/1", "/5000/0/99", "/5000/0/5"].map(attach)).to.deep.equal([
      Code.notFound,
      Code.notFound,
      Code.notFound,
    ]);
    expect(attach("/5000/0/7/0")).to.equal(Code.notFound);
    house.rooms = { instances: [{ id: 0, value: "attic" }] };
    expect(attach("/5000/0/7/0")).to.equal(Code.changed);
    expect(attach("/5000/0/0/0")).to.equal(Code.changed);
  });
});

function at(path: string): Path {
  return parsePath(path) as Path;
}

function entry(path: string, value: Scalar): Entry {
  return { path: at(path), value };
}

function read(path: string): Operation {
  return { kind: "read", path: at(path) };
}

function write(path: string, ...values: readonly [string, Scalar][]): Operation {
  return {
    kind: "write",
    path: at(path),
    mode: "replace",
    entries: values.map(([where, value]) => entry(where, value)),
  };
}

function update(path: string, ...values: readonly [string, Scalar][]): Operation {
  return { ...write(path, ...values), mode: "update" } as Operation;
}

function listed(entries: readonly Entry[] | undefined): string[] | undefined {
  return entries?.map(({ path, value }) => {
    const text = typeof value === "object" && "object" in value ? `${value.object}:${value.instance}` : String(value);
    return `${formatPath(path)}=${text}`;
  });
}

function changes(): string[] {
  const all: string[] = [];
  for (let path = tree.takeChange(); path !== undefined; path = tree.takeChange()) all.push(formatPath(path));
  return all;
}
