import { maskName, type Log } from "../base/log.js";
import type { Random } from "../base/random.js";
import type { Message } from "../coap/message.js";
import type { Request } from "../coap/transfer.js";
import type { AccountAddress } from "../lwm2m/accounts.js";
import type { Formats } from "../lwm2m/formats/index.js";
import type { UplinkFailure } from "../lwm2m/registration-messages.js";
import { Code } from "../lwm2m/operation.js";
import type { Tree } from "../lwm2m/tree.js";
import type { Version } from "../lwm2m/version.js";

/** What the uplink is made with. */
export interface UplinkOptions {
  readonly endpoint: string;
  readonly tree: Tree;
  /** The formats of values that are spoken: servers of LwM2M 1.1 and later are told. */
  readonly formats: Formats;
  readonly random: Random;
  readonly log: Log;
  /** The versions of LwM2M to offer, the newest first. */
  readonly versions: readonly Version[];
  /** The version that a server spoke when it was last registered with, by its short server id. */
  readonly lastVersion: (server: number | undefined) => Version | undefined;
  /** True if the device sleeps between its messages. */
  readonly queue: boolean;
  /** Milliseconds that a request and its answer may take at the most. */
  readonly exchange: number;
  /** The content format that the bootstrap server should write in; said only in LwM2M 1.1 and later. */
  readonly preferred: number | undefined;
  /** Asks for the whole configuration in one message first (LwM2M 1.2). */
  readonly packs: ((endpoint: string, tag: number) => UplinkOutput) | undefined;
}

export type UplinkInput =
  /** The socket is open: get registered. */
  | { readonly kind: "open" }
  | { readonly kind: "reached"; readonly peer: number }
  | { readonly kind: "unreached"; readonly peer: number; readonly cause: string }
  /** The way to the servers is gone, and with it whatever was asked of them. */
  | { readonly kind: "suspend" }
  /** Deregister and come to an end. */
  | { readonly kind: "stop" }
  /** A server wants an update, or its terms are others now; all servers unless one is named by its short server id. */
  | { readonly kind: "update" | "lifetime"; readonly server?: number }
  /**
   * An observation of a peer ended otherwise than by a cancel. After a Reset it may be that the network gave us a new
   * address, of whose observations the server knows nothing: an update tells it the address, or tells us that it has
   * forgotten the registration as well. If it knows of a new address and has not been heard of an observation
   * since, or after silence, the server may still wait for what we have given up (RFC 7641 section 4.5): a new
   * registration makes it observe again.
   */
  | { readonly kind: "mend"; readonly peer: number; readonly cause: "reset" | "timeout" }
  /** Instances may have come or gone: servers with an old object list are to hear of it. */
  | { readonly kind: "restructured" }
  /** A server wants to be left for so many seconds. */
  | { readonly kind: "disable"; readonly server: number; readonly seconds: number }
  /** Bootstrap anew. */
  | { readonly kind: "bootstrap" }
  /** A server answered a request, or it came to nothing. */
  | { readonly kind: "response"; readonly tag: number; readonly message: Message }
  | { readonly kind: "failed"; readonly tag: number; readonly cause: UplinkFailure }
  /** What came of a bootstrap pack. */
  | { readonly kind: "packed"; readonly refused: string | undefined }
  /** The bootstrap server asked for something, so it is at work. */
  | { readonly kind: "activity" }
  /** It says that it is done; `refused` tells why what it wrote makes no sense. */
  | { readonly kind: "finish"; readonly refused: string | undefined };

export type UplinkOutput =
  /** Find a server's address. */
  | { readonly kind: "reach"; readonly peer: number; readonly server: AccountAddress }
  /** A request for a server. `fresh` is a peer that registers anew: before that it has no observations. */
  | { readonly kind: "request"; readonly request: Request; readonly fresh?: number }
  /** The answer to a Bootstrap-Pack-Request, to be taken in; `packed` tells what came of it. */
  | { readonly kind: "pack"; readonly message: Message }
  /** The accounts are in place; all servers are others now. */
  | { readonly kind: "bootstrapped" }
  /** A bootstrap ended without making sense: what it changed is to be put back. */
  | { readonly kind: "bootstrapFailed"; readonly cause: string; readonly retry: number }
  /** The bootstrap account has had its time (resource 0/x/12). */
  | { readonly kind: "persist" }
  | { readonly kind: "registered"; readonly server: number | undefined; readonly version: Version }
  | { readonly kind: "updated"; readonly server: number | undefined }
  | {
      readonly kind: "unregistered";
      readonly peer: number;
      readonly server: number | undefined;
      readonly cause: string;
      readonly retry: number;
    }
  /** No server will have us: everything should begin anew with a new socket, after `pause` milliseconds at least. */
  | { readonly kind: "retry"; readonly cause: string; readonly pause: number }
  /** Nothing is registered any more after a stop. `told`: a server was told so. */
  | { readonly kind: "deregistered"; readonly told: boolean };

/** What a person should look at when a server refuses us with this code. The names are masked. */
export function refusalHint(code: number, endpoint: string): string | undefined {
  if (code !== Code.forbidden) return undefined;
  const what = endpoint.includes(";") ? "this IMEI and IMSI" : "this endpoint name";
  return `4.03: does the platform know ${what} (${maskName(endpoint)})?`;
}
