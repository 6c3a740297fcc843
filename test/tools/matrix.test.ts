import { expect } from "chai";
import { m5310a } from "../../modules/modem/profiles/m5310-a.js";
import { m5312 } from "../../modules/modem/profiles/m5312.js";
import { m5313 } from "../../modules/modem/profiles/m5313.js";
import { allCells, certaintyOf, describeRow, holds, main, type MatrixRow } from "../../tools/matrix.js";
import { TOUR_STEPS } from "../../tools/tour.js";

const GOOD = TOUR_STEPS.map((name) => ({ name, ok: true, detail: "" }));

function row(steps: MatrixRow["steps"]): MatrixRow {
  return { module: "M5311", mode: "sdk", certainty: "sourced", steps };
}

describe("tools/matrix", () => {
  it("has a row for each of the twelve models in each of the two modes", () => {
    const names = allCells().map(({ profile, mode }) => `${profile.model} ${mode}`);
    expect(new Set(names).size).to.equal(24);
    expect(names.filter((name) => name.endsWith(" sdk"))).to.have.length(12);
  });

  it("says how sure the dialect is, behind each step", () => {
    expect(describeRow(row(GOOD))).to.equal(`M5311        sdk     ${GOOD.map(() => "ok s").join(" ")}`);
  });

  it("says which step does not hold and why, and which were not reached", () => {
    const [first] = GOOD as [MatrixRow["steps"][number]];
    const failed = { name: "resource list", ok: false, detail: "timeout" };
    const broken = row([first, failed]);
    expect(describeRow(broken)).to.match(/^M5311 {8}sdk {5}ok s NO {3}-( {4}-)* {5}resource list: timeout$/);
    expect(holds(broken)).to.equal(false);
  });

  it("holds only if every step was reached and held", () => {
    expect(holds(row(GOOD))).to.equal(true);
    expect(holds(row(GOOD.slice(1)))).to.equal(false);
    expect(holds(row([]))).to.equal(false);
  });

  it("takes the certainty of what decides: sockets in SDK mode, MIPL in module mode", () => {
    expect(certaintyOf(m5310a, "sdk")).to.equal("sourced");
    expect(certaintyOf(m5312, "sdk")).to.not.equal("sourced");
    expect(certaintyOf(m5313, "sdk")).to.equal("sourced");
    expect(certaintyOf(m5313, "module")).to.equal("assumed");
  });

  it("refuses a model or a mode that is not there", async () => {
    const { error } = console;
    const said: string[] = [];
    console.error = (text: string) => void said.push(text);
    try {
      expect(await main(["--module", "M9999"])).to.equal(2);
      expect(await main(["--mode", "both"])).to.equal(2);
    } finally {
      console.error = error;
    }
    expect(said[0]).to.match(/^matrix: module "M9999" is not known; the known ones are M5310-A, /);
    expect(said[1]).to.match(/^matrix: option --mode takes sdk or module, not "both"/);
  });
});
