import { freeze } from "../../modules/base/freeze.js";
import { GENERAL } from "../commands/general.js";
import { HI2115, HI2115_SETTINGS } from "../commands/hi2115.js";
import { POWER, POWER_SETTINGS } from "../commands/power.js";
import { GENERATION_C } from "../mipl/generations.js";
import { NSO } from "../sockets/nso.js";
import { CELL } from "./cell.js";
import type { VirtualModel } from "./model.js";

/**
 * What modules with HiSilicon's Hi2115 have in common. Boot lines, sockets and MIPL are as public drivers of the M5310-A
 * show them; what no source tells (manufacturer, the causes of a power-on and of a fault) is made up or taken from the
 * chip's relatives.
 */
export const HI2115_FAMILY: Omit<VirtualModel, "name" | "firmware"> = freeze({
  chip: "Hi2115",
  manufacturer: "CMIOT",
  uart: { baud: 9600, echo: false, blank: false, lineLimit: 3072 },
  boot: {
    time: 300,
    causes: {
      power: "REBOOT_CAUSE_SECURITY_PMU_POWER_ON_RESET",
      pin: "REBOOT_CAUSE_SECURITY_RESET_PIN",
      command: "REBOOT_CAUSE_APPLICATION_AT",
      fault: "REBOOT_CAUSE_APPLICATION_WATCHDOG",
    },
    lines: [{ text: "M5310-A" }, { text: "OK" }],
    radio: true,
  },
  pulses: {
    reset: [{ least: 100, does: "reboot" }],
    wake: [{ least: 1, does: "wake" }],
  },
  // It falls asleep by itself, and any command wakes it.
  sleep: { quiet: 2000, hears: true },
  cell: CELL,
  registration: { most: 2, quoted: false },
  context: { id: 0, quoted: false },
  commands: [POWER, HI2115, GENERAL],
  settings: { ...HI2115_SETTINGS, ...POWER_SETTINGS },
  sockets: [{ dialect: NSO, limits: { count: 7, maxDatagram: 1358, buffered: 8 } }],
  mipl: GENERATION_C,
});
