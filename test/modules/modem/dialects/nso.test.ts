import { expect } from "chai";
import { m5310a } from "../../../../modules/modem/profiles/m5310-a.js";
import { DialectBench, NASTY } from "./bench.js";

const SIZE = NASTY.length / 2;

function opened(): DialectBench {
  const bench = new DialectBench(m5310a);
  expect(bench.open()).to.deep.equal(['AT+NSOCR="DGRAM",17,0,1']);
  expect(bench.lines("2", "OK")).to.deep.equal(["opened"]);
  return bench;
}

describe("sockets of the Hi2115: NSOCR, NSOST, NSONMI, NSORF", () => {
  it("send hex to any address over one socket, and take what the module counted", () => {
    const bench = opened();
    expect(bench.send(NASTY)).to.deep.equal([`AT+NSOST=2,192.0.2.9,5683,${SIZE},${NASTY}`]);
    expect(bench.lines(`2,${SIZE}`, "OK")).to.deep.equal([]);
    expect(bench.send("AA", "192.0.2.10", 5685)).to.deep.equal(["AT+NSOST=2,192.0.2.10,5685,1,AA"]);
    expect(bench.lines("2,0", "OK")).to.deep.equal(["sendFailed: the module did not send it"]);
  });

  it("ask for release with the last datagram, by a flag", () => {
    const bench = opened();
    expect(bench.send("AA", "192.0.2.9", 5683, "nothing")).to.deep.equal(["AT+NSOSTF=2,192.0.2.9,5683,0x200,1,AA"]);
    expect(bench.lines("2,1", "OK")).to.deep.equal([]);
    expect(bench.send("BB", "192.0.2.9", 5683, "oneAnswer")).to.deep.equal(["AT+NSOSTF=2,192.0.2.9,5683,0x400,1,BB"]);
    // While that one is out, two more come: the first of them is not the last.
    expect(bench.send("CC", "192.0.2.9", 5683, "nothing")).to.deep.equal([]);
    expect(bench.send("DD", "192.0.2.9", 5683, "nothing")).to.deep.equal([]);
    expect(bench.lines("2,1", "OK")).to.deep.equal(["AT+NSOST=2,192.0.2.9,5683,1,CC"]);
    expect(bench.lines("2,1", "OK")).to.deep.equal(["AT+NSOSTF=2,192.0.2.9,5683,0x200,1,DD"]);
  });

  for (const prefix of ["+NSORF:", "+NSORF: ", ""]) {
    it(`fetch an announced datagram, answered ${prefix === "" ? "without a name" : `as ${prefix}`}`, () => {
      const bench = opened();
      expect(bench.lines(`+NSONMI:2,${SIZE}`)).to.deep.equal(["AT+NSORF=2,1358"]);
      expect(bench.lines(`${prefix}2,192.0.2.9,5683,${SIZE},${NASTY},0`, "OK")).to.deep.equal([
        `arrival 192.0.2.9 5683 ${NASTY}`,
      ]);
    });
  }

  it("fetch on while something is left, and stop at an empty answer", () => {
    const bench = opened();
    bench.lines("+NSONMI:2,1");
    expect(bench.lines("2,192.0.2.9,5683,1,AA,1", "OK")).to.deep.equal([
      "arrival 192.0.2.9 5683 AA",
      "AT+NSORF=2,1358",
    ]);
    expect(bench.lines("OK")).to.deep.equal([]);
  });

  for (const line of ["2,192.0.2.9,5683,2,AA,0", "2,192.0.2.9,5683,1,AG,0", "2,192.0.2.9,5683,1,AA", "garbage"]) {
    it(`drop a garbled answer whole: ${line}`, () => {
      const bench = opened();
      bench.lines("+NSONMI:2,1");
      expect(bench.lines(line, "OK")).to.deep.equal([]);
    });
  }

  it("find a name's address before OK or after it, and hear that there is none", () => {
    const bench = opened();
    expect(bench.resolve("nbiotbt.heclouds.com")).to.deep.equal(['AT+CMDNS="nbiotbt.heclouds.com"']);
    expect(bench.lines("+CMDNS:183.230.40.39", "OK")).to.deep.equal(["resolved nbiotbt.heclouds.com 183.230.40.39"]);
    bench.resolve("b.example");
    expect(bench.lines("OK")).to.deep.equal([]);
    expect(bench.lines("+CMDNS:192.0.2.1")).to.deep.equal(["resolved b.example 192.0.2.1"]);
    bench.resolve("c.example");
    expect(bench.lines("OK", "+CMDNS:FAIL")).to.deep.equal(["unresolved c.example: FAIL"]);
    bench.resolve("d.example");
    expect(bench.lines("OK")).to.deep.equal([]);
    expect(bench.wait(60_000)).to.deep.equal(["unresolved d.example: no answer"]);
  });

  it("close when asked, and hear that the module closed them", () => {
    const bench = opened();
    expect(bench.close()).to.deep.equal(["AT+NSOCL=2"]);
    expect(bench.lines("OK")).to.deep.equal(["closed: asked for"]);
    bench.open();
    bench.lines("2", "OK");
    expect(bench.lines("+NSOCLI: 3")).to.deep.equal([]);
    expect(bench.lines("+NSOCLI: 2")).to.deep.equal(["closed: closed by the module"]);
  });
});
