import type { Log } from "../base/log.js";
import type { Instant } from "../base/machine.js";
import type { Queue } from "../base/queue.js";
import type { LifecycleOutput, LifecycleState } from "./lifecycle-messages.js";
import type { Power } from "./profile.js";

/** Switching the module on and off. Each function gives the state in which the lifecycle is meanwhile. */

/** Starts the module by its line. */
export function pulse(power: Power, outbox: Queue<LifecycleOutput>, log: Log, now: Instant): LifecycleState {
  outbox.push({ kind: "pulse", line: power.line, milliseconds: power.pulse });
  outbox.push(RESYNC);
  log("info", `power-up: ${power.line} line held for ${power.pulse} ms`);
  return { name: "powering", until: now + power.pulse };
}

/** Switches the module off by its line, where one pulse does not do both. */
export function cycle(power: Power, outbox: Queue<LifecycleOutput>, log: Log, now: Instant): LifecycleState {
  if (power.off === 0) return pulse(power, outbox, log, now);
  outbox.push({ kind: "pulse", line: power.line, milliseconds: power.off });
  outbox.push(RESYNC);
  log("info", `power-off: ${power.line} line held for ${power.off} ms`);
  return { name: "poweringOff", until: now + power.off + BETWEEN_PULSES };
}

const RESYNC: LifecycleOutput = Object.freeze({ kind: "resync" });

/** Milliseconds from the end of one pulse to the next. */
const BETWEEN_PULSES = 1000;
