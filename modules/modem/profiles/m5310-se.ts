import { freeze } from "../../base/freeze.js";
import { hi2115 } from "../families/hi2115.js";
import type { Profile } from "../profile.js";
import { carried } from "./common.js";

/** China Mobile's M5310-SE. No source speaks of it: what is known of the M5310-A on the same chip is assumed. */
export const m5310se: Profile = freeze({
  ...hi2115,
  model: "M5310-SE",
  identifies: ["M5310-SE", "M5310SE"],
  sources: carried(hi2115.sources, "M5310-A"),
});
