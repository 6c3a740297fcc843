import { expect } from "chai";
import { variantOf } from "../../../virtual/models/index.js";
import { M5311 } from "../../../virtual/models/m5311.js";
import { M5310_A } from "../../../virtual/models/m5310-a.js";
import type { VirtualModel } from "../../../virtual/models/model.js";
import { Bench, hexOf, lines, OWN_SOCKET } from "../bench.js";

const OBJECT = "B4 33333033";
const INSTANCE = "01 30";
const PARAMETER = lines("+CIS ERROR:601");

function ofGeneration(mipl: "Q" | "L"): Bench {
  const bench = new Bench({ model: variantOf(M5310_A, { mipl }) as VirtualModel });
  bench.start();
  return bench;
}

/** A datagram of the access server. */
function access(bench: Bench, hex: string): string {
  return bench.arrive(OWN_SOCKET, "192.0.2.2", 5683, hex);
}

/** What left for the access server since the last call, in hex. */
function sent(bench: Bench): string[] {
  return bench.wire().map((text) => text.replace("send 7 192.0.2.2:5683 ", ""));
}

/** Registered at 192.0.2.2 with one instance of object 3303; what led there is forgotten. */
function registered(...commands: string[]): Bench {
  const bench = ofGeneration("Q");
  bench.prepare(...commands, "AT+MIPLCONFIG=0,192.0.2.2,5683", "AT+MIPLCREATE", 'AT+MIPLADDOBJ=0,3303,1,"1",2,1');
  bench.prepare("AT+MIPLOPEN=0,3600,60");
  access(bench, "64410304 01020304 827264 0131");
  bench.wire();
  return bench;
}

