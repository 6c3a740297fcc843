import { expect } from "chai";
import { packAccounts, unpackAccounts } from "../../objects/accounts.js";
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
    const bytes = packAccounts(given(), SOURCE) as Uint8Array;
    const objects = none();
    expect(unpackAccounts(bytes, objects, FRESH, SOURCE)).to.equal(undefined);
    expect(shown(objects)).to.deep.equal(shown(given()));
    expect(bytes.length).to.be.lessThan(220);
  });

  it("are not taken from another bootstrap server, layout or firmware, and nothing is changed then", () => {
    const bytes = packAccounts(given(), SOURCE) as Uint8Array;
    const later = bytes.slice();
    later[0] = 2;
    const other = packAccounts([securityObject([]), serverObject([{ id: 0, state: newServer() }])], SOURCE);
    for (const [kept, source, problem] of [
      [bytes, "coap://192.0.2.9:5683 ep", "the kept accounts are of another bootstrap server"],
      [later, SOURCE, "the kept accounts are of another layout"],
      [other as Uint8Array, SOURCE, "the kept accounts are not of this firmware"],
    ] as const) {
      const objects = none();
      expect(unpackAccounts(kept, objects, FRESH, source)).to.equal(problem);
      expect(shown(objects)).to.deep.equal(shown(none()));
    }
  });

  it("are refused when they are cut off at any byte", () => {
    const bytes = packAccounts(given(), SOURCE) as Uint8Array;
    for (let size = 0; size < bytes.length; size++) {
      const objects = none();
      expect(unpackAccounts(bytes.slice(0, size), objects, FRESH, SOURCE), `${size} bytes`).to.be.a("string");
      expect(shown(objects)).to.deep.equal(shown(none()));
    }
  });

  it("are not packed if they do not fit a record", () => {
    const account = newSecurity();
    account.secret = new Uint8Array(1100);
    expect(packAccounts([securityObject([{ id: 0, state: account }])], SOURCE)).to.equal(undefined);
  });
});
