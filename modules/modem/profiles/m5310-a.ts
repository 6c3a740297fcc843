import { freeze } from "../../base/freeze.js";
import { hi2115 } from "../families/hi2115.js";
import type { Profile } from "../profile.js";

/** China Mobile's M5310-A. Rests on five independent public drivers for it and on the maker's LwM2M manual 5.2.2. */
export const m5310a: Profile = freeze({ ...hi2115, model: "M5310-A", identifies: ["M5310-A", "M5310A"] });
