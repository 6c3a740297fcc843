import { freeze } from "../../base/freeze.js";
import { mt2625 } from "../families/mt2625.js";
import type { Profile } from "../profile.js";
import { carried } from "./common.js";

/** China Mobile's M5311-CM (release 13). All that is said of it is that it has no frequency lock, which is not used here. */
export const m5311cm: Profile = freeze({
  ...mt2625,
  model: "M5311-CM",
  identifies: ["M5311-CM", "M5311CM"],
  sources: carried(mt2625.sources, "M5311"),
});
