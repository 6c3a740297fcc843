import { earlier, type Instant } from "../../modules/base/machine.js";
import { between, type Random } from "../../modules/base/random.js";
import type { VirtualInput, VirtualOutput } from "../contract.js";
import type { DatagramFault, Way } from "./scenario.js";

/** A datagram on its way. */
export type Traveller =
  | { readonly way: "up"; readonly datagram: Extract<VirtualOutput, { kind: "datagram" }> }
  | { readonly way: "down"; readonly datagram: Extract<VirtualInput, { kind: "datagram" }> };

interface Running {
  readonly fault: DatagramFault;
  left: number;
}

interface Held {
  readonly traveller: Traveller;
  readonly due: Instant;
  /** It goes as soon as another one has passed it. */
  readonly swapped: boolean;
}

/** More datagrams than are late at one time; further ones are lost. */
const MOST_HELD = 64;

/** More faults than run at one time; further ones do not happen. */
const MOST_FAULTS = 16;

/** What befalls datagrams between the module and the servers. The first fault that fits takes one. */
export class DatagramFaults {
  readonly #random: Random;
  #faults: Running[] = [];
  #held: Held[] = [];
  readonly #passed: Traveller[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  add(fault: DatagramFault): void {
    if (this.#faults.length < MOST_FAULTS) this.#faults.push({ fault, left: fault.count });
  }

  /** A datagram sets out. */
  send(traveller: Traveller, now: Instant): void {
    const fault = this.#next(traveller.way);
    switch (fault?.do) {
      case "lose":
        return;
      case "double":
        this.#passed.push(traveller, traveller);
        break;
      case "delay":
      case "reorder": {
        const swapped = fault.do === "reorder";
        if (this.#held.length < MOST_HELD) this.#held.push({ traveller, due: now + fault.by, swapped });
        return;
      }
      case undefined:
        this.#passed.push(traveller);
        break;
    }
    this.#release((one) => one.swapped && one.traveller.way === traveller.way);
  }

  /** Takes the next datagram that is there by now. */
  arrived(now: Instant): Traveller | undefined {
    this.#release((one) => one.due <= now);
    return this.#passed.shift();
  }

  deadline(): Instant | undefined {
    let next: Instant | undefined;
    for (let i = 0; i < this.#held.length; i++) next = earlier(next, this.#held[i]?.due);
    return next;
  }

  /** The fault that befalls the next datagram of that way, if any. */
  #next(way: Way): DatagramFault | undefined {
    for (let i = 0; i < this.#faults.length; i++) {
      const running = this.#faults[i] as Running;
      const { fault } = running;
      if (fault.way !== "both" && fault.way !== way) continue;
      running.left--;
      if (running.left === 0) this.#faults = this.#faults.filter((one) => one !== running);
      return between(this.#random, 0, 100) < fault.share ? fault : undefined;
    }
    return undefined;
  }

  #release(goes: (held: Held) => boolean): void {
    const stays: Held[] = [];
    for (let i = 0; i < this.#held.length; i++) {
      const held = this.#held[i] as Held;
      if (goes(held)) this.#passed.push(held.traveller);
      else stays.push(held);
    }
    this.#held = stays;
  }
}
