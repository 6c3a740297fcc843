import { bitsText, bitsValue } from "./psm.js";

/**
 * eDRX cycle and paging time window as strings of four bits (3GPP TS 24.008, 10.5.5.32, the columns for NB-S1 mode;
 * 3GPP TS 27.007, 7.39 and 7.40).
 */

/** Seconds of the cycle by its bits. In NB-S1 mode the shortest is 20.48 s: all that stands for less reads as that. */
const CYCLES: readonly number[] = Object.freeze([
  20.48, 20.48, 20.48, 40.96, 20.48, 81.92, 20.48, 20.48, 20.48, 163.84, 327.68, 655.36, 1310.72, 2621.44, 5242.88,
  10_485.76,
]);

/** The bits that may be written in NB-S1 mode, the shortest cycle first. */
const WRITTEN: readonly number[] = Object.freeze([2, 3, 5, 9, 10, 11, 12, 13, 14, 15]);

/** Seconds of the paging time window's step in NB-S1 mode. */
const WINDOW_STEP = 2.56;

/** The bits of the shortest cycle that is not shorter than so many seconds; of the longest if none is that long. */
export function cycleBits(seconds: number): string {
  for (let i = 0; i < WRITTEN.length; i++) {
    const code = WRITTEN[i] as number;
    if ((CYCLES[code] as number) >= seconds) return bitsText(code, 4);
  }
  return "1111";
}

/** The seconds of the cycle that bits write; `undefined` for anything else. */
export function cycleSeconds(bits: string): number | undefined {
  const code = bitsValue(bits, 4);
  return code === undefined ? undefined : CYCLES[code];
}

/** The seconds of the paging time window that bits write; `undefined` for anything else. */
export function windowSeconds(bits: string): number | undefined {
  const code = bitsValue(bits, 4);
  return code === undefined ? undefined : (code + 1) * WINDOW_STEP;
}
