import { freeze } from "../../modules/base/freeze.js";
import { MT2625_FAMILY } from "./mt2625.js";
import type { VirtualModel } from "./model.js";

/** China Mobile IoT M5330: no source of its own, taken for an M5311. */
export const M5330: VirtualModel = freeze({
  ...MT2625_FAMILY,
  name: "M5330",
  firmware: "M5330_VIRTUAL_R14",
});
