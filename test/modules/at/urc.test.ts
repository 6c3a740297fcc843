import { expect } from "chai";
import { hasPrefix, urcOwner, type UrcRow } from "../../../modules/at/urc.js";

const ROWS: readonly UrcRow[] = [
  { prefix: "+CEREG", owner: "lifecycle" },
  { prefix: "+NSONMI", owner: "sockets" },
  { prefix: "REBOOT_", owner: "lifecycle" },
  { prefix: "M5310-A", owner: "mode", idle: true },
];

describe("at urcs", () => {
  it("ends a name at anything but a letter or digit, and a text nowhere", () => {
    expect(hasPrefix("+CSQ:1", "+CSQ")).to.equal(true);
    expect(hasPrefix("+CSQ", "+CSQ")).to.equal(true);
    expect(hasPrefix("+CSQN:1", "+CSQ")).to.equal(false);
    expect(hasPrefix("+CSQ2:1", "+CSQ")).to.equal(false);
    expect(hasPrefix("*ATREADY: 1", "*ATREADY")).to.equal(true);
    expect(hasPrefix("REBOOT_CAUSE", "REBOOT_")).to.equal(true);
    expect(hasPrefix("x+CSQ:1", "+CSQ")).to.equal(false);
  });

  it("finds the owner by the first row that fits", () => {
    expect(urcOwner(ROWS, "+CEREG: 1", false)).to.equal("lifecycle");
    expect(urcOwner(ROWS, "+NSONMI:0,4", true)).to.equal("sockets");
    expect(urcOwner(ROWS, "REBOOT_CAUSE_X", true)).to.equal("lifecycle");
    expect(urcOwner(ROWS, "constructor", false)).to.equal(undefined);
  });

  it("leaves rows that are for idle times aside while a command runs", () => {
    expect(urcOwner(ROWS, "M5310-A", false)).to.equal("mode");
    expect(urcOwner(ROWS, "M5310-A", true)).to.equal(undefined);
  });
});
