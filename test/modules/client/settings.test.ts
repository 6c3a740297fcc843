import { expect } from "chai";
import { asciiBytes } from "../../../modules/base/text.js";
import { saveRecord } from "../../../modules/client/record.js";
import {
  formatServerAddress,
  loadSettings,
  parseServerAddress,
  parseSetting,
  runSettings,
  saveSettings,
  SETTING_NAMES,
  type Settings,
} from "../../../modules/client/settings.js";
import { pathOf } from "../../../modules/lwm2m/path.js";
import { Shelf } from "./shelf.js";

const ALL: Settings = {
  imei: "490154203237518",
  imsi: "460040123456789",
  mode: "module",
  module: "M5310-A",
  profile: "sockets.maxDatagram=1024;scripts.attach.steps.1.send=AT+CGATT=1",
  bootstrap: { host: "nbiotbt.heclouds.com", port: 5683 },
  server: { host: "192.0.2.7", port: 65_535 },
  lifetime: 16,
  lwm2m: "1.1",
  queue: "no",
  report: 60,
  reported: [{ object: 3303, instance: 0, resource: 5700 }, { object: 6 }],
  endpoint: "urn:dev:1",
  auth: "Code42",
  psk: "12345678",
};

function noOption(): undefined {
  return undefined;
}

