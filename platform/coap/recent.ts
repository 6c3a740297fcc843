/** How many message ids are remembered per socket; beyond it the oldest is forgotten. */
const capacity = 16_384;

/**
 * Message ids lately received, with the bytes they were answered with (RFC 7252 4.2 and 4.5). Entries are kept in the
 * order of arrival, so the oldest go first, both by age and when the table is full.
 */
export class RecentMessages {
  readonly #entries = new Map<string, { until: number; reply?: Buffer }>();

  /** True if the key is new; it is then remembered for `lifetime` ms. */
  note(key: string, now: number, lifetime: number): boolean {
    this.#forget(now);
    const known = this.#entries.get(key);
    if (known !== undefined && known.until > now) return false;
    this.#entries.delete(key);
    this.#entries.set(key, { until: now + lifetime });
    return true;
  }

  /** Keeps what the message was answered with, to be sent again when it comes again. */
  answer(key: string, reply: Buffer): void {
    const entry = this.#entries.get(key);
    if (entry !== undefined) entry.reply = reply;
  }

  /** Takes a key as new when it comes again. */
  forget(key: string): void {
    this.#entries.delete(key);
  }

  reply(key: string): Buffer | undefined {
    return this.#entries.get(key)?.reply;
  }

  #forget(now: number): void {
    for (const [key, entry] of this.#entries) {
      if (entry.until > now && this.#entries.size < capacity) return;
      this.#entries.delete(key);
    }
  }
}
