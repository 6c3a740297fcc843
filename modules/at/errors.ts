import { freeze } from "../base/freeze.js";

/** An error number and what the standard or the manual calls it. */
export interface ErrorName {
  readonly code: number;
  readonly name: string;
}

/** `+CME ERROR` numbers: 3GPP TS 27.007, 9.2.1 (general), 9.2.2 (EPS and GPRS). */
export const CME_ERRORS: readonly ErrorName[] = freeze([
  { code: 0, name: "phone failure" },
  { code: 1, name: "no connection to phone" },
  { code: 2, name: "phone adaptor link reserved" },
  { code: 3, name: "operation not allowed" },
  { code: 4, name: "operation not supported" },
  { code: 5, name: "PH-SIM PIN required" },
  { code: 6, name: "PH-FSIM PIN required" },
  { code: 7, name: "PH-FSIM PUK required" },
  { code: 10, name: "SIM not inserted" },
  { code: 11, name: "SIM PIN required" },
  { code: 12, name: "SIM PUK required" },
  { code: 13, name: "SIM failure" },
  { code: 14, name: "SIM busy" },
  { code: 15, name: "SIM wrong" },
  { code: 16, name: "incorrect password" },
  { code: 17, name: "SIM PIN2 required" },
  { code: 18, name: "SIM PUK2 required" },
  { code: 20, name: "memory full" },
  { code: 21, name: "invalid index" },
  { code: 22, name: "not found" },
  { code: 23, name: "memory failure" },
  { code: 24, name: "text string too long" },
  { code: 25, name: "invalid characters in text string" },
  { code: 26, name: "dial string too long" },
  { code: 27, name: "invalid characters in dial string" },
  { code: 30, name: "no network service" },
  { code: 31, name: "network timeout" },
  { code: 32, name: "network not allowed, emergency calls only" },
  { code: 50, name: "incorrect parameters" },
  { code: 51, name: "command implemented but currently disabled" },
  { code: 52, name: "command aborted by user" },
  { code: 53, name: "not attached to network due to MT functionality restrictions" },
  { code: 100, name: "unknown" },
  { code: 103, name: "illegal MS" },
  { code: 106, name: "illegal ME" },
  { code: 107, name: "GPRS services not allowed" },
  { code: 111, name: "PLMN not allowed" },
  { code: 112, name: "location area not allowed" },
  { code: 113, name: "roaming not allowed in this location area" },
  { code: 132, name: "service option not supported" },
  { code: 133, name: "requested service option not subscribed" },
  { code: 134, name: "service option temporarily out of order" },
  { code: 148, name: "unspecified GPRS error" },
  { code: 149, name: "PDP authentication failure" },
  { code: 150, name: "invalid mobile class" },
]);

/** `+CMS ERROR` numbers: 3GPP TS 27.005, 3.2.5. */
export const CMS_ERRORS: readonly ErrorName[] = freeze([
  { code: 300, name: "ME failure" },
  { code: 301, name: "SMS service of ME reserved" },
  { code: 302, name: "operation not allowed" },
  { code: 303, name: "operation not supported" },
  { code: 304, name: "invalid PDU mode parameter" },
  { code: 305, name: "invalid text mode parameter" },
  { code: 310, name: "(U)SIM not inserted" },
  { code: 311, name: "(U)SIM PIN required" },
  { code: 312, name: "PH-(U)SIM PIN required" },
  { code: 313, name: "(U)SIM failure" },
  { code: 314, name: "(U)SIM busy" },
  { code: 315, name: "(U)SIM wrong" },
  { code: 316, name: "(U)SIM PUK required" },
  { code: 317, name: "(U)SIM PIN2 required" },
  { code: 318, name: "(U)SIM PUK2 required" },
  { code: 320, name: "memory failure" },
  { code: 321, name: "invalid memory index" },
  { code: 322, name: "memory full" },
  { code: 330, name: "SMSC address unknown" },
  { code: 331, name: "no network service" },
  { code: 332, name: "network timeout" },
  { code: 340, name: "no +CNMA acknowledgement expected" },
  { code: 500, name: "unknown error" },
]);

/** `+CIS ERROR` numbers of OneNET's own commands (OneMO LwM2M user manual 5.2.2). */
export const CIS_ERRORS: readonly ErrorName[] = freeze([
  { code: 100, name: "unknown" },
  { code: 601, name: "parameter error" },
  { code: 602, name: "wrong state: not registered, or still registering" },
  { code: 651, name: "operation not allowed" },
  { code: 652, name: "uplink busy" },
  { code: 653, name: "no resource" },
]);

/** What a table calls a number; `undefined` for one that it does not have. */
export function errorName(table: readonly ErrorName[], code: number): string | undefined {
  for (let i = 0; i < table.length; i++) if ((table[i] as ErrorName).code === code) return (table[i] as ErrorName).name;
  return undefined;
}

/** The number of a verbose error text as `AT+CMEE=2` gives it, whatever its case; `undefined` for a foreign one. */
export function errorCode(table: readonly ErrorName[], name: string): number | undefined {
  const wanted = name.toLowerCase();
  for (let i = 0; i < table.length; i++) {
    const row = table[i] as ErrorName;
    if (row.name.toLowerCase() === wanted) return row.code;
  }
  return undefined;
}
