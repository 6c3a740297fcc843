import { expect } from "chai";
import { m5310a } from "../../../modules/modem/profiles/m5310-a.js";
import { Bench } from "../../support/bench.js";
import { hex } from "../../support/hex.js";

function opened(): Bench {
  const bench = new Bench(m5310a);
  bench.socket({ kind: "open" });
  bench.lines("3", "OK");
  bench.pass(100);
  expect(bench.events.splice(0)).to.deep.equal(["opened"]);
  bench.sent.splice(0);
  return bench;
}

/** Goes on by the session's settle time, so that the next command is sent. */
function settle(bench: Bench): void {
  bench.pass(bench.now + 30);
}

function send(bench: Bench, bytes: string): void {
  bench.socket({ kind: "send", address: "10.0.0.1", port: 5683, bytes: hex(bytes) });
}

describe("modem sockets", () => {
  it("uses the number that the module gave", () => {
    const bench = opened();
    expect(bench.sockets.state).to.deep.equal({ name: "open" });
    expect(bench.sockets.links.list.map(({ id }) => id)).to.deep.equal([3]);
    send(bench, "00FF");
    expect(bench.sent).to.deep.equal(["AT+NSOST=3,10.0.0.1,5683,2,00FF"]);
  });

  for (const [lines, cause] of [
    [["ERROR"], "ERROR"],
    [["+CME ERROR: 513"], "+CME ERROR: 513 (terminal not registered)"],
    [["OK"], "the module named no socket"],
    [["+XNEWS: 7", "OK"], "the module named no socket"],
  ] as const) {
    it(`tells why it did not open: ${lines.join(" ")}`, () => {
      const bench = new Bench(m5310a);
      bench.socket({ kind: "open" });
      bench.lines(...lines);
      expect(bench.events).to.deep.equal([`closed: ${cause}`]);
      expect(bench.sockets.state).to.deep.equal({ name: "closed" });
      expect(bench.sockets.deadline()).to.equal(undefined);
    });
  }

  it("closes with a cause when the module stays silent", () => {
    const bench = new Bench(m5310a);
    bench.socket({ kind: "open" });
    expect(bench.deadline()).to.equal(10_000);
    bench.pass(10_000);
    expect(bench.events).to.deep.equal(["closed: no answer"]);
  });

  it("does not wait for ever for a result that its owner lost", () => {
    const bench = new Bench(m5310a);
    bench.sockets.handle({ kind: "open" }, 0);
    expect(bench.sockets.poll()?.kind).to.equal("command");
    expect(bench.sockets.deadline()).to.equal(130_000);
    bench.sockets.expire(129_999);
    expect(bench.sockets.poll()).to.equal(undefined);
    bench.sockets.expire(130_000);
    expect(bench.sockets.poll()).to.deep.equal({ kind: "closed", cause: "no answer" });
    expect(bench.sockets.deadline()).to.equal(undefined);
  });

  it("sends one datagram at a time, keeps four and refuses the next as busy", () => {
    const bench = opened();
    for (const bytes of ["01", "02", "03", "04", "05", "06"]) send(bench, bytes);
    expect(bench.sent).to.deep.equal(["AT+NSOST=3,10.0.0.1,5683,1,01"]);
    expect(bench.events).to.deep.equal(["sendFailed: busy"]);
    for (let i = 0; i < 5; i++) {
      bench.lines("3,1", "OK");
      settle(bench);
    }
    expect(bench.sent).to.deep.equal([
      "AT+NSOST=3,10.0.0.1,5683,1,01",
      "AT+NSOST=3,10.0.0.1,5683,1,02",
      "AT+NSOST=3,10.0.0.1,5683,1,03",
      "AT+NSOST=3,10.0.0.1,5683,1,04",
      "AT+NSOST=3,10.0.0.1,5683,1,05",
    ]);
    expect(bench.events).to.deep.equal(["sendFailed: busy"]);
  });

  it("sends as many bytes as the module takes and no more", () => {
    const bench = opened();
    bench.socket({ kind: "send", address: "10.0.0.1", port: 1, bytes: new Uint8Array(513) });
    expect(bench.events).to.deep.equal(["sendFailed: 513 bytes are over the module's limit of 512"]);
    bench.socket({ kind: "send", address: "10.0.0.1", port: 1, bytes: new Uint8Array(512) });
    expect(bench.sent).to.deep.equal([`AT+NSOST=3,10.0.0.1,1,512,${"0".repeat(1024)}`]);
  });

  it("refuses to send without a socket, or to a name", () => {
    const bench = new Bench(m5310a);
    send(bench, "01");
    expect(bench.events.splice(0)).to.deep.equal(["sendFailed: no socket is open"]);
    bench.socket({ kind: "open" });
    bench.socket({ kind: "send", address: "a.b", port: 1, bytes: hex("01") });
    expect(bench.events).to.deep.equal(["sendFailed: a.b is no address"]);
  });

  it("closes when the module says that the socket is closed, and fails what waits", () => {
    const bench = opened();
    send(bench, "01");
    send(bench, "02");
    bench.lines("+NSOCLI: 3");
    expect(bench.events).to.deep.equal(["sendFailed: closed by the module", "closed: closed by the module"]);
    expect(bench.sockets.state).to.deep.equal({ name: "closed" });
  });

  it("takes no notice of another socket's URCs", () => {
    const bench = opened();
    bench.lines("+NSONMI:0,5", "+NSOCLI:0");
    settle(bench);
    expect(bench.sent).to.deep.equal([]);
    expect(bench.sockets.state).to.deep.equal({ name: "open" });
    expect(bench.sockets.links.list.map(({ id }) => id)).to.deep.equal([3]);
  });

  it("lets a datagram go between two fetches", () => {
    const bench = opened();
    bench.lines("+NSONMI:3,1");
    settle(bench);
    send(bench, "AA");
    bench.lines("+NSORF:3,10.0.0.1,5683,1,01,1", "OK");
    settle(bench);
    bench.lines("3,1", "OK");
    settle(bench);
    bench.lines("+NSORF:3,10.0.0.1,5683,1,02,0", "OK");
    settle(bench);
    expect(bench.sent).to.deep.equal(["AT+NSORF=3,1358", "AT+NSOST=3,10.0.0.1,5683,1,AA", "AT+NSORF=3,1358"]);
    expect(bench.events).to.deep.equal(["arrival 10.0.0.1 5683 01", "arrival 10.0.0.1 5683 02"]);
  });

  it("fetches as often as arrivals were announced, and stops at an empty fetch", () => {
    const bench = opened();
    bench.lines("+NSONMI:3,1", "+NSONMI:3,1", "+NSONMI:3,1");
    settle(bench);
    for (const bytes of ["01", "02"]) {
      bench.lines(`+NSORF:3,10.0.0.1,5683,1,${bytes},0`, "OK");
      settle(bench);
    }
    bench.lines("OK");
    settle(bench);
    expect(bench.sent).to.deep.equal(["AT+NSORF=3,1358", "AT+NSORF=3,1358", "AT+NSORF=3,1358"]);
    expect(bench.events).to.deep.equal(["arrival 10.0.0.1 5683 01", "arrival 10.0.0.1 5683 02"]);
  });

  it("says again that it is open when asked to open", () => {
    const bench = opened();
    bench.socket({ kind: "open" });
    expect(bench.events).to.deep.equal(["opened"]);
    expect(bench.sent).to.deep.equal([]);
  });

  it("fetches a datagram of the largest size", () => {
    const bench = opened();
    bench.lines("+NSONMI:3,1358");
    settle(bench);
    bench.lines(`+NSORF:3,255.255.255.255,65535,1358,${"3C".repeat(1358)},0`, "OK");
    expect(bench.events).to.deep.equal([`arrival 255.255.255.255 65535 ${"3C".repeat(1358)}`]);
  });

  it("tries a fetch that is not answered three times", () => {
    const bench = opened();
    bench.lines("+NSONMI:3,1");
    bench.pass(200_000);
    expect(bench.sent.filter((line) => line.startsWith("AT+NSORF"))).to.have.lengthOf(1);
    // The second and third wait for the session to get in step, in vain.
    expect(bench.sent.filter((line) => line === "AT")).to.have.lengthOf(6);
    expect(bench.events).to.deep.equal([]);
    expect(bench.sockets.deadline()).to.equal(undefined);
  });

  for (const line of [
    "+NSORF:3,10.0.0.1,5683,2,01,0",
    "+NSORF:3,10.0.0.1,5683,1,0G,0",
    "+NSORF:3,10.0.0.1,5683,1,01",
    "+NSORF:",
    "3",
    ",,,,,",
  ]) {
    it(`drops a garbled arrival and goes on: ${line}`, () => {
      const bench = opened();
      bench.lines("+NSONMI:3,1");
      settle(bench);
      bench.lines(line, "OK");
      settle(bench);
      expect(bench.events).to.deep.equal([]);
      bench.lines("+NSONMI:3,1");
      settle(bench);
      expect(bench.sent).to.deep.equal(["AT+NSORF=3,1358", "AT+NSORF=3,1358"]);
    });
  }

  it("closes a socket that is not open yet as soon as it is", () => {
    const bench = new Bench(m5310a);
    bench.socket({ kind: "open" });
    bench.socket({ kind: "close" });
    bench.lines("2", "OK");
    settle(bench);
    bench.lines("OK");
    expect(bench.sent).to.deep.equal(['AT+NSOCR="DGRAM",17,0,1', "AT+NSOCL=2"]);
    expect(bench.events).to.deep.equal(["closed: asked for"]);
    bench.socket({ kind: "close" });
    expect(bench.events).to.deep.equal(["closed: asked for"]);
  });

  it("forgets everything without a word when dropped, late results included", () => {
    const bench = opened();
    send(bench, "01");
    send(bench, "02");
    bench.socket({ kind: "resolve", name: "a.b" });
    bench.socket({ kind: "drop" });
    bench.lines("ERROR");
    bench.pass(300_000);
    expect(bench.events).to.deep.equal([]);
    expect(bench.sent).to.deep.equal(["AT+NSOST=3,10.0.0.1,5683,1,01"]);
    expect(bench.sockets.state).to.deep.equal({ name: "closed" });
  });

  it("answers one name at a time and passes addresses through", () => {
    const bench = new Bench(m5310a);
    for (const name of ["one.example", "two.example", "2409:8060::1", 'x"y', ""])
      bench.socket({ kind: "resolve", name });
    expect(bench.events).to.deep.equal([
      "unresolved two.example: busy",
      "resolved 2409:8060::1 2409:8060::1",
      'unresolved x"y: not a host name',
      "unresolved : not a host name",
    ]);
    expect(bench.sent).to.deep.equal(['AT+CMDNS="one.example"']);
    bench.lines("OK");
    expect(bench.sockets.deadline()).to.equal(60_000);
    bench.pass(60_000);
    expect(bench.events.slice(4)).to.deep.equal(["unresolved one.example: no answer"]);
    bench.lines("+CMDNS:1.2.3.4");
    expect(bench.events.slice(5)).to.deep.equal([]);
  });

  it("sends while a name's address is on its way", () => {
    const bench = opened();
    bench.socket({ kind: "resolve", name: "a.b" });
    bench.lines("OK");
    settle(bench);
    send(bench, "01");
    bench.lines("3,1", "OK", "+CMDNS:10.9.8.7");
    expect(bench.sent).to.deep.equal(['AT+CMDNS="a.b"', "AT+NSOST=3,10.0.0.1,5683,1,01"]);
    expect(bench.events).to.deep.equal(["resolved a.b 10.9.8.7"]);
  });
});