describe("virtual/mipl, the talk of generation Q", () => {
  const bench = ofGeneration("Q");

  it("creates by its configuration, and opens without lists of resources", () => {
    const talk = [
      "> AT+MIPLCONFIG=1,192.0.2.1,5683",
      "< OK",
      "> AT+MIPLCREATE",
      "< +MIPLCREATE:0",
      "< OK",
      "> AT+MIPLCONFIG=1,192.0.2.1,5683",
      "< +CIS ERROR:602",
      '> AT+MIPLADDOBJ=0,3303,1,"1",2,1',
      "< OK",
      "> AT+MIPLOPEN=0,3600,60",
      "< OK",
      "< +MIPLEVENT:0,1",
    ];
    expect(bench.play(talk)).to.equal(undefined);
  });

  it("tells of each step from the bootstrap to the registration", () => {
    expect(bench.arrive(OWN_SOCKET, "192.0.2.1", 5683, "64440304 01020304")).to.equal("");
    bench.arrive(
      OWN_SOCKET,
      "192.0.2.1",
      5683,
      `400303E8 B130 0130 120606 FF C80010 ${hexOf("coap://192.0.2.2")} C10100`,
    );
    expect(bench.arrive(OWN_SOCKET, "192.0.2.1", 5683, "400203E9 B26273")).to.equal(
      lines("+MIPLEVENT:0,2", "+MIPLEVENT:0,4"),
    );
    expect(access(bench, "64410305 01020304 827264 0131")).to.equal(lines("+MIPLEVENT:0,6"));
    bench.wire();
  });

  it("hands observe and discover to the host, and answers the platform with what it says", () => {
    expect(access(bench, `41010102 AA 60 54 33333033 ${INSTANCE}`)).to.equal(lines("+MIPLOBSERVE:0,65794,1,3303,0,-1"));
    expect(sent(bench)).to.deep.equal([]);
    expect(bench.type("AT+MIPLOBSERVERSP=0,65794,1")).to.equal(lines("OK", "+MIPLEVENT:0,21"));
    expect(sent(bench)).to.deep.equal(["61450102AA60"]);
    expect(access(bench, `41017757 BB ${OBJECT} 6128`)).to.equal(lines("+MIPLDISCOVER:0,30551,3303"));
    expect(sent(bench)).to.deep.equal([]);
    expect(bench.type('AT+MIPLDISCOVERRSP=0,30551,1,14,"5700;5750;5605"')).to.equal(lines("OK", "+MIPLEVENT:0,21"));
    const links = hexOf("</3303>,</3303/0>,</3303/0/5700>,</3303/0/5750>,</3303/0/5605>");
    expect(sent(bench)).to.deep.equal([`61457757BBC128FF${links}`]);
  });

  it("takes notifications only by the number of their observation", () => {
    expect(bench.type("AT+MIPLNOTIFY=0,0,3303,0,5700,4,4,23.5,0,0")).to.equal(PARAMETER);
    expect(bench.type("AT+MIPLNOTIFY=0,65795,3303,0,5700,4,4,23.5,0,0")).to.equal(PARAMETER);
    expect(bench.type("AT+MIPLNOTIFY=0,65794,3303,0,5700,4,4,23.5,0,0")).to.equal(lines("OK"));
    expect(sent(bench)).to.deep.equal(["51450306AA6101620606FFE4164441BC0000"]);
    expect(bench.type("AT+MIPLNOTIFY=0,65794,3303,0,5700,4,4,24,0,0,17,0x400")).to.equal(lines("OK"));
    expect(access(bench, "60000307")).to.equal(lines("+MIPLEVENT:0,26,17"));
    // No more traffic, and a report of the delivery: that excludes each other.
    expect(bench.type("AT+MIPLNOTIFY=0,65794,3303,0,5700,4,4,24,0,0,18,0x200")).to.equal(PARAMETER);
    bench.wire();
  });

  it("puts an index behind the flag of a write, and tells what became of the answer", () => {
    expect(access(bench, `41021457 EE ${OBJECT} ${INSTANCE} 122D16 FF E21676 ${hexOf("on")} E1164401`)).to.equal(
      lines("+MIPLWRITE:0,5207,3303,0,5750,2,2,6F6E,1,1", "+MIPLWRITE:0,5207,3303,0,5700,2,1,01,0,0"),
    );
    expect(bench.type("AT+MIPLWRITERSP=0,5207,2")).to.equal(lines("OK", "+MIPLEVENT:0,21"));
    expect(sent(bench)).to.deep.equal(["61441457EE"]);
  });

  it("asks the host for the update by event 14", () => {
    expect(bench.wait(3_560_000)).to.equal("");
    expect(bench.wait(10_000)).to.equal(lines("+MIPLEVENT:0,14,30"));
    expect(bench.type("AT+MIPLUPDATE=0,3600,0")).to.equal(lines("OK"));
    expect(sent(bench)).to.deep.equal(["4402030801020304B272640131"]);
    expect(access(bench, "64440308 01020304")).to.equal(lines("+MIPLEVENT:0,11"));
  });
});

