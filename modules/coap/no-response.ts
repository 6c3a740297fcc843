import { codeClass } from "./codes.js";

/**
 * True if a request with that value of the No-Response option is not to be answered with that code: bit 2 stands for the
 * class 2.xx, bit 8 for 4.xx, bit 16 for 5.xx (RFC 7967 section 2, table 1).
 */
export function isUnwanted(unwanted: number, code: number): boolean {
  return unwanted !== 0 && ((unwanted >> (codeClass(code) - 1)) & 1) === 1;
}
