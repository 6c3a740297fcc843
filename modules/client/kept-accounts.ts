import { sameBytes } from "../base/bytes.js";
import type { Log } from "../base/log.js";
import { loadRecord, saveRecord } from "./record.js";
import type { Store } from "./store.js";

const RECORD = "accounts";

/** What a bootstrap server gave last time, as the objects packed it, and a function that keeps what it gives next. */
export interface KeptAccounts {
  readonly accounts: Uint8Array | undefined;
  /** Saves accounts beside the copy that is valid now, unless they are the same. */
  keep(accounts: Uint8Array): void;
}

/** The accounts in the store; what goes wrong with loading or saving is logged. */
export function keptAccounts(store: Store, log: Log): KeptAccounts {
  const loaded = loadRecord(store, RECORD);
  for (let i = 0; i < loaded.problems.length; i++) log("error", loaded.problems[i] as string);
  let { sequence, payload } = loaded;
  const keep = (accounts: Uint8Array): void => {
    if (payload !== undefined && sameBytes(payload, accounts)) return;
    try {
      sequence = saveRecord(store, RECORD, accounts, sequence);
      payload = accounts;
    } catch (error) {
      log("error", `the accounts are not saved: ${(error as Error).message}`);
    }
  };
  return { accounts: payload, keep };
}
