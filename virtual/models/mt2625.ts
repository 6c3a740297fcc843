import { freeze } from "../../modules/base/freeze.js";
import { GENERAL, WIDE_REGISTRATION } from "../commands/general.js";
import { FREQUENCY_LOCK, MT2625, MT2625_SETTINGS } from "../commands/mt2625.js";
import { POWER, POWER_SETTINGS } from "../commands/power.js";
import { GENERATION_C } from "../mipl/generations.js";
import { HEX } from "../sockets/hex.js";
import { CELL } from "./cell.js";
import type { SettingTable } from "../settings.js";
import type { VirtualModel } from "./model.js";

/** The settings of those without a frequency lock. */
export const MT2625_PLAIN_SETTINGS: SettingTable = freeze({ ...MT2625_SETTINGS, ...POWER_SETTINGS });

/**
 * What modules with MediaTek's MT2625 have in common. Boot lines, sockets, sleep and MIPL are as public drivers of the
 * M5311 show them; the form of the CFUN line, the reset pin and the quotes in CEREG are assumed.
 */
export const MT2625_FAMILY: Omit<VirtualModel, "name" | "firmware"> = freeze({
  chip: "MT2625",
  manufacturer: "CMIOT",
  uart: { baud: 115_200, echo: true, blank: true, lineLimit: 2048 },
  boot: {
    time: 300,
    lines: [{ text: "*ATREADY: 1" }, { text: "+CPIN: READY", card: true }, { text: "+CFUN: 1" }],
    attached: "address",
    radio: true,
  },
  pulses: {
    power: [
      { least: 2000, does: "on" },
      { least: 12_000, does: "off" },
    ],
    reset: [{ least: 100, does: "reboot" }],
    wake: [{ least: 100, does: "wake" }],
  },
  // What wakes it by the UART is lost.
  sleep: { line: "*GOTOSLEEP", quiet: 2000, hears: false },
  cell: CELL,
  registration: { most: 5, quoted: true },
  context: { id: 1, quoted: true },
  commands: [POWER, WIDE_REGISTRATION, MT2625, GENERAL],
  settings: { ...MT2625_PLAIN_SETTINGS, ...FREQUENCY_LOCK },
  sockets: [{ dialect: HEX, limits: { count: 5, maxDatagram: 712, buffered: 8 } }],
  mipl: GENERATION_C,
});
