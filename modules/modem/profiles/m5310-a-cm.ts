import { freeze } from "../../base/freeze.js";
import { hi2115 } from "../families/hi2115.js";
import type { Profile } from "../profile.js";
import { carried } from "./common.js";

/** China Mobile's M5310-A-CM. No source speaks of it: what is known of the M5310-A on the same chip is assumed. */
export const m5310acm: Profile = freeze({
  ...hi2115,
  model: "M5310-A-CM",
  identifies: ["M5310-A-CM", "M5310ACM"],
  sources: carried(hi2115.sources, "M5310-A"),
});
