import type { Log } from "../base/log.js";
import type { Instant } from "../base/machine.js";
import type { Command, Owner } from "./command.js";
import type { FinalResult } from "./result.js";
import type { UrcRow } from "./urc.js";

export interface SessionOptions {
  /** The module's unsolicited result codes. */
  readonly urcs: readonly UrcRow[];
  readonly log: Log;
  /** Milliseconds of quiet between a final result or URC and the next command; 20 if absent. */
  readonly settle?: number;
  /** The longest line in bytes; what is longer is dropped and counted. */
  readonly lineLimit?: number;
}

export type SessionInput =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "command"; readonly command: Command }
  /** The module restarted: the running command and those that wait are lost. */
  | { readonly kind: "reset" }
  /** The module sleeps: the next command is preceded by a wake output and by `AT` until it answers. */
  | { readonly kind: "asleep" }
  /** It woke up by itself. */
  | { readonly kind: "awake" }
  /** From now on it may be asleep whenever nothing was said for so many milliseconds; 0: never. */
  | { readonly kind: "dozes"; readonly after: number };

export type SessionOutput =
  | { readonly kind: "write"; readonly bytes: Uint8Array }
  | {
      readonly kind: "result";
      readonly command: Command;
      readonly answer: readonly string[];
      readonly final: FinalResult;
      /** The counted bytes that came with the last line of the answer that had some. */
      readonly data?: Uint8Array | undefined;
    }
  | { readonly kind: "urc"; readonly owner: Owner; readonly line: string; readonly data?: Uint8Array | undefined }
  /** The module sleeps, and somebody has a command for it. */
  | { readonly kind: "wake" };

/** Where the talk stands. */
export type SessionState =
  | { readonly name: "idle" }
  /** Quiet after a final result or URC. `most`: it is not prolonged beyond that, come what may. */
  | { readonly name: "settling"; readonly until: Instant; readonly most: Instant }
  | Waiting
  /** `AT` was sent to get in step again, up to `most` times; the next command of the queue waits for its OK. */
  | { readonly name: "resyncing"; readonly tries: number; readonly most: number; readonly until: Instant };

/** A command is out. */
export interface Waiting {
  readonly name: "waiting";
  readonly command: Command;
  readonly until: Instant;
  readonly answer: string[];
  /** Counted bytes of the answer. */
  data?: Uint8Array;
  /** OK came, and the command has an ending of its own. */
  accepted?: boolean;
}
