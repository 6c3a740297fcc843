import { freeze } from "../../base/freeze.js";
import type { FamilyProfile } from "../profile.js";
import {
  commonAttached,
  commonClock,
  commonIdentify,
  commonPin,
  commonProbe,
  commonSim,
  commonSleep,
  commonSpeed,
  commonStatus,
  commonStillAttached,
  commonUrcs,
  sleepScripts,
} from "../profiles/common.js";
import { generationC } from "../profiles/mipl.js";
import { promptSockets } from "../profiles/sockets.js";

/** Modules on RDA's (UNISOC's) RDA8909B, which speaks NB-IoT and GSM, as seen on China Mobile's M5313. */
export const rda8909b: FamilyProfile = freeze({
  family: "rda8909b",
  maker: "China Mobile",
  chip: "RDA8909B",
  bauds: [115200, 9600],
  speed: commonSpeed,
  settle: 20,
  power: {
    line: "reset",
    pulse: 200,
    off: 0,
    wake: 0,
    reboot: "AT+TRB",
    banner: 5000,
    boot: 5000,
    quiet: 300,
    // Its first lines are not known. A card that is ready once more tells of a restart.
    restarted: ["+CPIN:READY", "+CPIN: READY"],
    ready: "+CTZV",
  },
  sleep: commonSleep,
  clock: "utc",
  scripts: {
    ...sleepScripts,
    probe: commonProbe,
    identify: {
      name: "identify",
      within: 180_000,
      steps: [
        ...commonIdentify,
        // NB-IoT before GSM; what it says is taken at the next start.
        { send: "AT+CFGDUALMODE=1,0", within: 2000, otherwise: "continue" },
        { send: "AT+CFUN=1", within: 90_000, tries: 2, otherwise: "continue" },
        ...commonPin,
        ...commonSim,
      ],
    },
    attach: {
      name: "attach",
      within: 300_000,
      steps: [
        { send: "AT+CEREG=2", otherwise: "continue" },
        { send: "AT+CGATT=1", within: 10_000, otherwise: "continue" },
        commonAttached,
        { send: "AT+CGACT=1,1", within: 20_000, tries: 3, otherwise: "continue" },
        ...commonStatus,
        { send: "AT+CGPADDR=1", answer: "+CGPADDR", keep: "network", otherwise: "continue" },
        ...commonClock,
      ],
    },
    watch: {
      name: "watch",
      within: 60_000,
      steps: [
        commonStillAttached,
        ...commonStatus,
        { send: "AT+CGPADDR=1", answer: "+CGPADDR", keep: "network", otherwise: "continue" },
      ],
    },
  },
  urcs: commonUrcs,
  errors: [],
  sockets: promptSockets,
  mipl: generationC,
  watchEvery: 60_000,
  retryFirst: 5000,
  retryMost: 300_000,
  sources: {
    bauds: { certainty: "assumed", from: "the driver takes the speed from its board; both are tried" },
    "speed.change": { certainty: "assumed", from: "AT+IPR of 3GPP TS 27.007" },
    "power.pulse": { certainty: "sourced", from: "TobudOS m5313 driver: reset low for 200 ms" },
    "power.reboot": { certainty: "sourced", from: "AT+TRB in the TobudOS m5313 driver" },
    "power.ready": { certainty: "sourced", from: "TobudOS m5313 driver waits for +CTZV" },
    "power.restarted": { certainty: "assumed", from: "no source shows its first lines" },
    "power.banner": { certainty: "assumed", from: "no source gives a time" },
    clock: { certainty: "assumed", from: "as most modules" },
    "scripts.identify": { certainty: "inferred", from: "CPIN? and CIMI in the TobudOS driver; the rest of 27.007" },
    "scripts.attach": { certainty: "inferred", from: "CGACT=1,1 in the TobudOS driver; the rest of 27.007" },
    "sockets.dialect": {
      certainty: "sourced",
      from: "CMMUX, IPSTART, IPSEND with prompt, +RECEIVE in the TobudOS driver",
    },
    "sockets.maxDatagram": { certainty: "assumed", from: "the least of all modules" },
    "sockets.openWithin": { certainty: "sourced", from: "TobudOS m5313 driver waits 10 s" },
    "mipl.generation": { certainty: "assumed", from: "no source for MIPL on an RDA chip; the maker's other modules" },
    "mipl.create": { certainty: "assumed", from: "the maker's other modules" },
    "mipl.blob.layout": { certainty: "assumed", from: "the maker's other modules" },
    "mipl.writeIndex": { certainty: "assumed", from: "the maker's other modules" },
    "mipl.flags": { certainty: "assumed", from: "documented meaning" },
    "mipl.valueMost": { certainty: "assumed", from: "the maker's other modules" },
  },
});
