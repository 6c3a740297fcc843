import { expect } from "chai";
import { replay } from "./replay.js";

/** The beginning of a talk, written by hand. */
const TALK = `
# option mode=sdk
# option module=M5310-A
@ 0
? load 0.5
= baud 9600
= pulse reset 110
@ 700
< REBOOT_CAUSE_SECURITY_RESET_PIN
< M5310-A
< OK
> AT
`;

describe("the player of recorded runs", () => {
  it("says what differs and where, be it another command, none, or one too many", () => {
    expect(replay(TALK)).to.equal(3);
    expect(() => replay(TALK.replace("> AT", "> ATI"))).to.throw(/^line 8: > AT instead of > ATI\n/);
    expect(() => replay(TALK.replace("= baud 9600\n", ""))).to.throw(
      /^line 2: = baud 9600 instead of = pulse reset 110/,
    );
    expect(() => replay(TALK.replace("> AT\n", "@ 5000\n"))).to.throw("at the end: > AT beside what was recorded");
    expect(() => replay(`${TALK}! jump`)).to.throw("line 9: nobody knows how to jump");
  });
});
