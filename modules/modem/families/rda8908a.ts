import { freeze } from "../../base/freeze.js";
import type { FamilyProfile } from "../profile.js";
import { carried } from "../profiles/common.js";
import { rda8909b } from "./rda8909b.js";

/**
 * Modules on RDA's (UNISOC's) RDA8908A. No source speaks of one by China Mobile. Three makers have three sets of socket
 * commands on this chip, so that the maker decides: its module on the sister chip is the first guess, the chip's own
 * firmware (CIPSTART) the second.
 */
export const rda8908a: FamilyProfile = freeze({
  ...rda8909b,
  family: "rda8908a",
  chip: "RDA8908A",
  bauds: [9600, 115200],
  power: { ...rda8909b.power, reboot: "" },
  sources: {
    ...carried(rda8909b.sources, "M5313"),
    bauds: { certainty: "assumed", from: "driver for the bare chip: 9600" },
    "power.reboot": { certainty: "assumed", from: "no command is known" },
  },
});
