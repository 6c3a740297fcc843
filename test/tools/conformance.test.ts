import { expect } from "chai";
import { conformanceTable, shownByTests, shownIn, unsettled } from "../../tools/conformance.js";
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

  it("wants a test or a reason for each id, and not both", () => {
    const ids = [
      { id: "int-1", title: "shown" },
      { id: "int-2", title: "explained", reason: "no such thing" },
      { id: "int-3", title: "forgotten" },
      { id: "int-4", title: "doubtful", reason: "no such thing" },
    ];
    const shown = ["int-1", "int-4"].map((id) => ({ id, test: "does", file: "test/a.test.ts" }));
    expect(unsettled(ids, shown)).to.deep.equal([
      "int-3 (forgotten) is shown by no test",
      "int-4 (doubtful) is shown by a test, and has a reason not to be",
    ]);
  });

  it("settles every id", () => {
    expect(unsettled(CONFORMANCE_IDS, shownByTests())).to.deep.equal([]);
  });

  it("has all 155 ids of the specification", () => {
    expect(CONFORMANCE_IDS.filter(({ id }) => id.startsWith("int-"))).to.have.length(155);
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
