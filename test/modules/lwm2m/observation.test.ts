import { expect } from "chai";
import type { DefaultPeriods, Interest } from "../../../modules/lwm2m/observation.js";
import { MAX_OBSERVATIONS, Observations } from "../../../modules/lwm2m/observation.js";
import type { AttributeChange, AttributeValues } from "../../../modules/lwm2m/operation.js";
import { pathOf, type Path } from "../../../modules/lwm2m/path.js";
import { Tree } from "../../../modules/lwm2m/tree.js";
import { drain, feed, runUntil } from "../../support/machine.js";
import { newServer, serverObject } from "../../../objects/server.js";
import { houseObject, newHouse, type HouseState } from "./house.js";

const height = pathOf(5000, 0, 2);

let house: HouseState;
let tree: Tree;
let observations: Observations;

beforeEach(() => start({}));

describe("lwm2m/observation", () => {
  it("notifies of a change at once without a minimum period", () => {
    observe(1, height, 1000);
    expect(change(5, 1500)).to.deep.equal([
      {
        kind: "notify",
        observer: 1,
        server: 0,
        read: { kind: "read", path: height },
        confirmable: false,
        history: undefined,
      },
    ]);
    expect(observations.deadline()).to.equal(undefined);
    expect(change(6, 1501)).to.have.length(1);
  });

  it("keeps quiet when nothing changes and there is no maximum period", () => {
    observe(1, height, 0);
    expect(observations.deadline()).to.equal(undefined);
    expect(runUntil(observations, 1e9)).to.deep.equal([]);
  });

  it("tells once more, at once, an observer that is owed it, and counts the periods from there", () => {
    attach({ pmin: 10, pmax: 20 });
    observe(1, height, 0);
    expect(feed(observations, { kind: "owed", observer: 1 }, 5000)).to.have.length(1);
    expect(feed(observations, { kind: "owed", observer: 2 }, 5000)).to.deep.equal([]);
    expect(observations.deadline()).to.equal(25_000);
  });

  it("sends what changed within the minimum period at its end, once", () => {
    attach({ pmin: 10 });
    observe(1, height, 1000);
    expect(change(5, 2000)).to.deep.equal([]);
    expect(change(6, 3000)).to.deep.equal([]);
    expect(observations.deadline()).to.equal(11_000);
    observations.expire(10_999);
    expect(drain(observations)).to.deep.equal([]);
    observations.expire(11_000);
    expect(drain(observations)).to.have.length(1);
    expect(observations.deadline()).to.equal(undefined);
  });

  it("sends at the end of each maximum period", () => {
    attach({ pmax: 5 });
    observe(1, height, 0);
    expect(runUntil(observations, 15_999).map((seen) => seen.at)).to.deep.equal([5000, 10_000, 15_000]);
  });

  it("ignores a maximum period below the minimum period", () => {
    attach({ pmin: 10, pmax: 5 });
    observe(1, height, 0);
    expect(observations.deadline()).to.equal(undefined);
    expect(change(5, 2000)).to.deep.equal([]);
    expect(runUntil(observations, 100_000).map((seen) => seen.at)).to.deep.equal([10_000]);
  });

  it("counts both periods from the last notification", () => {
    attach({ pmin: 1, pmax: 2 });
    observe(1, height, 0);
    expect(change(5, 1500)).to.have.length(1);
    expect(observations.deadline()).to.equal(3500);
    expect(change(6, 2000)).to.deep.equal([]);
    expect(runUntil(observations, 5000).map((seen) => seen.at)).to.deep.equal([2500, 4500]);
  });

  it("sends every period if minimum and maximum are the same", () => {
    attach({ pmin: 3, pmax: 3 });
    observe(1, height, 0);
    change(5, 100);
    expect(runUntil(observations, 9999).map((seen) => seen.at)).to.deep.equal([3000, 6000, 9000]);
  });

  it("takes a maximum of 0, or below the inherited minimum, for none", () => {
    attach({ pmax: 0 });
    observe(1, height, 0);
    expect(observations.deadline()).to.equal(undefined);
    attach({ pmax: 5 });
    expect(observations.deadline()).to.equal(5000);
    tree.operate({ kind: "writeAttributes", path: pathOf(5000), attributes: { pmin: 6 } });
    expect(observations.deadline()).to.equal(undefined);
  });

  it("uses the server's default periods where no attribute says otherwise", () => {
    start({ defaultMinimumPeriod: 2, defaultMaximumPeriod: 4 });
    observe(1, height, 0);
    expect(change(5, 1000)).to.deep.equal([]);
    expect(runUntil(observations, 6000).map((seen) => seen.at)).to.deep.equal([2000, 6000]);
    attach({ pmin: 0 });
    expect(change(6, 6500)).to.have.length(1);
  });

  it("takes new attributes into account at once", () => {
    observe(1, height, 0);
    attach({ pmax: 2 });
    expect(observations.deadline()).to.equal(2000);
    expect(runUntil(observations, 2000)).to.have.length(1);
  });

  it("hears of changes above and below, and of nothing else", () => {
    observe(1, pathOf(5000, 0), 0);
    observe(2, pathOf(5000, 0, 1), 0);
    observe(3, pathOf(5000, 1), 0);
    const heard = (path: Path) => feed(observations, { kind: "changed", path }, 10).map(observerOf);
    expect(heard(height)).to.deep.equal([1]);
    expect(heard(pathOf(5000, 0, 1))).to.deep.equal([1, 2]);
    expect(heard(pathOf(5000))).to.deep.equal([1, 2, 3]);
    expect(heard({})).to.deep.equal([1, 2, 3]);
    expect(heard(pathOf(3))).to.deep.equal([]);
  });

  it("tells several changes of one moment once", () => {
    observe(1, pathOf(5000, 0), 0);
    observations.handle({ kind: "changed", path: pathOf(5000, 0, 1) }, 10);
    observations.handle({ kind: "changed", path: height }, 10);
    expect(drain(observations)).to.have.length(1);
    expect(observations.deadline()).to.equal(undefined);
  });

  it("hears only crossings of gt and lt, and steps of st [attributes-2 attributes-3 attributes-4]", () => {
    attach({ gt: 20, lt: 5 });
    observe(1, height, 0);
    const heard = (value: number) => change(value, 10).length;
    expect([10, 20, 20.5, 30, 19, 5, 4.9, 3, 6].map(heard)).to.deep.equal([0, 0, 1, 0, 1, 0, 1, 0, 1]);
    attach({ gt: null, lt: null, st: 2 });
    expect([7.9, 8, 9.5, 6, 3].map(heard)).to.deep.equal([0, 1, 0, 1, 1]);
  });

  it("sends a crossing within the minimum period even if it is gone by then", () => {
    attach({ pmin: 10, gt: 20 });
    observe(1, height, 0);
    change(25, 1000);
    change(10, 2000);
    expect(runUntil(observations, 60_000).map((seen) => seen.at)).to.deep.equal([10_000]);
  });

  it("forgets on cancel, also what was pending", () => {
    attach({ pmin: 1, pmax: 2 });
    observe(1, height, 0);
    observe(2, height, 0);
    change(5, 100);
    feed(observations, { kind: "cancel", observer: 1 }, 200);
    expect(runUntil(observations, 1000).map((seen) => observerOf(seen.output))).to.deep.equal([2]);
    feed(observations, { kind: "cancelAll" }, 1000);
    expect(observations.count).to.equal(0);
    expect(observations.deadline()).to.equal(undefined);
    expect(change(6, 5000)).to.deep.equal([]);
  });

  it("renews an observation of the same number instead of doubling it", () => {
    attach({ pmax: 10 });
    observe(1, height, 0);
    observe(1, pathOf(5000, 0, 1), 4000);
    expect(observations.count).to.equal(1);
    expect(observations.interestOf(1)?.paths).to.deep.equal([pathOf(5000, 0, 1)]);
    expect(observations.interestOf(2)).to.equal(undefined);
  });

  it("refuses one observation too many and keeps the others", () => {
    for (let i = 0; i < MAX_OBSERVATIONS; i++) observe(i, height, 0);
    expect(feed(observations, { kind: "observe", interest: interest(99, [height]) }, 0)).to.deep.equal([
      { kind: "refused", observer: 99 },
    ]);
    expect(observations.count).to.equal(MAX_OBSERVATIONS);
    expect(change(5, 10)).to.have.length(MAX_OBSERVATIONS);
    expect(feed(observations, { kind: "observe", interest: interest(3, [height]) }, 20)).to.deep.equal([]);
  });

  it("does not mind being woken early or twice", () => {
    attach({ pmax: 5 });
    observe(1, height, 0);
    observations.expire(4999);
    expect(drain(observations)).to.deep.equal([]);
    observations.expire(5000);
    observations.expire(5000);
    expect(drain(observations)).to.have.length(1);
  });
});

