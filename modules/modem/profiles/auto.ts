import { freeze } from "../../base/freeze.js";
import { rda8908a } from "../families/rda8908a.js";
import type { Profile } from "../profile.js";
import { carried, commonIdentify, commonPin, commonSim, commonUrcs } from "./common.js";

/**
 * For a module that nobody has named: both speeds, the standard's commands, and the most probable of each dialect until
 * the module has told what it speaks. No line of the board is known to help, so the reset line is tried.
 */
export const auto: Profile = freeze({
  ...rda8908a,
  model: "auto",
  maker: "any",
  family: "any",
  chip: "any",
  identifies: [""],
  bauds: [115200, 9600],
  power: { ...rda8908a.power, restarted: ["REBOOT_", "REBOOTING", "*ATREADY", "+CPIN:READY", "+CPIN: READY"] },
  sleep: { ...rda8908a.sleep, asleep: [...rda8908a.sleep.asleep, "*GOTOSLEEP"] },
  scripts: {
    ...rda8908a.scripts,
    identify: {
      name: "identify",
      within: 180_000,
      steps: [
        { send: "AT+SM=LOCK", within: 2000, otherwise: "continue" },
        ...commonIdentify,
        { send: "AT+CFUN=1", within: 90_000, tries: 2, otherwise: "continue" },
        // Not every module has the command.
        ...commonPin.map((step) => ({ ...step, tries: 2, otherwise: "continue" as const })),
        ...commonSim,
      ],
    },
  },
  urcs: [
    ...commonUrcs,
    { prefix: "REBOOT_", owner: "lifecycle" },
    { prefix: "REBOOTING", owner: "lifecycle" },
    { prefix: "*ATREADY", owner: "lifecycle" },
    { prefix: "*GOTOSLEEP", owner: "lifecycle" },
    { prefix: "M5310", owner: "lifecycle", idle: true },
  ],
  sources: carried(rda8908a.sources, "any module"),
});
