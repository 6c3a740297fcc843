import Preference from "preference";
import type { Store } from "../../modules/client/store.js";

/** The namespace of our keys; in NVS it has at most 15 characters, as the keys have. */
const DOMAIN = "nblwm2m";
const LONGEST_KEY = 15;

/**
 * Records in the SDK's preferences: NVS blobs on an ESP32, a file on a desktop. NVS gives a key's old value up before it
 * writes the new one, which is why records have two keys (see modules/client/record.ts).
 */
export class PreferenceStore implements Store {
  load(key: string): Uint8Array | undefined {
    const value = Preference.get(DOMAIN, checked(key));
    return value instanceof ArrayBuffer ? new Uint8Array(value) : undefined;
  }

  save(key: string, bytes: Uint8Array): void {
    // A view would be taken, and spoil what is read back: it has to be an ArrayBuffer, and only these bytes of it.
    Preference.set(DOMAIN, checked(key), bytes.slice().buffer as ArrayBuffer);
  }

  erase(key: string): void {
    Preference.delete(DOMAIN, checked(key));
  }
}

function checked(key: string): string {
  if (key.length === 0 || key.length > LONGEST_KEY) throw new Error(`store: key "${key}" has not 1 to 15 characters`);
  return key;
}
