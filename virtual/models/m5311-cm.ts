import { freeze } from "../../modules/base/freeze.js";
import { MT2625_FAMILY, MT2625_PLAIN_SETTINGS } from "./mt2625.js";
import type { VirtualModel } from "./model.js";

/** China Mobile IoT M5311-CM: an M5311 without AT*FRCLLCK. */
export const M5311_CM: VirtualModel = freeze({
  ...MT2625_FAMILY,
  name: "M5311-CM",
  firmware: "M5311-CM_VIRTUAL_R13",
  settings: MT2625_PLAIN_SETTINGS,
});
