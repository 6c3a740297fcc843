import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PROFILES } from "../../modules/modem/profiles/index.js";
import { ROOT } from "../../tools/image.js";
import { main, moduleTable } from "../../tools/modules.js";

const SNAPSHOT = "test/snapshots/modules.txt";

describe("npm run modules", () => {
  it("prints the table of the snapshot; npm run --silent modules > test/snapshots/modules.txt renews it", () => {
    const lines = readFileSync(join(ROOT, SNAPSHOT), "utf8").split("\n");
    expect(lines.pop()).to.equal("");
    expect(moduleTable(PROFILES)).to.deep.equal(lines);
  });

  it("prints one model when it is asked for that", () => {
    const lines = moduleTable(PROFILES.filter(({ model }) => model === "M5313"));
    expect(lines[1]).to.match(/^M5313 +RDA8909B +M5313 +115200 9600 +ipstart-prompt \(sourced\) +C, host \(assumed\)$/);
    expect(lines).to.include('  power.reboot             s  "AT+TRB"  # AT+TRB in the TobudOS m5313 driver');
    expect(lines).to.not.include("M5311");
  });

  it("refuses a model that it does not know", async () => {
    expect(await main(["--module", "M5314"])).to.equal(2);
  });
});
