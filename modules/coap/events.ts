import type { Log } from "../base/log.js";
import type { Instant } from "../base/machine.js";
import type { Random } from "../base/random.js";
import type { Message } from "./message.js";
import type { Option } from "./options.js";
import type { Timing } from "./timing.js";

/** What the owner hands in. A peer is a number from 0 to 255 that the owner chose; a tag is the owner's own mark. */
export type ExchangeInput =
  | { readonly kind: "datagram"; readonly peer: number; readonly bytes: Uint8Array }
  /** A Confirmable request; token and message id are made here. Ends in `response` or `failed`. */
  | ({ readonly kind: "request"; readonly peer: number; readonly tag: number } & Content)
  /** The answer to a `request` output: piggybacked, or separate if it comes too late for that. */
  | ({ readonly kind: "respond"; readonly exchange: number } & Content)
  /**
   * A notification (RFC 7641). A Confirmable one ends in `acknowledged`, `rejected` or `failed`. While one waits for its
   * turn or its acknowledgement, a newer one with the same token takes its place with its next transmission and ends
   * for both (section 4.5.2). Any other Non-confirmable one that does not
   * fit `failed`; otherwise nothing is heard of it, unless a Reset comes for one of the last four: `rejected`.
   */
  | ({
      readonly kind: "notify";
      readonly peer: number;
      readonly tag: number;
      readonly token: Uint8Array;
      readonly confirmable: boolean;
      /** True if no newer one may take its place: it tells of something that was, not of what is. */
      readonly lasting?: boolean;
    } & Content)
  /** Nothing more is sent to a peer: its requests fail as if it were silent, all else under way is dropped. */
  | { readonly kind: "abandon"; readonly peer: number }
  /** Drops all state, of one peer if it is given, without any outcome. */
  | { readonly kind: "forget"; readonly peer?: number };

/** What requests, responses and notifications have in common. */
export interface Content {
  readonly code: number;
  readonly options: readonly Option[];
  readonly payload?: Uint8Array | undefined;
}

/**
 * Why a request, or a notification that was never sent, came to nothing. "badOption": the response has a critical option
 * that we do not understand (RFC 7252 section 5.4.1); "malformed": its blocks do not fit together (RFC 7959).
 */
export type Failure = "timeout" | "reset" | "busy" | "tooLarge" | "badOption" | "malformed";

export type ExchangeOutput =
  | { readonly kind: "send"; readonly peer: number; readonly bytes: Uint8Array }
  /** A new request, never a duplicate. To be answered by `respond` with the same `exchange`. */
  | { readonly kind: "request"; readonly peer: number; readonly exchange: number; readonly message: Message }
  | { readonly kind: "response"; readonly tag: number; readonly peer: number; readonly message: Message }
  | { readonly kind: "failed"; readonly tag: number; readonly cause: Failure }
  | { readonly kind: "acknowledged"; readonly tag: number }
  /** The peer answered a notification with Reset, or not at all: the observation is over (RFC 7641 section 4.5). */
  | { readonly kind: "rejected"; readonly tag: number; readonly cause: "reset" | "timeout" };

/** What `Exchanges` is made with. */
export interface ExchangeOptions {
  readonly random: Random;
  readonly timing: Timing;
  /** The longest datagram that it may send, in bytes. */
  readonly maxMessage: number;
  readonly log: Log;
  /** Bytes of a token, 1 to 4. Four unless given: without security a token guards against spoofing (section 5.3.1). */
  readonly tokenLength?: number;
  /**
   * The critical options that the owner understands in requests: one with another is refused here (section 5.4.1).
   * Without it the owner looks at them itself.
   */
  readonly understood?: readonly number[];
  /**
   * Takes a response that answers an earlier request once more, and tells if it did: the notifications of an observation
   * of ours (RFC 7641 section 3.2). Without it every such response is rejected.
   */
  readonly followed?: (peer: number, message: Message, now: Instant) => boolean;
}
