import { UsageError } from "./arguments.js";

/** The check digit of an IMEI (3GPP TS 23.003 annex B): Luhn over its first 14 digits. */
export function checkDigit(digits: string): number {
  let sum = 0;
  for (let i = 0; i < 14; i++) {
    const digit = digits.charCodeAt(i) - 0x30;
    const doubled = digit * 2;
    sum += i % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
  }
  return (10 - (sum % 10)) % 10;
}

/**
 * An IMEI as a person typed it: 15 digits with a right check digit (3GPP TS 23.003 clause 6.2), or the 4 digits that
 * OneNET takes for test devices.
 *
 * @throws UsageError saying what is wrong
 */
export function typedImei(text: string): string {
  if (/^\d{4}$/.test(text)) return text;
  if (!/^\d{15}$/.test(text)) throw new UsageError(`IMEI "${text}": 15 digits are needed (or 4 for a test device)`);
  const expected = checkDigit(text);
  if (Number(text[14]) !== expected) {
    throw new UsageError(`IMEI "${text}": check digit wrong (the last digit would have to be ${expected})`);
  }
  return text;
}

/**
 * An IMSI as a person typed it: up to 15 digits (3GPP TS 23.003 clause 2.2).
 *
 * @throws UsageError saying what is wrong
 */
export function typedImsi(text: string): string {
  if (!/^\d{1,15}$/.test(text)) throw new UsageError(`IMSI "${text}": 1 to 15 digits are needed`);
  return text;
}

/** The identity of the virtual device: the IMEI of the GSM Association's own example, and a test network's IMSI. */
export const VIRTUAL_IMEI = "490154203237518";
export const VIRTUAL_IMSI = "001010123456789";
