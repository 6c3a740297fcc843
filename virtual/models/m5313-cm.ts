import { freeze } from "../../modules/base/freeze.js";
import { RDA8909B_FAMILY } from "./rda.js";
import type { VirtualModel } from "./model.js";

/** China Mobile IoT M5313-CM: no source of its own, taken for an M5313. */
export const M5313_CM: VirtualModel = freeze({
  ...RDA8909B_FAMILY,
  name: "M5313-CM",
  firmware: "M5313-CM_VIRTUAL_R13",
});
