/** The three sets of MIPL commands that were built one after the other. */
export type GenerationName = "C" | "Q" | "L";

/**
 * Layouts of configuration blobs: N2 is that of China Mobile's M5310 and M5311, with which N1 falls together where N1 can
 * say as much; N3 has a byte of flags more.
 */
export type BlobLayout = "N2" | "N3";

/** What a model's LwM2M client is like. */
export interface MiplTraits {
  /** What AT+MIPLVER says. */
  readonly version: string;
  /** The +MIPLEVENT codes that this model shows; the others happen in silence. */
  readonly events: readonly number[];
  /** Whether it updates its registration without being told, or asks the host to by event 14. */
  readonly updatesItself: boolean;
  /** Seconds of the shortest lifetime with which it does so; with a shorter one it asks the host. */
  readonly shortestItself: number;
  /** Seconds before the end of the lifetime at which the update is due; of short lifetimes at half. */
  readonly updateAhead: number;
  /** Milliseconds that the host has to answer a request of the platform. */
  readonly answerTime: number;
  /** Content-Format number of TLV where the platform names none. */
  readonly tlvFormat: number;
  readonly mostObjects: number;
  /** The most resources of an object. */
  readonly mostResources: number;
  /** The most instance slots of an object. */
  readonly mostSlots: number;
  readonly mostObservations: number;
  /** The most platform requests that wait for the host; one more is answered 5.03. */
  readonly mostRequests: number;
  /** The most confirmable notifications that are not yet acknowledged. */
  readonly mostNotifications: number;
  /** The most bytes of a value from the host. */
  readonly maxValue: number;
  /** The most bytes of a datagram that its client sends. */
  readonly maxMessage: number;
  /** Whether the host answers each observe and discover; else the module does, by what was declared before. */
  readonly asksHost: boolean;
  /** Whether a notification must name its observation; else the module finds it by the path. */
  readonly namedNotifications: boolean;
  /** Whether +MIPLWRITE ends with an index behind its flag. */
  readonly writeIndex: boolean;
  /** Whether events 20 and 21 tell what became of the host's answers. */
  readonly reportsAnswers: boolean;
  /** The layouts of configuration blobs that it reads. */
  readonly layouts: readonly BlobLayout[];
}

/** +MIPLEVENT codes (CIS core 2.3.0; 31 to 33 are of China Mobile's manual). */
export const Event = Object.freeze({
  bootstrapStarted: 1,
  bootstrapDone: 2,
  bootstrapFailed: 3,
  connected: 4,
  connectionFailed: 5,
  registered: 6,
  registrationFailed: 7,
  registrationTimedOut: 8,
  lifetimeExpired: 9,
  updated: 11,
  updateFailed: 12,
  updateTimedOut: 13,
  updateNeeded: 14,
  deregistered: 15,
  answerFailed: 20,
  answerDelivered: 21,
  notifyFailed: 25,
  notifyAcknowledged: 26,
  datagramDropped: 33,
});

/** Numbers of +CIS ERROR (China Mobile's LwM2M manual for OneMO modules, and the CIS core). */
export const Cis = Object.freeze({ parameter: 601, state: 602, notAllowed: 651, busy: 652, noResource: 653 });

/** Objects that the module serves by itself. */
export const OWN_OBJECTS: readonly number[] = Object.freeze([0, 1, 3, 4, 5]);
