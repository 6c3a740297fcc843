import { freeze } from "../../base/freeze.js";
import { mt2625 } from "../families/mt2625.js";
import type { Profile } from "../profile.js";

/** China Mobile's M5311. Rests on four independent public drivers for it and on OneNET's own SDK. */
export const m5311: Profile = freeze({ ...mt2625, model: "M5311", identifies: ["M5311"] });
