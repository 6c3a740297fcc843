import { nextSequence } from "../coap/observe.js";
import { OptionNumber, uintOption, type Option } from "../coap/options.js";
import type { AttributeValues, Outcome } from "../lwm2m/operation.js";
import { samePath, type Path } from "../lwm2m/path.js";
import { sameBytes } from "../base/bytes.js";
import type { Instant } from "../base/machine.js";

/** What is observed: one path, or those of a composite observation. */
export interface Place {
  readonly paths: readonly Path[];
  readonly composite: boolean;
  /** Attributes of the observation alone. They are in the query, and so make it another one of the same paths. */
  readonly attributes?: AttributeValues | undefined;
}

/** One observation of a server (RFC 7641): what is needed to write its notifications. */
export interface Observer {
  readonly id: number;
  /** Which server observes. */
  readonly peer: number;
  readonly token: Uint8Array;
  readonly place: Place;
  /** The content format that was asked for; `undefined` leaves it to us. */
  readonly format: number | undefined;
  /** The Block2 option with which it asked for smaller blocks, if it did (RFC 7959 section 2.6). */
  blocks: readonly Option[];
  sequence: number;
  /** The key of the request, by which one for the rest of a notification is known; only where that names no path. */
  key?: number | undefined;
  /** When the last notification went out as Confirmable. */
  confirmedAt: Instant;
  /** What waits for room in CoAP: what was, oldest first, and at the end what is. */
  held?: Outcome[] | undefined;
}

/** How many notifications of an observation may wait for room in CoAP; the oldest makes room for one more. */
export const MAX_HELD = 32;

/** The most observations at a time; one more is answered without the Observe option, as RFC 7641 section 4.1 allows. */
export const MAX_OBSERVERS = 16;

/** For what has no options. */
export const NO_OPTIONS: readonly Option[] = Object.freeze([]);

/** The longest time in which one notification must be Confirmable, in milliseconds: a day (RFC 7641 section 4.5). */
export const CONFIRM_EVERY = 86_400_000;

/** The observations of SDK mode by server and token. */
export class Observers {
  private readonly all: Observer[] = [];
  private ids = 0;

  /**
   * Enters an observation; one of the same server with the same token or of the same place replaces the old one, as a
   * server that registers interest anew means (RFC 7641 section 3.1), unless it asks for another format or with other
   * attributes: such a request is another one (RFC 7252 section 5.6), and both stand (RFC 7641 section 4.1). With the
   * same token and place it is still the same observation, whose sequence numbers go on rising (section 4.4).
   *
   * @returns `undefined` if there are too many
   */
  enter(peer: number, token: Uint8Array, place: Place, format: number | undefined, now: Instant): Observer | undefined {
    let id = 0;
    let sequence = 1;
    for (let i = this.all.length - 1; i >= 0; i--) {
      const one = this.all[i] as Observer;
      const again = sameBytes(one.token, token);
      const same = one.format === format && sameWish(one.place, place);
      if (one.peer !== peer || (!again && !same)) continue;
      if (same) id = one.id;
      if (again && samePlace(one.place, place)) sequence = nextSequence(one.sequence);
      this.all.splice(i, 1);
    }
    if (this.all.length >= MAX_OBSERVERS) return undefined;
    if (id === 0) id = ++this.ids;
    const observer: Observer = { id, peer, token, place, format, blocks: NO_OPTIONS, sequence, confirmedAt: now };
    this.all.push(observer);
    return observer;
  }

  /** Takes out a server's observation with this token or, if there is none, of this place, in this format if one is. */
  leave(peer: number, token: Uint8Array, place: Place, format: number | undefined): Observer | undefined {
    let found = -1;
    for (let i = 0; i < this.all.length; i++) {
      const one = this.all[i] as Observer;
      if (one.peer !== peer) continue;
      if (sameBytes(one.token, token)) {
        found = i;
        break;
      }
      const better = found < 0 || one.format === format;
      if (better && samePlace(one.place, place)) found = i;
    }
    return found < 0 ? undefined : this.all.splice(found, 1)[0];
  }

  /** A server's observation with this token. */
  withToken(peer: number, token: Uint8Array): Observer | undefined {
    for (let i = 0; i < this.all.length; i++) {
      const one = this.all[i] as Observer;
      if (one.peer === peer && sameBytes(one.token, token)) return one;
    }
    return undefined;
  }

  /** Some observation of a server. */
  ofPeer(peer: number): Observer | undefined {
    for (let i = 0; i < this.all.length; i++) if ((this.all[i] as Observer).peer === peer) return this.all[i];
    return undefined;
  }

  find(id: number): Observer | undefined {
    for (let i = 0; i < this.all.length; i++) if ((this.all[i] as Observer).id === id) return this.all[i];
    return undefined;
  }

  /** The observation at a place of the list; `undefined` behind its end. */
  at(index: number): Observer | undefined {
    return this.all[index];
  }

  remove(id: number): void {
    for (let i = 0; i < this.all.length; i++) if ((this.all[i] as Observer).id === id) this.all.splice(i, 1);
  }

  clear(): void {
    this.all.length = 0;
  }
}

/** True if both are the same path, or the same list of paths. */
export function samePlace(a: Place, b: Place): boolean {
  if (a.composite !== b.composite || a.paths.length !== b.paths.length) return false;
  for (let i = 0; i < a.paths.length; i++) if (!samePath(a.paths[i] as Path, b.paths[i] as Path)) return false;
  return true;
}

function sameWish(a: Place, b: Place): boolean {
  return samePlace(a, b) && JSON.stringify(a.attributes) === JSON.stringify(b.attributes);
}

/** Where the values of a notification belong: the path, or the root for several. */
export function rootOf(place: Place): Path {
  return place.composite ? ROOT : (place.paths[0] as Path);
}

const ROOT: Path = Object.freeze({});

/**
 * The next notification's sequence number, and whether it is Confirmable: because that is wanted, or because none has
 * been for `every` milliseconds.
 */
export function nextNotification(observer: Observer, wanted: boolean, every: number, now: Instant): boolean {
  observer.sequence = nextSequence(observer.sequence);
  if (!wanted && now - observer.confirmedAt < every) return false;
  observer.confirmedAt = now;
  return true;
}

/**
 * The option that makes a notification of a response. Max-Age does not go along, though content counts as fresh for 60 s
 * without it (RFC 7641 section 4.3.1) and an observer may then ask anew (section 3.3.1): a LwM2M server knows from pmax,
 * which it set itself, when it will hear next at the latest (OMA LwM2M 1.2 clause 7.3.2), and each notification on NB-IoT
 * would be 2 to 4 bytes longer.
 */
export function observeOption(sequence: number): Option {
  return uintOption(OptionNumber.observe, sequence);
}
