import type { Command } from "../at/command.js";
import type { FinalResult } from "../at/result.js";
import type { Log } from "../base/log.js";
import type { Release } from "./dialects/dialect.js";
import type { Profile } from "./profile.js";

export interface SocketsOptions {
  readonly profile: Profile;
  readonly log: Log;
}

export type SocketsInput =
  | { readonly kind: "open" }
  | { readonly kind: "close" }
  /** The module restarted: its sockets are gone. All is forgotten, nothing sent, nothing reported. */
  | { readonly kind: "drop" }
  /** The module told what it speaks: from now on this profile holds. What was open is forgotten as by `drop`. */
  | { readonly kind: "adopt"; readonly profile: Profile }
  | { readonly kind: "resolve"; readonly name: string }
  /** `release`: what the network may be told with it, where the module can. */
  | {
      readonly kind: "send";
      readonly address: string;
      readonly port: number;
      readonly bytes: Uint8Array;
      readonly release?: Release | undefined;
    }
  | {
      readonly kind: "result";
      readonly command: Command;
      readonly answer: readonly string[];
      readonly final: FinalResult;
      readonly data?: Uint8Array | undefined;
    }
  | { readonly kind: "urc"; readonly line: string; readonly data?: Uint8Array | undefined };

export type SocketsOutput =
  | { readonly kind: "command"; readonly command: Command }
  | { readonly kind: "opened" }
  | { readonly kind: "closed"; readonly cause: string }
  | { readonly kind: "resolved"; readonly name: string; readonly address: string }
  | { readonly kind: "unresolved"; readonly name: string; readonly cause: string }
  | { readonly kind: "arrival"; readonly address: string; readonly port: number; readonly bytes: Uint8Array }
  | { readonly kind: "sendFailed"; readonly cause: string };

export type SocketsState =
  | { readonly name: "closed" }
  /** `step` counts the commands that prepare the sockets. */
  | { readonly name: "opening"; readonly step: number }
  | { readonly name: "open" }
  /** The sockets are closed one after the other. */
  | { readonly name: "closing" };

/** What the command that is out is for. */
export type SocketJob = "none" | "setup" | "open" | "close" | "resolve" | "send" | "fetch";

/** A datagram that waits for its turn. */
export interface Outgoing {
  readonly address: string;
  readonly port: number;
  readonly bytes: Uint8Array;
  readonly release?: Release | undefined;
}

export const CLOSED: SocketsState = Object.freeze({ name: "closed" });
export const OPENING: SocketsState = Object.freeze({ name: "opening", step: 0 });
export const OPEN: SocketsState = Object.freeze({ name: "open" });
export const CLOSING: SocketsState = Object.freeze({ name: "closing" });
