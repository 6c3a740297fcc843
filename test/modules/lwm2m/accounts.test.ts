import { expect } from "chai";
import {
  bootstrapAccount,
  inconsistency,
  parseServerUri,
  policyOf,
  readAccounts,
  readTerms,
  termsOf,
  type ServerTerms,
} from "../../../modules/lwm2m/accounts.js";
import type { Instance } from "../../../modules/lwm2m/object.js";
import { DEFAULT_POLICY, OWN_POLICY } from "../../../modules/lwm2m/retry.js";
import { Tree } from "../../../modules/lwm2m/tree.js";
import { newSecurity, securityObject, type SecurityState } from "../../../objects/security.js";
import { newServer12, serverObject12, type ServerState12 } from "../../../objects/server-1-2.js";

/** A tree with these accounts and Server instances, numbered from 0. */
function tree(accounts: Partial<SecurityState>[], servers: Partial<ServerState12>[]): Tree {
  const security: Instance<SecurityState>[] = accounts.map((state, id) => ({
    id,
    state: { ...newSecurity(), ...state },
  }));
  const server: Instance<ServerState12>[] = servers.map((state, id) => ({ id, state: { ...newServer12(), ...state } }));
  return new Tree([securityObject(security), serverObject12(server)]);
}

const BOOTSTRAP = { serverUri: "coap://192.0.2.1:5683", bootstrap: true, holdOff: 5, accountTimeout: 60 };
const FIRST = { serverUri: "coap://192.0.2.2:5683", shortServerId: 101 };
const SECOND = { serverUri: "coap://192.0.2.3:5683", shortServerId: 102 };

describe("lwm2m/accounts", () => {
  it("reads the accounts of the Security object, times in milliseconds", () => {
    const source = tree([BOOTSTRAP, FIRST], []);
    expect(readAccounts(source)).to.deep.equal([
      {
        instance: 0,
        bootstrap: true,
        address: { host: "192.0.2.1", port: 5683 },
        server: undefined,
        holdOff: 5000,
        timeout: 60_000,
      },
      {
        instance: 1,
        bootstrap: false,
        address: { host: "192.0.2.2", port: 5683 },
        server: 101,
        holdOff: 0,
        timeout: 0,
      },
    ]);
    expect(bootstrapAccount(source)?.instance).to.equal(0);
    expect(bootstrapAccount(tree([FIRST], []))).to.equal(undefined);
  });

  it("reads the terms of the Server object, those of LwM2M 1.1 as well", () => {
    const [plain, ruled] = readTerms(
      tree(
        [],
        [
          { shortServerId: 101, lifetime: 300 },
          { shortServerId: 102, priority: 2, delay: 7, blocks: true, bootstraps: false, attempts: 3, pause: 60 },
        ],
      ),
    );
    expect(plain).to.deep.equal({
      server: 101,
      lifetime: 300,
      binding: "U",
      priority: undefined,
      delay: 0,
      blocks: false,
      bootstraps: true,
      attempts: undefined,
      first: undefined,
      pause: undefined,
      sequences: undefined,
      versions: undefined,
    });
    expect(ruled).to.deep.include({
      priority: 2,
      delay: 7000,
      blocks: true,
      bootstraps: false,
      attempts: 3,
      pause: 60,
    });
  });

  it("finds the terms by the short server id, and those of a sole account whatever their number is", () => {
    const source = tree([FIRST], [{ shortServerId: 102 }, { shortServerId: 101 }]);
    const [account] = readAccounts(source);
    if (account === undefined) throw new Error("no account");
    const terms = readTerms(source);
    expect(termsOf(account, terms)?.server).to.equal(101);
    expect(termsOf(account, terms.slice(0, 1))?.server).to.equal(102);
    expect(termsOf(account, [])).to.equal(undefined);
  });

  it("takes the retries from the Server instance, else from the version of LwM2M", () => {
    const [none, some, odd] = readTerms(
      tree([], [{}, { attempts: 3, firstRetry: 10 }, { attempts: 0, firstRetry: 0, pause: 1_000_000, sequences: 0 }]),
    ) as [ServerTerms, ServerTerms, ServerTerms];
    expect(policyOf(none, "1.0")).to.equal(OWN_POLICY);
    expect(policyOf(undefined, "1.1")).to.equal(DEFAULT_POLICY);
    expect(policyOf(some, "1.1")).to.deep.equal({ ...DEFAULT_POLICY, attempts: 3, first: 10_000 });
    // None of them may make the device ask without a pause.
    expect(policyOf(odd, "1.2")).to.deep.equal({
      attempts: 1,
      first: 1000,
      longest: 86_400_000,
      pause: 1_000_000_000,
      sequences: 1,
    });
  });

  // A week became a day, and "no other sequence" a day as well.
  it("takes the pause between sequences as long as it is, and its greatest value for no other sequence", () => {
    const [week, never] = readTerms(
      tree([], [{ pause: 604_800 }, { attempts: 2, pause: 0xffff_ffff, sequences: 3 }]),
    ) as [ServerTerms, ServerTerms];
    expect(policyOf(week, "1.1")).to.deep.equal({ ...DEFAULT_POLICY, pause: 604_800_000 });
    expect(policyOf(never, "1.1")).to.deep.equal({ ...DEFAULT_POLICY, attempts: 2, pause: Infinity, sequences: 1 });
  });
});

