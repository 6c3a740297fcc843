import { freeze } from "../../modules/base/freeze.js";
import { HI2115_FAMILY } from "./hi2115.js";
import type { VirtualModel } from "./model.js";

/** China Mobile IoT M5310-A: what the family's sources are about. */
export const M5310_A: VirtualModel = freeze({
  ...HI2115_FAMILY,
  name: "M5310-A",
  firmware: "M5310-A_VIRTUAL_R14",
});
