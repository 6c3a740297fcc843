import { freeze } from "../../base/freeze.js";
import type { UrcRow } from "../../at/urc.js";
import type { Script, Step } from "../../at/script.js";
import type { Fact } from "../facts.js";
import type { SleepProfile, Source, SpeedProfile } from "../profile.js";

/** What modules of all families have in common, from the standards. */

/**
 * URCs of the sockets in all their dialects, so that one can take another's place. Those that announce counted bytes
 * stand first, as the session wants them.
 */
const socketUrcs: readonly UrcRow[] = freeze([
  // `+RECEIVE,<id>,<length>:` and the bytes right behind the colon.
  { prefix: "+RECEIVE", owner: "sockets", counted: { field: 1, after: ":" } },
  // `+CIPRXGET: 2,<id>,<asked>,<length>,<address>:<port>` and the bytes in the next line.
  { prefix: "+CIPRXGET", owner: "sockets", counted: { field: 3, after: "line" } },
  { prefix: "+NSONMI", owner: "sockets" },
  { prefix: "+NSOCLI", owner: "sockets" },
  { prefix: "+CMDNS", owner: "sockets" },
  { prefix: "+IPRD", owner: "sockets" },
  { prefix: "+IPSEND", owner: "sockets" },
  { prefix: "+IPCLOSE", owner: "sockets" },
  { prefix: "+CMDNSGIP", owner: "sockets" },
  { prefix: "+CDNSGIP", owner: "sockets" },
  { prefix: "NO CARRIER", owner: "sockets" },
  { prefix: "0,CLOSED", owner: "sockets" },
  { prefix: "1,CLOSED", owner: "sockets" },
  { prefix: "2,CLOSED", owner: "sockets" },
  { prefix: "3,CLOSED", owner: "sockets" },
  { prefix: "4,CLOSED", owner: "sockets" },
  { prefix: "5,CLOSED", owner: "sockets" },
  { prefix: "+RECV FROM:", owner: "sockets" },
]);

/** URCs of the module's LwM2M client: OneMO LwM2M user manual 5.2.2. */
const miplUrcs: readonly UrcRow[] = freeze([
  { prefix: "+MIPLEVENT", owner: "mode" },
  { prefix: "+MIPLREAD", owner: "mode" },
  { prefix: "+MIPLWRITE", owner: "mode" },
  { prefix: "+MIPLEXECUTE", owner: "mode" },
  { prefix: "+MIPLOBSERVE", owner: "mode" },
  { prefix: "+MIPLDISCOVER", owner: "mode" },
  { prefix: "+MIPLPARAMETER", owner: "mode" },
  // The legacy generation's answer to AT+MIPLOPEN.
  { prefix: "+MIPLOPEN", owner: "mode" },
]);

/**
 * URCs of every profile: the sockets', those of 3GPP TS 27.007 (CEREG 10.1.22, CSCON 10.1.30, CEDRXP 7.40, CTZV 8.41,
 * CPIN 8.3, CGEV 10.1.19), the report of power saving mode that modules of several chips share, and MIPL's.
 */
export const commonUrcs: readonly UrcRow[] = freeze([
  ...socketUrcs,
  { prefix: "+CEREG", owner: "lifecycle" },
  { prefix: "+CSCON", owner: "lifecycle" },
  { prefix: "+CEDRXP", owner: "lifecycle" },
  { prefix: "+CTZV", owner: "lifecycle" },
  { prefix: "+CPIN", owner: "lifecycle" },
  { prefix: "+NPSMR", owner: "lifecycle" },
  ...miplUrcs,
]);

/** Is anybody there? Echo off, errors with numbers (27.007 9.1). */
export const commonProbe: Script<Fact> = freeze({
  name: "probe",
  within: 60_000,
  steps: [
    { send: "AT", within: 500, tries: 20, every: 500, blame: "the module does not answer AT" },
    { send: "ATE0", within: 1000, otherwise: "continue" },
    { send: "AT+CMEE=1", within: 1000, otherwise: "continue" },
  ],
});

/** 27.007 5.2 (CGMM), 5.3 (CGMR), 5.4 (CGSN with 1 for the IMEI). */
export const commonIdentify: readonly Step<Fact>[] = freeze([
  { send: "AT+CGMM", answer: "", keep: "model", otherwise: "continue" },
  { send: "AT+CGMR", answer: "", keep: "firmware", otherwise: "continue" },
  { send: "AT+CGSN=1", answer: "+CGSN", keep: "imei", tries: 3, blame: "the module does not tell its IMEI" },
]);

