import { freeze } from "../../modules/base/freeze.js";
import { RDA8908A_FAMILY } from "./rda.js";
import type { VirtualModel } from "./model.js";

/** China Mobile IoT M5312: no source of its own, taken for a relative of the M5313. */
export const M5312: VirtualModel = freeze({
  ...RDA8908A_FAMILY,
  name: "M5312",
  firmware: "M5312_VIRTUAL_R14",
});
