import { freeze } from "../base/freeze.js";
import { decimal } from "../base/text.js";
import { CIS_ERRORS, CME_ERRORS, CMS_ERRORS, errorCode, errorName, type ErrorName } from "./errors.js";

/**
 * How a command ended: by a final result code of the module (ITU-T V.250 5.7, 3GPP TS 27.007 9.2, 27.005 3.2.5), by
 * its time limit, or because the session was reset or its queue was full (`lost`).
 */
export type FinalResult =
  | { readonly kind: "ok" }
  | { readonly kind: "error" }
  | { readonly kind: "cme"; readonly code: number }
  | { readonly kind: "cms"; readonly code: number }
  | { readonly kind: "cis"; readonly code: number }
  | { readonly kind: "timeout" }
  | { readonly kind: "lost" };

export const OK: FinalResult = freeze({ kind: "ok" });
export const ERROR: FinalResult = freeze({ kind: "error" });
export const TIMEOUT: FinalResult = freeze({ kind: "timeout" });
export const LOST: FinalResult = freeze({ kind: "lost" });

/** Error numbers that mean that no SIM can be used: 27.007 9.2.1. */
const SIM_ERRORS: readonly number[] = freeze([5, 10, 11, 12, 13, 14, 15, 17, 18]);

/** Stands for a verbose error text that no table knows: 27.007 9.2.1 "unknown". */
const UNKNOWN_ERROR = 100;

/** The final result code that a line is, or `undefined` for any other line. */
export function parseFinal(line: string): FinalResult | undefined {
  if (line === "OK") return OK;
  if (line === "ERROR") return ERROR;
  if (!line.startsWith("+C")) return undefined;
  if (line.startsWith("+CME ERROR:")) return { kind: "cme", code: numberAfter(line, 11, CME_ERRORS) };
  if (line.startsWith("+CMS ERROR:")) return { kind: "cms", code: numberAfter(line, 11, CMS_ERRORS) };
  if (line.startsWith("+CIS ERROR:")) return { kind: "cis", code: numberAfter(line, 11, CIS_ERRORS) };
  return undefined;
}

/** A final result for people, e.g. `+CME ERROR: 10 (SIM not inserted)`. `more` names a maker's own CME numbers. */
export function describeFinal(final: FinalResult, more?: readonly ErrorName[]): string {
  switch (final.kind) {
    case "ok":
      return "OK";
    case "error":
      return "ERROR";
    case "timeout":
      return "no answer";
    case "lost":
      return "command lost";
    case "cme":
      return numbered(
        "+CME ERROR: ",
        final.code,
        errorName(CME_ERRORS, final.code) ?? errorName(more ?? [], final.code),
      );
    case "cms":
      return numbered("+CMS ERROR: ", final.code, errorName(CMS_ERRORS, final.code));
    case "cis":
      return numbered("+CIS ERROR: ", final.code, errorName(CIS_ERRORS, final.code));
  }
}

/** True when the module says that the SIM is missing, locked or broken. */
export function simFailure(final: FinalResult): boolean {
  return final.kind === "cme" && SIM_ERRORS.includes(final.code);
}

function numberAfter(line: string, start: number, table: readonly ErrorName[]): number {
  const text = line.slice(start).trim();
  return decimal(text) ?? errorCode(table, text) ?? UNKNOWN_ERROR;
}

function numbered(family: string, code: number, name: string | undefined): string {
  return name === undefined ? family + String(code) : `${family}${String(code)} (${name})`;
}
