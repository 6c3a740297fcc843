import { expect } from "chai";
import { Code } from "../../modules/lwm2m/operation.js";
import { parsePath, formatPath, type Path } from "../../modules/lwm2m/path.js";
import { connectivityObject, newConnectivity } from "../../objects/connectivity.js";
import { deviceObject, newDevice } from "../../objects/device.js";
import { bindSensors, Inventory, type CoreObjects, type SensorSource } from "../../objects/inventory.js";
import { newSecurity, securityObject, type SecurityState } from "../../objects/security.js";
import { sensorDefinitions } from "../../objects/sensors.js";
import { newServer, serverObject, type ServerState } from "../../objects/server.js";
import { newServer12, serverObject12, type ServerState12 } from "../../objects/server-1-2.js";
import { TestClock } from "./instance.js";

const SOURCES: readonly SensorSource[] = [
  { object: 3300, name: "load", applicationType: "load" },
  { object: 3300, name: "memory", units: "B" },
  { object: 3303, name: "temperature", units: "Cel" },
];

let values: Record<string, number | undefined>;

function measure(name: string): number | undefined {
  return values[name];
}

beforeEach(() => {
  values = { load: 1, memory: 100, temperature: undefined };
});

interface Bench {
  readonly inventory: Inventory;
  readonly core: CoreObjects;
  readonly server: ServerState;
}

/** All objects of SDK mode; the account is the bootstrap server's. */
function full(): Bench {
  const account = newSecurity();
  account.bootstrap = true;
  const server = newServer();
  server.lifetime = 300;
  const core: CoreObjects = {
    security: securityObject([{ id: 1, state: account }]),
    server: serverObject([{ id: 0, state: server }]),
    device: newDevice(),
    connectivity: newConnectivity(),
  };
  const { objects, sensors } = bindSensors(sensorDefinitions, SOURCES, measure);
  objects.unshift(core.security, core.server, deviceObject(core.device), connectivityObject(core.connectivity));
  return { inventory: new Inventory(objects, sensors, measure, core), core, server };
}

/** A device with the accounts of LwM2M 1.1 and later, given by a bootstrap server. */
function bootstrapped12(clock: TestClock): ServerState12 {
  const { core } = full();
  const state = newServer12();
  const account: SecurityState = { ...newSecurity(), shortServerId: 101 };
  const own: CoreObjects = {
    ...core,
    security: securityObject([{ id: 0, state: account }]),
    server: serverObject12([{ id: 0, state }]),
    device: { ...newDevice(), clock },
  };
  new Inventory([own.security, own.server], [], measure, own).bootstrapped();
  return state;
}

function path(text: string): Path {
  return parsePath(text) as Path;
}

function changes(inventory: Inventory): string[] {
  const seen: string[] = [];
  for (let change = inventory.tree.takeChange(); change !== undefined; change = inventory.tree.takeChange()) {
    seen.push(formatPath(change));
  }
  return seen;
}

const NO_NETWORK = { signal: undefined, cell: undefined, area: undefined, address: undefined };

describe("objects/inventory: sensors", () => {
  it("has one instance for each source that gives a value, and no object without any", () => {
    const { objects, sensors } = bindSensors(sensorDefinitions, SOURCES, measure);
    expect(objects.map((object) => [object.definition.model.id, object.instances.length])).to.deep.equal([[3300, 2]]);
    expect(sensors.map((sensor) => [sensor.object, sensor.instance, sensor.name])).to.deep.equal([
      [3300, 0, "load"],
      [3300, 1, "memory"],
    ]);
  });

  it("numbers the instances without a hole", () => {
    values = { memory: 7, temperature: 20 };
    const { objects } = bindSensors(sensorDefinitions, SOURCES, measure);
    expect(objects.map((object) => [object.definition.model.id, object.instances.map(({ id }) => id)])).to.deep.equal([
      [3300, [0]],
      [3303, [0]],
    ]);
  });

  it("tells the tree just what changed", () => {
    const { inventory } = full();
    inventory.sample(NO_NETWORK);
    expect(changes(inventory)).to.deep.equal([]);
    values["load"] = 0.5;
    values["memory"] = 101;
    inventory.sample(NO_NETWORK);
    expect(changes(inventory)).to.deep.equal(["/3300/0/5700", "/3300/0/5601", "/3300/1/5700", "/3300/1/5602"]);
    expect(inventory.tree.value(path("/3300/0/5700"))).to.equal(0.5);
  });

  it("measures at a path just the sensors there, and asks no others", () => {
    values = { load: 1, memory: 100, temperature: 20 };
    const { inventory } = full();
    values = { load: 2, memory: 200, temperature: 30 };
    inventory.sample(NO_NETWORK, path("/3303/0/5700"));
    expect(changes(inventory)).to.deep.equal(["/3303/0/5700", "/3303/0/5602"]);
    inventory.sample(NO_NETWORK, path("/3300/1"));
    expect(changes(inventory)).to.deep.equal(["/3300/1/5700", "/3300/1/5602"]);
    inventory.sample(NO_NETWORK, path("/3201"));
    expect(changes(inventory)).to.deep.equal([]);
    inventory.sample(NO_NETWORK, path("/3300"));
    expect(changes(inventory)).to.deep.equal(["/3300/0/5700", "/3300/0/5602"]);
  });

  it("keeps the last value of a source that gives none any more", () => {
    const { inventory } = full();
    values["load"] = undefined;
    inventory.sample(NO_NETWORK);
    expect(changes(inventory)).to.deep.equal([]);
    expect(inventory.tree.value(path("/3300/0/5700"))).to.equal(1);
  });
});

