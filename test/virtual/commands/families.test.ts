import { expect } from "chai";
import { M5311_CM } from "../../../virtual/models/m5311-cm.js";
import { M5311 } from "../../../virtual/models/m5311.js";
import { M5312 } from "../../../virtual/models/m5312.js";
import { M5313 } from "../../../virtual/models/m5313.js";
import { VIRTUAL_MODELS } from "../../../virtual/models/index.js";
import type { VirtualModel } from "../../../virtual/models/model.js";
import { Bench, lines } from "../bench.js";

function started(model: VirtualModel): Bench {
  const bench = new Bench({ model });
  bench.start();
  bench.prepare("ATE0");
  return bench;
}

describe("virtual/commands of the MT2625", () => {
  it("prints *ATREADY, card, radio, and its address once it is attached", () => {
    const bench = new Bench({ model: M5311 });
    expect(bench.start()).to.equal(lines("*ATREADY: 1", "+CPIN: READY", "+CFUN: 1", "+IP: 10.64.0.2"));
    const without = new Bench({ model: M5311, imsi: "" });
    expect(without.start()).to.equal(lines("*ATREADY: 1", "+CFUN: 1"));
  });

  it("tells who it is and how it is attached, with blanks and quotes", () => {
    const talk = [
      "> AT+CGMM",
      "< M5311",
      "< OK",
      "> AT+GSN",
      "< 490154203237518",
      "< OK",
      "> AT+CGSN=1",
      "< +CGSN: 490154203237518",
      "< OK",
      "> AT+ICCID",
      "< +ICCID: 89860400001234567890",
      "< OK",
      "> AT+CPIN?",
      "< +CPIN: READY",
      "< OK",
      "> AT+CEREG=2",
      "< OK",
      "> AT+CEREG?",
      '< +CEREG: 2,1,"5A3C","0B1C2D3E",9',
      "< OK",
      "> AT+CREG?",
      "< +CREG: 0,1",
      "< OK",
      "> AT+CGPADDR=1",
      '< +CGPADDR: 1,"10.64.0.2"',
      "< OK",
      "> AT+CSQ",
      "< +CSQ: 20,0",
      "< OK",
      "> AT*ENGINFO=0",
      '< *ENGINFOSC: 3738,0,217,"0B1C2D3E",-67,-11,-56,20,8,"5A3C",0,23',
      "< OK",
    ];
    expect(started(M5311).play(talk)).to.equal(undefined);
  });

  it("boots anew by AT+CMRB, and is switched by pulses of 2 s and 12 s", () => {
    const bench = started(M5311);
    expect(bench.type("AT+CMRB")).to.equal(lines("REBOOTING"));
    expect(bench.wait(300)).to.equal(lines("*ATREADY: 1", "+CPIN: READY", "+CFUN: 1"));
    expect(bench.pulse("power", 11_999)).to.equal("");
    expect(bench.module.state).to.equal("running");
    bench.pulse("power", 12_000);
    expect(bench.module.state).to.equal("off");
    bench.pulse("power", 1999);
    expect(bench.module.state).to.equal("off");
    bench.pulse("power", 2000);
    expect(bench.module.state).to.equal("booting");
  });

  it("sleeps when told unless it is locked, loses what wakes it, and is woken by its line", () => {
    const bench = started(M5311);
    expect(bench.type("AT+SM=LOCK")).to.equal(lines("OK"));
    expect(bench.type("AT*ENTERSLEEP")).to.equal(lines("ERROR"));
    expect(bench.type("AT+SM=UNLOCK")).to.equal(lines("OK"));
    expect(bench.type("AT+SM=OPEN")).to.equal(lines("ERROR"));
    expect(bench.type("AT*ENTERSLEEP")).to.equal(lines("OK", "*GOTOSLEEP"));
    expect(bench.type("AT")).to.equal("");
    bench.type("AT*ENTERSLEEP");
    bench.pulse("wake", 99);
    expect(bench.module.state).to.equal("asleep");
    bench.pulse("wake", 100);
    expect(bench.type("AT")).to.equal(lines("OK"));
  });

  it("has a frequency lock, but not as M5311-CM", () => {
    expect(started(M5311).type("AT*FRCLLCK?")).to.equal(lines("*FRCLLCK: 0", "OK"));
    expect(started(M5311_CM).type("AT*FRCLLCK?")).to.equal(lines("ERROR"));
  });
});

describe("virtual/commands of the RDA chips", () => {
  it("prints nothing but the time zone, once it is attached, and only once", () => {
    const bench = new Bench({ model: M5313 });
    expect(bench.start()).to.equal(lines("+CTZV:+32"));
    bench.prepare("ATE0", "AT+CGATT=0", "AT+CGATT=1");
    expect(bench.wait(1000)).to.equal("");
  });

  it("tells who it is and how it is attached, mostly without blanks", () => {
    const talk = [
      "> AT+CGMM",
      "< M5313",
      "< OK",
      "> AT+CGSN=1",
      "< +CGSN:490154203237518",
      "< OK",
      "> AT+CPIN?",
      "< +CPIN:READY",
      "< OK",
      "> AT+CEREG?",
      "< +CEREG:0,1",
      "< OK",
      "> AT+CSQ",
      "< +CSQ:20,0",
      "< OK",
      "> AT+COPS?",
      '< +COPS: 0,2,"46000"',
      "< OK",
      "> AT+CGACT=1,1",
      "< OK",
      "> AT+CGACT?",
      "< +CGACT: 1, 1",
      "< OK",
      "> AT+CFGDUALMODE?",
      "< +CFGDUALMODE: 1,0",
      "< OK",
      "> AT+CFGRATPRIO=2",
      "< OK",
    ];
    expect(started(M5313).play(talk)).to.equal(undefined);
  });

  it("knows of two radios only as RDA8909B", () => {
    expect(started(M5312).type("AT+CFGDUALMODE?")).to.equal(lines("ERROR"));
  });

  it("boots anew by AT+TRB, with OK before it", () => {
    const bench = started(M5313);
    expect(bench.type("AT+TRB")).to.equal(lines("OK"));
    expect(bench.module.state).to.equal("booting");
  });
});

describe("virtual/models", () => {
  it("are twelve, by the names of OneNET's list, each on its chip", () => {
    expect(VIRTUAL_MODELS.map(({ name, chip }) => `${name} ${chip}`)).to.deep.equal([
      "M5310-A Hi2115",
      "M5310-SE Hi2115",
      "M5310-A-CM Hi2115",
      "M5311 MT2625",
      "M5311-CM MT2625",
      "M5312 RDA8908A",
      "M5313 RDA8909B",
      "M5313-CM RDA8909B",
      "M5330 MT2625",
      "M5330-A RDA8908A",
      "M5330-GNSS MT2625",
      "S5601 MT2625",
    ]);
  });

  for (const model of VIRTUAL_MODELS) {
    it(`${model.name} says its name, its firmware and the version of its LwM2M client`, () => {
      const bench = started(model);
      const blank = model.uart.blank ? " " : "";
      expect(bench.type("AT+CGMM")).to.equal(lines(model.name, "OK"));
      expect(bench.type("AT+CGMR")).to.match(new RegExp(`^\\r\\n${model.name}_VIRTUAL_R1[34]\\r\\n\\r\\nOK\\r\\n$`));
      expect(bench.type("AT+MIPLVER?")).to.equal(lines(`+MIPLVER:${blank}2.3.0`, "OK"));
    });
  }
});