describe("lwm2m/observation: conditions since 1.1 and 1.2", () => {
  it("counts neither of two thresholds that contradict", () => {
    attach({ gt: 20 });
    attach({ lt: 30 });
    observe(1, height, 0);
    expect(change(8, 10)).to.have.length(1);
  });

  it("hears the edge that is asked for, each time", () => {
    const lit = pathOf(5000, 0, 3);
    for (const edge of [0, 1]) {
      start({});
      tree.operate({ kind: "writeAttributes", path: lit, attributes: { edge } });
      observe(1, lit, 0);
      const heard = [true, false, false, true, true, false].map((value) => {
        house.lit = value;
        return feed(observations, { kind: "changed", path: lit }, 10).length;
      });
      expect(heard, `edge ${edge}`).to.deep.equal(edge === 1 ? [1, 0, 0, 1, 0, 0] : [0, 1, 0, 0, 0, 1]);
    }
  });

  it("looks at the conditions of each instance of a multiple resource", () => {
    const visitors = pathOf(5000, 0, 7);
    const text = (value: string, now: number) => {
      house.rooms = { instances: [{ id: 2, value }] };
      return feed(observations, { kind: "changed", path: visitors }, now).length;
    };
    observe(1, visitors, 0);
    expect([text("attic", 10), text("attic", 20), text("loft", 30)]).to.deep.equal([1, 0, 1]);
    house.rooms = { instances: [] };
    expect(feed(observations, { kind: "changed", path: visitors }, 40)).to.have.length(1);
  });

  it("waits with the next look for epmin, and tells once what came in between", () => {
    attach({ epmin: 10, st: 2 });
    observe(1, height, 0);
    expect(change(9, 1000)).to.deep.equal([]);
    expect(change(20, 2000)).to.deep.equal([]);
    expect(observations.deadline()).to.equal(10_000);
    expect(runUntil(observations, 60_000).map((seen) => seen.at)).to.deep.equal([10_000]);
    // What has come back by then was never seen.
    change(30, 61_000);
    expect(runUntil(observations, 61_000)).to.have.length(0);
    expect(change(31, 70_500)).to.deep.equal([]);
  });

  it("looks by itself after epmax, and tells what has become another value unsaid", () => {
    attach({ epmax: 5 });
    observe(1, height, 0);
    expect(runUntil(observations, 9000)).to.deep.equal([]);
    house.height = 99;
    expect(runUntil(observations, 30_000).map((seen) => seen.at)).to.deep.equal([10_000]);
  });

  it("asks for an acknowledgement as con says, else as the server likes best", () => {
    const confirmable = (now: number) => (change(now, now)[0] as { confirmable: boolean }).confirmable;
    observe(1, height, 0);
    expect(confirmable(10)).to.equal(false);
    attach({ con: 1 });
    expect(confirmable(20)).to.equal(true);
    attach({ con: 0 });
    expect(confirmable(30)).to.equal(false);
  });

  it("passes on how many notifications are to be kept", () => {
    tree.operate({ kind: "writeAttributes", path: pathOf(5000), attributes: { hqmax: 3 } });
    observe(1, height, 0);
    expect((change(5, 10)[0] as { history: number }).history).to.equal(3);
  });

  it("lets attributes of the observation take the place of all that are attached", () => {
    attach({ pmin: 60, gt: 20 });
    const own = interest(1, [height], { attributes: { pmin: 1 } });
    feed(observations, { kind: "observe", interest: own }, 0);
    observe(2, height, 0);
    expect(change(8, 500)).to.deep.equal([]);
    expect(runUntil(observations, 100_000).map((seen) => `${seen.at} ${observerOf(seen.output)}`)).to.deep.equal([
      "1000 1",
    ]);
  });

  it("keeps the attributes of several servers apart", () => {
    tree.operate({ kind: "writeAttributes", path: height, attributes: { pmax: 5 } }, 101);
    feed(observations, { kind: "observe", interest: interest(1, [height], { server: 101 }) }, 0);
    feed(observations, { kind: "observe", interest: interest(2, [height], { server: 102 }) }, 0);
    expect(runUntil(observations, 5000).map((seen) => observerOf(seen.output))).to.deep.equal([1]);
  });

  it("takes the default periods from the Server instance of who observes", () => {
    const servers = serverObject([
      { id: 0, state: { ...newServer(), shortServerId: 101, defaultMaximumPeriod: 7 } },
      { id: 1, state: { ...newServer(), shortServerId: 102, defaultMaximumPeriod: 9 } },
    ]);
    tree = new Tree([servers, houseObject([{ id: 0, state: house }])]);
    observations = new Observations(tree, { defaultMaximumPeriod: 1 });
    feed(observations, { kind: "observe", interest: interest(1, [height], { server: 101 }) }, 0);
    feed(observations, { kind: "observe", interest: interest(2, [height], { server: 102 }) }, 0);
    expect(runUntil(observations, 9000).map((seen) => `${seen.at} ${observerOf(seen.output)}`)).to.deep.equal([
      "7000 1",
      "9000 2",
    ]);
  });
});

