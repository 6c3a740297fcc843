import { expect } from "chai";
import {
  accessAccount,
  Bootstrap,
  parseServerUri,
  type BootstrapInput,
  type BootstrapOutput,
} from "../../../modules/lwm2m/bootstrap.js";
import type { Entry } from "../../../modules/lwm2m/operation.js";
import { pathOf } from "../../../modules/lwm2m/path.js";
import { drain, feed, runUntil } from "../../support/machine.js";

const REQUEST: BootstrapOutput = { kind: "request" };
const START: BootstrapInput = { kind: "start" };
const ACTIVITY: BootstrapInput = { kind: "activity" };
const CHANGED: BootstrapInput = { kind: "answered", code: 0x44 };
const FINISH: BootstrapInput = { kind: "finish", accepted: true };

/** Has asked at 0; no jitter. */
function requesting(): Bootstrap {
  const machine = new Bootstrap(() => 0);
  expect(feed(machine, START, 0)).to.deep.equal([REQUEST]);
  return machine;
}

describe("lwm2m/bootstrap", () => {
  it("asks, is written to, and is finished", () => {
    const machine = requesting();
    expect(machine.state).to.deep.equal({ name: "requesting", attempt: 0 });
    expect(machine.deadline()).to.equal(undefined);
    expect(feed(machine, CHANGED, 100)).to.deep.equal([]);
    expect(machine.state).to.deep.equal({ name: "writing", attempt: 0, until: 20_100 });
    expect(feed(machine, ACTIVITY, 5000)).to.deep.equal([]);
    expect(feed(machine, FINISH, 6000)).to.deep.equal([{ kind: "finished" }]);
    expect(machine.state).to.deep.equal({ name: "finished" });
    expect(machine.deadline()).to.equal(undefined);
  });

  it("gives the server 20 s from each of its writes", () => {
    const machine = requesting();
    feed(machine, CHANGED, 100);
    feed(machine, ACTIVITY, 19_000);
    expect(machine.deadline()).to.equal(39_000);
    machine.expire(38_999);
    expect(drain(machine)).to.deep.equal([]);
    machine.expire(39_000);
    expect(drain(machine)).to.deep.equal([
      { kind: "failed", cause: "the server went silent before Bootstrap-Finish", retry: 10_000 },
    ]);
    expect(machine.deadline()).to.equal(49_000);
  });

  it("lets the server write, and even finish, before its answer to the request arrives", () => {
    const machine = requesting();
    feed(machine, ACTIVITY, 50);
    expect(machine.state.name).to.equal("writing");
    expect(feed(machine, CHANGED, 60)).to.deep.equal([]);
    expect(feed(requesting(), FINISH, 70)).to.deep.equal([{ kind: "finished" }]);
  });

  for (const [code, name] of [
    [0x80, "4.00"],
    [0x81, "4.01"],
    [0x83, "4.03"],
    [0x84, "4.04"],
    [0x8f, "4.15"],
    [0xa0, "5.00"],
    [0xa3, "5.03"],
    [0x41, "2.01"],
  ] as const) {
    it(`asks again 10 s after ${name}`, () => {
      const machine = requesting();
      const cause = `refused with ${name}`;
      expect(feed(machine, { kind: "answered", code }, 100)).to.deep.equal([{ kind: "failed", cause, retry: 10_000 }]);
      expect(machine.state).to.deep.equal({ name: "backingOff", attempt: 1, cause, until: 10_100 });
      expect(runUntil(machine, 10_100)).to.deep.equal([{ at: 10_100, output: REQUEST }]);
    });
  }

  it("asks again with growing pauses, up to ten minutes", () => {
    const machine = requesting();
    const retries: number[] = [];
    let now = 0;
    for (let i = 0; i < 8; i++) {
      const [output] = feed(machine, { kind: "failed", cause: "timeout" }, now);
      if (output?.kind !== "failed") throw new Error("not failed");
      expect(output.cause).to.equal("timeout");
      retries.push(output.retry);
      now = machine.deadline() as number;
      machine.expire(now);
      expect(drain(machine)).to.deep.equal([REQUEST]);
    }
    expect(retries).to.deep.equal([10_000, 20_000, 40_000, 80_000, 160_000, 320_000, 600_000, 600_000]);
  });

  it("takes a finish without an access server for a failure", () => {
    const machine = requesting();
    feed(machine, CHANGED, 0);
    expect(feed(machine, { kind: "finish", accepted: false }, 10)).to.deep.equal([
      { kind: "failed", cause: "no access server was given", retry: 10_000 },
    ]);
  });

  it("asks just once when it is started twice", () => {
    const machine = requesting();
    expect(feed(machine, START, 1)).to.deep.equal([]);
    feed(machine, CHANGED, 2);
    expect(feed(machine, START, 3)).to.deep.equal([]);
  });

  it("asks anew when it is started after its end", () => {
    const machine = requesting();
    feed(machine, FINISH, 1);
    expect(feed(machine, START, 2)).to.deep.equal([REQUEST]);
  });

  it("is idle after a stop in any state, and takes what comes then for nothing", () => {
    const backingOff = requesting();
    feed(backingOff, { kind: "failed", cause: "reset" }, 0);
    const writing = requesting();
    feed(writing, CHANGED, 0);
    const finished = requesting();
    feed(finished, FINISH, 0);
    for (const machine of [new Bootstrap(() => 0), requesting(), writing, backingOff, finished]) {
      expect(feed(machine, { kind: "stop" }, 1)).to.deep.equal([]);
      expect(machine.state).to.deep.equal({ name: "idle" });
      expect(machine.deadline()).to.equal(undefined);
      const late: BootstrapInput[] = [CHANGED, { kind: "failed", cause: "timeout" }, ACTIVITY, FINISH];
      for (const input of late) expect(feed(machine, input, 2)).to.deep.equal([]);
    }
  });
});

describe("lwm2m/bootstrap: the access server's account", () => {
  function account(instance: number, uri: string, bootstrap: boolean | undefined): Entry[] {
    const entries: Entry[] = [{ path: pathOf(0, instance, 0), value: uri }];
    if (bootstrap !== undefined) entries.push({ path: pathOf(0, instance, 1), value: bootstrap });
    return entries;
  }

  it("is the first that is not the bootstrap server's", () => {
    const entries = [...account(0, "coap://10.0.0.1:5683", true), ...account(1, "coap://10.0.0.2:5684", false)];
    expect(accessAccount(entries)).to.deep.equal({ host: "10.0.0.2", port: 5684 });
  });

  it("may do without the bootstrap flag", () => {
    expect(accessAccount(account(1, "coap://a.example", undefined))).to.deep.equal({ host: "a.example", port: 5683 });
  });

  it("is passed over if its address makes no sense", () => {
    const entries = [
      ...account(1, "", false),
      ...account(2, "coaps://b:5684", false),
      ...account(3, "coap://c", false),
    ];
    expect(accessAccount(entries)).to.deep.equal({ host: "c", port: 5683 });
    expect(accessAccount(account(1, "", false))).to.equal(undefined);
    expect(accessAccount([])).to.equal(undefined);
  });

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
