import { expect } from "chai";
import type { ResourceModel } from "../../modules/lwm2m/model.js";
import { Code, type Entry } from "../../modules/lwm2m/operation.js";
import { Tree } from "../../modules/lwm2m/tree.js";
import type { Scalar } from "../../modules/lwm2m/value.js";
import { VERSIONS, type Version } from "../../modules/lwm2m/version.js";
import { newSecurity, securityObject, type SecurityState } from "../../objects/security.js";
import { versioned } from "../../objects/versions.js";

describe("objects/security-1-2", () => {
  const VALUES: Readonly<Record<string, Scalar>> = { string: "x", integer: 3, unsigned: 1, boolean: false };
  const LWM2M_SERVER = { 0: "coap://192.0.2.1:5683", 10: 101, 11: 7, 12: 0 } as const;
  const OSCORE = 17;

  /** A value for every resource of the version; `link` where one is asked for. */
  function everything(version: Version, link: Scalar): Entry[] {
    const { definition } = versioned(securityObject([]), version);
    return Object.values<ResourceModel>(definition.model.resources).map(({ id, type, multiple, oneOf }) => {
      const path = { object: 0, instance: 1, resource: id, ...(multiple === true && { resourceInstance: 0 }) };
      const fixed = (LWM2M_SERVER as Readonly<Record<number, Scalar>>)[id];
      if (type === "opaque") return { path, value: new Uint8Array(oneOf?.[0] ?? 1) };
      return { path, value: fixed ?? (type === "objlink" ? link : (VALUES[type] as Scalar)) };
    });
  }

  function write(version: Version, entries: readonly Entry[]): { code: Code; state: SecurityState | undefined } {
    const object = versioned(securityObject([{ id: 0, state: { ...newSecurity(), bootstrap: true } }]), version);
    const path = { object: 0, instance: 1 };
    const { code } = new Tree([object]).bootstrap({ kind: "write", path, mode: "replace", entries });
    return { code, state: object.instances[1]?.state as SecurityState | undefined };
  }

  const NO_LINK = { object: 65_535, instance: 65_535 };

  it("takes an account with every resource there is, and leaves out what this device does not do", () => {
    for (const version of VERSIONS) {
      const { code, state } = write(version, everything(version, NO_LINK));
      expect(code, version).to.equal(Code.changed);
      expect(state).to.include({ serverUri: "coap://192.0.2.1:5683", shortServerId: 101, holdOff: 7, securityMode: 3 });
      expect(Object.keys(state ?? {})).to.deep.equal(Object.keys(newSecurity()));
    }
  });

  it("refuses an account that wants OSCORE, and changes nothing", () => {
    for (const version of ["1.1", "1.2"] as const) {
      const entries = everything(version, NO_LINK).map((entry) =>
        entry.path.resource === OSCORE ? { ...entry, value: { object: 21, instance: 0 } } : entry,
      );
      expect(write(version, entries)).to.deep.equal({ code: Code.badRequest, state: undefined });
    }
  });
});
