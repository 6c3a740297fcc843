import { expect } from "chai";
import { Bench, lines } from "../bench.js";

const PARAMETER = lines("+CIS ERROR:601");
const STATE = lines("+CIS ERROR:602");

function attached(): Bench {
  const bench = new Bench();
  bench.start();
  return bench;
}

describe("virtual/mipl, creation and declaration", () => {
  it("creates by host, quoted or not, and only once", () => {
    for (const host of ['"192.0.2.2:5683"', "192.0.2.2:5683", "192.0.2.2", '"platform.example"']) {
      const bench = attached();
      expect(bench.type(`AT+MIPLCREATEEX=${host},0`), host).to.equal(lines("+MIPLCREATEEX:0", "OK"));
      expect(bench.type(`AT+MIPLCREATEEX=${host},0`), host).to.equal(STATE);
      expect(bench.type("AT+MIPLCREATE"), host).to.equal(STATE);
      expect(bench.type("AT+MIPLDEL=0"), host).to.equal(lines("OK"));
      expect(bench.type("AT+MIPLCREATE"), host).to.equal(lines("+MIPLCREATE:0", "OK"));
    }
  });

  it("does not create without a network, or with DTLS, which it does not have", () => {
    const bench = new Bench({ attachTime: 100_000 });
    bench.start();
    expect(bench.type('AT+MIPLCREATEEX="192.0.2.2",0')).to.equal(STATE);
    const other = attached();
    expect(other.type('AT+MIPLCREATEEX="192.0.2.2:5684",0')).to.equal(lines("+CIS ERROR:651"));
    expect(other.type('AT+MIPLCREATEEX="192.0.2.2",0,"code","secret12"')).to.equal(lines("+CIS ERROR:651"));
    for (const rest of ["", "=", '="192.0.2.2"', '="192.0.2.2",4', '="192.0.2.2:0",0', '=":5683",0', '="a b",0']) {
      const printed = other.type(`AT+MIPLCREATEEX${rest}`);
      expect(printed, rest).to.equal(rest === "" ? lines("ERROR") : PARAMETER);
    }
  });

  it("creates by the configuration blob of China Mobile's modules, which says whether to bootstrap", () => {
    const blobs: [number, string, string][] = [
      [
        49,
        "130031F10003F2002304001100000000000000123138332E3233302E34302E34303A35363833000131F30008C000000000",
        "send 7 183.230.40.40:5683 4402030401020304B27264",
      ],
      [
        49,
        "130031F10003F2002304001100000000000010123138332E3233302E34302E33393A35363833000131F300080000000000",
        "send 7 183.230.40.39:5683 4402030401020304B26273",
      ],
      [
        56,
        "130038F10003F2002A04001100000000000010196E62696F7462742E6865636C6F7564732E636F6D3A35363833000131F300080000000000",
        "resolve nbiotbt.heclouds.com",
      ],
    ];
    for (const [size, blob, expected] of blobs) {
      const bench = attached();
      expect(bench.type(`AT+MIPLCREATE=${size},${blob},0,${size},0`)).to.equal(lines("+MIPLCREATE:0", "OK"));
      bench.type("AT+MIPLOPEN=0,3600,30");
      const [, first = ""] = bench.wire();
      expect(first.startsWith(expected), first).to.equal(true);
    }
  });

  it("takes the blob in pieces that count down", () => {
    const blob = "130031F10003F2002304001100000000000000123138332E3233302E34302E34303A35363833000131F30008C000000000";
    const bench = attached();
    const first = `> AT+MIPLCREATE=49,${blob.slice(0, 40)},2,20,1`;
    const last = `> AT+MIPLCREATE=49,${blob.slice(80)},0,9,0`;
    const talk = [first, "< OK", `> AT+MIPLCREATE=49,${blob.slice(40, 80)},1,20,2`, "< OK", last];
    expect(bench.play([...talk, "< +MIPLCREATE:0", "< OK"])).to.equal(undefined);
    const other = attached();
    expect(other.play([first, "< OK", last, "< +CIS ERROR:601", last, "< +CIS ERROR:601"])).to.equal(undefined);
  });

  it("refuses blobs that are wrong in size, header, layout or hex", () => {
    const bench = attached();
    const good = "130031F10003F2002304001100000000000000123138332E3233302E34302E34303A35363833000131F30008C000000000";
    const wrong = [
      `48,${good},0,49,0`,
      `49,${good},0,48,0`,
      `49,${good},0,49,1`,
      `49,${good},1,49,0`,
      `49,${good.replace("130031", "030031")},0,49,0`,
      `49,${good.replace("130031", "130030")},0,49,0`,
      `49,${good.replace("F20023", "F20024")},0,49,0`,
      `49,${good.replace("0012", "0013")},0,49,0`,
      `49,${good.replace("C0", "CX")},0,49,0`,
      `49,${good},0,49`,
      "0,,0,0,0",
      // The layout of another maker, with a byte of flags more.
      "69,130045F10003F20037040011800005434D494F540000000000123138332E3233302E34302E33393A35363833000F41757468436F64653A3B50534B3A3BF30008E400C80000,0,69,0",
    ];
    for (const text of wrong) expect(bench.type(`AT+MIPLCREATE=${text}`), text).to.equal(PARAMETER);
    expect(bench.type(`AT+MIPLCREATE=49,${good},0,49,0`)).to.equal(lines("+MIPLCREATE:0", "OK"));
  });

  it("declares objects of others only, once, with a bitmap of the right length", () => {
    const bench = attached();
    expect(bench.type('AT+MIPLADDOBJ=0,3303,1,"1",2,0')).to.equal(STATE);
    bench.type('AT+MIPLCREATEEX="192.0.2.2",0');
    for (const text of [
      '0,3303,2,"1",0,0',
      '0,3303,1,"2",0,0',
      '1,3303,1,"1",0,0',
      '0,65536,1,"1",0,0',
      '0,3303,1,"1"',
    ]) {
      expect(bench.type(`AT+MIPLADDOBJ=${text}`), text).to.equal(PARAMETER);
    }
    for (const own of [0, 1, 3, 4, 5]) {
      expect(bench.type(`AT+MIPLADDOBJ=0,${own},1,"1",0,0`)).to.equal(lines("+CIS ERROR:651"));
    }
    const talk = [
      '> AT+MIPLADDOBJ=0,3303,3,"101",0,0',
      "< OK",
      '> AT+MIPLADDOBJ=0,3303,1,"1",0,0',
      "< +CIS ERROR:651",
      '> AT+MIPLDISCOVERRSP=0,3304,1,4,"5700"',
      "< +CIS ERROR:653",
      '> AT+MIPLDISCOVERRSP=0,3303,1,5,"5700"',
      "< +CIS ERROR:601",
      '> AT+MIPLDISCOVERRSP=0,3303,1,5,"57;x0"',
      "< +CIS ERROR:601",
      "> AT+MIPLDELOBJ=0,3304",
      "< +CIS ERROR:653",
      "> AT+MIPLDELOBJ=0,3303",
      "< OK",
      '> AT+MIPLDISCOVERRSP=0,3303,1,4,"5700"',
      "< +CIS ERROR:653",
    ];
    expect(bench.play(talk)).to.equal(undefined);
  });

  it("opens only what is declared whole", () => {
    const bench = attached();
    expect(bench.type("AT+MIPLOPEN=0,3600,30")).to.equal(STATE);
    bench.prepare('AT+MIPLCREATEEX="192.0.2.2",0', 'AT+MIPLADDOBJ=0,3303,1,"1",0,0');
    expect(bench.type("AT+MIPLOPEN=0,3600,30")).to.equal(STATE);
    bench.prepare('AT+MIPLDISCOVERRSP=0,3303,1,4,"5700"');
    expect(bench.type("AT+MIPLOPEN=0,3600,29")).to.equal(PARAMETER);
    expect(bench.type("AT+MIPLOPEN=0,")).to.equal(PARAMETER);
    expect(bench.type("AT+MIPLOPEN=0,3600")).to.equal(lines("OK"));
    expect(bench.type("AT+MIPLOPEN=0,3600")).to.equal(STATE);
  });

  it("tells its version", () => {
    expect(attached().type("AT+MIPLVER?")).to.equal(lines("+MIPLVER:2.3.0", "OK"));
  });

  it("answers commands on nothing with a state error, and those of another reference with a parameter error", () => {
    const bench = attached();
    const commands = ["MIPLDELETE=0", "MIPLCLOSE=0", "MIPLUPDATE=0,0,0", "MIPLREADRSP=0,1,13", "MIPLWRITERSP=0,1,2"];
    for (const command of commands) {
      expect(bench.type(`AT+${command}`), command).to.equal(STATE);
      expect(bench.type(`AT+${command.replace("=0", "=1")}`), command).to.equal(PARAMETER);
    }
  });
});
