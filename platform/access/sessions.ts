import { type Peer, peerKey } from "../coap/message.js";
import type { Session } from "./session.js";

/** The registrations that stand, by device, by location and by address. */
export class Sessions {
  readonly #devices = new Map<string, Session>();
  readonly #locations = new Map<string, Session>();
  readonly #peers = new Map<string, Session>();

  ofDevice(deviceId: string): Session | undefined {
    return this.#devices.get(deviceId);
  }

  at(location: string): Session | undefined {
    return this.#locations.get(location);
  }

  /** The one whose device sends from that address. */
  from(peer: Peer): Session | undefined {
    const session = this.#peers.get(peerKey(peer));
    return session !== undefined && peerKey(session.peer) === peerKey(peer) ? session : undefined;
  }

  values(): IterableIterator<Session> {
    return this.#devices.values();
  }

  /** True while it stands: it has not been replaced by another of its device. */
  has(session: Session): boolean {
    return this.#devices.get(session.deviceId) === session;
  }

  add(session: Session): void {
    this.#devices.set(session.deviceId, session);
    this.#locations.set(session.record.location, session);
    this.#peers.set(peerKey(session.peer), session);
  }

  /** Its device sends from another address now. */
  moved(session: Session, before: Peer): void {
    this.#forget(session, before);
    this.#peers.set(peerKey(session.peer), session);
  }

  remove(session: Session): void {
    this.#devices.delete(session.deviceId);
    this.#locations.delete(session.record.location);
    this.#forget(session, session.peer);
  }

  #forget(session: Session, peer: Peer): void {
    if (this.#peers.get(peerKey(peer)) === session) this.#peers.delete(peerKey(peer));
  }
}
