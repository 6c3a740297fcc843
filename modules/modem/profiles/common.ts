import { freeze } from "../../base/freeze.js";
import type { UrcRow } from "../../at/urc.js";
import type { Step } from "../../at/script.js";
import type { Fact } from "../facts.js";

/** What modules of all families have in common, from the standards. */

/** URCs of 3GPP TS 27.007: CEREG (10.1.22), CSCON (10.1.30), CEDRXP (7.40), CTZV (8.41). */
export const commonUrcs: readonly UrcRow[] = freeze([
  { prefix: "+CEREG", owner: "lifecycle" },
  { prefix: "+CSCON", owner: "lifecycle" },
  { prefix: "+CEDRXP", owner: "lifecycle" },
  { prefix: "+CTZV", owner: "lifecycle" },
]);

/** URCs of the module's LwM2M client: OneMO LwM2M user manual 5.2.2. */
export const miplUrcs: readonly UrcRow[] = freeze([
  { prefix: "+MIPLEVENT", owner: "mode" },
  { prefix: "+MIPLREAD", owner: "mode" },
  { prefix: "+MIPLWRITE", owner: "mode" },
  { prefix: "+MIPLEXECUTE", owner: "mode" },
  { prefix: "+MIPLOBSERVE", owner: "mode" },
  { prefix: "+MIPLDISCOVER", owner: "mode" },
  { prefix: "+MIPLPARAMETER", owner: "mode" },
]);

/** Is anybody there? Echo off, errors with numbers (27.007 9.1). */
export const commonProbe: readonly Step<Fact>[] = freeze([
  { send: "AT", within: 500, tries: 20, every: 500, blame: "the module does not answer AT" },
  { send: "ATE0", within: 1000, otherwise: "continue" },
  { send: "AT+CMEE=1", within: 1000, otherwise: "continue" },
]);

/** 27.007 5.2 (CGMM), 5.3 (CGMR), 5.4 (CGSN with 1 for the IMEI). */
export const commonIdentify: readonly Step<Fact>[] = freeze([
  { send: "AT+CGMM", answer: "", keep: "model", otherwise: "continue" },
  { send: "AT+CGMR", answer: "", keep: "firmware", otherwise: "continue" },
  { send: "AT+CGSN=1", answer: "+CGSN", keep: "imei", tries: 3, blame: "the module does not tell its IMEI" },
]);

/** 27.007 5.6. The card needs a moment after the radio was switched on. */
export const commonSim: readonly Step<Fact>[] = freeze([
  { send: "AT+CIMI", answer: "", keep: "imsi", tries: 5, every: 1000, blame: "no SIM card that can be read" },
]);
