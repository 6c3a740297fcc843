import { freeze } from "../../modules/base/freeze.js";
import { RDA8908A_FAMILY } from "./rda.js";
import type { VirtualModel } from "./model.js";

/** China Mobile IoT M5330-A: no source of its own, taken for a relative of the M5313. */
export const M5330_A: VirtualModel = freeze({
  ...RDA8908A_FAMILY,
  name: "M5330-A",
  firmware: "M5330-A_VIRTUAL_R14",
});
