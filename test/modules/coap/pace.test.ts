import { expect } from "chai";
import { Pace } from "../../../modules/coap/pace.js";

/** How many of so many messages at one moment have leave. */
function taken(pace: Pace, count: number, now: number): number {
  let allowed = 0;
  for (let i = 0; i < count; i++) if (pace.take(now)) allowed++;
  return allowed;
}

describe("coap/pace", () => {
  it("lets sixteen go at once, and then one every three seconds (RFC 7641 section 4.5.1)", () => {
    const pace = new Pace();
    expect(taken(pace, 20, 1_000_000)).to.equal(16);
    expect(taken(pace, 20, 1_002_999)).to.equal(0);
    expect(taken(pace, 20, 1_003_000)).to.equal(1);
    expect(taken(pace, 20, 1_009_000)).to.equal(2);
  });

  it("lets all go that keep to one in three seconds, for ever", () => {
    const pace = new Pace();
    for (let now = 0; now < 3_000_000; now += 3_000) expect(pace.take(now)).to.equal(true);
  });

  it("comes to one in three seconds for those that do not", () => {
    const pace = new Pace();
    let allowed = 0;
    for (let now = 0; now < 3_000_000; now += 1_000) if (pace.take(now)) allowed++;
    expect(allowed).to.be.within(1000, 1000 + 16);
  });
});
