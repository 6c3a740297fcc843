import type { Log } from "../base/log.js";
import type { Random } from "../base/random.js";
import type { Timing } from "../coap/timing.js";
import type { AccountAddress } from "../lwm2m/bootstrap.js";
import type { Formats } from "../lwm2m/formats/index.js";
import type { Tree } from "../lwm2m/tree.js";

/** What SDK mode is to do. */
export interface SdkModeOptions {
  readonly endpoint: string;
  /** The bootstrap server, or the access server itself if `direct`. */
  readonly server: AccountAddress;
  readonly direct: boolean;
  /** Registration lifetime in seconds. */
  readonly lifetime: number;
  readonly tree: Tree;
  /** The formats of values that it speaks. */
  readonly formats: Formats;
  readonly random: Random;
  readonly log: Log;
  /** Bytes of a datagram that the module sends at the most. */
  readonly maxDatagram: number;
  /** Bytes of a payload in blocks, in either direction, at the most; 2048 unless given. */
  readonly maxPayload?: number;
  /** CoAP's timing; that for NB-IoT unless given. */
  readonly timing?: Timing;
}
