import type { Instant } from "../base/machine.js";
import type { Random } from "../base/random.js";
import type { RetryPolicy } from "./retry.js";
import type { Version } from "./version.js";

/** Why a request to the server came to nothing, apart from an answer with an error code. */
export type UplinkFailure = "timeout" | "reset" | "busy" | "tooLarge" | "badOption" | "malformed" | "unreachable";

/** The requests of the registration interface. */
export type RegistrationRequest = "register" | "update" | "deregister";

/** What a registration is made with. */
export interface RegistrationOptions {
  /** Seconds. */
  readonly lifetime: number;
  readonly random: Random;
  /** How failed registrations follow each other; this client's own ladder unless given. */
  readonly policy?: RetryPolicy;
  /** The versions of LwM2M to offer, the newest first; only 1.0 unless given. */
  readonly versions?: readonly Version[];
  /** Milliseconds that a request and its answer may take at the most; RFC 7252's MAX_TRANSMIT_WAIT unless given. */
  readonly exchange?: number;
  /** True if an outright refusal exhausts the server's chances at once, as a bootstrap may name another one (1/x/16). */
  readonly givesUp?: () => boolean;
}

export type RegistrationInput =
  /** The way to the server is open; `delay` is in milliseconds and holds before a first registration. */
  | { readonly kind: "start"; readonly delay?: number }
  /** Deregister and come to an end. */
  | { readonly kind: "stop" }
  /**
   * The way to the server is gone, and our address with it. The registration may still stand on the server: then an update
   * tells it of the new address.
   */
  | { readonly kind: "suspend" }
  /** The server answered a request. `location` goes with 2.01 on register, `retryAfter` (milliseconds) with Max-Age. */
  | {
      readonly kind: "answered";
      readonly request: RegistrationRequest;
      readonly code: number;
      readonly location?: readonly string[];
      readonly retryAfter?: number;
    }
  | { readonly kind: "failed"; readonly request: RegistrationRequest; readonly cause: UplinkFailure }
  /** Something that the server should know has changed, or it asked for an update. */
  | { readonly kind: "update" }
  /** The server waits for an observation that we have given up: register anew. */
  | { readonly kind: "renew" }
  /** A new lifetime in seconds; 0 has no end. */
  | { readonly kind: "lifetime"; readonly seconds: number }
  /** The server wants to be left for so many milliseconds (resource 1/x/4). */
  | { readonly kind: "disable"; readonly pause: number };

/** Times in milliseconds, `Infinity` for never; lifetimes in seconds. */
export type RegistrationOutput =
  | { readonly kind: "register"; readonly lifetime: number; readonly version: Version }
  | { readonly kind: "update"; readonly location: readonly string[]; readonly lifetime?: number }
  | { readonly kind: "deregister"; readonly location: readonly string[] }
  | { readonly kind: "registered"; readonly location: readonly string[]; readonly version: Version }
  | { readonly kind: "updated" }
  /** The server cannot take an update at present; the registration stands, and the update is tried again. */
  | { readonly kind: "postponed"; readonly cause: string; readonly retry: number }
  /** Not registered any more, or not yet; tried again by itself after `retry`. */
  | { readonly kind: "unregistered"; readonly cause: string; readonly retry: number }
  /** The server refused so often that a new bootstrap is the better try; without one it is tried again after `retry`. */
  | { readonly kind: "exhausted"; readonly cause: string; readonly retry: number }
  /** Deregistered because the server asked for it; registered again after `pause`. */
  | { readonly kind: "disabled"; readonly pause: number }
  | { readonly kind: "deregistered" };

/** Where a registration stands (OMA LwM2M 1.0 clause 5.3). */
export type RegistrationState =
  | { readonly name: "unregistered" }
  /** Not yet: after the server before it in the order, or after a disable. */
  | { readonly name: "waiting"; readonly until: Instant }
  | { readonly name: "registering"; readonly attempt: number }
  /** Stopped while a registration was on its way: whether there is something to deregister is not known yet. */
  | { readonly name: "withdrawing" }
  | {
      readonly name: "registered";
      readonly location: readonly string[];
      readonly updateAt: Instant;
      readonly expiresAt: Instant;
      /** Updates in a row that the server could not take. */
      readonly refusals: number;
    }
  | {
      readonly name: "updating";
      readonly location: readonly string[];
      readonly expiresAt: Instant;
      readonly refusals: number;
    }
  /** No way to the server, which still holds the registration as far as we know. */
  | { readonly name: "suspended"; readonly location: readonly string[]; readonly expiresAt: Instant }
  | { readonly name: "backingOff"; readonly attempt: number; readonly cause: string; readonly until: Instant }
  /** `pause`: for how long, where the server asked to be left. */
  | { readonly name: "deregistering"; readonly pause: number | undefined }
  | { readonly name: "deregistered" };
