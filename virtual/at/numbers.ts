import { fromDecimal, fromHex } from "./text.js";
import type { Parameter } from "./line.js";

/** A parameter's whole number from `least` to `most`; `undefined` if it is missing, quoted, or anything else. */
export function whole(parameter: Parameter | undefined, least: number, most: number): number | undefined {
  if (parameter === undefined || parameter.quoted) return undefined;
  const value = fromDecimal(parameter.text);
  return value === undefined || value < least || value > most ? undefined : value;
}

/** Like `whole`, but a parameter that is missing or empty stands for `otherwise`. */
export function wholeOr(
  parameter: Parameter | undefined,
  least: number,
  most: number,
  otherwise: number,
): number | undefined {
  return isOmitted(parameter) ? otherwise : whole(parameter, least, most);
}

/** A number in fromDecimal or as 0x…, for the flag parameters that take both. */
export function flags(parameter: Parameter | undefined): number | undefined {
  if (parameter === undefined) return undefined;
  const text = parameter.text;
  if (text.slice(0, 2).toLowerCase() !== "0x") return fromDecimal(text);
  const digits = text.slice(2);
  if (digits.length === 0 || digits.length > 6) return undefined;
  const bytes = fromHex(digits.length % 2 === 0 ? digits : `0${digits}`);
  if (bytes === undefined) return undefined;
  let value = 0;
  for (let i = 0; i < bytes.length; i++) value = value * 256 + (bytes[i] as number);
  return value;
}

/** True if the parameter is not there or stands empty between commas. */
export function isOmitted(parameter: Parameter | undefined): boolean {
  return parameter === undefined || (parameter.text === "" && !parameter.quoted);
}

/** True for four fromDecimal numbers from 0 to 255 with points between them. */
export function isIpv4(text: string): boolean {
  const parts = text.split(".");
  if (parts.length !== 4) return false;
  for (let i = 0; i < 4; i++) {
    const value = fromDecimal(parts[i] as string);
    if (value === undefined || value > 255 || (parts[i] as string).length > 3) return false;
  }
  return true;
}
