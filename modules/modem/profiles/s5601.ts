import { freeze } from "../../base/freeze.js";
import { mt2625 } from "../families/mt2625.js";
import type { Profile } from "../profile.js";
import { carried } from "./common.js";

/** China Mobile's S5601. No source speaks of it: what is known of the M5311 on the same chip is assumed. */
export const s5601: Profile = freeze({
  ...mt2625,
  model: "S5601",
  identifies: ["S5601"],
  sources: carried(mt2625.sources, "M5311"),
});