describe("lwm2m/observation: composite (OMA LwM2M 1.2 clause 6.4.4)", () => {
  const floors = pathOf(5000, 0, 1);

  function observeBoth(attributes?: AttributeValues): void {
    const both = interest(1, [height, floors], { attributes });
    expect(feed(observations, { kind: "observe", interest: both }, 0)).to.deep.equal([]);
  }

  it("tells all paths as soon as one of them is to be told", () => {
    observeBoth();
    expect(change(5, 10)).to.deep.equal([
      {
        kind: "notify",
        observer: 1,
        server: 0,
        read: { kind: "readComposite", paths: [height, floors] },
        confirmable: false,
        history: undefined,
      },
    ]);
  });

  it("looks at the conditions and periods of each path", () => {
    attach({ gt: 20, pmin: 10 });
    tree.operate({ kind: "writeAttributes", path: floors, attributes: { pmin: 30, pmax: 50 } });
    observeBoth();
    expect(change(8, 1000)).to.deep.equal([]);
    expect(observations.deadline()).to.equal(50_000);
    change(25, 2000);
    expect(observations.deadline()).to.equal(10_000);
    feed(observations, { kind: "changed", path: floors }, 3000);
    expect(runUntil(observations, 60_000).map((seen) => seen.at)).to.deep.equal([10_000, 60_000]);
  });

  it("ignores with attributes of its own those that an object may have, and keeps thresholds", () => {
    attach({ gt: 20, pmin: 60 });
    observeBoth({ pmax: 100 });
    expect(change(8, 1000)).to.deep.equal([]);
    expect(change(25, 2000)).to.have.length(1);
    expect(observations.deadline()).to.equal(102_000);
  });

  it("asks for an acknowledgement if one of the paths does", () => {
    tree.operate({ kind: "writeAttributes", path: floors, attributes: { con: 1 } });
    observeBoth();
    expect((change(5, 10)[0] as { confirmable: boolean }).confirmable).to.equal(true);
  });
});

function start(defaults: DefaultPeriods): void {
  house = newHouse();
  tree = new Tree([houseObject([{ id: 0, state: house }])]);
  observations = new Observations(tree, defaults);
}

function observe(observer: number, path: Path, now: number): void {
  expect(feed(observations, { kind: "observe", interest: interest(observer, [path]) }, now)).to.deep.equal([]);
}

function interest(observer: number, paths: readonly Path[], more: Partial<Interest> = {}): Interest {
  return { observer, paths, composite: paths.length > 1, ...more };
}

function attach(attributes: AttributeChange): void {
  tree.operate({ kind: "writeAttributes", path: height, attributes });
}

function change(value: number, now: number): readonly unknown[] {
  house.height = value;
  return feed(observations, { kind: "changed", path: height }, now);
}

function observerOf(output: { readonly observer: number }): number {
  return output.observer;
}
