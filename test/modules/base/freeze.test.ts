import { expect } from "chai";
import { freeze } from "../../../modules/base/freeze.js";

describe("base/freeze", () => {
  it("freezes all levels of a table and gives the same table back", () => {
    const table = { rows: [{ id: 1, names: ["a"] }], none: null, text: "t" };
    const frozen = freeze(table);
    expect(frozen).to.equal(table);
    expect(Object.isFrozen(table)).to.equal(true);
    expect(Object.isFrozen(table.rows)).to.equal(true);
    expect(Object.isFrozen(table.rows[0])).to.equal(true);
    expect(Object.isFrozen(table.rows[0]?.names)).to.equal(true);
  });

  it("gives scalars back as they are", () => {
    expect(freeze(5)).to.equal(5);
    expect(freeze(null)).to.equal(null);
  });
});
