import { ByteReader, ByteWriter } from "../base/bytes.js";
import type { Log } from "../base/log.js";
import { loadRecord, saveRecord } from "./record.js";
import type { Store } from "./store.js";

const RECORD = "recovery";

/** How many failures in a row the store knows of, and what was wrong with it. */
export interface StoredFailures {
  readonly failures: number;
  readonly sequence: number;
  readonly problems: readonly string[];
}

/** Loads the count of failures; 0 if there is none. */
export function loadFailures(store: Store): StoredFailures {
  const { payload, sequence, problems } = loadRecord(store, RECORD);
  const failures = payload === undefined ? undefined : new ByteReader(payload).uint(4);
  return { failures: failures ?? 0, sequence, problems };
}

/**
 * Saves the count of failures beside the copy that is valid now.
 *
 * @returns the new sequence, or a sentence that says why it is not saved
 */
export function saveFailures(store: Store, failures: number, sequence: number): number | string {
  try {
    return saveRecord(store, RECORD, new ByteWriter(4, 4).uint(failures, 4).finish(), sequence);
  } catch (error) {
    return `the count of failures is not saved: ${(error as Error).message}`;
  }
}

/** The count as the store has it, and a function that keeps another; what goes wrong with either is logged. */
export function keptFailures(store: Store, log: Log): { readonly failures: number; keep(failures: number): void } {
  const stored = loadFailures(store);
  for (let i = 0; i < stored.problems.length; i++) log("error", stored.problems[i] as string);
  let { sequence } = stored;
  const keep = (failures: number): void => {
    const saved = saveFailures(store, failures, sequence);
    if (typeof saved === "string") log("error", saved);
    else sequence = saved;
  };
  return { failures: stored.failures, keep };
}
