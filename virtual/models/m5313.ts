import { freeze } from "../../modules/base/freeze.js";
import { RDA8909B_FAMILY } from "./rda.js";
import type { VirtualModel } from "./model.js";

/** China Mobile IoT M5313: what the family's sources are about. */
export const M5313: VirtualModel = freeze({
  ...RDA8909B_FAMILY,
  name: "M5313",
  firmware: "M5313_VIRTUAL_R14",
});
