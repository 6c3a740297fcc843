import { expect } from "chai";
import { AccessControl } from "../../../modules/lwm2m/access-control.js";
import { composite } from "../../../modules/lwm2m/composite.js";
import type { Instance, LwM2mObject } from "../../../modules/lwm2m/object.js";
import type { Operation } from "../../../modules/lwm2m/operation.js";
import { Code } from "../../../modules/lwm2m/operation.js";
import { formatPath, parsePath, pathOf, type Path } from "../../../modules/lwm2m/path.js";
import { Tree } from "../../../modules/lwm2m/tree.js";
import { accessControlObject, newAccessControl, type AccessControlState } from "../../../objects/access-control.js";
import { newServer, serverObject, type ServerState } from "../../../objects/server.js";
import { houseObject, newHouse, type HouseState } from "./house.js";

const OWNER = 101;
const OTHER = 102;
const NONE = 65_535;

const READ = 1;
const WRITE = 2;
const EXECUTE = 4;
const DELETE = 8;
const CREATE = 16;

let house: HouseState;
let controls: Instance<AccessControlState>[];
let access: AccessControl;
let tree: Tree;

beforeEach(() => start([OWNER, OTHER]));

describe("lwm2m/access-control: rights (OMA LwM2M 1.2 clause 8.2.1)", () => {
  it("gives the owner everything unless it is in the list itself", () => {
    control(5000, 0, OWNER, {});
    expect(allowed(OWNER)).to.deep.equal(["read", "write", "execute", "delete"]);
    control(5000, 0, OWNER, { [OWNER]: READ });
    expect(allowed(OWNER)).to.deep.equal(["read"]);
  });

  it("gives another server what the list says, else what it says of the others, else nothing", () => {
    control(5000, 0, OWNER, { [OTHER]: WRITE | EXECUTE, 0: READ });
    expect(allowed(OTHER)).to.deep.equal(["write", "execute"]);
    control(5000, 0, OWNER, { 0: READ | DELETE });
    expect(allowed(OTHER)).to.deep.equal(["read", "delete"]);
    control(5000, 0, OWNER, { 0: 0 });
    expect(allowed(OTHER)).to.deep.equal([]);
    control(5000, 0, OWNER, {});
    expect(allowed(OTHER)).to.deep.equal([]);
  });

  it("gives nobody anything of an instance that no list speaks of", () => {
    expect(allowed(OWNER)).to.deep.equal([]);
  });

  it("gives everything to a single server, whatever the lists say", () => {
    start([OTHER]);
    control(5000, 0, OWNER, { 0: 0 });
    expect(allowed(OTHER)).to.deep.equal(["read", "write", "execute", "delete"]);
    expect(create(OTHER)).to.equal(Code.created);
  });

  it("wants the right to read for observe, cancel and write-attributes, and none for discover", () => {
    control(5000, 0, OWNER, { [OTHER]: WRITE });
    const path = pathOf(5000, 0, 2);
    const code = (operation: Operation) => tree.operate(operation, OTHER).code;
    expect(code({ kind: "observe", path, observer: 1 })).to.equal(Code.unauthorized);
    expect(code({ kind: "cancel", path, observer: 1 })).to.equal(Code.unauthorized);
    expect(code({ kind: "writeAttributes", path, attributes: { pmin: 1 } })).to.equal(Code.unauthorized);
    expect(code({ kind: "discover", path })).to.equal(Code.content);
    expect(code({ kind: "writeAttributes", path: pathOf(5000), attributes: { pmin: 1 } })).to.equal(Code.changed);
  });

  it("answers 4.04 before it asks for rights", () => {
    expect(tree.operate({ kind: "read", path: pathOf(5000, 9) }, OTHER).code).to.equal(Code.notFound);
    expect(tree.operate({ kind: "read", path: pathOf(5001, 0) }, OTHER).code).to.equal(Code.notFound);
  });

  it("follows a change of the list at once", () => {
    control(5000, 0, OWNER, { [OTHER]: 0 });
    expect(allowed(OTHER)).to.deep.equal([]);
    const path = parsePath("/2/0/2") as Path;
    const entries = [{ path: parsePath(`/2/0/2/${OTHER}`) as Path, value: READ }];
    expect(tree.operate({ kind: "write", path, mode: "update", entries }, OWNER).code).to.equal(Code.changed);
    expect(allowed(OTHER)).to.deep.equal(["read"]);
  });

  it("follows bootstrap when it makes a list speak of another instance", () => {
    control(5000, 7, OWNER, { [OTHER]: READ });
    expect(allowed(OTHER)).to.deep.equal([]);
    const path = pathOf(2, 0, 1);
    expect(tree.bootstrap({ kind: "write", path, mode: "replace", entries: [{ path, value: 0 }] }).code).to.equal(
      Code.changed,
    );
    expect(allowed(OTHER)).to.deep.equal(["read"]);
  });
});

