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
