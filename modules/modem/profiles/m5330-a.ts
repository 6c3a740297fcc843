import { freeze } from "../../base/freeze.js";
import { rda8908a } from "../families/rda8908a.js";
import type { Profile } from "../profile.js";

/** China Mobile's M5330-A. OneNET's list puts it on the RDA8908A, while its sisters are on the MT2625: the module is asked. */
export const m5330a: Profile = freeze({ ...rda8908a, model: "M5330-A", identifies: ["M5330-A", "M5330A"] });
