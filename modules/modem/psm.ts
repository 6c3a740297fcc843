/**
 * The timers of power saving mode as strings of eight bits: three for the unit, five for the value (3GPP TS 24.008,
 * 10.5.7.3 GPRS timer 2 for T3324, 10.5.7.4a GPRS timer 3 for T3412 extended; 3GPP TS 27.007, 7.38).
 */

/** Seconds of each unit of T3324, by its three bits; 0 stands for one that is not used, -1 for "deactivated". */
const ACTIVE_UNITS: readonly number[] = Object.freeze([2, 60, 360, 60, 60, 60, 60, -1]);

/** Seconds of each unit of T3412 extended, by its three bits. */
const TAU_UNITS: readonly number[] = Object.freeze([600, 3600, 36_000, 2, 30, 60, 1_152_000, -1]);

/** The units of T3324 that may be written, the finest first: the others are read as minutes. */
const ACTIVE_WRITTEN: readonly number[] = Object.freeze([0, 1, 2]);
const TAU_WRITTEN: readonly number[] = Object.freeze([3, 4, 5, 0, 1, 2, 6]);

const DEACTIVATED = "11100000";
const VALUES = 31;

/** T3324 of so many seconds; what no unit writes is rounded up. `undefined` switches it off. */
export function activeTimeBits(seconds: number | undefined): string {
  return timerBits(seconds, ACTIVE_UNITS, ACTIVE_WRITTEN);
}

/** T3412 extended of so many seconds; what no unit writes is rounded up. `undefined` switches it off. */
export function periodicTauBits(seconds: number | undefined): string {
  return timerBits(seconds, TAU_UNITS, TAU_WRITTEN);
}

/** The seconds that T3324's bits write; `undefined` when they switch it off or are no timer. */
export function activeTimeSeconds(bits: string): number | undefined {
  return timerSeconds(bits, ACTIVE_UNITS);
}

/** The seconds that T3412 extended's bits write; `undefined` when they switch it off or are no timer. */
export function periodicTauSeconds(bits: string): number | undefined {
  return timerSeconds(bits, TAU_UNITS);
}

/** The number that a text of `size` bits writes, the highest first; `undefined` for anything else. */
export function bitsValue(bits: string, size: number): number | undefined {
  if (bits.length !== size) return undefined;
  let value = 0;
  for (let i = 0; i < size; i++) {
    const bit = bits.charCodeAt(i) - 0x30;
    if (bit !== 0 && bit !== 1) return undefined;
    value = value * 2 + bit;
  }
  return value;
}

/** The `size` lowest bits of a number, the highest first. */
export function bitsText(value: number, size: number): string {
  let text = "";
  for (let bit = size - 1; bit >= 0; bit--) text += (value >> bit) & 1 ? "1" : "0";
  return text;
}

function timerBits(seconds: number | undefined, units: readonly number[], written: readonly number[]): string {
  if (seconds === undefined) return DEACTIVATED;
  let last = 0;
  for (let i = 0; i < written.length; i++) {
    last = written[i] as number;
    const count = Math.ceil(seconds / (units[last] as number));
    if (count <= VALUES) return bitsText(last * 32 + count, 8);
  }
  return bitsText(last * 32 + VALUES, 8);
}

function timerSeconds(bits: string, units: readonly number[]): number | undefined {
  const value = bitsValue(bits, 8);
  if (value === undefined) return undefined;
  const unit = units[value >> 5] as number;
  return unit < 0 ? undefined : unit * (value & VALUES);
}