describe("lwm2m/access-control: objects (OMA LwM2M 1.2 clause 8.2.3)", () => {
  it("reads of an object the instances that may be read", () => {
    control(5000, 0, OWNER, {});
    control(5000, 7, OTHER, {});
    expect(instancesSeen({ kind: "read", path: pathOf(5000) })).to.deep.equal(["/5000/7"]);
    expect(instancesSeen({ kind: "observe", path: pathOf(5000), observer: 1 })).to.deep.equal(["/5000/7"]);
  });

  it("lets a server make instances that the list of the object names, not the default and not the owner", () => {
    expect(create(OTHER)).to.equal(Code.unauthorized);
    control(5000, NONE, NONE, { 0: CREATE });
    expect(create(OTHER)).to.equal(Code.created);
    control(5000, NONE, NONE, { [OTHER]: READ, 0: CREATE });
    expect(create(OTHER)).to.equal(Code.unauthorized);
    control(5000, NONE, NONE, { [OTHER]: CREATE });
    expect(create(OTHER)).to.equal(Code.created);
  });

  it("answers 5.03 to a create where object 2 is full, for nobody could use what it makes", () => {
    control(5000, NONE, NONE, { [OTHER]: CREATE });
    const { limit } = accessControlObject([]).definition;
    for (let id = 1; id < limit; id++) controls.push({ id, state: newAccessControl() });
    expect(create(OTHER)).to.equal(Code.unavailable);
    expect(tree.object(5000)?.instances.map(({ id }) => id)).to.deep.equal([0, 7]);
    controls.pop();
    expect(create(OTHER)).to.equal(Code.created);
    expect(controls.length).to.equal(limit);
  });

  it("makes the server that made an instance its owner, and forgets that with the instance", () => {
    control(5000, NONE, NONE, { [OTHER]: CREATE });
    const entries = [{ path: pathOf(5000, 3, 0), value: "hut" }];
    tree.operate({ kind: "create", path: pathOf(5000), entries }, OTHER);
    const made = controls[controls.length - 1] as Instance<AccessControlState>;
    expect(made.state).to.deep.equal({ object: 5000, instance: 3, list: { instances: [] }, owner: OTHER });
    expect(tree.operate({ kind: "read", path: pathOf(5000, 3) }, OTHER).code).to.equal(Code.content);
    expect(tree.operate({ kind: "read", path: pathOf(5000, 3) }, OWNER).code).to.equal(Code.unauthorized);
    expect(tree.operate({ kind: "delete", path: pathOf(5000, 3) }, OWNER).code).to.equal(Code.unauthorized);
    expect(tree.operate({ kind: "delete", path: pathOf(5000, 3) }, OTHER).code).to.equal(Code.deleted);
    expect(controls.map((one) => one.state.instance)).to.deep.equal([NONE]);
  });
});

describe("lwm2m/access-control: its own object (OMA LwM2M 1.2 clause 8.1.2.2)", () => {
  it("may be read by all and written by the owner", () => {
    control(5000, 0, OWNER, {});
    const path = pathOf(2, 0, 2);
    const entries = [{ path: pathOf(2, 0, 2, OTHER), value: READ }];
    expect(tree.operate({ kind: "read", path: pathOf(2, 0) }, OTHER).code).to.equal(Code.content);
    expect(tree.operate({ kind: "write", path, mode: "replace", entries }, OTHER).code).to.equal(Code.unauthorized);
    expect(tree.operate({ kind: "write", path, mode: "replace", entries }, OWNER).code).to.equal(Code.changed);
    expect(tree.operate({ kind: "delete", path: pathOf(2, 0) }, OWNER).code).to.equal(Code.unauthorized);
    expect(tree.operate({ kind: "create", path: pathOf(2), entries: [] }, OWNER).code).to.equal(Code.unauthorized);
  });

  it("does not take rights that there are not", () => {
    control(5000, 0, OWNER, {});
    const path = pathOf(2, 0, 2);
    const entries = [{ path: pathOf(2, 0, 2, OTHER), value: 32 }];
    expect(tree.operate({ kind: "write", path, mode: "replace", entries }, OWNER).code).to.equal(Code.badRequest);
  });
});

