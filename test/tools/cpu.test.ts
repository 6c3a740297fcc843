import { expect } from "chai";
import { ToolError } from "../../tools/arguments.js";
import { meteringEngine } from "../../tools/bench-cpu.js";
import { cpuCosts, cpuRows, grownRows, MOST_GROWTH, type CpuCost, type CpuRow } from "../../tools/cpu/costs.js";

/** What must be counted, with one server and with two. */
const OPERATIONS: readonly string[] = [
  "register",
  "read a resource",
  "read an instance",
  "read an object of 16 instances",
  "read what is not there",
  "write a resource",
  "execute",
  "discover a resource",
  "discover an object",
  "write attributes",
  "observe",
  "a sample without news",
  "a sample with news, and the notification",
  "cancel",
  "read-composite of two resources",
  "write-composite of two resources",
  "observe-composite of two resources",
  "a sample with news, and its notification",
  "cancel of an observe-composite",
  "send a value",
  "wake for nothing",
  "update the registration",
  "create",
  "read after a create",
  "update the registration with its objects",
  "delete",
  "read after a delete",
];

describe("the processor bench", function () {
  this.timeout(180_000);
  let rows: readonly CpuRow[];

  before(async function () {
    try {
      rows = cpuRows(cpuCosts(await meteringEngine(() => undefined)));
    } catch (error) {
      if (!(error instanceof ToolError) || !error.message.startsWith("nothing can be measured")) throw error;
      console.log(`      skipped: ${error.message}`);
      this.skip();
    }
  });

  for (const accounts of [1, 2]) {
    it(`measures every operation over each of the three trees, ${accounts} servers`, () => {
      const of = rows.filter((row) => row.accounts === accounts);
      expect(of.map(({ operation }) => operation)).to.have.members(OPERATIONS);
      for (const { operation, units } of of) {
        expect(units.length, operation).to.equal(3);
        for (const count of units) expect(count, operation).to.be.above(100);
      }
    });
  }

  it("holds that no operation takes longer because of objects that it does not concern", () => {
    for (const { operation, accounts, growth, listsAll } of rows) {
      if (!listsAll) expect(growth, `${operation}, ${accounts} servers`).to.be.at.most(MOST_GROWTH);
    }
  });

  it("holds that a registration takes as long for each further object, however many there are", () => {
    const all = rows.filter(({ listsAll }) => listsAll);
    expect(all.map(({ operation }) => operation)).to.deep.equal([
      "register",
      "update the registration with its objects",
      "register",
      "update the registration with its objects",
    ]);
    for (const { operation, growth } of all) expect(growth, operation).to.be.within(1 / MOST_GROWTH, MOST_GROWTH);
  });
});

describe("the processor bench's judgement", () => {
  /** Costs of an operation over trees of these sizes, last one first. */
  function costs(listsAll: boolean, units: (objects: number) => number): CpuCost[] {
    return [64, 16, 4].map((objects) => ({ operation: "it", accounts: 1, objects, units: units(objects), listsAll }));
  }

  it("lets pass what takes the same, or what is found by halving", () => {
    expect(grownRows(cpuRows(costs(false, () => 1000)))).to.deep.equal([]);
    expect(grownRows(cpuRows(costs(false, (objects) => 1000 + 10 * Math.log2(objects))))).to.deep.equal([]);
  });

  it("sees an operation that looks at every object", () => {
    const [row] = grownRows(cpuRows(costs(false, (objects) => 1000 + 50 * objects)));
    expect(row?.units).to.deep.equal([1200, 1800, 4200]);
    expect(row?.growth).to.equal(3.5);
  });

  it("lets what lists all objects take its share for each", () => {
    const rows = cpuRows(costs(true, (objects) => 1000 + 50 * objects));
    expect(rows.map(({ each, growth }) => ({ each, growth }))).to.deep.equal([{ each: [300, 113, 66], growth: 1 }]);
    expect(grownRows(rows)).to.deep.equal([]);
  });

  it("sees what takes longer for each object the more there are", () => {
    const [row] = grownRows(cpuRows(costs(true, (objects) => 1000 + objects ** 2)));
    expect(row?.growth).to.equal(4);
  });

  it("keeps the rows of one server and of two apart", () => {
    const two = costs(false, () => 2000).map((cost) => ({ ...cost, accounts: 2 }));
    const rows = cpuRows([...costs(false, () => 1000), ...two]);
    expect(rows.map(({ accounts, units }) => [accounts, units[0]])).to.deep.equal([
      [1, 1000],
      [2, 2000],
    ]);
  });

  it("fails for an operation that was measured over one tree alone", () => {
    expect(grownRows(cpuRows(costs(true, () => 5).slice(0, 1))).length).to.equal(1);
  });
});
