import { expect } from "chai";
import { AwakeWindow } from "../../../modules/lwm2m/awake-window.js";

describe("lwm2m/awake-window", () => {
  it("opens with a message, and closes 93 s after the last one [int-109]", () => {
    const window = new AwakeWindow();
    expect([window.open, window.deadline()]).to.deep.equal([false, undefined]);
    expect(window.message(1000)).to.equal(true);
    expect(window.message(2000)).to.equal(false);
    expect([window.open, window.deadline()]).to.deep.equal([true, 95_000]);
    expect(window.expire(94_999)).to.equal(false);
    expect(window.expire(95_000)).to.equal(true);
    expect(window.expire(95_001)).to.equal(false);
    expect([window.open, window.deadline()]).to.deep.equal([false, undefined]);
    expect(window.message(96_000)).to.equal(true);
  });
});
