import { sameBytes } from "../base/bytes.js";
import type { Instant } from "../base/machine.js";
import type { Random } from "../base/random.js";
import type { Message } from "./message.js";
import { findOption, opaqueOption, OptionNumber, type Option } from "./options.js";

interface Challenge {
  readonly peer: number;
  readonly value: Uint8Array;
  readonly until: Instant;
}

/** How many challenges are remembered; the oldest makes room. */
export const MAX_CHALLENGES = 4;

/** Bytes of a value: too many to be guessed (RFC 9175 appendix A, "list of cached random values and timestamps"). */
const SIZE = 8;

/**
 * Lets a request through only if it is fresh and its sender receives at the address that it comes from: the sender must
 * give a value back that it was sent a short while ago (RFC 9175 section 2.3). For requests that move something, and
 * against being made to amplify traffic (section 2.4).
 */
export class Freshness {
  private readonly random: Random;
  private readonly window: number;
  private readonly challenges: Challenge[] = [];

  /** `window`: for how many milliseconds after a challenge a request counts as fresh. */
  constructor(random: Random, window: number) {
    this.random = random;
    this.window = window;
  }

  /** True if the request bears the value of a challenge of that peer which is not too old. */
  isFresh(peer: number, request: Message, now: Instant): boolean {
    const echo = findOption(request, OptionNumber.echo);
    if (echo === undefined) return false;
    for (let i = 0; i < this.challenges.length; i++) {
      const one = this.challenges[i] as Challenge;
      if (one.peer === peer && now < one.until && sameBytes(one.value, echo.value)) return true;
    }
    return false;
  }

  /** The option for a 4.01 that asks the peer to prove it. */
  challenge(peer: number, now: Instant): Option {
    const value = new Uint8Array(SIZE);
    for (let i = 0; i < SIZE; i++) value[i] = this.random() >>> 24;
    if (this.challenges.length >= MAX_CHALLENGES) this.challenges.shift();
    this.challenges.push({ peer, value, until: now + this.window });
    return opaqueOption(OptionNumber.echo, value);
  }
}
