import { expect } from "chai";
import type { Operation, Outcome } from "../../modules/lwm2m/operation.js";
import { Code } from "../../modules/lwm2m/operation.js";
import { formatPath, parsePath, pathOf, type Path } from "../../modules/lwm2m/path.js";
import { Tree } from "../../modules/lwm2m/tree.js";
import type { Version } from "../../modules/lwm2m/version.js";
import type { Scalar } from "../../modules/lwm2m/value.js";
import { connectivityObject, newConnectivity } from "../../objects/connectivity.js";
import { deviceObject, newDevice } from "../../objects/device.js";
import { digitalOutputObject, newDigitalOutput } from "../../objects/digital-output.js";
import { newSecurity, securityObject } from "../../objects/security.js";
import { newServer, serverObject } from "../../objects/server.js";
import { newServer12, serverObject12 } from "../../objects/server-1-2.js";
import { versioned } from "../../objects/versions.js";

describe("objects/server", () => {
  it("asks for an update when lifetime or binding change", () => {
    const state = newServer();
    const tree = new Tree([serverObject([{ id: 0, state }])]);
    expect(write(tree, "/1/0/2", 5).code).to.equal(Code.changed);
    expect(state.updateRequested).to.equal(false);
    expect(write(tree, "/1/0/1", 300).code).to.equal(Code.changed);
    expect([state.lifetime, state.updateRequested]).to.deep.equal([300, true]);
    state.updateRequested = false;
    write(tree, "/1/0/7", "UQ");
    expect([state.binding, state.updateRequested]).to.deep.equal(["UQ", true]);
  });

  it("takes 0 for a lifetime without an end since its version 1.2, and not before", () => {
    const state = newServer12();
    const newer = new Tree([serverObject12([{ id: 0, state }])]);
    expect(write(newer, "/1/0/1", 0).code).to.equal(Code.changed);
    expect(state.lifetime).to.equal(0);
    const older = new Tree([serverObject([{ id: 0, state: newServer() }])]);
    expect(write(older, "/1/0/1", 0).code).to.equal(Code.badRequest);
  });

  it("refuses periods that no timer holds and bindings that are not served", () => {
    const tree = new Tree([serverObject([{ id: 0, state: newServer() }])]);
    const refused: readonly [string, Scalar][] = [
      ["/1/0/1", 0],
      ["/1/0/1", -1],
      ["/1/0/1", 2 ** 32],
      ["/1/0/1", 2n ** 62n],
      ["/1/0/2", -1],
      ["/1/0/3", -1],
      ["/1/0/5", -1],
      ["/1/0/7", "S"],
    ];
    for (const [path, value] of refused) expect(write(tree, path, value).code, path).to.equal(Code.badRequest);
  });

  it("sets flags for the client on disable and on the update trigger", () => {
    const state = newServer();
    const tree = new Tree([serverObject([{ id: 0, state }])]);
    expect([execute(tree, "/1/0/4"), execute(tree, "/1/0/8")]).to.deep.equal([Code.changed, Code.changed]);
    expect([state.disableRequested, state.updateRequested]).to.deep.equal([true, true]);
  });

  it("does not let a server change its own short id [int-256]", () => {
    const tree = new Tree([serverObject([{ id: 0, state: newServer() }])]);
    expect(write(tree, "/1/0/0", 7).code).to.equal(Code.methodNotAllowed);
    expect(tree.value(pathOf(1, 0, 0))).to.equal(1);
  });
});

describe("objects/security", () => {
  it("shows the keys to nobody", () => {
    const secret = new Uint8Array([1]);
    const tree = new Tree([securityObject([{ id: 0, state: { ...newSecurity(), secret, identity: secret } }])]);
    expect(tree.bootstrap({ kind: "read", path: at("/0/0") }).code).to.equal(Code.methodNotAllowed);
    const known = [0, 1, 2, 3, 4, 5].filter((resource) => tree.value(pathOf(0, 0, resource)) !== undefined);
    expect(known).to.deep.equal([0, 1, 2]);
  });
});

