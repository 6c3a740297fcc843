import { expect } from "chai";
import type { Operation } from "../../../modules/lwm2m/operation.js";
import { Code } from "../../../modules/lwm2m/operation.js";
import { parsePath, pathOf, type Path } from "../../../modules/lwm2m/path.js";
import { Tree } from "../../../modules/lwm2m/tree.js";
import type { Scalar } from "../../../modules/lwm2m/value.js";
import { deviceObject, newDevice } from "../../../objects/device.js";
import { newSecurity, securityObject, type SecurityState } from "../../../objects/security.js";
import { newServer, serverObject } from "../../../objects/server.js";

let account: SecurityState;
let tree: Tree;

beforeEach(() => {
  account = { ...newSecurity(), serverUri: "coap://bs.example:5683", bootstrap: true };
  tree = new Tree([securityObject([{ id: 0, state: account }]), serverObject([]), deviceObject(newDevice())]);
});

describe("lwm2m/tree: bootstrap", () => {
  it("creates an instance by a write and fills what servers cannot write", () => {
    const secret = new Uint8Array([1, 2, 3]);
    const answer = tree.bootstrap(
      write("/0/1", ["/0/1/0", "coap://srv.example"], ["/0/1/1", false], ["/0/1/10", 123], ["/0/1/5", secret]),
    );
    expect(answer).to.deep.equal({ code: Code.changed });
    const state = tree.object(0)?.instances[1]?.state as SecurityState;
    expect(state).to.deep.equal({ ...newSecurity(), serverUri: "coap://srv.example", shortServerId: 123, secret });
  });

  it("writes several instances of an object at once, or none of them", () => {
    const good = write("/1", ["/1/0/0", 1], ["/1/0/1", 300], ["/1/5/0", 2]);
    const bad = write("/1", ["/1/0/0", 1], ["/1/5/0", 0]);
    expect(tree.bootstrap(bad)).to.deep.equal({ code: Code.badRequest });
    expect(tree.object(1)?.instances).to.deep.equal([]);
    expect(tree.bootstrap(good)).to.deep.equal({ code: Code.changed });
    expect(tree.object(1)?.instances).to.deep.equal([
      { id: 0, state: { ...newServer(), shortServerId: 1, lifetime: 300, updateRequested: true } },
      { id: 5, state: { ...newServer(), shortServerId: 2 } },
    ]);
  });

  // What was there counted once more with what was written over it, so that a full object took nothing at all.
  it("writes over the instances of a full object, one or all, and takes no further one", () => {
    const limit = tree.object(1)?.definition.limit ?? 0;
    const all = Array.from({ length: limit }, (_, i): [string, Scalar] => [`/1/${i}/0`, i + 1]);
    for (let turn = 0; turn < 2; turn++) expect(tree.bootstrap(write("/1", ...all)).code).to.equal(Code.changed);
    expect(tree.bootstrap(write("/1/0", ["/1/0/0", 99])).code).to.equal(Code.changed);
    const further = write("/1", ["/1/0/0", 1], [`/1/${limit}/0`, 50]);
    expect(tree.bootstrap(further).code).to.equal(Code.unavailable);
    expect(tree.object(1)?.instances).to.have.length(limit);
    expect(tree.object(1)?.instances[0]?.state).to.include({ shortServerId: 99 });
  });

  it("replaces what an instance had before", () => {
    tree.bootstrap(write("/0/1", ["/0/1/0", "coap://one.example"], ["/0/1/11", 9]));
    tree.bootstrap(write("/0/1", ["/0/1/0", "coap://two.example"]));
    expect(tree.object(0)?.instances[1]?.state).to.deep.equal({ ...newSecurity(), serverUri: "coap://two.example" });
  });

  it("writes a single resource and keeps the rest", () => {
    tree.bootstrap(write("/0/0/11", ["/0/0/11", 7]));
    expect([account.holdOff, account.serverUri]).to.deep.equal([7, "coap://bs.example:5683"]);
  });

  it("leaves out resources that the device does not have, but not malformed ones", () => {
    expect(tree.bootstrap(write("/0/0", ["/0/0/6", 1], ["/0/0/99", 1], ["/0/0/11", 7])).code).to.equal(Code.changed);
    expect(account.holdOff).to.equal(7);
    expect(tree.bootstrap(write("/0/0", ["/0/0/11", "soon"])).code).to.equal(Code.badRequest);
  });

  it("answers 4.04 where there is no such object and none can be made", () => {
    expect(tree.bootstrap(write("/77/0", ["/77/0/0", 1])).code).to.equal(Code.notFound);
    expect(tree.bootstrap(write("/3/1", ["/3/1/15", "UTC"])).code).to.equal(Code.notFound);
  });

  it("deletes everything but the bootstrap account and the device", () => {
    tree.bootstrap(write("/0/1", ["/0/1/0", "coap://srv.example"]));
    tree.bootstrap(write("/1/0", ["/1/0/0", 1]));
    expect(tree.bootstrap({ kind: "delete", path: {} })).to.deep.equal({ code: Code.deleted });
    expect(tree.objects.map((object) => object.instances.map((one) => one.id))).to.deep.equal([[0], [], [0]]);
  });

  it("deletes one instance, but not the bootstrap account", () => {
    tree.bootstrap(write("/1/0", ["/1/0/0", 1]));
    const remove = (path: string) => tree.bootstrap({ kind: "delete", path: parsePath(path) as Path }).code;
    expect(remove("/1/0")).to.equal(Code.deleted);
    expect(remove("/1/0")).to.equal(Code.notFound);
    expect(remove("/0/0")).to.equal(Code.badRequest);
    expect(remove("/3/0")).to.equal(Code.methodNotAllowed);
    expect(remove("/88")).to.equal(Code.notFound);
  });

  it("discovers accounts with their short server ids and addresses", () => {
    tree.bootstrap(write("/0/1", ["/0/1/10", 101]));
    tree.bootstrap(write("/1/0", ["/1/0/0", 101]));
    expect(tree.bootstrap({ kind: "discover", path: {} }).links).to.deep.equal([
      { path: pathOf(0, 0), uri: "coap://bs.example:5683" },
      { path: pathOf(0, 1), server: 101, uri: "" },
      { path: pathOf(1, 0), server: 101 },
      { path: pathOf(3, 0) },
    ]);
  });

  it("does not let a server make or delete accounts", () => {
    tree.bootstrap(write("/1/0", ["/1/0/0", 1]));
    expect(tree.operate({ kind: "create", path: pathOf(1), entries: [] }).code).to.equal(Code.methodNotAllowed);
    expect(tree.operate({ kind: "delete", path: pathOf(1, 0) }).code).to.equal(Code.methodNotAllowed);
  });
});

function write(path: string, ...values: readonly [string, Scalar][]): Operation {
  const entries = values.map(([where, value]) => ({ path: parsePath(where) as Path, value }));
  return { kind: "write", path: parsePath(path) as Path, mode: "replace", entries };
}
