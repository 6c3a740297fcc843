/** How much a line of the log matters. `wire` lines are the talk with the module and the network. */
export type LogLevel = "error" | "warning" | "info" | "wire";

/** Where machines put what a person should be able to read later. Takes no secret and no unmasked identity. */
export type Log = (level: LogLevel, text: string) => void;

/** For tests and parts that have nobody to talk to. */
export const silent: Log = () => undefined;

/** Shows the first and the last two characters of an identity (IMEI, IMSI) and hides the rest. */
export function mask(identity: string): string {
  if (identity.length <= 4) return "*".repeat(identity.length);
  return identity.slice(0, 2) + "*".repeat(identity.length - 4) + identity.slice(-2);
}

/** Digits in a row from which on they may be an identity: IMEI and IMSI have 15 at the most, IMSI 6 at the least. */
const IDENTITY = 6;

/** An endpoint name with all that may be an IMEI or IMSI in it masked. */
export function maskName(name: string): string {
  let masked = "";
  let digits = "";
  for (let i = 0; i <= name.length; i++) {
    const letter = name.charAt(i);
    if (letter >= "0" && letter <= "9") {
      digits += letter;
      continue;
    }
    masked += (digits.length < IDENTITY ? digits : mask(digits)) + letter;
    digits = "";
  }
  return masked;
}
