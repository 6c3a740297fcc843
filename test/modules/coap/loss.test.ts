import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../../tools/image.js";
import { COUNT, expectation, lossRows, lossTable, type LossRow } from "./loss-table.js";

/**
 * A row may be off by four standard deviations of a binomial distribution: less than one row in fifteen thousand would
 * be by chance. One more allows for whole numbers, and where the answer comes separately two for requests that arrive
 * with their last attempts, so that not all attempts of the response come before the asking end gives up.
 */
function bound(share: number, manner: LossRow["manner"]): number {
  return 4 * Math.sqrt(COUNT * share * (1 - share)) + (manner === "separate" ? 3 : 1);
}

function named({ weather, timing, manner }: LossRow): string {
  const { loss, doubling, reordering } = weather;
  return `${loss} % lost, ${doubling} % doubled, ${reordering} % reordered, ${timing.maxRetransmit}, ${manner}`;
}

describe("coap: loss, doubling and reordering at 10 and 30 % each way", function () {
  this.timeout(60_000);
  let rows: readonly LossRow[];

  before(() => {
    rows = lossRows();
  });

  it("executes nothing twice", () => {
    for (const row of rows) expect(row.tally.repeated, named(row)).to.equal(0);
  });

  it("tells whoever asked once, be it success or failure", () => {
    for (const row of rows) {
      expect(row.tally.untold, named(row)).to.equal(0);
      expect(row.tally.succeeded + row.tally.failed, named(row)).to.equal(COUNT);
    }
  });

  it("succeeds as often as the retransmission formula says (RFC 7252 section 4.2)", () => {
    for (const row of rows) {
      const off = Math.abs(row.tally.succeeded - COUNT * row.success);
      expect(off, named(row)).to.be.at.most(bound(row.success, row.manner));
    }
  });

  // All rows together see what one row cannot: one transmission more or less is some ten exchanges a row.
  it("succeeds over all rows as often as the formula says, within four standard deviations of the sum", () => {
    for (const timing of new Set(rows.map((row) => row.timing))) {
      const of = rows.filter((row) => row.timing === timing && row.manner !== "separate");
      const sum = (value: (row: LossRow) => number): number => of.reduce((total, row) => total + value(row), 0);
      const deviation = Math.sqrt(sum(({ success }) => COUNT * success * (1 - success)));
      const off = Math.abs(sum(({ tally, success }) => tally.succeeded - COUNT * success));
      expect(off, `${timing.maxRetransmit}`).to.be.at.most(4 * deviation);
      const onceMore = sum(({ weather, manner, success }) => {
        const longer = { ...timing, maxRetransmit: timing.maxRetransmit + 1 };
        return COUNT * (expectation(weather, longer, manner).success - success);
      });
      expect(onceMore, "one transmission more is seen").to.be.above(4 * deviation);
    }
  });

  it("executes as often as a request should arrive at all", () => {
    for (const row of rows) {
      const off = Math.abs(row.tally.executed - COUNT * row.execution);
      expect(off, named(row)).to.be.at.most(bound(row.execution, row.manner));
    }
  });

  it("never says that something succeeded which was not executed", () => {
    for (const row of rows) expect(row.tally.succeeded, named(row)).to.be.at.most(row.tally.executed);
  });

  it("gives the snapshot's table; node dist/test/modules/coap/loss-table.js > test/snapshots/coap-loss.txt renews it", () => {
    const lines = readFileSync(join(ROOT, "test/snapshots/coap-loss.txt"), "utf8").split("\n");
    expect(lines.pop()).to.equal("");
    expect(lossTable(rows)).to.deep.equal(lines);
  });
});