describe("client/settings: one setting", () => {
  for (const [name, text, parsed] of [
    ["imei", "490154203237518", { imei: "490154203237518" }],
    ["imei", "1234", { imei: "1234" }],
    ["imei", "000000000000000", { imei: "000000000000000" }],
    ["imsi", "460040123456789", { imsi: "460040123456789" }],
    ["imsi", "00101", { imsi: "00101" }],
    ["mode", "sdk", { mode: "sdk" }],
    ["mode", "module", { mode: "module" }],
    ["module", "M5310-A", { module: "M5310-A" }],
    ["bootstrap", "127.0.0.1:1", { bootstrap: { host: "127.0.0.1", port: 1 } }],
    ["server", "a_b-c.example:65535", { server: { host: "a_b-c.example", port: 65_535 } }],
    ["lwm2m", "1.2", { lwm2m: "1.2" }],
    ["report", "1", { report: 1 }],
    ["report", "604800", { report: 604_800 }],
    ["reported", "/3", { reported: [{ object: 3 }] }],
    ["reported", "3/0,/26241/0/10/4", { reported: [pathOf(3, 0), pathOf(26_241, 0, 10, 4)] }],
    ["queue", "yes", { queue: "yes" }],
    ["queue", "no", { queue: "no" }],
    ["lifetime", "16", { lifetime: 16 }],
    ["lifetime", "268435454", { lifetime: 268_435_454 }],
    ["endpoint", "urn:imei:1;2", { endpoint: "urn:imei:1;2" }],
    ["auth", "a", { auth: "a" }],
    ["auth", "ABCDEFGHijklmn09", { auth: "ABCDEFGHijklmn09" }],
    ["psk", "12345678", { psk: "12345678" }],
  ] as const) {
    it(`takes ${name} ${text}`, () => {
      expect(parseSetting(name, text)).to.deep.equal(parsed);
    });
  }

  const long = "x".repeat(65);
  for (const [name, text, problem] of [
    ["imei", "490154203237517", 'imei "490154203237517": check digit wrong'],
    ["imei", "49015420323751", 'imei "49015420323751": 14 digits, 15 are wanted (or 4 for a test device)'],
    ["imei", "123", 'imei "123": 3 digits, 15 are wanted (or 4 for a test device)'],
    ["imei", "12345", 'imei "12345": 5 digits, 15 are wanted (or 4 for a test device)'],
    ["imei", "", 'imei "": digits only, 15 of them (or 4 for a test device)'],
    ["imei", "49015420323751X", 'imei "49015420323751X": digits only, 15 of them (or 4 for a test device)'],
    ["imei", "4901542032375180", 'imei "4901542032375180": digits only, 15 of them (or 4 for a test device)'],
    ["imsi", "4600401234567890", 'imsi "4600401234567890": digits only, at most 15 of them'],
    ["imsi", "46004-1", 'imsi "46004-1": digits only, at most 15 of them'],
    ["imsi", "", 'imsi "": digits only, at most 15 of them'],
    ["mode", "SDK", 'mode "SDK": it is sdk or module'],
    ["mode", "", 'mode "": it is sdk or module'],
    ["module", "", 'module "": 1 to 32 ASCII characters'],
    ["module", long, `module "${long}": 1 to 32 ASCII characters`],
    // A line end would be read back as another setting.
    ["module", "a\nlifetime=16", 'module "a\nlifetime=16": 1 to 32 ASCII characters'],
    ["bootstrap", "host", 'bootstrap "host": it is HOST:PORT, the port from 1 to 65535'],
    ["bootstrap", "host:0", 'bootstrap "host:0": it is HOST:PORT, the port from 1 to 65535'],
    ["server", "host:65536", 'server "host:65536": it is HOST:PORT, the port from 1 to 65535'],
    ["server", "host:", 'server "host:": it is HOST:PORT, the port from 1 to 65535'],
    ["server", ":5683", 'server ":5683": it is HOST:PORT, the port from 1 to 65535'],
    ["server", "ho st:5683", 'server "ho st:5683": it is HOST:PORT, the port from 1 to 65535'],
    ["server", '"x":5683', 'server ""x":5683": it is HOST:PORT, the port from 1 to 65535'],
    ["server", "[::1]:5683", 'server "[::1]:5683": it is HOST:PORT, the port from 1 to 65535'],
    ["server", "host:+1", 'server "host:+1": it is HOST:PORT, the port from 1 to 65535'],
    ["server", `${long}:1`, `server "${long}:1": it is HOST:PORT, the port from 1 to 65535`],
    ["lwm2m", "1.3", 'lwm2m "1.3": it is 1.0, 1.1 or 1.2'],
    ["report", "0", 'report "0": seconds from 1 to 604800'],
    ["report", "604801", 'report "604801": seconds from 1 to 604800'],
    ["report", "often", 'report "often": seconds from 1 to 604800'],
    ...["", "/", "/3,", "/3/0/0/0/0", "/65535", "/3/x", "/3,/4,/5,/6,/7,/8,/9,/10,/11"].map(
      (text) =>
        ["reported", text, `reported "${text}": 1 to 8 paths with commas between, such as /3300/0/5700,/6/0`] as const,
    ),
    ["lwm2m", "1", 'lwm2m "1": it is 1.0, 1.1 or 1.2'],
    ["queue", "true", 'queue "true": it is yes or no'],
    ["lifetime", "15", 'lifetime "15": seconds from 16 to 268435454'],
    ["lifetime", "268435455", 'lifetime "268435455": seconds from 16 to 268435454'],
    ["lifetime", "-60", 'lifetime "-60": seconds from 16 to 268435454'],
    ["lifetime", "1e3", 'lifetime "1e3": seconds from 16 to 268435454'],
    ["lifetime", "", 'lifetime "": seconds from 16 to 268435454'],
    ["profile", long.repeat(9), `profile "${long.repeat(9)}": FIELD=VALUE;…, at most 400 ASCII characters`],
    ["profile", "a=1\nimei=2", 'profile "a=1\nimei=2": FIELD=VALUE;…, at most 400 ASCII characters'],
    ["endpoint", "", 'endpoint "": 1 to 64 ASCII characters'],
    ["endpoint", "two words", 'endpoint "two words": 1 to 64 ASCII characters'],
    ["endpoint", "é", 'endpoint "é": 1 to 64 ASCII characters'],
    ["endpoint", long, `endpoint "${long}": 1 to 64 ASCII characters`],
    // Nobody's secret goes into a message.
    ["auth", "", "auth: 1 to 16 letters and digits"],
    ["auth", "ABCDEFGHijklmn098", "auth: 1 to 16 letters and digits"],
    ["auth", "two words", "auth: 1 to 16 letters and digits"],
    ["auth", 'a"b', "auth: 1 to 16 letters and digits"],
    ["psk", "1234567", "psk: 8 to 16 letters and digits"],
    ["psk", "1234-5678", "psk: 8 to 16 letters and digits"],
    [
      "colour",
      "red",
      '"colour" is not a setting; the settings are imei, imsi, mode, module, profile, bootstrap, server, lifetime, lwm2m, queue, report, reported, endpoint, auth, psk',
    ],
  ] as const) {
    it(`refuses ${name} ${JSON.stringify(text).slice(0, 40)} in words`, () => {
      expect(parseSetting(name, text)).to.equal(problem);
    });
  }

  it("reads an address without a port where there is a default, and writes it with one", () => {
    const address = parseServerAddress("host", 5683);
    expect(address).to.deep.equal({ host: "host", port: 5683 });
    expect(address && formatServerAddress(address)).to.equal("host:5683");
  });
});

