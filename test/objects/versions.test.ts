import { expect } from "chai";
import { registrationPayload } from "../../modules/lwm2m/link.js";
import { composite } from "../../modules/lwm2m/composite.js";
import { Code } from "../../modules/lwm2m/operation.js";
import { Tree } from "../../modules/lwm2m/tree.js";
import { VERSIONS, type Version } from "../../modules/lwm2m/version.js";
import { accessControlObject } from "../../objects/access-control.js";
import { allObjects } from "../../objects/all-objects.js";
import { connectivityObject, newConnectivity } from "../../objects/connectivity.js";
import { deviceObject, newDevice } from "../../objects/device.js";
import { newSecurity, securityObject } from "../../objects/security.js";
import { newServer12, serverObject12, type ServerState12 } from "../../objects/server-1-2.js";
import { editionsUpTo, versioned } from "../../objects/versions.js";
import { TestClock } from "./instance.js";

describe("objects/versions", () => {
  const core = [
    securityObject([{ id: 0, state: newSecurity() }]),
    serverObject12([{ id: 0, state: newServer12() }]),
    accessControlObject([]),
    deviceObject(newDevice()),
    connectivityObject(newConnectivity()),
    ...allObjects(new TestClock()).slice(0, 1),
  ];

  it("registers the versions that go with LwM2M 1.0, 1.1 and 1.2", () => {
    const links: Readonly<Record<string, string>> = {
      "1.0": '</>;rt="oma.lwm2m",</1/0>,</2>,</3/0>,</4/0>,</5/0>',
      "1.1": '</>;rt="oma.lwm2m",</1>;ver=1.1,</1/0>,</2>,</3>;ver=1.1,</3/0>,</4>;ver=1.2,</4/0>,</5>;ver=1.1,</5/0>',
      "1.2":
        '</>;rt="oma.lwm2m",</1>;ver=1.2,</1/0>,</2>;ver=1.1,</3>;ver=1.2,</3/0>,</4>;ver=1.3,</4/0>,</5>;ver=1.2,</5/0>',
    };
    for (const version of VERSIONS) {
      const objects = core.map((object) => versioned(object, version));
      expect(registrationPayload(objects), version).to.equal(links[version]);
    }
  });

  it("keeps every resource that a version knows, its instances, and objects of one version", () => {
    for (const version of VERSIONS) {
      for (const object of core) {
        const changed = versioned(object, version);
        const known = Object.values(changed.definition.model.resources).map(({ id }) => id);
        const before = object.definition.rows.map(({ id }) => id).filter((id) => known.includes(id));
        expect(changed.definition.rows.map(({ id }) => id)).to.include.members(before);
        expect(changed.instances).to.equal(object.instances);
        expect(versioned(changed, version)).to.equal(changed);
      }
    }
    const location = allObjects(new TestClock())[1];
    if (location === undefined) throw new Error("no object");
    expect(versioned(location, "1.2")).to.equal(location);
  });

  it("has no model that forgets which of its resources are of which type", () => {
    for (const version of VERSIONS) {
      for (const object of core.map((one) => versioned(one, version))) {
        const { resources } = object.definition.model;
        for (const { id, resource } of object.definition.rows) {
          expect(Object.values(resources).includes(resource), `/${object.definition.model.id}/${id}`).to.equal(true);
        }
      }
    }
  });
});