/** 27.007 8.3: the card is there and open. It needs a moment after the start. */
export const commonPin: readonly Step<Fact>[] = freeze([
  {
    send: "AT+CPIN?",
    answer: "+CPIN",
    keep: "sim",
    until: "+CPIN:READY",
    tries: 5,
    every: 1000,
    blame: "no open SIM card",
  },
]);

/** 27.007 5.6. */
export const commonSim: readonly Step<Fact>[] = freeze([
  { send: "AT+CIMI", answer: "", keep: "imsi", tries: 5, every: 1000, blame: "no SIM card that can be read" },
]);

/** Registration (27.007 10.1.22), signal (8.5) and clock (8.15), each as far as the module tells it. */
export const commonStatus: readonly Step<Fact>[] = freeze([
  { send: "AT+CEREG?", answer: "+CEREG", keep: "network", otherwise: "continue" },
  { send: "AT+CSQ", answer: "+CSQ", keep: "network", otherwise: "continue" },
]);

/** 27.007 10.1.9: attached to packet service, asked again as long as the network takes. */
export const commonAttached: Step<Fact> = freeze({
  send: "AT+CGATT?",
  answer: "+CGATT",
  until: "+CGATT:1",
  tries: 60,
  every: 2000,
  blame: "the network does not let the module attach",
});

/** The same while online. */
export const commonStillAttached: Step<Fact> = freeze({ ...commonAttached, tries: 3, every: 3000, blame: "detached" });

/** 27.007 8.15. */
export const commonClock: readonly Step<Fact>[] = freeze([
  { send: "AT+CCLK?", answer: "+CCLK", keep: "network", within: 2000, otherwise: "continue" },
]);

/** 27.007 7.38 (CPSMS), 7.39 (CEDRXS; 5 is E-UTRAN in NB-S1 mode), 7.40 (CEDRXRDP), 10.1.22 (CEREG=4: with timers). */
export const sleepScripts = freeze({
  psmOn: {
    name: "power saving on",
    within: 30_000,
    steps: [
      { send: 'AT+CPSMS=1,,,"{tau}","{active}"', otherwise: "continue", blame: "the module takes no power saving" },
      { send: "AT+NPSMR=1", otherwise: "continue" },
    ],
  },
  psmOff: { name: "power saving off", within: 30_000, steps: [{ send: "AT+CPSMS=0", otherwise: "continue" }] },
  edrxOn: { name: "eDRX on", within: 30_000, steps: [{ send: 'AT+CEDRXS=1,5,"{cycle}"', otherwise: "continue" }] },
  edrxOff: { name: "eDRX off", within: 30_000, steps: [{ send: "AT+CEDRXS=0,5", otherwise: "continue" }] },
  granted: {
    name: "granted",
    within: 30_000,
    steps: [
      { send: "AT+CPSMS?", answer: "+CPSMS", keep: "network", otherwise: "continue" },
      { send: "AT+CEREG=4", keep: "timers", otherwise: "continue" },
      { send: "AT+CEREG?", answer: "+CEREG", keep: "network", otherwise: "continue" },
      { send: "AT+CEDRXRDP", answer: "+CEDRXRDP", keep: "network", otherwise: "continue" },
    ],
  },
} satisfies Record<string, Script<Fact>>);

/** Nothing is asked of the network before somebody wishes it. The times are those of an hourly report. */
export const commonSleep: SleepProfile = freeze({
  psm: "leave",
  tau: 3600,
  active: 60,
  edrx: "leave",
  cycle: 20.48,
  asleep: ["+NPSMR:1", "+NPSMR: 1"],
  awake: ["+NPSMR:0", "+NPSMR: 0"],
  keepAwake: "",
  letSleep: "",
});

/** The speed stays as it was found. */
export const commonSpeed: SpeedProfile = freeze({ wanted: 0, change: "AT+IPR={baud}" });

/** What another model's facts are worth for a model of which nothing is known: all of them are assumed. */
export function carried(sources: Readonly<Record<string, Source>>, from: string): Readonly<Record<string, Source>> {
  const rows: Record<string, Source> = {};
  for (const name in sources)
    rows[name] = { certainty: "assumed", from: `as ${from}: ${(sources[name] as Source).from}` };
  return freeze(rows);
}
