import type { Command } from "../at/command.js";
import type { FinalResult } from "../at/result.js";
import type { Log } from "../base/log.js";
import type { Instant } from "../base/machine.js";
import type { Random } from "../base/random.js";
import type { Tree } from "../lwm2m/tree.js";
import type { MiplProfile } from "../modem/profile.js";
import type { SetupState } from "./mipl-setup.js";
import type { ModeOutput } from "./mode.js";

/** What the client inside the module is to be told. */
export interface EnrolmentOptions {
  /** "host:port" of the bootstrap server, or of the access server if `direct`. */
  readonly server: string;
  readonly direct: boolean;
  /** The platform's auth code and the key of DTLS, for the module to use. No log shows them. */
  readonly auth?: string | undefined;
  readonly psk?: string | undefined;
  /** Registration lifetime in seconds. */
  readonly lifetime: number;
  /** What the module's own client is like. */
  readonly mipl: MiplProfile;
  /** The objects that the application declares; the module serves 0, 1, 3, 4 and 5 by itself. */
  readonly tree: Tree;
  readonly random: Random;
  readonly log: Log;
}

export type EnrolmentInput =
  /** The network is there. */
  | { readonly kind: "start" }
  /** The network is gone, or the module restarted. */
  | { readonly kind: "drop" }
  /** Deregister and come to an end. */
  | { readonly kind: "stop" }
  | { readonly kind: "update" }
  /** Another lifetime from now on, in seconds. */
  | { readonly kind: "lifetime"; readonly seconds: number }
  /** The server's address was found, or not, for that cause. */
  | { readonly kind: "resolved"; readonly address: string | undefined; readonly cause: string }
  /** A command is done. */
  | { readonly kind: "result"; readonly command: Command; readonly final: FinalResult }
  /** The code of a +MIPLEVENT. */
  | { readonly kind: "event"; readonly code: number };

/** The part of what a mode puts out that is about the registration. */
export type EnrolmentOutput = Exclude<ModeOutput, { kind: "operation" }>;

/** Where the registration inside the module stands. */
export type EnrolmentState =
  | { readonly name: "idle" }
  /** The sockets look for the server's address. */
  | { readonly name: "resolving"; readonly attempt: number; readonly until: Instant }
  | SetupState
  | { readonly name: "opening"; readonly attempt: number; readonly until: Instant }
  /** `refusals`: how often in a row an update was refused because the module was busy. */
  | { readonly name: "registered"; readonly updateAt: Instant; readonly refusals: number }
  | { readonly name: "updating"; readonly until: Instant; readonly refusals: number }
  | { readonly name: "closing"; readonly until: Instant }
  | { readonly name: "deleting" }
  | { readonly name: "backingOff"; readonly attempt: number; readonly cause: string; readonly until: Instant }
  | { readonly name: "stopped" };

/** When a state is over by itself. */
export function deadlineOf(state: EnrolmentState): Instant | undefined {
  switch (state.name) {
    case "registered":
      return state.updateAt;
    case "resolving":
    case "opening":
    case "updating":
    case "closing":
    case "backingOff":
      return state.until;
    case "idle":
    case "creating":
    case "cleaning":
    case "declaring":
    case "deleting":
    case "stopped":
      // Either nothing is owed, or the AT session answers each command within its own limit.
      return undefined;
  }
}

/** Milliseconds; what belongs to a model stands in its profile. */
export const Wait = Object.freeze({
  close: 30_000,
  /** Longer than the sockets take to find a name, with another that goes before it. */
  resolve: 150_000,
  firstRetry: 10_000,
  longestRetry: 600_000,
  /** After an update that the module was too busy for, and twice as long after each further one. */
  busy: 1000,
  /** How long before the end of the lifetime the update must start. */
  exchange: 93_000,
});

/** Updates that may be refused in a row because the module is busy, before the registration is given up. */
export const MOST_REFUSALS = 5;
