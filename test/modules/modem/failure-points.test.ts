import { expect } from "chai";
import { newsOf } from "../../../modules/modem/news.js";
import type { Profile } from "../../../modules/modem/profile.js";
import { auto } from "../../../modules/modem/profiles/auto.js";
import { PROFILES } from "../../../modules/modem/profiles/index.js";
import { Module } from "./module.js";

const ALL: readonly Profile[] = [...PROFILES, auto];

/** Everything that a lifecycle may do: another speed, both kinds of power saving. */
function busy(profile: Profile): Profile {
  const sleep = { ...profile.sleep, psm: "on", edrx: "on" } as const;
  return { ...profile, sleep, speed: { ...profile.speed, wanted: 57_600 } };
}

const FAULTS: readonly { readonly name: string; readonly lines: readonly string[] }[] = [
  { name: "ERROR", lines: ["ERROR"] },
  { name: "+CME ERROR: 30", lines: ["+CME ERROR: 30"] },
  { name: "nothing", lines: [] },
  { name: "garbage", lines: ['}~\u0001\u007f@@,"((', "+++,,:"] },
  { name: "garbage and OK", lines: ['+C,"(', "OK"] },
  { name: "OK alone", lines: ["OK"] },
];

/** Command lines from power-up to online, and of the watch that follows. */
function commandsOf(profile: Profile): readonly string[] {
  const module = new Module(profile).until("online");
  const { bench } = module;
  const online = bench.sent.length;
  bench.pass(bench.lifecycle.deadline() ?? 0);
  module.serveFor(10_000);
  const commands = [...bench.sent.slice(0, online), ...bench.sent.slice(online)];
  return commands.filter((command, index) => commands.indexOf(command) === index);
}

/** Lines that may come at any moment and change nothing, for each name in the tables of URCs. */
const HARMLESS: readonly string[] = [
  "+RECEIVE,9,0:",
  "+CIPRXGET: 1,9",
  "+NSONMI:6,9",
  "+NSOCLI:6",
  "+CMDNS:",
  "+IPRD: 9,1,AA",
  "+IPSEND: 9,1",
  "+IPCLOSE: 4",
  '+CMDNSGIP:"x","192.0.2.1"',
  "+CDNSGIP: 1",
  "NO CARRIER",
  "5,CLOSED",
  "+RECV FROM:192.0.2.1:5683",
  "+CSCON:1",
  "+CEDRXP: 0",
  "+CTZV:26/11/22,19:44:04+32",
  "+CPIN: READY",
  "+NPSMR:0",
  "+MIPLEVENT:0,11",
  "+MIPLREAD:0,1,3303,0,-1",
  "+MIPLOPEN:0,0",
  "+CFUN: 1",
  "+IP: 10.0.0.9",
  "+XNEWS: 1,2",
];

describe("every profile, every command, every failure", () => {
  for (const profile of ALL) {
    const full = busy(profile);
    const commands = commandsOf(full);

    it(`${profile.model}: the module that answers all is asked for all that its scripts have`, () => {
      const { scripts } = profile;
      const scripted = [scripts.probe, scripts.identify, scripts.attach, scripts.watch, scripts.granted];
      for (const { send } of scripted.flatMap((script) => [...script.steps])) expect(commands).to.include(send);
      expect(commands.some((command) => command.startsWith("AT+CPSMS=1"))).to.equal(true);
      expect(commands.some((command) => command.startsWith("AT+CEDRXS=1"))).to.equal(true);
    });

    for (const fault of FAULTS) {
      it(`${profile.model}: ${fault.name} to any one command ends in a named state with a deadline`, () => {
        const ends: string[] = [];
        for (const command of commands) {
          const module = new Module(full);
          module.answer = (sent) => (sent === command ? fault.lines : undefined);
          const { bench } = module;
          module.settleDown();
          const { state } = bench.lifecycle;
          expect(["online", "offline"], `${command}: ${state.name}`).to.include(state.name);
          ends.push(state.name);
          if (state.name === "offline") {
            expect(state.cause, command).to.have.length.greaterThan(4);
            expect(state.retryAt, command).to.be.greaterThan(bench.now);
          }
          expect(bench.deadline(), command).to.be.greaterThan(bench.now);
          // What is mended is found again.
          module.answer = () => undefined;
          module.until("online");
        }
        // Without the commands that matter nothing works; without the others it does.
        expect(ends).to.include("online");
        expect(ends).to.include("offline");
      });
    }

    for (const lines of [["ERROR"], []] as const) {
      const what = lines.length === 0 ? "nothing" : "ERROR";
      it(`${profile.model}: ${what} to everything ends offline, time and again, each time later`, () => {
        const module = new Module(full);
        module.answer = () => lines;
        let last = 0;
        for (let i = 0; i < 8; i++) {
          module.until("offline");
          const { state } = module.bench.lifecycle;
          if (state.name !== "offline") throw new Error(state.name);
          const wait = state.retryAt - module.bench.now;
          expect(wait).to.be.at.least(Math.min(last, 300_000));
          last = wait;
          module.bench.pass(state.retryAt);
        }
      });
    }

    it(`${profile.model}: each URC before each line of the module changes nothing`, () => {
      const calm = new Module(full).until("online").bench;
      for (const line of HARMLESS) {
        if (newsOf(line, full) !== "other" && newsOf(line, full) !== "awake") continue;
        const module = new Module(full);
        module.storm = line;
        const { bench } = module.until("online");
        expect(bench.sent, line).to.deep.equal(calm.sent);
        const heard = bench.events.filter((event) => !event.startsWith("urc "));
        expect(heard, line).to.deep.equal(calm.events);
        expect(bench.lifecycle.identity, line).to.deep.equal(calm.lifecycle.identity);
      }
    });
  }

  it("knows a harmless line for each name in the profiles' tables that is no news of the module", () => {
    for (const profile of ALL) {
      for (const { prefix, idle } of profile.urcs) {
        // The model's name means something only in the banner.
        if (idle === true || newsOf(prefix, profile) !== "other" || prefix === "+CEREG" || prefix.endsWith("CLOSED"))
          continue;
        const known = HARMLESS.some((line) => line.startsWith(prefix)) || prefix.startsWith("+MIPL");
        expect(known || newsOf(`${prefix}: 1`, profile) !== "other", prefix).to.equal(true);
      }
    }
  });
});
