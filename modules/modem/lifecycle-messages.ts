import type { Command } from "../at/command.js";
import type { FinalResult } from "../at/result.js";
import type { Instant } from "../base/machine.js";
import type { Identity } from "./facts.js";
import type { Line } from "./profile.js";
import type { Rung } from "./recovery.js";

export type LifecycleInput =
  | { readonly kind: "start" }
  /** Nothing more is sent. */
  | { readonly kind: "stop" }
  /** Someone wants to know the network status as it is now; done at most every 10 s. */
  | { readonly kind: "refresh" }
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
  | { readonly kind: "identified"; readonly identity: Readonly<Identity> }
  | { readonly kind: "online" }
  | { readonly kind: "offline"; readonly cause: string };

export type LifecycleState =
  | { readonly name: "off" }
  /** The reset line is held. */
  | { readonly name: "powering"; readonly until: Instant }
  /** The banner is expected, on its way, or over and the module given a moment of quiet. */
  | { readonly name: "booting"; readonly stage: "silent" | "banner" | "ready"; readonly until: Instant }
  /** Asked whether it answers; `hunted` speeds were tried in vain. */
  | { readonly name: "probing"; readonly hunted: number }
  | { readonly name: "identifying" }
  | { readonly name: "attaching" }
  | { readonly name: "online"; readonly watchAt: Instant }
  | { readonly name: "offline"; readonly cause: string; readonly retryAt: Instant; readonly rung: Rung }
  | { readonly name: "stopped" };
