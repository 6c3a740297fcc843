import { expect } from "chai";
import { RADIOS } from "../../virtual/coverage.js";
import { M5311 } from "../../virtual/models/m5311.js";
import type { VirtualOptions } from "../../virtual/module.js";
import { Bench, lines } from "./bench.js";

const SEND = "AT+NSOST=0,192.0.2.1,5683,1,";

/** A random number in the middle of its range: delays as in the table, nothing lost. */
const MIDDLE = { random: () => 0x8000_0000 };

/** A module with a radio that is attached and reports its connection; then its socket is open. */
function attached(radio: VirtualOptions["radio"], options: Partial<VirtualOptions> = {}): Bench {
  const bench = new Bench({ ...MIDDLE, ...options, ...(radio === undefined ? {} : { radio }) });
  bench.module.handle({ kind: "powerOn" }, bench.now);
  bench.wait(300);
  bench.wait(130_000);
  bench.prepare("AT+CSCON=1", 'AT+NSOCR="DGRAM",17,0,1');
  bench.wire();
  return bench;
}

describe("virtual/radio", () => {
  for (const [name, time] of [
    ["none", 300],
    ["good", 20_000],
    ["weak", 45_000],
    ["extreme", 100_000],
  ] as const) {
    it(`attaches ${time} ms after it has started, where the radio is ${name}`, () => {
      const bench = new Bench({ ...MIDDLE, radio: RADIOS[name] });
      bench.module.handle({ kind: "powerOn" }, 0);
      bench.wait(300);
      bench.prepare("AT+CEREG=1");
      expect(bench.wait(time - 1)).to.equal("");
      expect(bench.wait(1)).to.equal(lines("+CEREG:1"));
    });
  }

  for (const [name, setUp, delay, figures] of [
    ["good", 700, 200, "+CSQ:20,0"],
    ["weak", 2500, 1200, "+CSQ:6,0"],
    ["extreme", 6000, 3500, "+CSQ:1,0"],
  ] as const) {
    it(`connects in ${setUp} ms and takes ${delay} ms for a datagram, where the radio is ${name}`, () => {
      const bench = attached(RADIOS[name]);
      bench.wait(20_000);
      bench.wire();
      expect(bench.type("AT+CSQ")).to.equal(lines(figures, "OK"));
      expect(bench.type(`${SEND}01`)).to.equal(lines("0,1", "OK"));
      expect(bench.wait(setUp - 1)).to.equal("");
      expect(bench.wait(1)).to.equal(lines("+CSCON:1"));
      expect(bench.wait(delay - 1)).to.equal("");
      expect(bench.wire()).to.deep.equal([]);
      bench.wait(1);
      expect(bench.wire()).to.deep.equal(["send 0 192.0.2.1:5683 01"]);
      // Connected already.
      bench.type(`${SEND}02`);
      bench.wait(delay);
      expect(bench.wire()).to.deep.equal(["send 0 192.0.2.1:5683 02"]);
      expect(bench.wait(9999)).to.equal("");
      expect(bench.wait(1)).to.equal(lines("+CSCON:0"));
    });
  }

  it("takes its time downwards too, longer when it is idle, and keeps the order", () => {
    const bench = attached(RADIOS.good);
    bench.wait(20_000);
    expect(bench.arrive(0, "192.0.2.1", 5683, "01")).to.equal("");
    expect(bench.arrive(0, "192.0.2.1", 5683, "0203")).to.equal("");
    expect(bench.wait(899)).to.not.contain("NSONMI");
    expect(bench.wait(1)).to.contain("+NSONMI:0,1\r\n\r\n+NSONMI:0,2\r\n");
  });

  it("loses about the share of its level, and nothing without delays", () => {
    let seed = 1;
    const random = (): number => (seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0);
    const bench = attached(RADIOS.extreme, { random });
    let arrived = 0;
    for (let i = 0; i < 400; i++) {
      bench.type(`${SEND}01`);
      bench.wait(20_000);
      arrived += bench.wire().length;
    }
    expect(arrived).to.be.within(364, 396);
    const quick = attached(undefined, { random });
    for (let i = 0; i < 400; i++) quick.type(`${SEND}01`);
    expect(quick.wire()).to.have.length(400);
  });

  it("holds at most 32 datagrams in the air; further ones are lost", () => {
    const bench = attached(RADIOS.good);
    for (let i = 0; i < 40; i++) bench.type(`${SEND}01`);
    bench.wait(20_000);
    expect(bench.wire()).to.have.length(32);
  });

  it("pages an idle module once in its extended cycle", () => {
    const bench = attached(RADIOS.good);
    bench.prepare('AT+CEDRXS=1,5,"0010"');
    expect(bench.type("AT+CEDRXRDP")).to.equal(lines('+CEDRXRDP:5,"0010","0010","0011"', "OK"));
    bench.wait(122_880 - (bench.now % 122_880));
    bench.wait(1);
    bench.arrive(0, "192.0.2.1", 5683, "01");
    expect(bench.wait(20_479 + 899)).to.not.contain("NSONMI");
    expect(bench.wait(1)).to.contain("+NSONMI:0,1");
  });
});

