import type { Instant } from "../base/machine.js";
import { between, type Random } from "../base/random.js";
import { simFailure } from "../at/result.js";
import type { Outcome } from "../at/script.js";
import type { Fact } from "./facts.js";

/** How a script failed. */
export type Failure = Extract<Outcome<Fact>, { name: "aborted" | "timedOut" }>;

/** Why the module is not online, as far as it decides what helps. */
export type Trouble = "silent" | "refused" | "sim" | "network";

/** What is done when the time for a retry has come, from the lightest to the heaviest. */
export type Rung =
  /** Attach once more. */
  | "attach"
  /** Get in step and probe from the beginning. */
  | "probe"
  /** Restart the module by a pulse on its line. */
  | "restart";

/** How often attaching is tried again before the module is restarted. */
const ATTACHES = 3;

/** What the n-th failure in a row (1 is the first) calls for. */
export function rungFor(trouble: Trouble, failures: number): Rung {
  if (trouble === "network") return failures % (ATTACHES + 1) === 0 ? "restart" : "attach";
  return failures % 2 === 0 ? "restart" : "probe";
}

/** What a script's failure says about the module. `network`: it was on its way to the network or there. */
export function troubleOf(failure: Failure, network: boolean): Trouble {
  const lost = failure.name === "timedOut" ? failure.silent : failure.final.kind === "lost";
  if (lost) return "silent";
  if (failure.step.keep === "imsi" || (failure.name === "aborted" && simFailure(failure.final))) return "sim";
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
