import { expect } from "chai";
import { packAccounts, unpackAccounts } from "../../objects/accounts.js";
import { accessControlObject, newAccessControl } from "../../objects/access-control.js";
import { newSecurity, securityObject } from "../../objects/security.js";
import { newServer, serverObject } from "../../objects/server.js";
import { newServer12, serverObject12 } from "../../objects/server-1-2.js";
import type { LwM2mObject } from "../../modules/lwm2m/object.js";

const SOURCE = "coap://192.0.2.1:5683 ep";
const FRESH = [newSecurity, newServer12];

function given(): LwM2mObject[] {
  const account = newSecurity();
  account.serverUri = "coap://sörver:5683";
  account.shortServerId = 101;
  account.secret = Uint8Array.of(0, 255);
  const own = newSecurity();
  own.bootstrap = true;
  const server = newServer12();
  server.lifetime = 4_294_967_295;
  server.version = "1.1";
  server.bootstraps = false;
  return [
    securityObject([
      { id: 0, state: account },
      { id: 65_534, state: own },
    ]),
    serverObject12([{ id: 3, state: server }]),
  ];
}

function none(): LwM2mObject[] {
  return [securityObject([]), serverObject12([{ id: 0, state: newServer12() }])];
}

function shown(objects: LwM2mObject[]): unknown {
  return objects.map(({ instances }) => instances);
}

describe("objects/accounts", () => {
  it("are the same after a restart, keys and all", () => {
    const bytes = packAccounts(given(), SOURCE);
    const objects = none();
    expect(unpackAccounts(bytes, objects, FRESH, SOURCE)).to.equal(undefined);
    expect(shown(objects)).to.deep.equal(shown(given()));
    expect(bytes.length).to.be.lessThan(220);
  });

  it("are not taken from another bootstrap server, layout or firmware, and nothing is changed then", () => {
    const bytes = packAccounts(given(), SOURCE);
    const later = bytes.slice();
    later[0] = 1;
    const other = packAccounts([securityObject([]), serverObject([{ id: 0, state: newServer() }])], SOURCE);
    for (const [kept, source, problem] of [
      [bytes, "coap://192.0.2.9:5683 ep", "the kept accounts are of another bootstrap server"],
      [later, SOURCE, "the kept accounts are of another layout"],
      [other, SOURCE, "the kept accounts are not of this firmware"],
    ] as const) {
      const objects = none();
      expect(unpackAccounts(kept, objects, FRESH, source)).to.equal(problem);
      expect(shown(objects)).to.deep.equal(shown(none()));
    }
  });

  it("are refused when they are cut off at any byte", () => {
    const bytes = packAccounts(given(), SOURCE);
    for (let size = 0; size < bytes.length; size++) {
      const objects = none();
      expect(unpackAccounts(bytes.slice(0, size), objects, FRESH, SOURCE), `${size} bytes`).to.be.a("string");
      expect(shown(objects)).to.deep.equal(shown(none()));
    }
  });

  // Those of before would have come back after the restart, with rights that were taken away meanwhile.
  it("are none if they do not fit a record, which is told after the restart", () => {
    const account = newSecurity();
    account.secret = new Uint8Array(1100);
    const bytes = packAccounts([securityObject([{ id: 0, state: account }])], SOURCE);
    expect(bytes).to.deep.equal(new Uint8Array(0));
    expect(unpackAccounts(bytes, none(), FRESH, SOURCE)).to.equal("the accounts were too many to be kept");
  });

  it("hold the rights of some thirty lists besides", () => {
    const list = { instances: [101, 102].map((id) => ({ id, value: 31 })) };
    const rights = (count: number): LwM2mObject[] => {
      const instances = [];
      for (let id = 0; id < count; id++)
        instances.push({ id, state: { object: 3303, instance: id, list, owner: 101 } });
      return [...given(), accessControlObject(instances)];
    };
    const [none, some] = [packAccounts(rights(0), SOURCE), packAccounts(rights(35), SOURCE)];
    expect((some.length - none.length) / 35).to.be.lessThan(22);
    const objects = [...given(), accessControlObject([])];
    expect(unpackAccounts(some, objects, [...FRESH, newAccessControl], SOURCE)).to.equal(undefined);
    expect(shown(objects)).to.deep.equal(shown(rights(35)));
  });
});
