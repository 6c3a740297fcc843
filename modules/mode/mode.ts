import type { Command } from "../at/command.js";
import type { FinalResult } from "../at/result.js";
import type { Entry, Operation, Outcome } from "../lwm2m/operation.js";
import type { Path } from "../lwm2m/path.js";
import type { Version } from "../lwm2m/version.js";
import type { SocketsInput, SocketsOutput } from "../modem/sockets.js";

/** What the client brings to the access mode. */
export type ModeInput =
  /** The module is attached to the network. */
  | { readonly kind: "online" }
  /** It still is, but with another address. */
  | { readonly kind: "moved" }
  /** It is not any more; a registration may still stand on the server. */
  | { readonly kind: "offline" }
  /** Deregister and come to an end. */
  | { readonly kind: "stop" }
  /** The registration should be updated: an object changed, or the server (a short server id) asked for it. */
  | { readonly kind: "update"; readonly server?: number }
  /** A server wants to be left for so many seconds (SDK mode). */
  | { readonly kind: "disable"; readonly server: number; readonly seconds: number }
  /** A server asked for a new bootstrap (SDK mode). */
  | { readonly kind: "bootstrap" }
  /** The registration's lifetime is another one from now on, in seconds. */
  | { readonly kind: "lifetime"; readonly seconds: number }
  /** What came of an operation that this mode put out. */
  | { readonly kind: "outcome"; readonly request: number; readonly outcome: Outcome }
  /** New content for an observer. The path is the root for a composite observation. */
  | {
      readonly kind: "notify";
      readonly observer: number;
      readonly path: Path;
      readonly outcome: Outcome;
      /** True if the server wants to be asked for an acknowledgement. */
      readonly confirmable?: boolean;
      /** What the observer has missed before, the oldest first; the values carry their time. */
      readonly history?: readonly Outcome[];
    }
  /** Send values to a server unasked (SDK mode); answered with a `sent` of the same number. */
  | { readonly kind: "send"; readonly id: number; readonly server: number; readonly entries: readonly Entry[] }
  /** Module mode: a command of ours is done. */
  | {
      readonly kind: "result";
      readonly command: Command;
      readonly answer: readonly string[];
      readonly final: FinalResult;
    }
  /** Module mode: a line that the module sent unasked. */
  | { readonly kind: "urc"; readonly line: string }
  /** SDK mode: something happened on the sockets. */
  | { readonly kind: "socket"; readonly output: SocketsOutput };

/** What the access mode asks of the client. */
export type ModeOutput =
  | { readonly kind: "command"; readonly command: Command }
  | { readonly kind: "socket"; readonly input: SocketsInput }
  /**
   * Somebody asks the device for something. With `bootstrap` it is the bootstrap server, for whom other rights hold;
   * otherwise `server` is the short server id of who asks, where the mode knows it: with several servers, each may do
   * what object 2 allows it. The client answers each with an `outcome` of the same `request`.
   */
  | {
      readonly kind: "operation";
      readonly request: number;
      readonly operation: Operation;
      readonly bootstrap: boolean;
      readonly server?: number | undefined;
    }
  | { readonly kind: "bootstrapped" }
  /** With which server (short server id) and in which version of LwM2M, where the mode knows it. */
  | { readonly kind: "registered"; readonly server?: number | undefined; readonly version?: Version }
  | { readonly kind: "updated"; readonly server?: number | undefined }
  /** Not registered; tried again after `retry` milliseconds. */
  | {
      readonly kind: "unregistered";
      readonly server?: number | undefined;
      readonly cause: string;
      readonly retry: number;
    }
  /** An observation is over without a cancel from the server: it refused a notification, or the registration ended. */
  | { readonly kind: "lost"; readonly observer: number | "all" }
  /** A notification may not have reached its server: what is there now has to (RFC 7641 section 4.5). */
  | { readonly kind: "behind"; readonly observer: number }
  /** What came of a send; `failure` says why the server did not take it. */
  | { readonly kind: "sent"; readonly id: number; readonly failure: string | undefined }
  /** The accounts are others now: they should survive a restart. */
  | { readonly kind: "persist" }
  /** Queue mode: servers may speak, or the device may sleep until it has something to say. */
  | { readonly kind: "awake" }
  | { readonly kind: "asleep" }
  /** Come to an end after a stop; `deregistered` from a server, or nothing was registered. */
  | { readonly kind: "stopped"; readonly deregistered: boolean };
