import type { Command } from "../at/command.js";
import type { FinalResult } from "../at/result.js";

export type SocketsInput =
  | { readonly kind: "open" }
  | { readonly kind: "close" }
  /** The module restarted: its sockets are gone. All is forgotten, nothing sent, nothing reported. */
  | { readonly kind: "drop" }
  | { readonly kind: "resolve"; readonly name: string }
  | { readonly kind: "send"; readonly address: string; readonly port: number; readonly bytes: Uint8Array }
  | {
      readonly kind: "result";
      readonly command: Command;
      readonly answer: readonly string[];
      readonly final: FinalResult;
    }
  | { readonly kind: "urc"; readonly line: string };

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
  | { readonly name: "opening" }
  | { readonly name: "open"; readonly socket: number }
  /** `socket` is unknown while the command that opens it is still out. */
  | { readonly name: "closing"; readonly socket: number | undefined };
