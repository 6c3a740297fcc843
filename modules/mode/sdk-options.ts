import type { Log } from "../base/log.js";
import type { Random } from "../base/random.js";
import type { Message } from "../coap/message.js";
import { maxTransmitWait, NB_IOT_TIMING, type Timing } from "../coap/timing.js";
import type { Formats } from "../lwm2m/formats/index.js";
import type { Tree } from "../lwm2m/tree.js";
import type { Version } from "../lwm2m/version.js";
import type { UplinkOptions, UplinkOutput } from "./uplink-messages.js";

/** More outputs than one input can cause: all observers and all waiting requests at once. */
export const OUTBOX_LIMIT = 24;

/** Bytes of a response that header, token and options take at the most, so the rest of a datagram may be payload. */
export const OVERHEAD = 48;

/** The longest payload of a request or a response in blocks, in bytes, unless the composition says otherwise. */
export const MAX_PAYLOAD = 2048;

/** What SDK mode is to do. */
export interface SdkModeOptions {
  readonly endpoint: string;
  /** The auth code that OneNET wants with each request of the device; no log shows it. */
  readonly auth?: string;
  /** The objects. The accounts in the Security object say which servers there are, and whether to bootstrap first. */
  readonly tree: Tree;
  /** The versions of LwM2M to offer a server, the newest first; only 1.0 unless given. */
  readonly versions?: readonly Version[];
  /** The version that a server spoke last time, by its short server id. */
  readonly lastVersion?: (server: number | undefined) => Version | undefined;
  /** True if the device wants to sleep between its messages (queue mode). */
  readonly queue?: boolean;
  /** True if the network is to be told with notifications that no more is to come, so that it lets the module rest. */
  readonly releases?: boolean;
  /** The content format that a bootstrap server of LwM2M 1.1 and later should write in. */
  readonly preferred?: number;
  /** Bootstrap in one message (LwM2M 1.2); without it there is none. */
  readonly pack?: BootstrapPack;
  /** The formats of values that it speaks. */
  readonly formats: Formats;
  readonly random: Random;
  readonly log: Log;
  /** Bytes of a datagram that the module sends at the most. */
  readonly maxDatagram: number;
  /** Bytes of a payload in blocks, in either direction, at the most; 2048 unless given. Values to be read may take 4096. */
  readonly maxPayload?: number;
  /**
   * Of the notifications of an observation one is Confirmable in so many milliseconds, where no attribute asks for more;
   * 0 makes all of them so. A day unless given, and at the most (RFC 7641 section 4.5).
   */
  readonly confirmEvery?: number;
  /** CoAP's timing; that for NB-IoT unless given. */
  readonly timing?: Timing;
}

/** Bootstrap-Pack-Request: how to ask, and how to take the answer in (OMA LwM2M 1.2 clause 6.1.7.8). */
export interface BootstrapPack {
  request(endpoint: string, tag: number): UplinkOutput;
  /** Writes what the answer holds; says in words why it cannot. */
  apply(message: Message, tree: Tree, formats: Formats): string | undefined;
}

const ONLY_1_0: readonly Version[] = Object.freeze(["1.0"]);

/** What the uplink is to do, out of what the mode is to do. */
export function uplinkOptions(options: SdkModeOptions): UplinkOptions {
  const { endpoint, tree, formats, random, log, preferred } = options;
  return {
    endpoint,
    tree,
    formats,
    random,
    log,
    versions: options.versions ?? ONLY_1_0,
    lastVersion: options.lastVersion ?? (() => undefined),
    queue: options.queue === true,
    exchange: maxTransmitWait(options.timing ?? NB_IOT_TIMING),
    preferred,
    packs: options.pack?.request,
  };
}