describe("lwm2m/access-control: composite operations (OMA LwM2M 1.2 clause 8.2.1)", () => {
  it("reads what may be read and refuses only if that is nothing", () => {
    control(5000, 0, OWNER, {});
    control(5000, 7, OTHER, {});
    const paths = [pathOf(5000, 0, 1), pathOf(5000, 7, 1)];
    expect(instancesSeen({ kind: "readComposite", paths })).to.deep.equal(["/5000/7"]);
    const refused = tree.operate({ kind: "readComposite", paths: [pathOf(5000, 0, 1)] }, OTHER);
    expect(refused).to.deep.equal({ code: Code.unauthorized });
  });

  it("writes nothing unless all may be written", () => {
    control(5000, 0, OWNER, {});
    control(5000, 7, OTHER, {});
    const entries = [
      { path: pathOf(5000, 7, 1), value: 5 },
      { path: pathOf(5000, 0, 1), value: 5 },
    ];
    expect(tree.operate({ kind: "writeComposite", entries, removed: [] }, OTHER).code).to.equal(Code.unauthorized);
    expect(tree.value(pathOf(5000, 7, 1))).to.equal(2);
  });
});

describe("lwm2m/access-control: complete (OMA LwM2M 1.0 clause E.3.1)", () => {
  it("gives each instance that no list speaks of to the first server, and Server instances to their own", () => {
    control(5000, 7, OTHER, {});
    access.complete(tree.objects);
    const owners = controls.map(({ state }) => `/${state.object}/${state.instance} ${state.owner}`);
    expect(owners).to.deep.equal([`/5000/7 ${OTHER}`, `/1/0 ${OWNER}`, `/1/1 ${OTHER}`, `/5000/0 ${OWNER}`]);
    access.complete(tree.objects);
    expect(controls).to.have.length(4);
  });

  it("does nothing for a single server", () => {
    start([OWNER]);
    access.complete(tree.objects);
    expect(controls).to.deep.equal([]);
  });
});

describe("lwm2m/access-control: a server that is gone (OMA LwM2M 1.0 clause E.1.3)", () => {
  const THIRD = 103;

  /** Takes a server's account away. */
  function leave(server: number): void {
    const { instances } = tree.object(1) as LwM2mObject;
    const place = instances.findIndex(({ state }) => (state as ServerState).shortServerId === server);
    instances.splice(place, 1);
    access.complete(tree.objects);
  }

  /** What the lists say, but for the Server instances. */
  function lists(): string[] {
    return controls
      .filter(({ state }) => state.object !== 1)
      .map(({ state }) => {
        const rights = state.list.instances.map(({ id, value }) => ` ${id}:${value}`);
        return `/${state.object}/${state.instance} ${state.owner}${rights.join("")}`;
      });
  }

  it("leaves what it owned to the server with most of the rights to write and delete, the first of several", () => {
    start([OWNER, OTHER, THIRD]);
    control(5000, 0, OWNER, { [OWNER]: READ, [OTHER]: READ | WRITE | EXECUTE, [THIRD]: WRITE | DELETE });
    control(5000, 7, OWNER, { [OTHER]: READ | WRITE, [THIRD]: DELETE });
    leave(OWNER);
    expect(lists()).to.deep.equal([
      `/5000/0 ${THIRD} ${OTHER}:${READ | WRITE | EXECUTE} ${THIRD}:${WRITE | DELETE}`,
      `/5000/7 ${OTHER} ${OTHER}:${READ | WRITE} ${THIRD}:${DELETE}`,
    ]);
  });

  it("leaves it to a server that may do something by the default alone", () => {
    control(5000, 0, OWNER, { 0: READ });
    control(5000, 7, OTHER, {});
    leave(OWNER);
    expect(lists()).to.deep.equal([`/5000/0 ${OTHER} 0:${READ}`, `/5000/7 ${OTHER}`]);
  });

  it("takes with it what it alone could use, but for what its object does not let go: that is the first server's", () => {
    control(5000, 0, OWNER, {});
    control(5000, 7, OWNER, { [OTHER]: 0 });
    house.lit = true;
    leave(OWNER);
    expect(tree.object(5000)?.instances.map(({ id }) => id)).to.deep.equal([0]);
    expect(lists()).to.deep.equal([`/5000/0 ${OTHER}`]);
  });

  it("vanishes from the lists of others, and of bootstrap's own", () => {
    start([OWNER, OTHER, THIRD]);
    control(5000, 0, OTHER, { [OWNER]: READ, [THIRD]: READ });
    control(5000, 7, OTHER, {});
    control(5000, NONE, NONE, { [OWNER]: CREATE, [OTHER]: CREATE });
    leave(OWNER);
    expect(lists()).to.deep.equal([
      `/5000/0 ${OTHER} ${THIRD}:${READ}`,
      `/5000/7 ${OTHER}`,
      `/5000/65535 ${NONE} ${OTHER}:${CREATE}`,
    ]);
  });

  it("is told to who observes the owner", () => {
    start([OWNER, OTHER, THIRD]);
    control(5000, 0, OWNER, { [OTHER]: READ });
    control(5000, 7, OTHER, {});
    while (tree.takeChange() !== undefined);
    leave(OWNER);
    const changes: string[] = [];
    for (let path = tree.takeChange(); path !== undefined; path = tree.takeChange()) changes.push(formatPath(path));
    expect(changes).to.include("/2/0/3");
  });

  it("leaves what bootstrap alone may change as it is", () => {
    control(5000, 0, NONE, { [OTHER]: READ });
    control(5000, 7, OTHER, {});
    leave(OWNER);
    expect(lists()).to.deep.equal([`/5000/0 ${NONE} ${OTHER}:${READ}`, `/5000/7 ${OTHER}`]);
  });
});

