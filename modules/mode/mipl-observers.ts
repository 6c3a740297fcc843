import type { Instant } from "../base/machine.js";
import { samePath, type Path } from "../lwm2m/path.js";

/** An observation of the platform that came through the module. */
export interface MiplObserver {
  /** What the client calls it: the message id with which its path was observed first. */
  readonly id: number;
  readonly path: Path;
  /** The message id with which it was observed last. */
  message: number;
  /** When a notification was asked to be acknowledged last. */
  confirmedAt: Instant;
}

/** Observed paths; the oldest makes room. */
const MAX_OBSERVERS = 16;

/** At least once in 24 hours a notification must be acknowledged (RFC 7641, 4.5). */
const CONFIRM_EVERY = 86_400_000;

/** The observations by path: a cancel need not come with the message id of the observe. */
export class MiplObservers {
  private readonly all: MiplObserver[] = [];

  /** Enters an observation, or takes note of the new message id of one that is there. */
  enter(path: Path, message: number, now: Instant): MiplObserver {
    let observer = this.at(path);
    if (observer === undefined) {
      observer = { id: message, path, message, confirmedAt: now };
      this.all.push(observer);
    }
    observer.message = message;
    return observer;
  }

  /** The one that makes room when there are too many; it is out then. */
  surplus(): MiplObserver | undefined {
    return this.all.length > MAX_OBSERVERS ? this.all.shift() : undefined;
  }

  at(path: Path): MiplObserver | undefined {
    for (let i = 0; i < this.all.length; i++) {
      if (samePath((this.all[i] as MiplObserver).path, path)) return this.all[i];
    }
    return undefined;
  }

  leave(path: Path): MiplObserver | undefined {
    const observer = this.at(path);
    if (observer !== undefined) this.all.splice(this.all.indexOf(observer), 1);
    return observer;
  }

  clear(): void {
    this.all.length = 0;
  }
}

/** True when it is time to have a notification acknowledged once more; takes note of that. */
export function confirms(observer: MiplObserver, now: Instant): boolean {
  if (now - observer.confirmedAt < CONFIRM_EVERY) return false;
  observer.confirmedAt = now;
  return true;
}
