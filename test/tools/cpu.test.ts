import { expect } from "chai";
import { cpuCosts, cpuRows, MOST_GROWTH, type CpuCost } from "../../tools/cpu/costs.js";
import { meteringEngine } from "../../tools/bench-cpu.js";
import { ToolError } from "../../tools/arguments.js";

describe("the processor bench", function () {
  this.timeout(180_000);
  let costs: readonly CpuCost[];

  before(async function () {
    try {
      costs = cpuCosts(await meteringEngine(() => undefined));
    } catch (error) {
      if (!(error instanceof ToolError) || !error.message.startsWith("nothing can be measured")) throw error;
      console.log(`      skipped: ${error.message}`);
      this.skip();
    }
  });

  it("measures every operation over each of the three trees", () => {
    const rows = cpuRows(costs);
    expect(rows.length).to.be.above(12);
    for (const { operation, units } of rows) {
      expect(units.length, operation).to.equal(3);
      for (const count of units) expect(count, operation).to.be.above(100);
    }
  });

  it("holds that no operation takes longer because of objects that it does not concern", () => {
    for (const { operation, growth } of cpuRows(costs)) expect(growth, operation).to.be.at.most(MOST_GROWTH);
  });

  it("sees an operation that looks at every object", () => {
    const [row] = cpuRows([4, 16, 64].map((objects) => ({ operation: "linear", objects, units: 1000 + 50 * objects })));
    expect(row?.growth).to.be.above(MOST_GROWTH);
  });
});
