/** How many Non-confirmable notifications are remembered for a Reset; two numbers each. */
const LIMIT = 4;

/** The last Non-confirmable notifications, so that a Reset to one of them is understood (RFC 7641 section 3.6). */
export class Unconfirmed {
  /** Peer × 65536 + message id, tag, and so on. */
  private readonly list: number[] = [];

  remember(peer: number, id: number, tag: number): void {
    if (this.list.length === 2 * LIMIT) this.list.splice(0, 2);
    this.list.push(peer * 0x1_0000 + id, tag);
  }

  /** The tag of the notification with that message id, which is forgotten with it. */
  take(peer: number, id: number): number | undefined {
    for (let i = 0; i < this.list.length; i += 2) {
      if (this.list[i] === peer * 0x1_0000 + id) return this.list.splice(i, 2)[1];
    }
    return undefined;
  }

  /** Forgets those to a peer, or all. */
  forget(peer: number | undefined): void {
    for (let i = this.list.length - 2; i >= 0; i -= 2) {
      if (peer === undefined || (this.list[i] as number) >> 16 === peer) this.list.splice(i, 2);
    }
  }
}
