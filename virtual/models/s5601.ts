import { freeze } from "../../modules/base/freeze.js";
import { MT2625_FAMILY } from "./mt2625.js";
import type { VirtualModel } from "./model.js";

/** China Mobile IoT S5601: no source of its own, taken for an M5311. */
export const S5601: VirtualModel = freeze({
  ...MT2625_FAMILY,
  name: "S5601",
  firmware: "S5601_VIRTUAL_R14",
});
