import { expect } from "chai";
import { Ladder, retryAt, rungFor, troubleOf, type Trouble } from "../../../modules/modem/recovery.js";

describe("retryAt", () => {
  it("doubles up to the limit", () => {
    const waits = [1, 2, 3, 4, 5, 100].map((failures) => retryAt(1000, failures, 5000, 30_000) - 1000);
    expect(waits).to.deep.equal([5000, 10_000, 20_000, 30_000, 30_000, 30_000]);
  });

  it("adds up to a quarter by chance", () => {
    expect(retryAt(0, 2, 5000, 30_000, () => 0)).to.equal(10_000);
    expect(retryAt(0, 2, 5000, 30_000, () => 0xffff_ffff)).to.equal(12_499);
  });
});

describe("the ladder of recovery", () => {
  for (const [trouble, rungs] of [
    ["network", "attach attach attach reboot attach attach attach cycle attach"],
    ["refused", "probe reboot probe cycle probe reboot probe cycle probe"],
    ["sim", "probe reboot probe cycle probe reboot probe cycle probe"],
    ["silent", "probe cycle probe cycle probe cycle probe cycle probe"],
  ] as readonly (readonly [Trouble, string])[]) {
    it(`of trouble "${trouble}" is ${rungs}`, () => {
      const found = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((failures) => rungFor(trouble, failures));
      expect(found.join(" ")).to.equal(rungs);
    });
  }

  it("keeps its count before a restart, and once more when the module is online", () => {
    const ladder = new Ladder(0);
    const kept = [1, 2, 3, 4, 5].map(() => ladder.keep(ladder.climb("network")));
    expect(kept).to.deep.equal([undefined, undefined, undefined, 4, undefined]);
    expect(ladder.keep("online")).to.equal(0);
    expect(ladder.keep("online")).to.equal(undefined);
    expect(ladder.climb("network")).to.equal("attach");
  });

  it("goes on where it was when the firmware itself was restarted", () => {
    const ladder = new Ladder(4);
    expect([1, 2, 3, 4].map(() => ladder.climb("network"))).to.deep.equal(["attach", "attach", "attach", "cycle"]);
  });

  it("knows a card's trouble by the step that asks for it, and by the number of the error", () => {
    const aborted = { name: "aborted", cause: "", final: { kind: "ok" } } as const;
    expect(troubleOf({ ...aborted, step: { send: "AT", keep: "imsi" } }, false)).to.equal("sim");
    expect(troubleOf({ ...aborted, step: { send: "AT", keep: "sim" } }, false)).to.equal("sim");
    expect(troubleOf({ ...aborted, step: { send: "AT" }, final: { kind: "cme", code: 10 } }, true)).to.equal("sim");
    expect(troubleOf({ ...aborted, step: { send: "AT" } }, true)).to.equal("network");
    expect(troubleOf({ ...aborted, step: { send: "AT" } }, false)).to.equal("refused");
    expect(troubleOf({ ...aborted, step: { send: "AT" }, final: { kind: "lost" } }, true)).to.equal("silent");
  });
});