describe("lwm2m/access-control: what is to be kept", () => {
  it("is what a restart would not make by itself", () => {
    access.complete(tree.objects);
    expect(access.kept()).to.deep.equal([]);
    control(5000, 0, OWNER, { [OTHER]: READ });
    control(5000, 7, OTHER, {});
    control(1, 1, OWNER, {});
    control(5000, NONE, NONE, { [OTHER]: CREATE });
    const kept = access.kept() as readonly Instance<AccessControlState>[];
    expect(kept.map(({ state }) => `/${state.object}/${state.instance}`).sort()).to.deep.equal([
      "/1/1",
      "/5000/0",
      "/5000/65535",
      "/5000/7",
    ]);
  });
});

function start(servers: readonly number[]): void {
  house = newHouse();
  controls = [];
  const control = accessControlObject(controls);
  const server = serverObject(servers.map((shortServerId, id) => ({ id, state: { ...newServer(), shortServerId } })));
  const houses = houseObject([
    { id: 0, state: house },
    { id: 7, state: newHouse() },
  ]);
  access = new AccessControl(control, server, () => tree);
  tree = new Tree([server, control, houses], { access, composite });
}

/** Provisions a list as bootstrap does, in the place of the one that there was. */
function control(object: number, instance: number, owner: number, rights: Readonly<Record<number, number>>): void {
  const state = newAccessControl();
  Object.assign(state, { object, instance, owner });
  state.list = { instances: Object.entries(rights).map(([id, value]) => ({ id: Number(id), value })) };
  const known = controls.findIndex((one) => one.state.object === object && one.state.instance === instance);
  if (known >= 0) controls[known] = { id: (controls[known] as Instance).id, state };
  else controls.push({ id: controls.length, state });
  tree.changed(pathOf(2));
}

/** What a server may do with the house, by trying. */
function allowed(server: number): string[] {
  const tries: readonly Operation[] = [
    { kind: "read", path: pathOf(5000, 0, 1) },
    { kind: "write", path: pathOf(5000, 0, 1), mode: "replace", entries: [{ path: pathOf(5000, 0, 1), value: 3 }] },
    { kind: "execute", path: pathOf(5000, 0, 8), argument: "" },
    { kind: "delete", path: pathOf(5000, 0) },
  ];
  // Lit, so that the delete is refused by the house and can be tried again.
  house.lit = true;
  return tries.filter((one) => tree.operate(one, server).code !== Code.unauthorized).map((one) => one.kind);
}

function create(server: number): number {
  const entries = [{ path: pathOf(5000, NONE, 0), value: "hut" }];
  return tree.operate({ kind: "create", path: pathOf(5000), entries }, server).code;
}

function instancesSeen(operation: Operation): string[] {
  const entries = tree.operate(operation, OTHER).entries ?? [];
  return [...new Set(entries.map(({ path }) => formatPath(pathOf(path.object, path.instance))))];
}
