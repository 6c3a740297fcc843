import { expect } from "chai";
import { m5311 } from "../../../modules/modem/profiles/m5311.js";
import { Bench } from "../../support/bench.js";
import { hex } from "../../support/hex.js";

const SETUP = "AT+IPRCFG=1,2,1";
const OPEN = 'AT+IPSTART=0,"UDP","10.0.0.1",5683';
const SEND = "AT+IPSEND=0,1,AA";

/** Sockets that are ready, each with an address of its own; what led there is forgotten. */
function ready(): Bench {
  const bench = new Bench(m5311);
  bench.socket({ kind: "open" });
  answer(bench, "OK");
  expect(bench.sent.splice(0)).to.deep.equal([SETUP]);
  expect(bench.events.splice(0)).to.deep.equal(["opened"]);
  return bench;
}

function send(bench: Bench): void {
  bench.socket({ kind: "send", address: "10.0.0.1", port: 5683, bytes: hex("AA") });
}

/** Answers the command that is out, and lets the next one go. */
function answer(bench: Bench, ...lines: readonly string[]): void {
  bench.lines(...lines);
  bench.pass(bench.now + 30);
}

/** What was sent and told since the last call. */
function seen(bench: Bench): string[] {
  return [...bench.sent.splice(0), ...bench.events.splice(0)];
}

describe("modem sockets in doubt", () => {
  it("close a socket that the module did not open, before the next datagram", () => {
    // A module that had lost its host's commands for a while kept the socket open, and refused it for ever.
    const bench = ready();
    send(bench);
    answer(bench, "+CME ERROR: 3");
    expect(seen(bench)).to.deep.equal([OPEN, "sendFailed: +CME ERROR: 3 (operation not allowed)"]);
    send(bench);
    answer(bench, "OK");
    answer(bench, "OK");
    answer(bench, "OK");
    expect(seen(bench)).to.deep.equal(["AT+IPCLOSE=0", OPEN, SEND]);
    send(bench);
    answer(bench, "OK");
    expect(seen(bench)).to.deep.equal([SEND]);
  });

  it("are prepared anew when a socket is refused twice in a row", () => {
    // An M5313 that restarts says nothing, and knows nothing of several links any more.
    const bench = ready();
    send(bench);
    answer(bench, "ERROR");
    send(bench);
    answer(bench, "ERROR");
    answer(bench, "ERROR");
    expect(seen(bench)).to.deep.equal([
      OPEN,
      "AT+IPCLOSE=0",
      OPEN,
      "sendFailed: ERROR",
      "sendFailed: ERROR",
      "closed: ERROR",
    ]);
    bench.socket({ kind: "open" });
    answer(bench, "OK");
    send(bench);
    answer(bench, "ERROR");
    answer(bench, "OK");
    answer(bench, "OK");
    expect(seen(bench)).to.deep.equal([SETUP, "AT+IPCLOSE=0", OPEN, SEND, "opened"]);
  });

  it("open a socket anew on which the module refuses to send", () => {
    const bench = ready();
    send(bench);
    answer(bench, "OK");
    answer(bench, "ERROR");
    expect(seen(bench)).to.deep.equal([OPEN, SEND, "sendFailed: ERROR"]);
    send(bench);
    answer(bench, "OK");
    answer(bench, "OK");
    answer(bench, "OK");
    expect(seen(bench)).to.deep.equal(["AT+IPCLOSE=0", OPEN, SEND]);
  });

  it("are not ready while the module has not answered what prepares them", () => {
    // An M5311 that had not heard AT+IPRCFG gave its data as text, and every datagram was dropped.
    const bench = new Bench(m5311);
    bench.socket({ kind: "open" });
    bench.pass(200_000);
    expect(bench.events).to.deep.equal(["closed: no answer"]);
    expect(bench.sent[0]).to.equal(SETUP);
  });

  it("are ready though the module does not know what prepares them", () => {
    const bench = new Bench(m5311);
    bench.socket({ kind: "open" });
    answer(bench, "ERROR");
    expect(seen(bench)).to.deep.equal([SETUP, "opened"]);
  });
});
