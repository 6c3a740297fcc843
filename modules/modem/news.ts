import { startOfFields, FieldReader } from "../at/fields.js";
import type { Profile } from "./profile.js";

/** What a line that came unasked says of the module itself. */
export type News =
  /** A boot banner begins. */
  | "restarted"
  /** The banner is over. */
  | "ready"
  | "asleep"
  | "awake"
  /** The SIM card is gone, or locked. */
  | "sim"
  /** Nothing of that. */
  | "other";

/** What a URC means in the words of a profile. */
export function newsOf(line: string, { power, sleep }: Profile): News {
  if (beginsWithOne(line, power.restarted)) return "restarted";
  if (line.startsWith(power.ready)) return "ready";
  if (beginsWithOne(line, sleep.asleep)) return "asleep";
  if (beginsWithOne(line, sleep.awake)) return "awake";
  const card = line.startsWith("+CPIN") ? new FieldReader(line, startOfFields(line, "+CPIN")).rest() : undefined;
  return card === undefined || card === "" || card === "READY" ? "other" : "sim";
}

function beginsWithOne(line: string, beginnings: readonly string[]): boolean {
  for (let i = 0; i < beginnings.length; i++) if (line.startsWith(beginnings[i] as string)) return true;
  return false;
}