describe("lwm2m/accounts: what makes sense", () => {
  const ONE = [{ shortServerId: 101 }];
  const TWO = [{ shortServerId: 101 }, { shortServerId: 102 }];

  it("is one access server, with or without a Server instance of its number", () => {
    expect(inconsistency(tree([BOOTSTRAP, FIRST], ONE))).to.equal(undefined);
    expect(inconsistency(tree([BOOTSTRAP, FIRST], [{ shortServerId: 1 }]))).to.equal(undefined);
    expect(inconsistency(tree([FIRST], []))).to.equal(undefined);
  });

  it("is several, each with a number and a Server instance of its own", () => {
    expect(inconsistency(tree([BOOTSTRAP, FIRST, SECOND], TWO))).to.equal(undefined);
  });

  it("is nothing else, and the reason is told", () => {
    const five = [101, 102, 103, 104, 105].map((shortServerId) => ({ ...FIRST, shortServerId }));
    for (const [accounts, servers, reason] of [
      [[], [], "no access server was given"],
      [[BOOTSTRAP], ONE, "no access server was given"],
      [[{ ...FIRST, serverUri: "" }], ONE, "/0/0 has no address that can be used"],
      [[{ ...FIRST, serverUri: "coaps://a:5684" }], ONE, "/0/0 has no address that can be used"],
      [[FIRST, { ...SECOND, shortServerId: undefined }], TWO, "/0/1 has no short server id"],
      [[FIRST, { ...SECOND, shortServerId: 65_535 }], TWO, "/0/1 has no short server id"],
      [[FIRST, { ...SECOND, shortServerId: 101 }], TWO, "short server id 101 is given twice"],
      [[FIRST, SECOND], ONE, "no Server instance has the short server id 102"],
      [five, [], "5 access servers, at most 4 are served"],
    ] as const) {
      expect(inconsistency(tree([...accounts], [...servers]))).to.equal(reason);
    }
  });
});

describe("lwm2m/accounts: addresses", () => {
  for (const [uri, address] of [
    ["coap://192.0.2.1:5683", { host: "192.0.2.1", port: 5683 }],
    ["coap://iot.example", { host: "iot.example", port: 5683 }],
    ["coap://iot.example:1/", { host: "iot.example", port: 1 }],
    ["coap://iot.example:65535/rd?x", { host: "iot.example", port: 65_535 }],
    ["coap://iot.example:0", undefined],
    ["coap://iot.example:65536", undefined],
    ["coap://iot.example:", undefined],
    ["coap://iot.example:5683.0", undefined],
    ["coap://iot.example:0x1633", undefined],
    ["coap://iot.example:1e3", undefined],
    ["coap://iot.example:-1", undefined],
    ["coap://:5683", undefined],
    ["coap://", undefined],
    ["coap://[2001:db8::1]:5683", undefined],
    ["coaps://iot.example", undefined],
    ["iot.example:5683", undefined],
    ["", undefined],
  ] as const) {
    it(`reads "${uri}"`, () => {
      expect(parseServerUri(uri)).to.deep.equal(address);
    });
  }
});
