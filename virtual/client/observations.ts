import { covers, type Path, samePath } from "../../modules/lwm2m/path.js";

/** One thing that the platform observes. */
export interface Observation {
  /** What the host knows it by. */
  readonly message: number;
  readonly path: Path;
  readonly token: Uint8Array;
  /** The format that it wants. */
  readonly accept: number | undefined;
  /** The Observe number of the last response. */
  sequence: number;
}

/** A notification whose end is not known yet. */
export interface Sent {
  readonly tag: number;
  /** 0 if the host wants no report. */
  readonly acknowledgement: number;
  readonly observation: Observation;
}

/** Non-confirmable notifications that can still be rejected. */
const MOST_UNCONFIRMED = 4;

/** What the platform observes, and which notifications are on their way. */
export class Observations {
  readonly #limit: number;
  #list: Observation[] = [];
  #sent: Sent[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Keeps an observation in place of an older one of the same path; false if there are too many. */
  add(observation: Observation): boolean {
    this.remove(this.at(observation.path));
    if (this.#list.length >= this.#limit) return false;
    this.#list.push(observation);
    return true;
  }

  /** The observation of just this path. */
  at(path: Path): Observation | undefined {
    return this.#list.find((one) => samePath(one.path, path));
  }

  /** The observation that a change at `path` goes to: the narrowest that covers it. */
  covering(path: Path): Observation | undefined {
    let found: Observation | undefined;
    for (let i = 0; i < this.#list.length; i++) {
      const one = this.#list[i] as Observation;
      if (covers(one.path, path) && (found === undefined || covers(found.path, one.path))) found = one;
    }
    return found;
  }

  known(message: number): boolean {
    return this.named(message) !== undefined;
  }

  /** The observation that the host knows by this number. */
  named(message: number): Observation | undefined {
    return this.#list.find((one) => one.message === message);
  }

  /** False if it is not among them. */
  remove(observation: Observation | undefined): boolean {
    const at = observation === undefined ? -1 : this.#list.indexOf(observation);
    if (at >= 0) this.#list.splice(at, 1);
    return at >= 0;
  }

  /** How many notifications with a report are still without one. */
  get unreported(): number {
    return this.#sent.filter((one) => one.acknowledgement !== 0).length;
  }

  sent(one: Sent): void {
    if (one.acknowledgement === 0) {
      const unconfirmed = this.#sent.filter((other) => other.acknowledgement === 0);
      if (unconfirmed.length >= MOST_UNCONFIRMED) this.#sent.splice(this.#sent.indexOf(unconfirmed[0] as Sent), 1);
    }
    this.#sent.push(one);
  }

  /**
   * Takes away the notification with this tag, and before it those that it has replaced: a newer one takes the place of
   * an older one of the same observation that has not been sent yet.
   */
  ended(tag: number): Sent[] {
    const last = this.#sent.find((one) => one.tag === tag);
    if (last === undefined) return [];
    const same = (one: Sent): boolean =>
      one === last || (one.acknowledgement !== 0 && one.observation === last.observation && one.tag < tag);
    const ended = this.#sent.filter(same);
    this.#sent = this.#sent.filter((one) => !same(one));
    return ended;
  }

  clear(): void {
    this.#list = [];
    this.#sent = [];
  }
}
