import { expect } from "chai";
import { Bootstrap, type BootstrapInput, type BootstrapOutput } from "../../../modules/lwm2m/bootstrap.js";
import { drain, feed, runUntil } from "../../support/machine.js";

const REQUEST: BootstrapOutput = { kind: "request" };
const START: BootstrapInput = { kind: "start" };
const ACTIVITY: BootstrapInput = { kind: "activity" };
const CHANGED: BootstrapInput = { kind: "answered", code: 0x44 };
const FINISH: BootstrapInput = { kind: "finish", refused: undefined };

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
    expect(machine.state).to.deep.equal({ name: "writing", attempt: 0, until: 247_100 });
    expect(feed(machine, ACTIVITY, 5000)).to.deep.equal([]);
    expect(feed(machine, FINISH, 6000)).to.deep.equal([{ kind: "finished" }]);
    expect(machine.state).to.deep.equal({ name: "finished" });
    expect(machine.deadline()).to.equal(undefined);
  });

  it("gives the server EXCHANGE_LIFETIME from each of its writes", () => {
    const machine = requesting();
    feed(machine, CHANGED, 100);
    feed(machine, ACTIVITY, 19_000);
    expect(machine.deadline()).to.equal(266_000);
    machine.expire(265_999);
    expect(drain(machine)).to.deep.equal([]);
    machine.expire(266_000);
    expect(drain(machine)).to.deep.equal([
      { kind: "failed", cause: "the server went silent before Bootstrap-Finish", retry: 10_000, attempt: 1 },
    ]);
    expect(machine.deadline()).to.equal(276_000);
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
      expect(feed(machine, { kind: "answered", code }, 100)).to.deep.equal([
        { kind: "failed", cause, retry: 10_000, attempt: 1 },
      ]);
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
    expect(feed(machine, { kind: "finish", refused: "no access server was given" }, 10)).to.deep.equal([
      { kind: "failed", cause: "no access server was given", retry: 10_000, attempt: 1 },
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

  it("waits for the hold-off of its account before it asks, and only then", () => {
    const machine = new Bootstrap(() => 0);
    expect(feed(machine, { kind: "start", holdOff: 30_000 }, 100)).to.deep.equal([]);
    expect(machine.state).to.deep.equal({ name: "holdingOff", until: 30_100 });
    expect(feed(machine, START, 200)).to.deep.equal([]);
    expect(runUntil(machine, 30_100)).to.deep.equal([{ at: 30_100, output: REQUEST }]);
    feed(machine, { kind: "failed", cause: "timeout" }, 40_000);
    expect(machine.deadline()).to.equal(50_000);
  });

  it("lets a server that begins by itself after the end write, and holds it to an end as well", () => {
    const machine = requesting();
    feed(machine, FINISH, 0);
    expect(feed(machine, ACTIVITY, 500_000)).to.deep.equal([]);
    expect(machine.state).to.deep.equal({ name: "writing", attempt: 0, until: 747_000 });
    expect(feed(machine, FINISH, 510_000)).to.deep.equal([{ kind: "finished" }]);
  });
});

describe("lwm2m/bootstrap: when the server may write", () => {
  it("is while it is asked, until it is finished, and after that, but not after it was given up", () => {
    const machine = new Bootstrap(() => 0);
    expect(machine.open).to.equal(false);
    feed(machine, START, 0);
    expect(machine.open).to.equal(true);
    feed(machine, CHANGED, 100);
    expect(machine.open).to.equal(true);
    machine.expire(247_100);
    expect(machine.state.name).to.equal("backingOff");
    expect(machine.open).to.equal(false);
    feed(machine, ACTIVITY, 247_200);
    expect(machine.state.name).to.equal("backingOff");
    machine.expire(257_100);
    expect(machine.open).to.equal(true);
    feed(machine, FINISH, 257_200);
    expect(machine.open).to.equal(true);
  });

  it("is during the hold-off, which leaves time for that (OMA LwM2M 1.0 clause E.1, resource 11)", () => {
    const machine = new Bootstrap(() => 0);
    feed(machine, { kind: "start", holdOff: 30_000 }, 0);
    expect(machine.open).to.equal(true);
    feed(machine, ACTIVITY, 10_000);
    expect(machine.state).to.deep.equal({ name: "writing", attempt: 0, until: 257_000 });
    expect(feed(machine, FINISH, 40_000)).to.deep.equal([{ kind: "finished" }]);
  });
});

describe("lwm2m/bootstrap: in one message", () => {
  function packing(): Bootstrap {
    const machine = new Bootstrap(() => 0, true);
    expect(feed(machine, START, 0)).to.deep.equal([{ kind: "pack" }]);
    expect(machine.state).to.deep.equal({ name: "packing", attempt: 0 });
    return machine;
  }

  it("is finished by a pack that was taken in", () => {
    expect(feed(packing(), { kind: "packed", refused: undefined }, 10)).to.deep.equal([{ kind: "finished" }]);
  });

  it("asks the plain way at once when there is no pack, or none that makes sense", () => {
    expect(feed(packing(), { kind: "packed", refused: "4.04" }, 10)).to.deep.equal([REQUEST]);
    expect(feed(packing(), { kind: "failed", cause: "timeout" }, 10)).to.deep.equal([REQUEST]);
  });

  it("asks for a pack again after a failure of the plain way", () => {
    const machine = packing();
    feed(machine, { kind: "packed", refused: "4.04" }, 10);
    feed(machine, { kind: "answered", code: 0x80 }, 20);
    expect(runUntil(machine, 10_020)).to.deep.equal([{ at: 10_020, output: { kind: "pack" } }]);
  });

  it("takes a pack for nothing that nobody waits for", () => {
    expect(feed(requesting(), { kind: "packed", refused: undefined }, 10)).to.deep.equal([]);
  });
});
