import { freeze } from "../../modules/base/freeze.js";
import { GENERAL } from "../commands/general.js";
import { HI2115, HI2115_SETTINGS } from "../commands/hi2115.js";
import { MIPL_C } from "../mipl/commands.js";
import { NSO } from "../sockets/nso.js";
import type { VirtualModel } from "./model.js";

/**
 * China Mobile IoT M5310-A, chip Hi2115. Boot lines, sockets and MIPL as public drivers for it show them; what no
 * source tells (manufacturer and firmware texts, the cause of a power-on) is made up or taken from the chip's relatives.
 */
export const M5310_A: VirtualModel = freeze({
  name: "M5310-A",
  manufacturer: "CMIOT",
  firmware: "M5310-A_VIRTUAL_R14",
  uart: { echo: false, blank: false, lineLimit: 3072 },
  boot: {
    time: 300,
    causes: {
      power: "REBOOT_CAUSE_SECURITY_PMU_POWER_ON_RESET",
      pin: "REBOOT_CAUSE_SECURITY_RESET_PIN",
      command: "REBOOT_CAUSE_APPLICATION_AT",
    },
    lines: ["M5310-A", "OK"],
    radio: true,
  },
  pulses: { reset: { least: 100, does: "reboot" } },
  cell: {
    attachTime: 300,
    idleTime: 10_000,
    area: "5A3C",
    cell: "0B1C2D3E",
    technology: 9,
    address: "10.64.0.2",
    operator: "46000",
    rssi: 20,
    errorRate: 0,
    rsrp: -666,
    rsrq: -108,
    signal: -558,
    snr: 204,
    channel: 3738,
    physicalCell: 217,
  },
  commands: [GENERAL, HI2115, NSO.commands, MIPL_C],
  settings: HI2115_SETTINGS,
  sockets: { count: 7, maxDatagram: 1358, buffered: 8 },
  dialect: NSO,
  mipl: {
    version: "2.3.0",
    // Public documents name 2, 3, 6, 7, 11, 15, 26 and 31 to 33 as what an M5310-A normally shows; the failures among the
    // rest are shown too, since nothing else would tell them.
    events: [2, 3, 6, 7, 8, 9, 11, 12, 13, 14, 15, 25, 26, 31, 32, 33],
    updatesItself: true,
    updateAhead: 30,
    answerTime: 30_000,
    tlvFormat: 1542,
    mostObjects: 16,
    mostResources: 64,
    mostSlots: 32,
    mostObservations: 32,
    mostRequests: 8,
    mostNotifications: 10,
    maxValue: 1024,
  },
});
