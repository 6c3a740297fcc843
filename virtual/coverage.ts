import { freeze } from "../modules/base/freeze.js";
import type { Cell } from "./network.js";

/** Level of coverage enhancement (3GPP TS 36.321 clause 5.1.1): 0 normal, 1 robust, 2 extreme. */
export type Coverage = 0 | 1 | 2;

/** How the radio network behaves towards the module. */
export interface RadioOptions {
  /** By how much all delays are multiplied: 0 for none, and no loss; 1 for those of a real network. */
  readonly factor: number;
  readonly coverage: Coverage;
  /** What the network grants in place of what was asked for, as the bits of AT+CPSMS and AT+CEDRXS. */
  readonly grants?: { readonly active?: string; readonly periodic?: string; readonly cycle?: string };
}

/** A radio without delay or loss that grants what it is asked for. */
export const NO_DELAY: RadioOptions = freeze({ factor: 0, coverage: 0 });

/** Radios by the name that a person gives them: none at all, or a real network's at a level of coverage. */
export const RADIOS: Readonly<Record<"none" | "good" | "weak" | "extreme", RadioOptions>> = freeze({
  none: NO_DELAY,
  good: { factor: 1, coverage: 0 },
  weak: { factor: 1, coverage: 1 },
  extreme: { factor: 1, coverage: 2 },
});

/** Times in milliseconds. */
interface Level {
  /** From radio on to registered. */
  readonly attach: number;
  /** From idle to a signalling connection. */
  readonly setUp: number;
  /** Of one datagram. */
  readonly delay: number;
  /** Share of datagrams that are lost. */
  readonly loss: number;
}

/**
 * Typical figures. The attach takes 20 to 120 s (OneNET's walkthrough); in extreme coverage set-up and delay together
 * come near the 10 s that 3GPP TR 45.820 sets as its aim.
 */
export const LEVELS: readonly [Level, Level, Level] = freeze([
  { attach: 20_000, setUp: 700, delay: 200, loss: 0.001 },
  { attach: 45_000, setUp: 2500, delay: 1200, loss: 0.01 },
  { attach: 100_000, setUp: 6000, delay: 3500, loss: 0.05 },
]);

/** Signal figures of a cell at a level of coverage. */
export interface Signal {
  /** +CSQ (27.007 clause 8.5). */
  readonly rssi: number;
  /** Tenths of dBm and dB. */
  readonly rsrp: number;
  readonly rsrq: number;
  readonly signal: number;
  readonly snr: number;
}

const ROBUST: Signal = freeze({ rssi: 6, rsrp: -1185, rsrq: -125, signal: -1010, snr: 12 });
const EXTREME: Signal = freeze({ rssi: 1, rsrp: -1302, rsrq: -168, signal: -1108, snr: -85 });

/** What the module measures: the cell's own figures in normal coverage. */
export function signalOf(cell: Cell, level: Coverage): Signal {
  return level === 0 ? cell : level === 1 ? ROBUST : EXTREME;
}