describe("objects/device", () => {
  it("announces what it knows and that there is no error", () => {
    const tree = new Tree([deviceObject(newDevice())]);
    expect(listed(tree.operate({ kind: "read", path: at("/3/0") }))).to.deep.equal(["/3/0/11/0=0", "/3/0/16=U"]);
  });

  it("clears its errors on execute and tells the change", () => {
    const state = { ...newDevice(), errors: [3, 5] };
    const tree = new Tree([deviceObject(state)]);
    expect(listed(tree.operate({ kind: "read", path: at("/3/0/11") }))).to.deep.equal(["/3/0/11/0=3", "/3/0/11/1=5"]);
    execute(tree, "/3/0/12");
    expect(listed(tree.operate({ kind: "read", path: at("/3/0/11") }))).to.deep.equal(["/3/0/11/0=0"]);
    expect(tree.takeChange()).to.deep.equal(at("/3/0/11"));
  });

  it("knows the time only if there is a clock, and lets a server set it right", () => {
    const state = newDevice();
    const tree = new Tree([deviceObject(state)]);
    expect(tree.operate({ kind: "read", path: at("/3/0/13") }).code).to.equal(Code.notFound);
    let seconds = 1000.9;
    state.clock = { wallClock: () => seconds };
    expect(listed(tree.operate({ kind: "read", path: at("/3/0/13") }))).to.deep.equal(["/3/0/13=1000"]);
    write(tree, "/3/0/13", 5000);
    seconds = 1010.9;
    expect(listed(tree.operate({ kind: "read", path: at("/3/0/13") }))).to.deep.equal(["/3/0/13=5010"]);
  });

  it("asks for a reboot and has no factory reset", () => {
    const state = newDevice();
    const tree = new Tree([deviceObject(state)]);
    expect([execute(tree, "/3/0/4"), state.rebootRequested]).to.deep.equal([Code.changed, true]);
    expect(execute(tree, "/3/0/5")).to.equal(Code.notFound);
  });

  it("announces power sources, battery, versions and further instances as far as they are known", () => {
    const tree = new Tree([
      deviceObject({
        ...newDevice(),
        powerSources: [{ kind: 0, millivolts: 5000 }, { kind: 1, millivolts: 3700, milliamperes: -120 }, { kind: 7 }],
        batteryLevel: 80,
        batteryStatus: 0,
        deviceType: "meter",
        hardwareVersion: "B",
        softwareVersion: "2.1",
        more: [{ object: 16, instance: 0 }],
      }),
    ]);
    const entries = tree.operate({ kind: "read", path: at("/3/0") }).entries ?? [];
    expect(entries.map(({ path, value }) => [formatPath(path), value])).to.deep.equal([
      ["/3/0/6/0", 0],
      ["/3/0/6/1", 1],
      ["/3/0/6/2", 7],
      ["/3/0/7/0", 5000],
      ["/3/0/7/1", 3700],
      ["/3/0/8/1", -120],
      ["/3/0/9", 80],
      ["/3/0/11/0", 0],
      ["/3/0/16", "U"],
      ["/3/0/17", "meter"],
      ["/3/0/18", "B"],
      ["/3/0/19", "2.1"],
      ["/3/0/20", 0],
      ["/3/0/22/0", { object: 16, instance: 0 }],
    ]);
  });

  it("takes offset and zone", () => {
    const state = newDevice();
    const tree = new Tree([deviceObject(state)]);
    write(tree, "/3/0/14", "+08:00");
    write(tree, "/3/0/15", "Asia/Shanghai");
    expect([state.utcOffset, state.timezone]).to.deep.equal(["+08:00", "Asia/Shanghai"]);
  });
});

describe("objects/connectivity", () => {
  it("leaves out what the modem does not know", () => {
    const state = newConnectivity();
    const tree = new Tree([connectivityObject(state)]);
    const shown = () => listed(tree.operate({ kind: "read", path: at("/4/0") }));
    expect(shown()).to.deep.equal(["/4/0/0=7", "/4/0/1/0=7"]);
    state.signalStrength = -93;
    state.addresses = ["10.0.0.2"];
    state.apn = "cmnbiot";
    state.cell = 12345;
    expect(shown()).to.deep.equal([
      "/4/0/0=7",
      "/4/0/1/0=7",
      "/4/0/2=-93",
      "/4/0/4/0=10.0.0.2",
      "/4/0/7/0=cmnbiot",
      "/4/0/8=12345",
    ]);
  });
});

describe("objects/connectivity since 1.2", () => {
  it("has the area, the noise and the coverage enhancement that the modem knows of, in the versions that know them", () => {
    const object = connectivityObject({ ...newConnectivity(), area: 0x2100, snr: -3, coverage: 2 });
    const shown = (version: Version): unknown =>
      listed(new Tree([versioned(object, version)]).operate({ kind: "read", path: at("/4/0") }));
    const old = ["/4/0/0=7", "/4/0/1/0=7"];
    expect(shown("1.0")).to.deep.equal(old);
    expect(shown("1.1")).to.deep.equal([...old, "/4/0/11=-3", "/4/0/12=8448"]);
    expect(shown("1.2")).to.deep.equal([...old, "/4/0/11=-3", "/4/0/12=8448", "/4/0/13=2"]);
  });
});

describe("objects/digital-output", () => {
  it("is switched by a write", () => {
    const state = newDigitalOutput();
    const tree = new Tree([digitalOutputObject([{ id: 0, state }])]);
    expect(write(tree, "/3201/0/5550", true).code).to.equal(Code.changed);
    expect(state.on).to.equal(true);
    expect(tree.takeChange()).to.deep.equal(at("/3201/0/5550"));
    expect(write(tree, "/3201/0/5550", 1).code).to.equal(Code.badRequest);
    expect(write(tree, "/3201/0/5551", true).code).to.equal(Code.changed);
    expect(state.inverted).to.equal(true);
  });
});

function at(path: string): Path {
  return parsePath(path) as Path;
}

function write(tree: Tree, path: string, value: Scalar): Outcome {
  const operation: Operation = { kind: "write", path: at(path), mode: "replace", entries: [{ path: at(path), value }] };
  return tree.operate(operation);
}

function execute(tree: Tree, path: string): Code {
  return tree.operate({ kind: "execute", path: at(path), argument: "" }).code;
}

function listed(outcome: Outcome): string[] | undefined {
  return outcome.entries?.map((entry) => `${formatPath(entry.path)}=${String(entry.value)}`);
}
