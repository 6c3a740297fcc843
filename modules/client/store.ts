/**
 * Where records survive a power cut: flash preferences on a microcontroller, a folder of files on a desktop. A write may
 * be cut off at any byte; the records themselves (see settings.ts) are made to survive that.
 */
export interface Store {
  /**
   * The bytes saved under a key (1 to 15 letters, digits, dots), or `undefined` if there are none. Throws an error that
   * says what failed when the place does not give what it has.
   */
  load(key: string): Uint8Array | undefined;
  /** Saves bytes under a key. Throws an error that says what failed when the place refuses. */
  save(key: string, bytes: Uint8Array): void;
  /** Forgets a key; nothing happens if it is not there. */
  erase(key: string): void;
}
