import { describeFinal, type FinalResult } from "../at/result.js";

/** "uplink busy" as +CIS ERROR and, on the Hi2115, as +CME ERROR. */
const BUSY_CIS = 652;
const BUSY_CME = 159;

/** The number of the Hi2115's makers that a command may end with. */
const BUSY_NAME = Object.freeze([Object.freeze({ code: BUSY_CME, name: "uplink busy" })]);

/** True if the module has refused a command for the moment only: the same one may do a little later. */
export function isBusy(final: FinalResult): boolean {
  return (final.kind === "cis" && final.code === BUSY_CIS) || (final.kind === "cme" && final.code === BUSY_CME);
}

/** How a MIPL command ended, for people. */
export function describeMiplFinal(final: FinalResult): string {
  return describeFinal(final, BUSY_NAME);
}
