import { expect } from "chai";
import { conformanceTable, shownByTests, shownIn } from "../../tools/conformance.js";
import { CONFORMANCE_IDS } from "../../tools/conformance/ids.js";

describe("the conformance table", () => {
  it("has each id once", () => {
    const ids = CONFORMANCE_IDS.map(({ id }) => id);
    expect(new Set(ids).size).to.equal(ids.length);
  });

  it("takes the ids from the end of a title, several in one bracket", () => {
    const [open, close] = ["[int-101 ", "int-103]"];
    const source = `it("registers ${open}${close}", () => { run("reads a[int-5]"); run("[int-9] first") });`;
    expect(shownIn("test/a.test.ts", source)).to.deep.equal([
      { id: "int-101", test: "registers", file: "test/a.test.ts" },
      { id: "int-103", test: "registers", file: "test/a.test.ts" },
    ]);
  });

  it("names the tests, the reason, or the lack of both", () => {
    const table = conformanceTable([{ id: "int-101", test: "registers", file: "test/a.test.ts" }]);
    expect(table).to.contain("| int-101 | Initial Registration | registers (`test/a.test.ts`) |");
    expect(table).to.contain("| int-3 | Simple Bootstrap from Smartcard | an NB-IoT module gives no access");
    expect(table).to.contain("| int-102 | Registration Update | not shown yet |");
  });

  it("knows every id that a title names", () => {
    const known = new Set(CONFORMANCE_IDS.map(({ id }) => id));
    expect(
      shownByTests()
        .filter(({ id }) => !known.has(id))
        .map(({ id, file }) => `${id} in ${file}`),
    ).to.deep.equal([]);
  });
});
