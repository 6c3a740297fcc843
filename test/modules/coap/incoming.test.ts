import { expect } from "chai";
import { arrive, content, exchanges, give, run } from "./talk.js";

const UNDERSTOOD = [11, 23, 27];

describe("coap/incoming: No-Response (RFC 7967 section 2.1)", () => {
  it("leaves a Confirmable request with an empty acknowledgement, which a duplicate gets again", () => {
    const machine = exchanges();
    // No-Response 2: no 2.xx.
    const request = "41 02 7d34 20 b1 61 d1 ea 02";
    arrive(machine, request);
    expect(give(machine, content(1))).to.deep.equal(["send 1 60007d34"]);
    expect(arrive(machine, request)).to.deep.equal(["send 1 60007d34"]);
    expect(machine.deadline()).to.equal(undefined);
  });

  it("leaves a Non-confirmable request, and one that was acknowledged already, with nothing more", () => {
    const machine = exchanges();
    arrive(machine, "51 02 7d34 20 b1 61 d1 ea 1a");
    expect(give(machine, content(1))).to.deep.equal([]);
    arrive(machine, "41 02 7d35 20 b1 61 d1 ea 1a");
    expect(run(machine, 1000)).to.deep.equal(["1000: send 1 60007d35"]);
    expect(give(machine, content(2), 2000)).to.deep.equal([]);
    expect(machine.deadline()).to.equal(undefined);
  });

  it("lets an answer of a class through that is not named", () => {
    const machine = exchanges();
    arrive(machine, "51 02 7d34 20 b1 61 d1 ea 08");
    expect(give(machine, content(1))).to.deep.equal(["send 1 5145000020ff01"]);
    arrive(machine, "51 02 7d35 20 b1 61 d0 ea");
    expect(give(machine, content(2))).to.deep.equal(["send 1 5145000120ff01"]);
  });
});

describe("coap/incoming: critical options (RFC 7252 section 5.4.1)", () => {
  it("that are not understood get 4.02 in a Confirmable request and a Reset in a Non-confirmable one", () => {
    const machine = exchanges({ understood: UNDERSTOOD });
    expect(arrive(machine, "41 01 7d34 20 b1 61 e1 0001 01")).to.deep.equal(["send 1 61827d3420"]);
    expect(arrive(machine, "51 01 7d35 20 b1 61 e1 0001 01")).to.deep.equal(["send 1 70007d35"]);
    expect(machine.deadline()).to.equal(undefined);
  });

  // A request for a proxy got 4.02 like any other option.
  it("that want a proxy get 5.05 (section 5.10.2)", () => {
    const machine = exchanges({ understood: UNDERSTOOD });
    expect(arrive(machine, "41 01 7d34 20 d8 16 636f61703a2f2f78")).to.deep.equal(["send 1 61a57d3420"]);
    expect(arrive(machine, "41 01 7d35 20 d4 1a 636f6170")).to.deep.equal(["send 1 61a57d3520"]);
    expect(arrive(machine, "51 01 7d36 20 d4 1a 636f6170")).to.deep.equal(["send 1 70007d36"]);
    expect(machine.deadline()).to.equal(undefined);
  });

  it("that are understood, and elective ones, let a request through", () => {
    const machine = exchanges({ understood: UNDERSTOOD });
    expect(arrive(machine, "41 01 7d34 20 b1 61 e1 0002 01")).to.deep.equal(["request 1 #1 1 20"]);
  });

  it("are left to the owner who did not say what it understands", () => {
    expect(arrive(exchanges(), "41 01 7d34 20 b1 61 e1 0001 01")).to.deep.equal(["request 1 #1 1 20"]);
  });

  it("in a response end the request as badOption, and a response in a message of its own is rejected", () => {
    const machine = exchanges();
    const ask = () => give(machine, { kind: "request", peer: 1, tag: 7, code: 1, options: [] });
    ask();
    expect(arrive(machine, "64 45 0000 80000000 90 ff 31")).to.deep.equal(["failed 7 badOption"]);
    ask();
    expect(arrive(machine, "44 45 1234 80000000 90 ff 31")).to.deep.equal(["send 1 70001234", "failed 7 badOption"]);
    ask();
    expect(arrive(machine, "54 45 1235 80000000 b1 61 ff 31")).to.deep.equal(["send 1 70001235", "failed 7 badOption"]);
    ask();
    expect(arrive(machine, "54 45 1236 80000000 d1 0a 08 ff 31")).to.deep.equal(["response 7 69 31"]);
    expect(machine.deadline()).to.equal(undefined);
  });
});
