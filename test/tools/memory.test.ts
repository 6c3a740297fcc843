import { expect } from "chai";
import { imageModules } from "../../tools/image.js";
import { moduleCosts, partCosts } from "../../tools/memory/costs.js";
import { engineForTests } from "../support/xs/engine.js";

describe("the memory bench", function () {
  this.timeout(120_000);
  let program: string;

  before(async function () {
    const engine = await engineForTests();
    if ("skipped" in engine) {
      console.log(`      skipped: ${engine.skipped}`);
      this.skip();
    } else program = engine.path;
  });

  it("gives a cost to every module of the firmware, and to the built-ins", () => {
    const costs = moduleCosts(program);
    const keys = imageModules("main", { host: "hosts/desktop/host" }).map(({ key }) => key);
    expect(costs.map(({ key }) => key).sort()).to.deep.equal(
      ["built-ins", "host", ...keys.filter((key) => key !== "main")].sort(),
    );
    for (const { key, slots, chunks } of costs) expect(slots >= 0 && chunks >= 0, key).to.equal(true);
  });

  it("counts a module once: what it imports has its own row", () => {
    const costs = moduleCosts(program);
    const index = costs.find(({ key }) => key === "modules/modem/profiles/index");
    const profile = costs.find(({ key }) => key === "modules/modem/profiles/m5310-a-cm");
    expect(index?.slots).to.be.below(profile?.slots ?? 0);
  });

  it("makes every part of the firmware within the heap of a bare ESP32, all of them together", () => {
    const parts = partCosts(program).filter(({ kind }) => kind === "part");
    expect(parts.length).to.be.above(20);
    for (const { name, slots } of parts) expect(slots, name).to.be.above(0);
    expect(parts.reduce((total, { slots }) => total + slots, 0)).to.be.below(2048);
  });
});
