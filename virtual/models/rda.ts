import { freeze } from "../../modules/base/freeze.js";
import { GENERAL, WIDE_REGISTRATION } from "../commands/general.js";
import { POWER, POWER_SETTINGS } from "../commands/power.js";
import { DUAL_MODE, RDA, RDA_SETTINGS } from "../commands/rda.js";
import { GENERATION_C } from "../mipl/generations.js";
import { CIP } from "../sockets/cip.js";
import type { SocketSet, VirtualModel } from "./model.js";
import { RAW } from "../sockets/raw.js";
import { CELL } from "./cell.js";

/** The sockets of a public driver of the M5313; its limits are taken from the bare chip. */
export const RAW_SOCKETS: SocketSet = freeze({ dialect: RAW, limits: { count: 6, maxDatagram: 1460, buffered: 8 } });

/** The sockets of a public driver of the bare RDA8908A. */
export const CIP_SOCKETS: SocketSet = freeze({
  dialect: CIP,
  limits: { count: 6, maxDatagram: 1460, maxFetch: 1000, buffered: 8 },
});

/**
 * What modules with the chips of RDA, later UNISOC, have in common: as public drivers of the M5313 and of the bare
 * RDA8908A show it. MIPL, speed of the M5313, and sleep are assumed.
 */
const RDA_FAMILY: Omit<VirtualModel, "name" | "firmware" | "chip"> = freeze({
  manufacturer: "CMIOT",
  uart: { baud: 9600, echo: true, blank: false, lineLimit: 3072 },
  boot: { time: 300, lines: [], attached: "zone", radio: true },
  pulses: {
    reset: [{ least: 100, does: "reboot" }],
    wake: [{ least: 1, does: "wake" }],
  },
  sleep: { quiet: 2000, hears: true },
  cell: CELL,
  registration: { most: 5, quoted: true },
  context: { id: 1, quoted: true },
  commands: [POWER, WIDE_REGISTRATION, RDA, GENERAL],
  settings: { ...RDA_SETTINGS, ...POWER_SETTINGS },
  sockets: [RAW_SOCKETS],
  mipl: GENERATION_C,
});

/** NB-IoT only; no source tells which sockets its modules have, so that both can be had. */
export const RDA8908A_FAMILY: Omit<VirtualModel, "name" | "firmware"> = freeze({
  ...RDA_FAMILY,
  chip: "RDA8908A",
  sockets: [RAW_SOCKETS, CIP_SOCKETS],
});

/** NB-IoT and GSM. */
export const RDA8909B_FAMILY: Omit<VirtualModel, "name" | "firmware"> = freeze({
  ...RDA_FAMILY,
  chip: "RDA8909B",
  uart: { ...RDA_FAMILY.uart, baud: 115_200 },
  settings: { ...RDA_FAMILY.settings, ...DUAL_MODE },
});
