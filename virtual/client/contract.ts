import type { Log } from "../../modules/base/log.js";
import type { Random } from "../../modules/base/random.js";
import type { Timing } from "../../modules/coap/timing.js";
import type { Declarations } from "../mipl/declarations.js";
import type { MiplTraits } from "../mipl/traits.js";
import type { OwnFacts } from "./own.js";
import type { Path } from "../../modules/lwm2m/path.js";

/** Which server a peer is; also its number in the CoAP layer. */
export const Peer = Object.freeze({ bootstrap: 0, access: 1 });

/** A peer's number. */
export type Peer = (typeof Peer)[keyof typeof Peer];

/** One value of a write from the platform; `text` says that it came as plain text. */
export interface WriteItem {
  readonly resource: number;
  readonly bytes: Uint8Array;
  readonly text: boolean;
}

/** What the platform wants from the host, or is only told to it. `message` is what the answer has to name. */
export type Ask =
  | { readonly kind: "read"; readonly message: number; readonly path: Path }
  | { readonly kind: "write"; readonly message: number; readonly path: Path; readonly items: readonly WriteItem[] }
  | { readonly kind: "execute"; readonly message: number; readonly path: Path; readonly argument: Uint8Array }
  | { readonly kind: "parameter"; readonly message: number; readonly path: Path; readonly text: string }
  | { readonly kind: "observe"; readonly message: number; readonly path: Path; readonly on: boolean }
  | { readonly kind: "discover"; readonly message: number; readonly path: Path };

/** What the LwM2M client inside the module puts out. */
export type ClientOutput =
  | { readonly kind: "datagram"; readonly address: string; readonly port: number; readonly bytes: Uint8Array }
  | { readonly kind: "resolve"; readonly name: string }
  | { readonly kind: "event"; readonly code: number; readonly extra?: number }
  | { readonly kind: "ask"; readonly ask: Ask }
  /** The platform has executed the reboot of object 3. */
  | { readonly kind: "reboot" }
  /** It has no server any more, for whatever reason. */
  | { readonly kind: "ended" };

/** What the client inside the module is made with. */
export interface InnerClientOptions {
  readonly traits: MiplTraits;
  readonly declarations: Declarations;
  /** "imei;imsi" */
  readonly endpoint: string;
  /** Goes with each request to a server in OneNET's own option 63. */
  readonly authCode: string;
  readonly facts: OwnFacts;
  readonly random: Random;
  readonly timing: Timing;
  /** The most bytes of a datagram. */
  readonly maxMessage: number;
  readonly log: Log;
}

/** What the enrolment asks for; the client carries it out in CoAP. */
export type EnrolmentOutput =
  | { readonly kind: "resolve"; readonly name: string }
  | { readonly kind: "peer"; readonly peer: Peer; readonly address: string; readonly port: number }
  | { readonly kind: "bootstrap" }
  | { readonly kind: "register"; readonly lifetime: number }
  | {
      readonly kind: "update";
      readonly location: readonly string[];
      readonly lifetime: number | undefined;
      readonly objects: boolean;
    }
  | { readonly kind: "deregister"; readonly location: readonly string[] }
  | { readonly kind: "event"; readonly code: number; readonly extra?: number }
  | { readonly kind: "ended" };
