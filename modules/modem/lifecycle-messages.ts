import type { Command } from "../at/command.js";
import type { FinalResult } from "../at/result.js";
import type { Log } from "../base/log.js";
import type { Instant } from "../base/machine.js";
import type { Random } from "../base/random.js";
import type { Identity } from "./facts.js";
import type { Line, Profile } from "./profile.js";
import type { Rung } from "./recovery.js";

export interface LifecycleOptions {
  /** The first guess; what the module tells may correct it. */
  readonly profile: Profile;
  readonly log: Log;
  /** For the jitter of retries; without it there is none. */
  readonly random?: Random;
  /** Failures in a row that were counted before the firmware started, as `persist` told them last. */
  readonly failures?: number;
  /** Puts what a person has set in place of what the module told. */
  readonly adjust?: (profile: Profile) => Profile;
}

export type LifecycleInput =
  | { readonly kind: "start" }
  /** Nothing more is sent. */
  | { readonly kind: "stop" }
  /** Someone wants to know the network status as it is now; done at most every 10 s, and not while the module sleeps. */
  | { readonly kind: "refresh" }
  /** The session wakes the module for a command. */
  | { readonly kind: "woken" }
  /** Servers may ask for a while, or will not: a module with a lock on its sleep has it locked meanwhile. */
  | { readonly kind: "keepAwake" }
  | { readonly kind: "letSleep" }
  | {
      readonly kind: "result";
      readonly command: Command;
      readonly answer: readonly string[];
      readonly final: FinalResult;
    }
  | { readonly kind: "urc"; readonly line: string };

export type LifecycleOutput =
  | { readonly kind: "command"; readonly command: Command }
  | { readonly kind: "pulse"; readonly line: Line; readonly milliseconds: number }
  | { readonly kind: "baud"; readonly baud: number }
  /** The AT session is to be reset: what was asked of the module is lost. */
  | { readonly kind: "resync" }
  /** The AT session is to be told that the module sleeps, or is awake. */
  | { readonly kind: "asleep" }
  | { readonly kind: "awake" }
  /** The AT session is to take the module for asleep after so many milliseconds without traffic; 0: never. */
  | { readonly kind: "dozes"; readonly after: number }
  /** Who the module and its SIM are, and what it speaks. */
  | { readonly kind: "identified"; readonly identity: Readonly<Identity>; readonly profile: Profile }
  | { readonly kind: "online" }
  /** Still online, but the network gave the device another address: what was sent from the old one gets no answer. */
  | { readonly kind: "moved" }
  | { readonly kind: "offline"; readonly cause: string }
  /** Failures in a row, to be given back at the next start of the firmware. */
  | { readonly kind: "persist"; readonly failures: number };

export type LifecycleState =
  | { readonly name: "off" }
  /** The line is held that switches the module off. */
  | { readonly name: "poweringOff"; readonly until: Instant }
  /** The line is held that starts the module. */
  | { readonly name: "powering"; readonly until: Instant }
  /** Told to restart; its banner is awaited. */
  | { readonly name: "rebooting"; readonly until: Instant }
  /** The banner is expected, on its way, or over and the module given a moment of quiet. */
  | { readonly name: "booting"; readonly stage: "silent" | "banner" | "ready"; readonly until: Instant }
  /** Asked whether it answers; `hunted` speeds were tried in vain. */
  | { readonly name: "probing"; readonly hunted: number }
  /** Told to change its speed. */
  | { readonly name: "switching" }
  | { readonly name: "identifying" }
  /** Asked what it speaks. */
  | { readonly name: "asking" }
  | { readonly name: "attaching" }
  /** Power saving is arranged with the network, by the script of that number. */
  | { readonly name: "saving"; readonly index: number }
  | { readonly name: "online"; readonly watchAt: Instant }
  /** Online, and the module sleeps: the network cannot reach it, any command wakes it. */
  | { readonly name: "asleep"; readonly watchAt: Instant }
  | { readonly name: "offline"; readonly cause: string; readonly retryAt: Instant; readonly rung: Rung }
  | { readonly name: "stopped" };

/** When a state is over by itself; `undefined` where a script runs, which has its own deadline, or nothing is awaited. */
export function deadlineOf(state: LifecycleState): Instant | undefined {
  switch (state.name) {
    case "poweringOff":
    case "powering":
    case "rebooting":
    case "booting":
      return state.until;
    case "offline":
      return state.retryAt;
    case "online":
    case "asleep":
      return state.watchAt;
    case "off":
    case "stopped":
    case "probing":
    case "switching":
    case "identifying":
    case "asking":
    case "attaching":
    case "saving":
      return undefined;
  }
}

/** True when the module was on the network a moment ago. */
export function connected({ name }: LifecycleState): boolean {
  return name === "saving" || name === "online" || name === "asleep";
}
