import type { Log } from "../base/log.js";
import type { DefaultPeriods } from "../lwm2m/observation.js";
import type { Outcome } from "../lwm2m/operation.js";
import type { Path } from "../lwm2m/path.js";
import type { Tree } from "../lwm2m/tree.js";
import type { Version } from "../lwm2m/version.js";
import type { NetworkStatus } from "../modem/network.js";
import type { WallClock } from "./dates.js";
import type { Sent } from "./sender.js";
import type { Sending } from "./sending.js";
import type { NotificationStorage } from "./storage.js";

/** What a server made the objects want of the client. Servers go by their short server ids. */
export type Wish =
  /** The server's terms are others now, or it asked for an update. */
  | { readonly kind: "update"; readonly server: number }
  /** It wants to be left for so many seconds. */
  | { readonly kind: "disable"; readonly server: number; readonly seconds: number }
  | { readonly kind: "bootstrap" }
  | { readonly kind: "reboot" };

/** The device's objects as the client sees them. They give the default periods of notifications as they are now. */
export interface Objects extends DefaultPeriods {
  readonly tree: Tree;
  /** Brings values at and below a path up to date, or all of them, and tells the tree of those that changed. */
  sample(network: NetworkStatus, path?: Path): void;
  /** The bootstrap server has written its accounts. */
  bootstrapped(): void;
  /** A server answered our registration in this version of LwM2M; `true` if that is news. */
  registered(server: number | undefined, version: Version | undefined): boolean;
  /** The accounts as bytes, to be kept over a restart; `undefined` where there are none to keep. */
  accounts(): Uint8Array | undefined;
  /** The next thing that a server made an object want; `undefined` once there is nothing more. */
  wish(): Wish | undefined;
}

export interface ServiceOptions {
  readonly objects: Objects;
  readonly log: Log;
  /** Milliseconds between two samples while anything is observed. */
  readonly samplePeriod: number;
  /** Keeps what cannot be told at once; without it an observer hears of the latest state alone, later. */
  readonly storage?: NotificationStorage;
  /** Sends values unasked (LwM2M 1.1); without it nothing is sent. */
  readonly sending?: Sending;
  /** Gives stored values their date; without it they say how long ago they were measured. */
  readonly clock?: WallClock;
}

export type ServiceOutput =
  | Wish
  /** The accounts as bytes, to be kept over a restart. */
  | { readonly kind: "accounts"; readonly accounts: Uint8Array }
  /** Send values to a server unasked; `sent` of the same number tells what came of it. */
  | Sent
  | {
      /** Tell an observer what is at its place now, or was when it last should have heard of it. */
      readonly kind: "notify";
      readonly observer: number;
      /** The root for a composite observation. */
      readonly path: Path;
      readonly outcome: Outcome;
      readonly confirmable: boolean;
      /** What it should have heard before, the oldest first; the values carry their time. */
      readonly history: readonly Outcome[];
    };
