import { decimal } from "../base/text.js";
import { FieldReader, startOfFields } from "../at/fields.js";
import type { Step } from "../at/script.js";
import { hasPrefix } from "../at/urc.js";
import type { NetworkStatus } from "./network.js";

/** What the answers of scripts tell. */
export type Fact =
  | "model"
  | "firmware"
  | "imei"
  | "imsi"
  | "sim"
  | "network"
  /** From now on the registration status comes with the granted timers, or without them if none were granted. */
  | "timers";

/** Who the module and its SIM are. */
export interface Identity {
  model?: string;
  firmware?: string;
  /** 15 digits; the platform's test devices have 4. */
  imei?: string;
  /** 6 to 15 digits (3GPP TS 23.003, 2.2). */
  imsi?: string;
}

/** Keeps what a step's answer tells; `false` when it does not tell it. */
export function keepFact(
  step: Step<Fact>,
  answer: readonly string[],
  identity: Identity,
  status: NetworkStatus,
): boolean {
  const fact = step.keep;
  if (fact === undefined) return true;
  if (fact === "network") return takeAll(status, answer);
  // The script itself looks whether the card is ready.
  if (fact === "sim") return true;
  if (fact === "timers") {
    status.grant(0, 0);
    return true;
  }
  for (let i = 0; i < answer.length; i++) {
    const value = factOf(fact, step.answer ?? "", answer[i] as string);
    if (value === undefined) continue;
    identity[fact] = value;
    return true;
  }
  return false;
}

function takeAll(status: NetworkStatus, answer: readonly string[]): boolean {
  let told = false;
  for (let i = 0; i < answer.length; i++) if (status.take(answer[i] as string)) told = true;
  return told;
}

/** The fact in one line of an answer, `undefined` for a line that does not hold it. */
function factOf(fact: keyof Identity, prefix: string, line: string): string | undefined {
  const name = fact === "model" ? "+CGMM" : fact === "firmware" ? "+CGMR" : prefix;
  const named = hasPrefix(line, name);
  if (!named && prefix !== "") return undefined;
  const reader = new FieldReader(line, named ? startOfFields(line, name) : 0);
  const text = fact === "model" || fact === "firmware" ? reader.rest() : reader.text();
  // Another name before the colon: a URC that no table knows came in between.
  if (text === undefined || text === "" || text.startsWith("+")) return undefined;
  if (fact === "model" || fact === "firmware") return readable(text) ? text : undefined;
  if (decimal(text) === undefined) return undefined;
  if (fact === "imei") return text.length === 15 || text.length === 4 ? text : undefined;
  return text.length >= 6 && text.length <= 15 ? text : undefined;
}

/** True for text of printable ASCII, of a length that a name has. */
function readable(text: string): boolean {
  if (text.length > 48) return false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || code > 0x7e) return false;
  }
  return true;
}
