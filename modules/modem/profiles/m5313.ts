import { freeze } from "../../base/freeze.js";
import { rda8909b } from "../families/rda8909b.js";
import type { Profile } from "../profile.js";

/** China Mobile's M5313. Rests on one public driver, which speaks of its sockets and not of MIPL. */
export const m5313: Profile = freeze({ ...rda8909b, model: "M5313", identifies: ["M5313"] });