describe("virtual/mipl, generation Q", () => {
  it("shows its configuration, which outlasts a reboot, and refuses values that make no sense", () => {
    const bench = ofGeneration("Q");
    const shown = (...rows: string[]): string => lines(...rows.map((row) => `+MIPLCONFIG:${row}`), "OK");
    expect(bench.type("AT+MIPLCONFIG?")).to.equal(shown("1,183.230.40.39,5683", "2,2", "3,0", "4,0", "5,0", "6,0"));
    bench.prepare(
      "AT+MIPLCONFIG=2,1,5",
      "AT+MIPLCONFIG=3,1",
      "AT+MIPLCONFIG=4,1,abc1",
      "AT+MIPLCONFIG=0,192.0.2.2,5684",
    );
    bench.type("AT+NRB");
    bench.wait(600);
    expect(bench.type("AT+MIPLCONFIG?")).to.equal(shown("0,192.0.2.2,5684", "2,5", "3,1", "4,1,abc1", "5,0", "6,0"));
    const wrong = [
      "1,192.0.2.2",
      "1,,1",
      "2,1,1",
      "2,1,21",
      "3,2",
      "4,1",
      "4,1,a-b",
      "4,1,12345678901234567",
      "5,1,1234567",
      "8,1",
    ];
    for (const text of wrong) expect(bench.type(`AT+MIPLCONFIG=${text}`), text).to.equal(PARAMETER);
  });

  it("answers observe by itself where it is configured so", () => {
    const bench = registered("AT+MIPLCONFIG=3,1");
    expect(access(bench, `41010102 AA 60 54 33333033 ${INSTANCE}`)).to.equal(lines("+MIPLOBSERVE:0,65794,1,3303,0,-1"));
    expect(sent(bench)).to.deep.equal(["61450102AA60"]);
  });

  it("prints written text as such where it is configured so", () => {
    const bench = registered("AT+MIPLCONFIG=6,1");
    expect(access(bench, `41031457 EE ${OBJECT} ${INSTANCE} 04 ${hexOf("5750")} 10 FF ${hexOf("on")}`)).to.equal(
      lines('+MIPLWRITE:0,5207,3303,0,5750,1,2,"on",0,0'),
    );
  });

  it("passes on what the host refuses, and 5.03 for what it does not answer in time", () => {
    const bench = registered();
    access(bench, `41010102 AA 60 54 33333033 ${INSTANCE}`);
    expect(bench.type("AT+MIPLOBSERVERSP=0,65794,14")).to.equal(lines("OK", "+MIPLEVENT:0,21"));
    access(bench, `41010103 BB ${OBJECT} 6128`);
    expect(bench.wait(29_999)).to.equal("");
    bench.wait(1);
    expect(sent(bench)).to.deep.equal(["61850102AA", "60000103", "41A30305BB"]);
  });

  it("wants as many resources as were announced", () => {
    const bench = registered();
    access(bench, `41017757 BB ${OBJECT} 6128`);
    expect(bench.type('AT+MIPLDISCOVERRSP=0,30551,1,9,"5700;5750"')).to.equal(PARAMETER);
    expect(bench.type('AT+MIPLADDOBJ=0,3200,1,"1",0,1')).to.equal(PARAMETER);
  });

  it("refuses lifetimes under 15 s, and has no commands of generation C", () => {
    const bench = ofGeneration("Q");
    bench.prepare("AT+MIPLCREATE", 'AT+MIPLADDOBJ=0,3303,1,"1",2,0');
    expect(bench.type("AT+MIPLOPEN=0,14,30")).to.equal(PARAMETER);
    expect(bench.type('AT+MIPLCREATEEX="192.0.2.1",0')).to.equal(lines("ERROR"));
    expect(bench.type("AT+MIPLOPEN?")).to.equal(lines("ERROR"));
  });

  it("has blanks behind its colons where the model has", () => {
    const bench = new Bench({ model: variantOf(M5311, { mipl: "Q" }) as VirtualModel });
    bench.start();
    bench.prepare("ATE0");
    expect(bench.type("AT+MIPLCREATE")).to.equal(lines("+MIPLCREATE: 0", "OK"));
    expect(bench.type("AT+MIPLCREATE")).to.equal(lines("+CIS ERROR: 602"));
  });
});

describe("virtual/mipl, generation L", () => {
  it("is there to be recognised: it answers, and every registration fails", () => {
    const talk = [
      "> AT+CMVER",
      "< +CMVER:SP3",
      "< OK",
      "> AT+MIPLCONF=2,AABB,1,1",
      "< OK",
      "> AT+MIPLCONF=3,AABB,1,1",
      "< ERROR",
      "> AT+MIPLADDOBJ=0,3303,0",
      "< OK",
      '> AT+MIPLNOTIFY=0,3303,0,5700,4,"23.5",1',
      "< OK",
      "> AT+MIPLOPEN=0,30",
      "< OK",
      "< +MIPLOPEN:0,0",
      "> AT+MIPLVER?",
      "< ERROR",
      "> AT+MIPLCREATE",
      "< ERROR",
    ];
    expect(ofGeneration("L").play(talk)).to.equal(undefined);
  });
});
