import { freeze } from "../../base/freeze.js";
import { rda8908a } from "../families/rda8908a.js";
import type { Profile } from "../profile.js";

/** China Mobile's M5312. No source speaks of it. */
export const m5312: Profile = freeze({ ...rda8908a, model: "M5312", identifies: ["M5312"] });
