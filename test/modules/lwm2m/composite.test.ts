import { expect } from "chai";
import { composite, MAX_PATHS } from "../../../modules/lwm2m/composite.js";
import type { Entry, Outcome } from "../../../modules/lwm2m/operation.js";
import { Code } from "../../../modules/lwm2m/operation.js";
import { formatPath, parsePath, pathOf, type Path } from "../../../modules/lwm2m/path.js";
import { Tree } from "../../../modules/lwm2m/tree.js";
import type { Scalar } from "../../../modules/lwm2m/value.js";
import { deviceObject, newDevice } from "../../../objects/device.js";
import { newSecurity, securityObject } from "../../../objects/security.js";
import { houseObject, newHouse, type HouseState } from "./house.js";

let first: HouseState;
let second: HouseState;
let tree: Tree;

beforeEach(() => {
  first = newHouse();
  second = newHouse();
  const objects = [
    securityObject([{ id: 0, state: newSecurity() }]),
    deviceObject({ ...newDevice(), manufacturer: "maker" }),
    houseObject([
      { id: 0, state: first },
      { id: 4, state: second },
    ]),
  ];
  tree = new Tree(objects, { composite });
});

describe("lwm2m/composite: read (OMA LwM2M 1.2 clause 6.3.8)", () => {
  it("gives what is at each of the paths, in their order", () => {
    second.rooms = { instances: [{ id: 2, value: "attic" }] };
    expect(places(read("/5000/4/7", "/3/0/0", "/5000/0/1", "/5000/4/7/2"))).to.deep.equal([
      "/5000/4/7/2",
      "/3/0/0",
      "/5000/0/1",
    ]);
  });

  it("leaves out what is not there or cannot be read", () => {
    expect(places(read("/5000/0/1", "/5000/0/4", "/5000/0/8", "/5000/9/1", "/9/0/0", "/5000/0/99"))).to.deep.equal([
      "/5000/0/1",
    ]);
    expect(read("/9/0/0")).to.deep.equal({ code: Code.content, entries: [] });
  });

  it("gives what two paths lead to once", () => {
    expect(places(read("/5000/0/1", "/5000/0/1"))).to.deep.equal(["/5000/0/1"]);
    expect(places(read("/3/0/0", "/3/0"))).to.deep.equal(places(read("/3/0")));
  });

  it("gives everything under the root but what servers may not touch [int-235]", () => {
    const all = places(read("/"));
    expect(all).to.include.members(["/3/0/0", "/5000/0/0", "/5000/4/0"]);
    expect(all.some((path) => path.startsWith("/0/"))).to.equal(false);
  });

  it("answers 4.01 if all that is asked for is barred", () => {
    expect(read("/0/0")).to.deep.equal({ code: Code.unauthorized });
    expect(places(read("/0/0", "/3/0/0"))).to.deep.equal(["/3/0/0"]);
  });

  it("answers 4.13 to more paths than it holds", () => {
    const paths = Array.from({ length: MAX_PATHS + 1 }, (_, i) => `/5000/0/${i}`);
    expect(read(...paths)).to.deep.equal({ code: Code.entityTooLarge });
  });
});

describe("lwm2m/composite: write (OMA LwM2M 1.2 clause 6.3.9)", () => {
  it("writes to several instances and leaves the rest of them", () => {
    expect(write([], ["/5000/0/1", 5], ["/5000/4/0", "hut"], ["/3/0/14", "+02:00"])).to.deep.equal({
      code: Code.changed,
    });
    expect([first.floors, first.name, second.floors, second.name]).to.deep.equal([5, "home", 2, "hut"]);
    expect(changes()).to.deep.equal(["/5000/0/1", "/5000/4/0", "/3/0/14"]);
  });

  it("adds resource instances to those that are there, and takes others away", () => {
    first.rooms = {
      instances: [
        { id: 1, value: "bath" },
        { id: 2, value: "attic" },
      ],
    };
    expect(write(["/5000/0/7/1"], ["/5000/0/7/5", "hall"]).code).to.equal(Code.changed);
    expect(first.rooms.instances).to.deep.equal([
      { id: 2, value: "attic" },
      { id: 5, value: "hall" },
    ]);
    expect(write(["/5000/0/7"]).code).to.equal(Code.changed);
    expect(first.rooms.instances).to.deep.equal([]);
    expect(changes()).to.deep.equal(["/5000/0/7"]);
  });

  it("writes nothing if anything is refused", () => {
    const before = [{ ...first }, { ...second }];
    const refusals: readonly [Code, readonly string[], ...[string, Scalar][]][] = [
      [Code.unauthorized, [], ["/5000/0/1", 5], ["/0/0/0", "coap://x"]],
      [Code.notFound, [], ["/5000/0/1", 5], ["/5000/9/1", 5]],
      [Code.notFound, [], ["/5000/0/1", 5], ["/9/0/1", 5]],
      [Code.notFound, [], ["/5000/0/1", 5], ["/5000/4/99", 5]],
      [Code.methodNotAllowed, [], ["/5000/0/1", 5], ["/5000/4/9", 5]],
      [Code.badRequest, [], ["/5000/0/1", 5], ["/5000/4/1", 101]],
      [Code.badRequest, [], ["/5000/0/1", 5], ["/5000/4", 5]],
      [Code.conflict, [], ["/5000/0/1", 5], ["/5000/4/1", 13]],
      [Code.notFound, ["/5000/4/7/1"], ["/5000/0/1", 5]],
      [Code.methodNotAllowed, ["/5000/4/0"], ["/5000/0/1", 5]],
      [Code.badRequest, []],
    ];
    for (const [code, removed, ...values] of refusals) {
      expect(write(removed, ...values), JSON.stringify(values)).to.deep.equal({ code });
      expect([first, second]).to.deep.equal(before);
    }
    expect(changes()).to.deep.equal([]);
  });
});

describe("lwm2m/composite: absent", () => {
  it("is answered 4.05 by a device without it", () => {
    const plain = new Tree(tree.objects);
    const paths = [pathOf(3, 0, 0)];
    expect(plain.operate({ kind: "readComposite", paths })).to.deep.equal({ code: Code.methodNotAllowed });
    expect(plain.operate({ kind: "observeComposite", paths, observer: 1 }).code).to.equal(Code.methodNotAllowed);
    expect(plain.operate({ kind: "writeComposite", entries: [], removed: [] }).code).to.equal(Code.methodNotAllowed);
  });
});

function at(path: string): Path {
  return parsePath(path) as Path;
}

function read(...paths: readonly string[]): Outcome {
  return tree.operate({ kind: "readComposite", paths: paths.map(at) });
}

function write(removed: readonly string[], ...values: readonly [string, Scalar][]): Outcome {
  const entries: Entry[] = values.map(([path, value]) => ({ path: at(path), value }));
  return tree.operate({ kind: "writeComposite", entries, removed: removed.map(at) });
}

function places(outcome: Outcome): string[] {
  expect(outcome.code).to.equal(Code.content);
  return (outcome.entries ?? []).map((entry) => formatPath(entry.path));
}

function changes(): string[] {
  const all: string[] = [];
  for (let path = tree.takeChange(); path !== undefined; path = tree.takeChange()) all.push(formatPath(path));
  return all;
}
