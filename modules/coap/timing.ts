import { freeze } from "../base/freeze.js";

/** The transmission parameters (RFC 7252 section 4.8). Times are in milliseconds. */
export interface Timing {
  /** ACK_TIMEOUT: the least time before the first retransmission. */
  readonly ackTimeout: number;
  /** ACK_RANDOM_FACTOR: the first timeout is drawn between ACK_TIMEOUT and this many times as much. */
  readonly ackRandomFactor: number;
  /** MAX_RETRANSMIT: how often a Confirmable message is sent again. */
  readonly maxRetransmit: number;
  /** NSTART: how many Confirmable messages to one peer may wait for their acknowledgement at once (section 4.7). */
  readonly nstart: number;
  /** MAX_LATENCY: how long a datagram may be on its way. */
  readonly maxLatency: number;
  /**
   * How long an answer may take before an empty acknowledgement goes ahead of it (section 5.2.2). It belongs to the
   * peer's ACK_TIMEOUT, not to ours: half of the 2 s that a server has by default.
   */
  readonly acknowledgeWithin: number;
}

/** The RFC's own values (RFC 7252 section 4.8, table 2). */
export const RFC_TIMING: Timing = freeze({
  ackTimeout: 2_000,
  ackRandomFactor: 1.5,
  maxRetransmit: 4,
  nstart: 1,
  maxLatency: 100_000,
  acknowledgeWithin: 1_000,
});

/**
 * For NB-IoT. With repetitions in poor coverage a round trip takes up to 10 s (the latency that 3GPP TR 45.820 sets
 * as the aim for the cellular IoT radio), so that a shorter ACK_TIMEOUT sends everything twice just where each
 * datagram is dearest. Three retransmissions at 10 to 15 s, doubling, end after 150 to 225 s; a fourth would make a
 * device wait more than five minutes before it tries something else.
 *
 * The quantities of RFC 7252 section 4.8 side by side, in seconds; timing.test.ts holds both columns.
 *
 * | quantity           | clause | RFC 7252 | NB-IoT here |
 * | ------------------ | ------ | -------- | ----------- |
 * | ACK_TIMEOUT        | 4.8    | 2        | 10          |
 * | ACK_RANDOM_FACTOR  | 4.8    | 1.5      | 1.5         |
 * | MAX_RETRANSMIT     | 4.8    | 4        | 3           |
 * | NSTART             | 4.7    | 1        | 1           |
 * | MAX_LATENCY        | 4.8.2  | 100      | 100         |
 * | PROCESSING_DELAY   | 4.8.2  | 2        | 10          |
 * | MAX_RTT            | 4.8.2  | 202      | 210         |
 * | MAX_TRANSMIT_SPAN  | 4.8.2  | 45       | 105         |
 * | MAX_TRANSMIT_WAIT  | 4.8.2  | 93       | 225         |
 * | EXCHANGE_LIFETIME  | 4.8.2  | 247      | 315         |
 * | NON_LIFETIME       | 4.8.2  | 145      | 205         |
 *
 * DEFAULT_LEISURE (section 8.2) is for multicast, which a device behind an NB-IoT module does not have. For PROBING_RATE
 * (section 4.7) see pace.ts.
 */
export const NB_IOT_TIMING: Timing = freeze({ ...RFC_TIMING, ackTimeout: 10_000, maxRetransmit: 3 });

/** MAX_TRANSMIT_SPAN: from the first to the last transmission of a Confirmable message (section 4.8.2). */
export function maxTransmitSpan(timing: Timing): number {
  return timing.ackTimeout * (2 ** timing.maxRetransmit - 1) * timing.ackRandomFactor;
}

/** MAX_TRANSMIT_WAIT: from the first transmission until the sender gives up (section 4.8.2). */
export function maxTransmitWait(timing: Timing): number {
  return timing.ackTimeout * (2 ** (timing.maxRetransmit + 1) - 1) * timing.ackRandomFactor;
}

/** MAX_RTT: the longest round trip, with PROCESSING_DELAY = ACK_TIMEOUT (section 4.8.2). */
export function maxRoundTrip(timing: Timing): number {
  return 2 * timing.maxLatency + timing.ackTimeout;
}

/** EXCHANGE_LIFETIME: how long the message id of a Confirmable message stays taken (section 4.8.2). */
export function exchangeLifetime(timing: Timing): number {
  return maxTransmitSpan(timing) + maxRoundTrip(timing);
}

/** NON_LIFETIME: how long the message id of a Non-confirmable message stays taken (section 4.8.2). */
export function nonLifetime(timing: Timing): number {
  return maxTransmitSpan(timing) + timing.maxLatency;
}
