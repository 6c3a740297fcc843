import { freeze } from "../../base/freeze.js";
import { rda8909b } from "../families/rda8909b.js";
import type { Profile } from "../profile.js";
import { carried } from "./common.js";

/** China Mobile's M5313-CM. No source speaks of it: what is known of the M5313 on the same chip is assumed. */
export const m5313cm: Profile = freeze({
  ...rda8909b,
  model: "M5313-CM",
  identifies: ["M5313-CM", "M5313CM"],
  sources: carried(rda8909b.sources, "M5313"),
});
