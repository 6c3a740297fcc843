import { expect } from "chai";
import type { Instance } from "../../modules/lwm2m/object.js";
import { Code } from "../../modules/lwm2m/operation.js";
import { pathOf } from "../../modules/lwm2m/path.js";
import { accessControl, type AccessControlState } from "../../objects/access-control.js";
import { connectivityObject, newConnectivity } from "../../objects/connectivity.js";
import { deviceObject, newDevice } from "../../objects/device.js";
import { digitalOutputObject, newDigitalOutput } from "../../objects/digital-output.js";
import { Inventory, type CoreObjects } from "../../objects/inventory.js";
import { newSecurity, securityObject } from "../../objects/security.js";
import { newServer, serverObject } from "../../objects/server.js";

const SOURCE = "coap://192.0.2.9:5683 ep";
const FIRST = 101;
const SECOND = 102;
const VALUE = pathOf(3201, 0, 5550);

/** A device whose bootstrap server gave it accounts of the servers with these short ids. */
function device(servers: readonly number[]): { readonly inventory: Inventory; readonly core: CoreObjects } {
  const accounts = servers.map((shortServerId, id) => ({ id, state: { ...newSecurity(), shortServerId } }));
  const core: CoreObjects = {
    security: securityObject([...accounts, { id: 9, state: { ...newSecurity(), bootstrap: true } }]),
    server: serverObject(servers.map((shortServerId, id) => ({ id, state: { ...newServer(), shortServerId } }))),
    device: newDevice(),
    connectivity: newConnectivity(),
    source: SOURCE,
  };
  const { object, access } = accessControl(core.server, () => inventory.tree);
  const objects = [
    core.security,
    core.server,
    object,
    deviceObject(core.device),
    connectivityObject(core.connectivity),
  ];
  objects.push(digitalOutputObject([{ id: 0, state: newDigitalOutput() }]));
  const inventory: Inventory = new Inventory(objects, [], () => undefined, core, { access });
  return { inventory, core };
}

/** The same after a restart: nothing but what comes out of the factory, then what was kept. */
function restarted(kept: Uint8Array | undefined): ReturnType<typeof device> {
  const fresh = device([1]);
  expect(fresh.inventory.restore(kept as Uint8Array, newServer)).to.equal(undefined);
  return fresh;
}

/** Lets the first server give the second one these rights on the switch. */
function grant(inventory: Inventory, rights: number): void {
  const instances = inventory.tree.object(2)?.instances as readonly Instance<AccessControlState>[];
  const control = instances.find(({ state }) => state.object === 3201) as Instance;
  const entries = [{ path: pathOf(2, control.id, 2, SECOND), value: rights }];
  const write = { kind: "write", path: pathOf(2, control.id, 2), mode: "replace", entries } as const;
  expect(inventory.tree.operate(write, FIRST).code).to.equal(Code.changed);
}

function reads(inventory: Inventory, server: number): number {
  return inventory.tree.operate({ kind: "read", path: VALUE }, server).code;
}

describe("objects/kept-accounts", () => {
  // After a restart nobody might do anything any more, as object 2 was empty.
  it("give each server after a restart the rights that it had", () => {
    const { inventory } = device([FIRST, SECOND]);
    inventory.bootstrapped();
    grant(inventory, 1);
    expect([reads(inventory, FIRST), reads(inventory, SECOND)]).to.deep.equal([Code.content, Code.content]);
    const after = restarted(inventory.accounts()).inventory;
    expect([reads(after, FIRST), reads(after, SECOND)]).to.deep.equal([Code.content, Code.content]);
    const write = { kind: "write", path: VALUE, mode: "replace", entries: [{ path: VALUE, value: true }] } as const;
    expect(after.tree.operate(write, SECOND).code).to.equal(Code.unauthorized);
    expect(after.tree.operate(write, FIRST).code).to.equal(Code.changed);
  });

  it("do not hold what goes without saying", () => {
    const plain = device([FIRST, SECOND]).inventory;
    const size = plain.accounts()?.length;
    plain.bootstrapped();
    expect(plain.accounts()?.length).to.equal(size);
    const after = restarted(plain.accounts()).inventory;
    expect([reads(after, FIRST), reads(after, SECOND)]).to.deep.equal([Code.content, Code.unauthorized]);
  });

  it("do not bring back rights on an instance that is not there any more", () => {
    const { inventory } = device([FIRST, SECOND]);
    inventory.bootstrapped();
    const instances = inventory.tree.object(2)?.instances as Instance<AccessControlState>[];
    const list = { instances: [{ id: SECOND, value: 1 }] };
    instances.push({ id: 99, state: { object: 3201, instance: 7, list, owner: SECOND } });
    instances.push({ id: 100, state: { object: 3201, instance: 65_535, list, owner: 65_535 } });
    const after = restarted(inventory.accounts()).inventory.tree.object(2)?.instances as typeof instances;
    const about = after.map(({ state }) => `/${state.object}/${state.instance}`);
    expect(about).to.include("/3201/65535");
    expect(about).not.to.include("/3201/7");
  });

  it("leave everything as it is when they are of another bootstrap server", () => {
    const { inventory, core } = device([1]);
    const kept = device([FIRST, SECOND]).inventory.accounts() as Uint8Array;
    kept[5] = (kept[5] as number) + 1;
    expect(inventory.restore(kept, newServer)).to.equal("the kept accounts are of another bootstrap server");
    expect(core.security.instances.map(({ id }) => id)).to.deep.equal([0, 9]);
  });

  it("take a server's Server instance with its account", () => {
    const { inventory, core } = device([FIRST, SECOND]);
    inventory.bootstrapped();
    grant(inventory, 1);
    core.security.instances.splice(0, 1);
    inventory.bootstrapped();
    expect(core.server.instances.map(({ id }) => id)).to.deep.equal([1]);
    const owners = inventory.tree.object(2)?.instances as readonly Instance<AccessControlState>[];
    expect(owners.every(({ state }) => state.owner === SECOND)).to.equal(true);
  });
});
