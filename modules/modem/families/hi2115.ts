import { freeze } from "../../base/freeze.js";
import type { ErrorName } from "../../at/errors.js";
import type { Profile } from "../profile.js";
import { commonIdentify, commonProbe, commonSim, commonUrcs, miplUrcs } from "../profiles/common.js";

/** Numbers of +CME ERROR beyond 27.007, as manuals of modules on the Hi2115 list them. */
const errors: readonly ErrorName[] = freeze([
  { code: 159, name: "uplink busy" },
  { code: 512, name: "required parameter not configured" },
  { code: 513, name: "terminal not registered" },
  { code: 514, name: "AT internal error" },
  { code: 515, name: "CID is active" },
  { code: 516, name: "incorrect state for command" },
  { code: 517, name: "CID is invalid" },
  { code: 518, name: "CID is not active" },
  { code: 520, name: "deactivate the last active CID" },
  { code: 521, name: "CID is not defined" },
  { code: 522, name: "UART parity error" },
  { code: 523, name: "UART frame error" },
  { code: 524, name: "UE is in minimal function mode" },
  { code: 525, name: "AT command aborted: in processing" },
  { code: 526, name: "AT command aborted: error" },
  { code: 527, name: "command interrupted" },
  { code: 528, name: "configuration conflicts" },
  { code: 529, name: "firmware is being updated" },
  { code: 530, name: "not a socket allocated by AT" },
]);

/** Modules on HiSilicon's Hi2115: what its command set brings with it, whoever built the module. */
export const hi2115: Omit<Profile, "model" | "maker" | "identifies" | "mipl" | "sources" | "power"> = freeze({
  chip: "Hi2115",
  bauds: [9600, 115200],
  settle: 20,
  scripts: {
    probe: { name: "probe", within: 60_000, steps: commonProbe },
    identify: {
      name: "identify",
      within: 180_000,
      steps: [
        ...commonIdentify,
        // The card can be read only with the radio on.
        { send: "AT+CFUN=1", within: 90_000, tries: 2, blame: "the radio cannot be switched on" },
        ...commonSim,
      ],
    },
    attach: {
      name: "attach",
      within: 300_000,
      steps: [
        { send: "AT+CEREG=2", otherwise: "continue" },
        { send: "AT+CGATT=1", within: 10_000, tries: 3, every: 2000 },
        {
          send: "AT+CGATT?",
          answer: "+CGATT",
          until: "+CGATT:1",
          tries: 60,
          every: 2000,
          blame: "the network does not let the module attach",
        },
        { send: "AT+CEREG?", answer: "+CEREG", keep: "network", otherwise: "continue" },
        { send: "AT+CSQ", answer: "+CSQ", keep: "network", otherwise: "continue" },
        { send: "AT+CGPADDR", answer: "+CGPADDR", keep: "network", tries: 3, every: 1000, otherwise: "continue" },
      ],
    },
    watch: {
      name: "watch",
      within: 60_000,
      steps: [
        { send: "AT+CGATT?", answer: "+CGATT", until: "+CGATT:1", tries: 3, every: 3000, blame: "detached" },
        { send: "AT+CEREG?", answer: "+CEREG", keep: "network", otherwise: "continue" },
        { send: "AT+CSQ", answer: "+CSQ", keep: "network", otherwise: "continue" },
        { send: "AT+CGPADDR", answer: "+CGPADDR", keep: "network", otherwise: "continue" },
      ],
    },
  },
  urcs: [
    ...commonUrcs,
    ...miplUrcs,
    { prefix: "+NPSMR", owner: "lifecycle" },
    { prefix: "+NSONMI", owner: "sockets" },
    { prefix: "+NSOCLI", owner: "sockets" },
    { prefix: "+CMDNS", owner: "sockets" },
    { prefix: "REBOOT_", owner: "lifecycle" },
    { prefix: "REBOOTING", owner: "lifecycle" },
  ],
  errors,
  sockets: {
    dialect: "nso",
    maxDatagram: 512,
    maxArrival: 1358,
    localPort: 0,
    within: 10_000,
    resolveWithin: 60_000,
  },
  watchEvery: 60_000,
  retryFirst: 5000,
  retryMost: 300_000,
});
