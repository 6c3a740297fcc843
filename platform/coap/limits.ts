/** So many addresses are remembered by each of the two; beyond it the one that was silent longest is forgotten. */
const addressesKept = 20_000;

/** IP and UDP header of a datagram. */
const headerBytes = 28;
/** What an address may be sent for each byte that came from it, before it has shown that it is there (RFC 9175 2.4). */
const factor = 3;

/**
 * Keeps the servers from being used to flood someone whose address a datagram pretends to come from: an address gets
 * three times the bytes that came from it at most, until it has answered a request of ours.
 */
export class AmplificationGuard {
  readonly #addresses = new Map<string, { left: number; valid: boolean }>();

  /** @param sparesLoopback nobody else can be this machine */
  constructor(private readonly sparesLoopback: boolean) {}

  received(address: string, bytes: number): void {
    const entry = this.#touch(address);
    if (!entry.valid) entry.left += factor * (bytes + headerBytes);
  }

  /** The address has answered with a token or message id that only it could know. */
  answered(address: string): void {
    this.#touch(address).valid = true;
  }

  /** True if the datagram may go; it then counts. Of an address that nothing came from lately everything may go. */
  allows(address: string, bytes: number): boolean {
    const entry = this.#addresses.get(address);
    if (entry === undefined || entry.valid || (this.sparesLoopback && isLoopback(address))) return true;
    if (entry.left < bytes + headerBytes) return false;
    entry.left -= bytes + headerBytes;
    return true;
  }

  #touch(address: string): { left: number; valid: boolean } {
    return touch(this.#addresses, address, () => ({ left: 0, valid: false }));
  }
}

/** Datagrams that one address may send. */
export interface RateLimit {
  readonly perSecond: number;
  /** So many may come at once after a silence. */
  readonly burst: number;
}

/** For addresses of other machines. */
export const defaultRate: RateLimit = { perSecond: 100, burst: 500 };

/** Counts the datagrams of each address in a bucket that leaks. */
export class RateLimiter {
  readonly #buckets = new Map<string, { level: number; at: number }>();

  /** @param limit undefined: the usual one, and none for this machine's own addresses */
  constructor(private readonly limit: RateLimit | undefined) {}

  /** True if a datagram from there is within the limit. */
  allows(address: string, now: number): boolean {
    if (this.limit === undefined && isLoopback(address)) return true;
    const { perSecond, burst } = this.limit ?? defaultRate;
    const bucket = touch(this.#buckets, address, () => ({ level: 0, at: now }));
    bucket.level = Math.max(0, bucket.level - ((now - bucket.at) / 1_000) * perSecond);
    bucket.at = now;
    if (bucket.level + 1 > burst) return false;
    bucket.level += 1;
    return true;
  }
}

const isLoopback = (address: string): boolean => address === "::1" || /^(::ffff:)?127\./.test(address);

/** The entry of an address, made if it is missing, as the last one of the map: the first is then the oldest. */
function touch<T>(map: Map<string, T>, address: string, make: () => T): T {
  const entry = map.get(address) ?? make();
  map.delete(address);
  map.set(address, entry);
  if (map.size > addressesKept) map.delete(map.keys().next().value ?? "");
  return entry;
}
