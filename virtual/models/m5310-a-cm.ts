import { freeze } from "../../modules/base/freeze.js";
import { HI2115_FAMILY } from "./hi2115.js";
import type { VirtualModel } from "./model.js";

/** China Mobile IoT M5310-A-CM: no source of its own; its name in the boot lines is assumed. */
export const M5310_A_CM: VirtualModel = freeze({
  ...HI2115_FAMILY,
  name: "M5310-A-CM",
  firmware: "M5310-A-CM_VIRTUAL_R14",
  boot: { ...HI2115_FAMILY.boot, lines: [{ text: "M5310-A-CM" }, { text: "OK" }] },
});