describe("virtual/radio, power saving", () => {
  /** Active time 10 s, periodic update after an hour, reported by NPSMR. */
  const SAVING = 'AT+CPSMS=1,,,"00100001","00000101"';

  it("sleeps once the active time is over, tells so, and wakes by a command", () => {
    const bench = attached(undefined);
    bench.prepare("AT+NPSMR=1", SAVING);
    expect(bench.type("AT+CPSMS?")).to.equal(lines('+CPSMS:1,,,"00100001","00000101"', "OK"));
    expect(bench.wait(10_000)).to.equal(lines("+NPSMR:1"));
    expect(bench.module.state).to.equal("asleep");
    expect(bench.arrive(0, "192.0.2.1", 5683, "01")).to.equal("");
    expect(bench.type("AT")).to.equal(lines("+NPSMR:0", "OK"));
    expect(bench.wait(1999)).to.equal("");
    expect(bench.wait(1)).to.equal(lines("+NPSMR:1"));
    expect(bench.type("AT+NSORF=0,10")).to.equal(lines("+NPSMR:0", "OK"));
  });

  it("wakes for its periodic update, and sleeps again", () => {
    const bench = attached(undefined);
    bench.prepare("AT+NPSMR=1", SAVING);
    bench.type(`${SEND}01`);
    bench.wait(20_000);
    expect(bench.module.state).to.equal("asleep");
    expect(bench.wait(3_610_000)).to.equal(lines("+NPSMR:0", "+CSCON:1", "+CSCON:0", "+NPSMR:1"));
  });

  it("grants what the network grants, and says so", () => {
    const grants = { active: "00000001", periodic: "00000110", cycle: "0101" };
    const bench = attached({ ...RADIOS.none, grants });
    bench.prepare("AT+NPSMR=1", SAVING, 'AT+CEDRXS=1,5,"0010"');
    expect(bench.type("AT+CPSMS?")).to.equal(lines('+CPSMS:1,,,"00000110","00000001"', "OK"));
    expect(bench.type("AT+CEDRXRDP")).to.equal(lines('+CEDRXRDP:5,"0010","0101","0011"', "OK"));
    expect(bench.wait(2000)).to.equal(lines("+NPSMR:1"));
  });

  it("is off by AT+CPSMS=0, and tells what makes no sense", () => {
    const bench = attached(undefined);
    bench.prepare(SAVING, "AT+CPSMS=0");
    expect(bench.type("AT+CPSMS?")).to.equal(lines("+CPSMS:0", "OK"));
    bench.wait(100_000);
    expect(bench.module.state).to.equal("running");
    for (const wrong of ["3", '1,,,"0010000"', '1,,,,"00000102"', '1,,,"00100001","00000101",1']) {
      expect(bench.type(`AT+CPSMS=${wrong}`), wrong).to.equal(lines("ERROR"));
    }
  });

  it("prints *GOTOSLEEP on an M5311, and does not sleep while it is locked", () => {
    const bench = new Bench({ ...MIDDLE, model: M5311 });
    bench.start();
    bench.prepare("ATE0", "AT+SM=LOCK", SAVING);
    bench.wait(100_000);
    expect(bench.module.state).to.equal("running");
    bench.type("AT+SM=UNLOCK");
    expect(bench.wait(2000)).to.equal(lines("*GOTOSLEEP"));
  });
});
