import type { Instant } from "../base/machine.js";
import { between, type Random } from "../base/random.js";
import { simFailure } from "../at/result.js";
import type { Outcome } from "../at/script.js";
import type { Fact } from "./facts.js";

/** How a script failed. */
export type Failure = Extract<Outcome<Fact>, { name: "aborted" | "timedOut" }>;

/** Why the module is not online, as far as it decides what helps. */
export type Trouble = "silent" | "refused" | "sim" | "network";

/**
 * What is done when the time for a retry has come, from the lightest to the heaviest. Below the lowest rung, each step
 * of a script sends its command again as often as it says.
 */
export type Rung =
  /** Attach once more. */
  | "attach"
  /** Get in step and probe from the beginning. */
  | "probe"
  /** Restart the module by its command. */
  | "reboot"
  /** Restart the module by its line, switched off before where it can be. */
  | "cycle";

/** How often the lighter rung is tried before a heavier one is. */
const ATTACHES = 3;
const PROBES = 1;

/**
 * What the n-th failure in a row (1 is the first) calls for. A module that does not answer cannot be told to restart.
 * `reboot` and `cycle` take turns, since either alone may not help.
 */
export function rungFor(trouble: Trouble, failures: number): Rung {
  const period = 1 + (trouble === "network" ? ATTACHES : PROBES);
  if (failures % period !== 0) return trouble === "network" ? "attach" : "probe";
  return trouble === "silent" || failures % (2 * period) === 0 ? "cycle" : "reboot";
}

/** Counts failures in a row over restarts of the firmware, since it may be the firmware that a failure restarts. */
export class Ladder {
  /** Failures in a row since the module was online last. */
  failures: number;
  /** How many of them are kept: they are when a restart is next, and when there were some and it is online. */
  kept: number;

  constructor(kept: number) {
    this.failures = this.kept = kept;
  }

  /** One more failure, and what it calls for. */
  climb(trouble: Trouble): Rung {
    return rungFor(trouble, ++this.failures);
  }

  /** What is to be kept now that a rung is next, or the module online; `undefined` if that is kept already. */
  keep(rung: Rung | "online"): number | undefined {
    if (rung === "online") this.failures = 0;
    if (rung === "attach" || rung === "probe" || this.kept === this.failures) return undefined;
    return (this.kept = this.failures);
  }
}

/** What a script's failure says about the module. `network`: it was on its way to the network or there. */
export function troubleOf(failure: Failure, network: boolean): Trouble {
  const lost = failure.name === "timedOut" ? failure.silent : failure.final.kind === "lost";
  if (lost) return "silent";
  const { keep } = failure.step;
  if (keep === "imsi" || keep === "sim" || (failure.name === "aborted" && simFailure(failure.final))) return "sim";
  return network ? "network" : "refused";
}

/**
 * When to try again after the n-th failure in a row: `first` milliseconds, doubled with each failure up to `most`, and
 * up to a quarter more by chance, so that devices that lost the network together do not come back together.
 */
export function retryAt(now: Instant, failures: number, first: number, most: number, random?: Random): Instant {
  let wait = first;
  for (let i = 1; i < failures && wait < most; i++) wait *= 2;
  if (wait > most) wait = most;
  return now + wait + (random === undefined ? 0 : Math.floor(between(random, 0, wait / 4)));
}
