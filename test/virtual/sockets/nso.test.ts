import { expect } from "chai";
import { Bench, lines } from "../bench.js";

function attached(): Bench {
  const bench = new Bench();
  bench.start();
  return bench;
}

describe("virtual/sockets/nso", () => {
  it("opens, sends, announces, gives out and closes", () => {
    const bench = attached();
    const open = [
      '> AT+NSOCR="DGRAM",17,0,1',
      "< 0",
      "< OK",
      "> AT+NSOCFG=0,1,1",
      "< OK",
      "> AT+NSOST=0,192.0.2.1,5683,4,4001beef",
      "< 0,4",
      "< OK",
    ];
    expect(bench.play(open)).to.equal(undefined);
    expect(bench.arrive(0, "192.0.2.1", 5683, "600B2C3D 22")).to.equal(lines("+NSONMI:0,5"));
    const rest = [
      "> AT+NSORF=0,5",
      "< +NSORF:0,192.0.2.1,5683,5,600B2C3D22,0",
      "< OK",
      "> AT+NSORF=0,5",
      "< OK",
      "> AT+NSOCL=0",
      "< OK",
      "> AT+NSOCL=0",
      "< ERROR",
    ];
    expect(bench.play(rest)).to.equal(undefined);
    expect(bench.wire()).to.deep.equal(["open 0 0", "send 0 192.0.2.1:5683 4001BEEF", "close 0"]);
  });

  it("takes the forms without quotes, port or receive setting", () => {
    const bench = attached();
    expect(bench.type("AT+NSOCR=DGRAM,17")).to.equal(lines("0", "OK"));
    expect(bench.type("AT+NSOCR=DGRAM,17,5000")).to.equal(lines("1", "OK"));
    expect(bench.type('AT+NSOCR="DGRAM",17,,2')).to.equal(lines("2", "OK"));
    expect(bench.wire()).to.deep.equal(["open 0 0", "open 1 5000", "open 2 0"]);
  });

  it("prints arrivals at once where the host chose so", () => {
    const bench = attached();
    bench.type('AT+NSOCR="DGRAM",17,0,2');
    expect(bench.arrive(0, "192.0.2.1", 5683, "0D0A22")).to.equal(lines("+NSORF:0,192.0.2.1,5683,3,0D0A22,0"));
    expect(bench.type("AT+NSORF=0,100")).to.equal(lines("OK"));
  });

  it("gives a datagram out in pieces and tells what is left of it", () => {
    const bench = attached();
    bench.type('AT+NSOCR="DGRAM",17,0,1');
    bench.arrive(0, "192.0.2.1", 5683, "0102030405");
    bench.arrive(0, "192.0.2.2", 5684, "06");
    expect(bench.type("AT+NSORF=0,2")).to.equal(lines("+NSORF:0,192.0.2.1,5683,2,0102,3", "OK"));
    expect(bench.type("AT+NSORF=0,9")).to.equal(lines("+NSORF:0,192.0.2.1,5683,3,030405,0", "OK"));
    expect(bench.type("AT+NSORF=0,9")).to.equal(lines("+NSORF:0,192.0.2.2,5684,1,06,0", "OK"));
  });

  it("sends with a flag for release assistance", () => {
    const bench = attached();
    bench.type('AT+NSOCR="DGRAM",17,0,1');
    expect(bench.type('AT+NSOSTF=0,"192.0.2.1",5683,0x200,2,C0DE')).to.equal(lines("0,2", "OK"));
    expect(bench.type("AT+NSOSTF=0,192.0.2.1,5683,,2,C0DE")).to.equal(lines("ERROR"));
    expect(bench.wire()).to.deep.equal(["open 0 0", "send 0 192.0.2.1:5683 C0DE"]);
  });

  it("has seven sockets and uses the lowest free number", () => {
    const bench = attached();
    for (let id = 0; id < 7; id++) expect(bench.type('AT+NSOCR="DGRAM",17,0,1')).to.equal(lines(`${id}`, "OK"));
    expect(bench.type('AT+NSOCR="DGRAM",17,0,1')).to.equal(lines("ERROR"));
    bench.type("AT+NSOCL=3");
    expect(bench.type('AT+NSOCR="DGRAM",17,0,1')).to.equal(lines("3", "OK"));
  });

  it("refuses what makes no sense and sends nothing", () => {
    const bench = attached();
    bench.type('AT+NSOCR="DGRAM",17,0,1');
    bench.wire();
    const wrong = [
      'AT+NSOCR="STREAM",6,0,1',
      'AT+NSOCR="DGRAM",17,65536,1',
      'AT+NSOCR="DGRAM",17,0,3',
      "AT+NSOCR",
      "AT+NSOST=1,192.0.2.1,5683,1,00",
      "AT+NSOST=0,host.example,5683,1,00",
      "AT+NSOST=0,192.0.2.256,5683,1,00",
      "AT+NSOST=0,192.0.2.1,0,1,00",
      "AT+NSOST=0,192.0.2.1,5683,2,00",
      "AT+NSOST=0,192.0.2.1,5683,1,0",
      "AT+NSOST=0,192.0.2.1,5683,1,GG",
      "AT+NSOST=0,192.0.2.1,5683,0,",
      `AT+NSOST=0,192.0.2.1,5683,1359,${"00".repeat(1359)}`,
      "AT+NSORF=0",
      "AT+NSORF=0,0",
      "AT+NSORF=9,10",
      "AT+NSOCFG=0,0,0",
      "AT+NSOCL=7",
      "AT+NSOCL=",
      "AT+CMDNS=",
      'AT+CMDNS=""',
    ];
    for (const command of wrong) expect(bench.type(command), command).to.equal(lines("ERROR"));
    expect(bench.wire()).to.deep.equal([]);
    expect(bench.type(`AT+NSOST=0,192.0.2.1,5683,1358,${"00".repeat(1358)}`)).to.equal(lines("0,1358", "OK"));
  });

  it("drops arrivals for which there is no socket or no room", () => {
    const bench = attached();
    expect(bench.arrive(0, "192.0.2.1", 5683, "00")).to.equal("");
    bench.type('AT+NSOCR="DGRAM",17,0,1');
    expect(bench.arrive(0, "192.0.2.1", 5683, "00".repeat(1359))).to.equal("");
    for (let i = 0; i < 8; i++) expect(bench.arrive(0, "192.0.2.1", 5683, "00")).to.equal(lines("+NSONMI:0,1"));
    expect(bench.arrive(0, "192.0.2.1", 5683, "00")).to.equal("");
  });

  it("does not send without a network", () => {
    const bench = attached();
    bench.prepare("AT+CMEE=1", "AT+CFUN=0", 'AT+NSOCR="DGRAM",17,0,1');
    expect(bench.type("AT+NSOST=0,192.0.2.1,5683,1,00")).to.equal(lines("+CME ERROR: 30"));
    expect(bench.type('AT+CMDNS="host.example"')).to.equal(lines("+CME ERROR: 30"));
    expect(bench.wire()).to.deep.equal(["open 0 0"]);
  });

  it("tells when the network closes a socket", () => {
    const bench = attached();
    bench.type('AT+NSOCR="DGRAM",17,0,1');
    expect(bench.closed(0)).to.equal(lines("+NSOCLI: 0"));
    expect(bench.closed(0)).to.equal("");
    expect(bench.type("AT+NSOCL=0")).to.equal(lines("ERROR"));
  });

  it("resolves names after OK, and literal addresses before it", () => {
    const bench = attached();
    expect(bench.type('AT+CMDNS="nbiotbt.heclouds.com"')).to.equal(lines("OK"));
    expect(bench.type('AT+CMDNS="other.example"')).to.equal(lines("ERROR"));
    expect(bench.resolve("other.example", "192.0.2.9")).to.equal("");
    expect(bench.resolve("nbiotbt.heclouds.com", "192.0.2.1")).to.equal(lines("+CMDNS:192.0.2.1"));
    expect(bench.resolve("nbiotbt.heclouds.com", "192.0.2.1")).to.equal("");
    expect(bench.type('AT+CMDNS="192.0.2.7"')).to.equal(lines("+CMDNS:192.0.2.7", "OK"));
    expect(bench.wire()).to.deep.equal(["resolve nbiotbt.heclouds.com"]);
  });

  it("says so when a name is unknown or nobody answers for a minute", () => {
    const bench = attached();
    bench.type('AT+CMDNS="a.example"');
    expect(bench.resolve("a.example")).to.equal(lines("+CMDNS:FAIL"));
    bench.type('AT+CMDNS="b.example"');
    expect(bench.wait(60_000)).to.equal(lines("+CMDNS:FAIL"));
  });
});
