import { freeze } from "../../modules/base/freeze.js";
import { MT2625_FAMILY } from "./mt2625.js";
import type { VirtualModel } from "./model.js";

/** China Mobile IoT M5330-GNSS: no source of its own, taken for an M5311. */
export const M5330_GNSS: VirtualModel = freeze({
  ...MT2625_FAMILY,
  name: "M5330-GNSS",
  firmware: "M5330-GNSS_VIRTUAL_R14",
});