describe("objects/versions: servers that speak different versions", () => {
  /** Server 101 speaks LwM2M 1.0, 102 speaks 1.1, 103 has not said yet; the device's newest is `newest`. */
  function treeOf(newest: Version): Tree {
    const spoken: Readonly<Record<number, Version>> = { 101: "1.0", 102: "1.1" };
    const editions = editionsUpTo(newest, (server) => spoken[server]);
    const state = { ...newServer12(), priority: 7, notificationMode: 1 };
    const objects = [
      securityObject([{ id: 0, state: newSecurity() }]),
      serverObject12([0, 1, 2].map((id) => ({ id, state: { ...state, shortServerId: 101 + id } }))),
      deviceObject(newDevice()),
    ];
    return new Tree(
      objects.map((object) => editions.of(object, newest)),
      { editions, composite },
    );
  }

  const resources = (tree: Tree, server: number): unknown =>
    tree.operate({ kind: "read", path: { object: 1, instance: 0 } }, server).entries?.map(({ path }) => path.resource);

  it("read each what their version of the object has", () => {
    const tree = treeOf("1.2");
    expect(resources(tree, 101)).to.deep.equal([0, 1, 6, 7]);
    // Priority (13) is bootstrap's alone in 1.1, and read by servers in 1.2.
    expect(resources(tree, 102)).to.deep.equal([0, 1, 6, 7, 23]);
    expect(resources(tree, 103)).to.deep.equal([0, 1, 6, 7, 13, 23, 26]);
    const composite = (server: number): unknown =>
      tree
        .operate({ kind: "readComposite", paths: [{ object: 1, instance: 0, resource: 23 }] }, server)
        .entries?.map(({ value }) => value);
    expect([101, 102].map(composite)).to.deep.equal([[], [false]]);
  });

  it("discover the versions that were announced to them", () => {
    const tree = treeOf("1.2");
    const version = (server: number): unknown =>
      tree.operate({ kind: "discover", path: { object: 3 } }, server).links?.[0]?.version;
    expect([101, 102, 103].map(version)).to.deep.equal([undefined, "1.1", "1.2"]);
  });

  it("write what their version lets them write", () => {
    const tree = treeOf("1.2");
    const write = (server: number, resource: number, value: number): Code => {
      const path = { object: 1, instance: 0, resource };
      return tree.operate({ kind: "write", path, mode: "replace", entries: [{ path, value }] }, server).code;
    };
    // 17 is unknown to 1.0, bootstrap's alone in 1.1, and the servers' since 1.2.
    expect([101, 102, 103].map((server) => write(server, 17, 3))).to.deep.equal([
      Code.notFound,
      Code.methodNotAllowed,
      Code.changed,
    ]);
  });

  it("have no terms that their version does not know: Send is for those of 1.1 and later", () => {
    const tree = treeOf("1.2");
    expect([101, 102, 103].map((server) => tree.account(server, 23))).to.deep.equal([undefined, false, false]);
  });

  it("never see a newer version than the device's newest, whatever they spoke before", () => {
    const tree = treeOf("1.0");
    expect(resources(tree, 102)).to.deep.equal([0, 1, 6, 7]);
    expect(registrationPayload(tree.objectsOf("1.1"))).to.equal('</>;rt="oma.lwm2m",</1/0>,</1/1>,</1/2>,</3/0>');
  });

  it("stay with what bootstrap gave when one of them replaces its instance", () => {
    const tree = treeOf("1.2");
    const state = tree.object(1)?.instances[0]?.state as ServerState12;
    Object.assign(state, {
      version: "1.1",
      attempts: 3,
      muteSend: true,
      bootstrappedAt: 1000,
      defaultMinimumPeriod: 5,
    });
    const path = { object: 1, instance: 0 };
    const entries = [{ path: { ...path, resource: 1 }, value: 60 }];
    expect(tree.operate({ kind: "write", path, mode: "replace", entries }, 102).code).to.equal(Code.changed);
    expect(state).to.include({ shortServerId: 101, lifetime: 60, version: "1.1", attempts: 3, priority: 7 });
    expect(state).to.include({ bootstrappedAt: 1000, muteSend: false, defaultMinimumPeriod: undefined });
    expect(tree.bootstrap({ kind: "write", path, mode: "replace", entries }).code).to.equal(Code.changed);
    expect(state).to.include({ version: undefined, attempts: undefined, priority: undefined });
  });
});
