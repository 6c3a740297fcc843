import { freeze } from "../../modules/base/freeze.js";
import { MT2625_FAMILY } from "./mt2625.js";
import type { VirtualModel } from "./model.js";

/** China Mobile IoT M5311: what the family's sources are about. */
export const M5311: VirtualModel = freeze({
  ...MT2625_FAMILY,
  name: "M5311",
  firmware: "M5311_VIRTUAL_R14",
});
