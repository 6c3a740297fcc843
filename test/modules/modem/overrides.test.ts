import { expect } from "chai";
import { overridden } from "../../../modules/modem/overrides.js";
import type { Profile } from "../../../modules/modem/profile.js";
import { m5310a } from "../../../modules/modem/profiles/m5310-a.js";
import { PROFILES } from "../../../modules/modem/profiles/index.js";

function set(text: string): Profile {
  const profile = overridden(m5310a, text);
  if (typeof profile === "string") throw new Error(profile);
  return profile;
}

/** All fields by name: plain values and lists of them. */
function fields(value: unknown, before = ""): string[] {
  if (typeof value !== "object" || value === null) return [before];
  if (Array.isArray(value) && typeof value[0] !== "object") return [before];
  return Object.entries(value).flatMap(([key, item]) => fields(item, before === "" ? key : `${before}.${key}`));
}

/** A value that a field may have besides its own. */
function another(profile: Profile, name: string): string {
  let value: unknown = profile;
  for (const part of name.split(".")) value = (value as Record<string, unknown>)[part];
  if (typeof value === "boolean") return value ? "no" : "yes";
  if (typeof value === "number") return String(value);
  return Array.isArray(value) ? value.join(",") : String(value);
}

describe("fields of a profile that are set by a text", () => {
  it("are in place, and the rest of the profile is the same", () => {
    const profile = set("sockets.maxDatagram=1024;power.pulse=200; mipl.hostQuoted=no;sleep.cycle=81.92;bauds=57600");
    expect(profile.sockets).to.deep.equal({ ...m5310a.sockets, maxDatagram: 1024 });
    expect(profile.power).to.deep.equal({ ...m5310a.power, pulse: 200 });
    expect(profile.mipl).to.deep.equal({ ...m5310a.mipl, hostQuoted: false });
    expect(profile.sleep.cycle).to.equal(81.92);
    expect(profile.bauds).to.deep.equal([57_600]);
    expect(profile.scripts).to.equal(m5310a.scripts);
    expect(m5310a.sockets.maxDatagram).to.equal(512);
  });

  it("may be steps of scripts and rows of tables", () => {
    const profile = set('scripts.attach.steps.1.send=AT+COPS=1,2,"46000";urcs.0.owner=mode;errors.0.name=busy');
    expect(profile.scripts.attach.steps[1]).to.deep.equal({
      ...m5310a.scripts.attach.steps[1],
      send: 'AT+COPS=1,2,"46000"',
    });
    expect(profile.scripts.attach.steps[2]).to.equal(m5310a.scripts.attach.steps[2]);
    expect(profile.urcs[0]?.owner).to.equal("mode");
    expect(profile.errors[0]).to.deep.equal({ code: 159, name: "busy" });
  });

  it("bring with another dialect or generation what is usual with it", () => {
    const profile = set("sockets.dialect=cip;sockets.links=2;mipl.generation=Q;mipl.create=blob");
    expect(profile.sockets).to.deep.include({ dialect: "cip", links: 2, pollEvery: 10_000 });
    expect(profile.mipl).to.deep.include({ generation: "Q", create: "blob", declares: false, writeIndex: true });
  });

  it("are none where the text is empty", () => {
    expect(overridden(m5310a, "")).to.equal(m5310a);
    expect(overridden(m5310a, " ; ")).to.equal(m5310a);
  });

  for (const profile of PROFILES) {
    it(`can be every field of ${profile.model}`, () => {
      for (const name of fields(profile)) {
        if (name.startsWith("sources.")) continue;
        expect(overridden(profile, `${name}=${another(profile, name)}`), name).to.be.an("object");
      }
    });
  }

  for (const [text, problem] of [
    ["pulse=3", '"pulse" is no field of a profile; npm run modules lists them'],
    ["power.puls=3", '"power.puls" is no field of a profile; npm run modules lists them'],
    ["power.pulse.x=3", '"power.pulse.x" is no field of a profile; npm run modules lists them'],
    ["__proto__.x=3", '"__proto__.x" is no field of a profile; npm run modules lists them'],
    ["bauds.length=3", '"bauds.length" is no field of a profile; npm run modules lists them'],
    [
      "scripts.attach.steps.99.send=AT",
      '"scripts.attach.steps.99.send" is no field of a profile; npm run modules lists them',
    ],
    ["power.pulse", '"power.pulse": it is FIELD=VALUE'],
    ["power.pulse=", 'power.pulse "": a number from 0 to 1036800000'],
    ["power.pulse=-1", 'power.pulse "-1": a number from 0 to 1036800000'],
    ["power.pulse=1e3", 'power.pulse "1e3": a number from 0 to 1036800000'],
    ["power.pulse=1.", 'power.pulse "1.": a number from 0 to 1036800000'],
    ["sockets.maxDatagram=63", 'sockets.maxDatagram "63": a number from 64 to 1460'],
    ["sockets.maxDatagram=1461", 'sockets.maxDatagram "1461": a number from 64 to 1460'],
    ["sockets.dialect=tcp", 'sockets.dialect "tcp": it is one of nso, ipstart, ipstart-prompt, cip'],
    ["scripts.probe.steps.1.otherwise=stop", 'scripts.probe.steps.1.otherwise "stop": it is one of abort, continue'],
    ["mipl.counts=true", 'mipl.counts "true": it is yes or no'],
    ["bauds=", 'bauds "": at least one speed'],
    ["bauds=9600,fast", 'bauds "9600,fast": a number from 300 to 921600'],
    ["power.restarted=1,2,3,4,5,6,7,8,9", 'power.restarted "1,2,3,4,5,6,7,8,9": at most 8 items'],
    [
      "power=on",
      'power "on": one of its parts is to be named: line, pulse, off, wake, reboot, banner, boot, quiet, restarted, ready',
    ],
    ["urcs=x", `urcs "x": one of its parts is to be named, 0 to ${m5310a.urcs.length - 1}`],
    [`power.ready=${"x".repeat(81)}`, `power.ready "${"x".repeat(81)}": at most 80 characters`],
    ["power.ready=é", 'power.ready "é": ASCII characters'],
    ["settle=1;".repeat(16), "17 fields are set, at most 16 can be"],
  ] as const) {
    it(`are refused in words: ${text.slice(0, 40)}`, () => {
      expect(overridden(m5310a, text)).to.equal(problem);
    });
  }
});
