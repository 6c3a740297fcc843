import { expect } from "chai";
import { NetworkStatus } from "../../../modules/modem/network.js";
import { newsOf } from "../../../modules/modem/news.js";
import type { Profile, SleepProfile } from "../../../modules/modem/profile.js";
import { m5310a } from "../../../modules/modem/profiles/m5310-a.js";
import { m5311 } from "../../../modules/modem/profiles/m5311.js";
import { dozesAfter, filled, grantedText, savingScript, watchAfter } from "../../../modules/modem/saving.js";

function wishing(sleep: Partial<SleepProfile>): Profile {
  return { ...m5310a, sleep: { ...m5310a.sleep, ...sleep } };
}

/** Names of the scripts with which power saving is arranged. */
function scripts(sleep: Partial<SleepProfile>): string[] {
  const names: string[] = [];
  for (let script = savingScript(wishing(sleep), 0); script !== undefined;) {
    names.push(script.name);
    script = savingScript(wishing(sleep), names.length);
  }
  return names;
}

function granted(...lines: string[]): NetworkStatus {
  const status = new NetworkStatus();
  for (const line of lines) expect(status.take(line), line).to.equal(true);
  return status;
}

describe("power saving", () => {
  it("is arranged by the scripts of what the profile wishes, and read back where something is on", () => {
    expect(scripts({})).to.deep.equal([]);
    expect(scripts({ psm: "on" })).to.deep.equal(["power saving on", "granted"]);
    expect(scripts({ psm: "off" })).to.deep.equal(["power saving off"]);
    expect(scripts({ edrx: "on" })).to.deep.equal(["eDRX on", "granted"]);
    expect(scripts({ psm: "on", edrx: "off" })).to.deep.equal(["power saving on", "eDRX off", "granted"]);
    expect(scripts({ psm: "off", edrx: "off" })).to.deep.equal(["power saving off", "eDRX off"]);
  });

  it("fills the wishes into the commands", () => {
    const profile = wishing({ tau: 43_200, active: 10, cycle: 81.92 });
    expect(filled('AT+CPSMS=1,,,"{tau}","{active}"', profile)).to.equal('AT+CPSMS=1,,,"00101100","00000101"');
    expect(filled('AT+CEDRXS=1,5,"{cycle}"', profile)).to.equal('AT+CEDRXS=1,5,"0101"');
    expect(filled("AT+IPR={baud}", { ...profile, speed: { wanted: 57_600, change: "" } })).to.equal("AT+IPR=57600");
    expect(filled("AT+CSQ", profile)).to.equal("AT+CSQ");
  });

  it("is what comes with the registration status", () => {
    const status = granted('+CEREG: 4,1,"6B2F","0A1B2C3D",9,,,"00000101","00101100"');
    expect(status.granted).to.deep.equal({ activeTime: 10, periodicTau: 43_200, cycle: 0, window: 0 });
    expect(grantedText(status)).to.equal(
      "granted: power saving mode reachable for 10 s, update every 43200 s; eDRX none",
    );
    expect(dozesAfter(status)).to.equal(10_000);
    expect(watchAfter(status, 60_000)).to.equal(43_260_000);
  });

  it("is taken from CPSMS where the status has no timers, and is none in mode 0", () => {
    const status = granted('+CPSMS: 1,,,"00000110","00100001"');
    expect(status.granted).to.deep.include({ activeTime: 60, periodicTau: 3600 });
    status.take("+CPSMS:0");
    expect(status.granted).to.deep.include({ activeTime: 0, periodicTau: 0 });
    expect(status.take("+CPSMS:")).to.equal(false);
  });

  it("is the eDRX cycle and window that CEDRXRDP tells", () => {
    const status = granted('+CEDRXRDP: 5,"0010","0101","0011"');
    expect(status.granted).to.deep.include({ cycle: 81.92, window: 10.24, activeTime: 0 });
    expect(grantedText(status)).to.equal("granted: power saving mode none; eDRX every 81.92 s");
    status.take("+CEDRXRDP:0");
    expect(status.granted).to.deep.include({ cycle: 0, window: 0 });
    expect(status.take("+CEDRXP: x")).to.equal(false);
    expect(status.take("+CEDRXP")).to.equal(false);
  });

  it("is none before anything was granted: the module is looked after as the profile says", () => {
    const status = new NetworkStatus();
    expect(grantedText(status)).to.equal("granted: power saving mode none; eDRX none");
    expect(dozesAfter(status)).to.equal(0);
    expect(watchAfter(status, 60_000)).to.equal(60_000);
  });
});

describe("news of the module itself", () => {
  for (const [profile, line, news] of [
    [m5310a, "REBOOT_CAUSE_APPLICATION_AT", "restarted"],
    [m5310a, "M5310-A", "ready"],
    [m5310a, "+NPSMR:1", "asleep"],
    [m5310a, "+NPSMR: 0", "awake"],
    [m5310a, "+CPIN: SIM PIN", "sim"],
    [m5310a, "+CPIN:NOT INSERTED", "sim"],
    [m5310a, "+CPIN: READY", "other"],
    [m5310a, "+CPIN", "other"],
    [m5310a, "+CEREG:1", "other"],
    [m5311, "*ATREADY: 1", "restarted"],
    [m5311, "*GOTOSLEEP", "asleep"],
  ] as const) {
    it(`of ${profile.model} is "${news}" in ${line}`, () => {
      expect(newsOf(line, profile)).to.equal(news);
    });
  }
});
