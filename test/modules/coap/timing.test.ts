import { expect } from "chai";
import {
  exchangeLifetime,
  maxRoundTrip,
  maxTransmitSpan,
  maxTransmitWait,
  NB_IOT_TIMING,
  nonLifetime,
  RFC_TIMING,
} from "../../../modules/coap/timing.js";

describe("coap/timing", () => {
  it("holds the RFC's defaults, and those for NB-IoT (section 4.8, table 2)", () => {
    const { ackTimeout, ackRandomFactor, maxRetransmit, nstart, maxLatency } = RFC_TIMING;
    expect([ackTimeout, ackRandomFactor, maxRetransmit, nstart, maxLatency]).to.deep.equal([2000, 1.5, 4, 1, 100_000]);
    expect(NB_IOT_TIMING).to.deep.equal({ ...RFC_TIMING, ackTimeout: 10_000, maxRetransmit: 3 });
  });

  it("derives the RFC's own times from its own parameters (RFC 7252 section 4.8.2, table 3)", () => {
    expect(maxTransmitSpan(RFC_TIMING)).to.equal(45_000);
    expect(maxTransmitWait(RFC_TIMING)).to.equal(93_000);
    expect(maxRoundTrip(RFC_TIMING)).to.equal(202_000);
    expect(exchangeLifetime(RFC_TIMING)).to.equal(247_000);
    expect(nonLifetime(RFC_TIMING)).to.equal(145_000);
  });

  it("gives up after less than four minutes on NB-IoT", () => {
    expect(maxTransmitSpan(NB_IOT_TIMING)).to.equal(105_000);
    expect(maxTransmitWait(NB_IOT_TIMING)).to.equal(225_000);
    expect(maxRoundTrip(NB_IOT_TIMING)).to.equal(210_000);
    expect(exchangeLifetime(NB_IOT_TIMING)).to.equal(315_000);
    expect(nonLifetime(NB_IOT_TIMING)).to.equal(205_000);
    expect(NB_IOT_TIMING.nstart).to.equal(1);
  });
});
