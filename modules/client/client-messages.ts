import type { Instant, Machine } from "../base/machine.js";
import type { Random } from "../base/random.js";
import type { Path } from "../lwm2m/path.js";
import type { ModeInput, ModeOutput } from "../mode/mode.js";
import type { Identity } from "../modem/facts.js";
import type { Line, Profile } from "../modem/profile.js";
import type { ServiceOptions } from "./service-options.js";

/** An access mode as the client drives it. */
export type Mode = Machine<ModeInput, ModeOutput>;

export interface ClientOptions extends ServiceOptions {
  readonly profile: Profile;
  /** Puts what a person has set of the profile in place of what the module told. */
  readonly adjust?: (profile: Profile) => Profile;
  /** Failures in a row of the module, as `persist` told them last. */
  readonly failures?: number;
  /**
   * Makes the access mode once it is known who the module and its SIM are, and what it speaks; a text says why that cannot
   * be.
   */
  readonly mode: (identity: Readonly<Identity>, profile: Profile) => Mode | string;
  readonly random: Random;
  /** Hears of each datagram that is given to the module, or comes from it: the bytes in UDP, and when. */
  readonly traffic?: (direction: "sent" | "received", bytes: number, now: Instant) => void;
}

export type ClientInput =
  | { readonly kind: "start" }
  /** Deregister and come to an end. */
  | { readonly kind: "stop" }
  /** Bytes from the NB module. */
  | { readonly kind: "uart"; readonly bytes: Uint8Array }
  /** Record what is at some paths, or send it with what was recorded: calls of an application (LwM2M 1.1). */
  | { readonly kind: "record" | "send"; readonly paths: readonly Path[] };

export type ClientOutput =
  /** Bytes for the NB module. */
  | { readonly kind: "uart"; readonly bytes: Uint8Array }
  | { readonly kind: "baud"; readonly baud: number }
  | { readonly kind: "pulse"; readonly line: Line; readonly milliseconds: number }
  /** Failures in a row of the module, to be kept for the next start. */
  | { readonly kind: "persist"; readonly failures: number }
  /** The accounts that a bootstrap server gave, to be kept for the next start. */
  | { readonly kind: "accounts"; readonly accounts: Uint8Array }
  | { readonly kind: "restart" }
  | { readonly kind: "stopped"; readonly status: 0 | 1 };
