import { expect } from "chai";
import { keptAccounts } from "../../../modules/client/kept-accounts.js";
import { Shelf } from "./shelf.js";

describe("client/kept-accounts", () => {
  let said: string[];
  const log = (_: string, text: string): void => {
    said.push(text);
  };

  beforeEach(() => {
    said = [];
  });

  it("gives back what was kept last", () => {
    const shelf = new Shelf();
    const kept = keptAccounts(shelf, log);
    expect(kept.accounts).to.equal(undefined);
    kept.keep(Uint8Array.of(1, 2));
    kept.keep(Uint8Array.of(3));
    expect(keptAccounts(shelf, log).accounts).to.deep.equal(Uint8Array.of(3));
    expect(said).to.deep.equal([]);
  });

  it("does not wear the flash with what is there already", () => {
    const shelf = new Shelf();
    keptAccounts(shelf, log).keep(Uint8Array.of(1, 2));
    const again = keptAccounts(shelf, log);
    const { writes } = shelf;
    again.keep(Uint8Array.of(1, 2));
    expect(shelf.writes).to.equal(writes);
    again.keep(Uint8Array.of(1, 3));
    expect(shelf.writes).to.equal(writes + 1);
  });

  it("says why they are not saved, and goes on", () => {
    const shelf = new Shelf();
    const kept = keptAccounts(shelf, log);
    kept.keep(new Uint8Array(1025));
    expect(said).to.deep.equal(["the accounts are not saved: record accounts: 1025 bytes, at most 1024 fit"]);
    kept.keep(Uint8Array.of(1));
    expect(keptAccounts(shelf, log).accounts).to.deep.equal(Uint8Array.of(1));
  });
});
