import { expect } from "chai";
import { keptFailures, loadFailures, saveFailures } from "../../../modules/client/recovery.js";
import { hex } from "../../support/hex.js";
import { Shelf } from "./shelf.js";

describe("client/recovery", () => {
  it("keeps the count of failures from one start to the next", () => {
    const shelf = new Shelf();
    expect(loadFailures(shelf)).to.deep.equal({ failures: 0, sequence: 0, problems: [] });
    const first = saveFailures(shelf, 4, 0);
    expect(first).to.equal(1);
    expect(loadFailures(shelf)).to.deep.equal({ failures: 4, sequence: 1, problems: [] });
    expect(saveFailures(shelf, 0, 1)).to.equal(2);
    expect(loadFailures(shelf).failures).to.equal(0);
  });

  it("takes a damaged copy for none, and says so", () => {
    const shelf = new Shelf();
    shelf.save("recovery.b", hex("4e424c01 00000001 00000004 00000004 00000000"));
    expect(loadFailures(shelf)).to.deep.equal({
      failures: 0,
      sequence: 0,
      problems: ["record recovery.b is damaged, ignored"],
    });
  });

  it("says why the count is not saved", () => {
    const shelf = new Shelf();
    shelf.refuses = "the flash is full";
    expect(saveFailures(shelf, 1, 0)).to.equal("the count of failures is not saved: the flash is full");
  });

  it("are kept one after the other, each beside the last", () => {
    const shelf = new Shelf();
    const logged: string[] = [];
    const kept = keptFailures(shelf, (level, text) => logged.push(`${level}: ${text}`));
    for (const failures of [4, 8, 0, 4]) kept.keep(failures);
    expect(shelf.keys.slice().sort()).to.deep.equal(["recovery.a", "recovery.b"]);
    expect(loadFailures(shelf)).to.deep.include({ failures: 4, sequence: 4 });
    expect(keptFailures(shelf, () => undefined).failures).to.equal(4);
    shelf.refuses = "the flash is full";
    kept.keep(5);
    expect(logged).to.deep.equal(["error: the count of failures is not saved: the flash is full"]);
  });
});