describe("objects/inventory: bootstrap", () => {
  it("notes in each account when it was given, if the time is known", () => {
    const clock = new TestClock();
    clock.seconds = 60.5;
    expect(bootstrapped12(clock)).to.include({ bootstrappedAt: 1_700_000_060, shortServerId: 101 });
    clock.date = undefined;
    expect(bootstrapped12(clock).bootstrappedAt).to.equal(undefined);
  });
});

describe("objects/inventory: network", () => {
  it("takes over what the network says, once", () => {
    const { inventory, core } = full();
    const network = { signal: -70, cell: 0x1234, area: 0x2100, address: "10.0.0.9" };
    inventory.sample(network);
    expect(changes(inventory)).to.deep.equal(["/4/0"]);
    expect(core.connectivity.signalStrength).to.equal(-70);
    expect(core.connectivity.cell).to.equal(0x1234);
    expect(core.connectivity.area).to.equal(0x2100);
    expect(core.connectivity.addresses).to.deep.equal(["10.0.0.9"]);
    inventory.sample(network);
    expect(changes(inventory)).to.deep.equal([]);
    inventory.sample(NO_NETWORK);
    expect(changes(inventory)).to.deep.equal(["/4/0"]);
    expect(core.connectivity.addresses).to.deep.equal([]);
  });

  it("has no object for it where the module serves that one itself", () => {
    const { objects, sensors } = bindSensors(sensorDefinitions, SOURCES, measure);
    const inventory = new Inventory(objects, sensors, measure, undefined);
    inventory.sample({ signal: -70, cell: 1, area: undefined, address: "10.0.0.9" });
    expect(changes(inventory)).to.deep.equal([]);
    expect(inventory.wish()).to.equal(undefined);
    inventory.bootstrapped();
    expect(inventory.defaultMinimumPeriod).to.equal(10);
  });
});

describe("objects/inventory: wishes", () => {
  it("has none to begin with", () => {
    expect(full().inventory.wish()).to.equal(undefined);
  });

  it("wants one update when a server writes another lifetime", () => {
    const { inventory } = full();
    const entries = [{ path: path("/1/0/1"), value: 60 }];
    expect(inventory.tree.operate({ kind: "write", path: path("/1/0"), mode: "update", entries }).code).to.equal(
      Code.changed,
    );
    expect(inventory.wish()).to.deep.equal({ kind: "update", server: 1 });
    expect(inventory.wish()).to.equal(undefined);
  });

  it("wants an update when the server triggers one", () => {
    const { inventory } = full();
    inventory.tree.operate({ kind: "execute", path: path("/1/0/8"), argument: "" });
    expect(inventory.wish()).to.deep.equal({ kind: "update", server: 1 });
    expect(inventory.wish()).to.equal(undefined);
  });

  it("wants a reboot after everything else", () => {
    const { inventory } = full();
    inventory.tree.operate({ kind: "execute", path: path("/3/0/4"), argument: "" });
    inventory.tree.operate({ kind: "execute", path: path("/1/0/8"), argument: "" });
    expect(inventory.wish()).to.deep.equal({ kind: "update", server: 1 });
    expect(inventory.wish()).to.deep.equal({ kind: "reboot" });
    expect(inventory.wish()).to.equal(undefined);
  });
});

describe("objects/inventory: bootstrap", () => {
  /** What OneNET's bootstrap server writes: the access server's account. */
  function writeAccount(inventory: Inventory): void {
    const entries = [
      { path: path("/0/0/0"), value: "coap://10.0.0.2:5683" },
      { path: path("/0/0/1"), value: false },
      { path: path("/0/0/10"), value: 101 },
    ];
    const outcome = inventory.tree.bootstrap({ kind: "write", path: path("/0/0"), mode: "replace", entries });
    expect(outcome.code).to.equal(Code.changed);
  }

  it("ties our Server instance to the access server's account", () => {
    const { inventory, server } = full();
    writeAccount(inventory);
    inventory.bootstrapped();
    expect(server.shortServerId).to.equal(101);
    expect(inventory.wish()).to.equal(undefined);
  });

  it("makes a Server instance with the old lifetime if the bootstrap server left none", () => {
    const { inventory, core } = full();
    inventory.tree.bootstrap({ kind: "delete", path: {} });
    expect(core.server.instances).to.deep.equal([]);
    expect(inventory.wish()).to.equal(undefined);
    writeAccount(inventory);
    const before = inventory.tree.revision;
    inventory.bootstrapped();
    const made = core.server.instances[0]?.state as ServerState;
    expect([made.lifetime, made.shortServerId, made.defaultMinimumPeriod]).to.deep.equal([300, 101, 10]);
    expect(inventory.tree.revision).to.be.greaterThan(before);
    expect(inventory.wish()).to.equal(undefined);
  });

  it("gives the periods of the Server instance that there is now, not of one that was deleted", () => {
    const { inventory, server } = full();
    server.defaultMinimumPeriod = 5;
    server.defaultMaximumPeriod = 50;
    expect([inventory.defaultMinimumPeriod, inventory.defaultMaximumPeriod]).to.deep.equal([5, 50]);
    inventory.tree.bootstrap({ kind: "delete", path: path("/1") });
    expect([inventory.defaultMinimumPeriod, inventory.defaultMaximumPeriod]).to.deep.equal([undefined, undefined]);
    const entries = [
      { path: path("/1/0/0"), value: 101 },
      { path: path("/1/0/1"), value: 60 },
      { path: path("/1/0/2"), value: 7 },
      { path: path("/1/0/3"), value: 70 },
    ];
    inventory.tree.bootstrap({ kind: "write", path: path("/1/0"), mode: "replace", entries });
    expect([inventory.defaultMinimumPeriod, inventory.defaultMaximumPeriod]).to.deep.equal([7, 70]);
    expect(inventory.wish()).to.deep.equal({ kind: "update", server: 101 });
  });
});