describe("client/settings: stored", () => {
  it("are the same after a save, field by field", () => {
    const shelf = new Shelf();
    expect(saveSettings(shelf, ALL, 0)).to.equal(1);
    expect(loadSettings(shelf)).to.deep.equal({ settings: ALL, sequence: 1, problems: [] });
    expect(Object.keys(ALL)).to.deep.equal([...SETTING_NAMES]);
  });

  it("are lines of names and values", () => {
    const shelf = new Shelf();
    saveSettings(shelf, { mode: "sdk", server: { host: "h", port: 7 } }, 0);
    expect((shelf.load("settings.b") as Uint8Array).slice(12, -4)).to.deep.equal(asciiBytes("mode=sdk\nserver=h:7\n"));
  });

  it("are empty in an empty store", () => {
    expect(loadSettings(new Shelf())).to.deep.equal({ settings: {}, sequence: 0, problems: [] });
  });

  it("are the old or the new ones when a save is cut at any byte, and the cut is told", () => {
    const before = new Shelf();
    saveSettings(before, { lifetime: 60 }, 0);
    const after = before.copy();
    saveSettings(after, ALL, 1);
    const whole = after.load("settings.a") as Uint8Array;
    for (let size = 0; size < whole.length; size++) {
      const torn = before.copy();
      torn.save("settings.a", whole.slice(0, size));
      expect(loadSettings(torn), `cut at ${size}`).to.deep.equal({
        settings: { lifetime: 60 },
        sequence: 1,
        problems: ["record settings.a is damaged, ignored"],
      });
    }
    expect(loadSettings(after).settings).to.deep.equal(ALL);
  });

  it("leave out a field that makes no sense, and one of a later version, and say so", () => {
    const shelf = new Shelf();
    saveRecord(shelf, "settings", asciiBytes("mode=radio\nlifetime=60\nband=8\nnonsense\n"), 0);
    const { settings, problems } = loadSettings(shelf);
    expect(settings).to.deep.equal({ lifetime: 60 });
    expect(problems).to.have.length(2);
    expect(problems[0]).to.equal('stored setting mode "radio": it is sdk or module');
    expect(problems[1]?.startsWith('stored setting "band" is not a setting')).to.equal(true);
  });

  it("are not saved where the store refuses, and that is said", () => {
    const shelf = new Shelf();
    shelf.refuses = "read-only";
    expect(saveSettings(shelf, ALL, 0)).to.equal("the settings are not saved: read-only");
  });

  it("are those of the other copy where the store does not give one", () => {
    const shelf = new Shelf();
    saveSettings(shelf, { lifetime: 60 }, 0);
    saveSettings(shelf, ALL, 1);
    shelf.hides = "settings.a";
    expect(loadSettings(shelf)).to.deep.equal({
      settings: { lifetime: 60 },
      sequence: 1,
      problems: ["record settings.a cannot be read, ignored: bad sector"],
    });
  });
});

describe("client/settings: of a run", () => {
  it("are the options where there are any, else the store's", () => {
    const shelf = new Shelf();
    saveSettings(shelf, ALL, 0);
    const run = runSettings(shelf, (name) => (name === "mode" ? "sdk" : name === "lifetime" ? "120" : undefined));
    expect(run).to.deep.equal({ settings: { ...ALL, mode: "sdk", lifetime: 120 }, sequence: 1, problems: [] });
  });

  it("keep the store's value where an option is wrong, and tell it", () => {
    const shelf = new Shelf();
    saveSettings(shelf, { lifetime: 60 }, 0);
    const run = runSettings(shelf, (name) => (name === "lifetime" ? "soon" : undefined));
    expect(run.settings).to.deep.equal({ lifetime: 60 });
    expect(run.problems).to.deep.equal(['option lifetime "soon": seconds from 16 to 268435454']);
  });

  it("ask for each setting by its name, once, and for nothing else", () => {
    const asked: string[] = [];
    runSettings(new Shelf(), (name) => {
      asked.push(name);
      return undefined;
    });
    expect(asked).to.deep.equal([...SETTING_NAMES]);
  });

  it("tell a damaged copy before a wrong option", () => {
    const shelf = new Shelf();
    shelf.save("settings.a", new Uint8Array(3));
    const run = runSettings(shelf, (name) => (name === "imei" ? "1" : noOption()));
    expect(run.problems).to.deep.equal([
      "record settings.a is damaged, ignored",
      'option imei "1": 1 digits, 15 are wanted (or 4 for a test device)',
    ]);
  });
});
