import { freeze } from "../../modules/base/freeze.js";
import type { CommandTable } from "../parts.js";
import { MIPL_C } from "./commands.js";
import { MIPL_L } from "./legacy.js";
import { MIPL_Q } from "./messages.js";
import type { GenerationName, MiplTraits } from "./traits.js";

/** A generation of MIPL commands. */
export interface Generation {
  readonly name: GenerationName;
  readonly commands: CommandTable;
  readonly traits: MiplTraits;
}

const DECLARED: MiplTraits = freeze({
  version: "2.3.0",
  // Public documents name 2, 3, 6, 7, 11, 15, 26 and 31 to 33 as what an M5310-A normally shows; the failures among the
  // rest are shown too, since nothing else would tell them.
  events: [2, 3, 6, 7, 8, 9, 11, 12, 13, 14, 15, 25, 26, 31, 32, 33],
  updatesItself: true,
  shortestItself: 60,
  updateAhead: 30,
  answerTime: 30_000,
  tlvFormat: 1542,
  mostObjects: 16,
  mostResources: 64,
  mostSlots: 32,
  mostObservations: 32,
  mostRequests: 8,
  mostNotifications: 10,
  maxValue: 1024,
  maxMessage: 1358,
  asksHost: false,
  namedNotifications: false,
  writeIndex: false,
  reportsAnswers: false,
  layouts: ["N2"],
});

/** Declared beforehand: China Mobile's modules. */
export const GENERATION_C: Generation = freeze({ name: "C", commands: MIPL_C, traits: DECLARED });

/** Asked for message by message: modules with the CIS core of other makers. */
export const GENERATION_Q: Generation = freeze({
  name: "Q",
  commands: MIPL_Q,
  traits: {
    ...DECLARED,
    events: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 20, 21, 25, 26],
    updatesItself: false,
    mostSlots: 8,
    asksHost: true,
    namedNotifications: true,
    writeIndex: true,
    reportsAnswers: true,
    layouts: ["N2", "N3"],
  },
});

/** The modules of 2017 and 2018: only to be recognised. */
export const GENERATION_L: Generation = freeze({ name: "L", commands: MIPL_L, traits: DECLARED });

export const GENERATIONS: readonly Generation[] = Object.freeze([GENERATION_C, GENERATION_Q, GENERATION_L]);
