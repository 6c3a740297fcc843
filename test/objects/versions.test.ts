import { expect } from "chai";
import { registrationPayload } from "../../modules/lwm2m/link.js";
import { VERSIONS } from "../../modules/lwm2m/version.js";
import { accessControlObject } from "../../objects/access-control.js";
import { allObjects } from "../../objects/all-objects.js";
import { connectivityObject, newConnectivity } from "../../objects/connectivity.js";
import { deviceObject, newDevice } from "../../objects/device.js";
import { newSecurity, securityObject } from "../../objects/security.js";
import { newServer11, serverObject11 } from "../../objects/server-1-1.js";
import { versioned } from "../../objects/versions.js";

describe("objects/versions", () => {
  const core = [
    securityObject([{ id: 0, state: newSecurity() }]),
    serverObject11([{ id: 0, state: newServer11() }]),
    accessControlObject([]),
    deviceObject(newDevice()),
    connectivityObject(newConnectivity()),
    ...allObjects().slice(0, 1),
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

  it("keeps every resource that has a handler, its instances, and objects of one version", () => {
    for (const version of VERSIONS.slice(0, 2)) {
      for (const object of core) {
        const changed = versioned(object, version);
        const before = object.definition.rows.map(({ id }) => id);
        expect(changed.definition.rows.map(({ id }) => id)).to.include.members(before);
        expect(changed.instances).to.equal(object.instances);
      }
    }
    const location = allObjects()[1];
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
