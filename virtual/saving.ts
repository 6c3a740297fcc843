import { freeze } from "../modules/base/freeze.js";
import type { RadioOptions } from "./coverage.js";
import type { Settings } from "./settings.js";
import { parseParameters } from "./at/line.js";

/** Power saving mode as the network has granted it, with the bits that say so. Times in milliseconds. */
export interface Saving {
  readonly active: number;
  /** `undefined` for a timer that is switched off. */
  readonly periodic: number | undefined;
  readonly activeBits: string;
  readonly periodicBits: string;
}

/** Units of GPRS timer 2, which T3324 is (3GPP TS 24.008 clause 10.5.7.4), in seconds; 0 switches it off. */
const ACTIVE_UNITS: readonly number[] = freeze([2, 60, 360, 60, 60, 60, 60, 0]);

/** Units of GPRS timer 3, which the extended T3412 is (24.008 clause 10.5.7.4a), in seconds. */
const PERIODIC_UNITS: readonly number[] = freeze([600, 3600, 36_000, 2, 30, 60, 1_152_000, 0]);

/** Cycles of NB-IoT by the value of the four bits (24.008 clause 10.5.5.32) in units of 10.24 s. */
const CYCLES: readonly number[] = freeze([2, 2, 2, 4, 2, 8, 2, 2, 2, 16, 32, 64, 128, 256, 512, 1024]);

/** What a network grants that asks for nothing in particular. */
const USUAL_PERIODIC = "00000110";
const USUAL_ACTIVE = "00000101";

/** Power saving as AT+CPSMS has asked for it (27.007 clause 7.38) and the network grants it; `undefined` if it is off. */
export function grantedSaving(settings: Settings, options: RadioOptions): Saving | undefined {
  const fields = parseParameters(settings.value("+CPSMS"));
  if (fields?.[0]?.text !== "1") return undefined;
  const periodicBits = options.grants?.periodic ?? (fields[3]?.text || USUAL_PERIODIC);
  const activeBits = options.grants?.active ?? (fields[4]?.text || USUAL_ACTIVE);
  const active = timerOf(activeBits, ACTIVE_UNITS);
  if (active === undefined) return undefined;
  return { active, periodic: timerOf(periodicBits, PERIODIC_UNITS), activeBits, periodicBits };
}

/** Extended idle cycles as AT+CEDRXS has asked for them (27.007 clause 7.40) and the network grants them. */
export function grantedCycle(
  settings: Settings,
  options: RadioOptions,
):
  | { readonly technology: string; readonly asked: string; readonly bits: string; readonly milliseconds: number }
  | undefined {
  const fields = parseParameters(settings.value("+CEDRXS"));
  const mode = fields?.[0]?.text;
  const asked = fields?.[2]?.text;
  if ((mode !== "1" && mode !== "2") || asked === undefined) return undefined;
  const bits = options.grants?.cycle ?? asked;
  const milliseconds = (CYCLES[valueOf(bits)] as number) * 10_240;
  return { technology: fields?.[1]?.text ?? "5", asked, bits, milliseconds };
}

/** True for a text of that many digits 0 and 1. */
export function isBits(text: string, count: number): boolean {
  if (text.length !== count) return false;
  for (let i = 0; i < count; i++) if (text.charAt(i) !== "0" && text.charAt(i) !== "1") return false;
  return true;
}

/** Milliseconds of a timer: three bits of unit, five of value; `undefined` if it is switched off. */
function timerOf(bits: string, units: readonly number[]): number | undefined {
  const unit = units[valueOf(bits.slice(0, 3))] as number;
  return unit === 0 ? undefined : unit * valueOf(bits.slice(3)) * 1000;
}

function valueOf(bits: string): number {
  let value = 0;
  for (let i = 0; i < bits.length; i++) value = value * 2 + (bits.charAt(i) === "1" ? 1 : 0);
  return value;
}
