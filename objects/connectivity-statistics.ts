import type { Instant } from "../modules/base/machine.js";
import type { LwM2mObject } from "../modules/lwm2m/object.js";
import { defineObject, makeObject, type Handlers } from "../modules/lwm2m/object.js";
import { Code } from "../modules/lwm2m/operation.js";
import type { Traffic } from "./inventory.js";
import { ConnectivityStatistics } from "./models/7-connectivity-statistics.js";

/** What went over the air since a server started the collection. Times are in milliseconds. */
export interface StatisticsState {
  collecting: boolean;
  /** Bytes, with those of the headers of UDP and IP. */
  sent: number;
  received: number;
  /** Bytes of the longest message. */
  longest: number;
  messages: number;
  /** Seconds after which the collection ends by itself; 0 for never. */
  period: number;
  /** When the last message went by, counted or not. */
  at: Instant;
  /** When the collection began. */
  since: Instant;
}

/** Nothing collected yet. */
export function newStatistics(): StatisticsState {
  return { collecting: false, sent: 0, received: 0, longest: 0, messages: 0, period: 0, at: 0, since: 0 };
}

/** Bytes of the headers of IPv4 and UDP, which the object counts (note on resource 6, "Start"). */
const HEADERS = 28;

/** As objects 3 and 7 count them (OMA object 3, resource 10). */
const KILOBYTE = 1000;

const handlers: Handlers<typeof ConnectivityStatistics, StatisticsState> = {
  read: {
    txData: (state) => Math.floor(state.sent / KILOBYTE),
    rxData: (state) => Math.floor(state.received / KILOBYTE),
    maxMessageSize: (state) => state.longest,
    averageMessageSize: (state) =>
      state.messages === 0 ? 0 : Math.round((state.sent + state.received) / state.messages),
    collectionPeriod: (state) => state.period,
  },
  check: { collectionPeriod: (_, value) => (value >= 0 ? undefined : Code.badRequest) },
  write: {
    collectionPeriod: (state, value) => {
      state.period = Number(value);
    },
  },
  execute: {
    start: (state) => {
      const { period, at } = state;
      // The request that starts it is the last message that went by.
      Object.assign(state, newStatistics(), { collecting: true, period, at, since: at });
      return undefined;
    },
    stop: (state) => {
      state.collecting = false;
      return undefined;
    },
  },
  // Whoever observes the whole object would else hear of every message, which is a message.
  running: ["txData", "rxData", "maxMessageSize", "averageMessageSize"],
  affects: { start: ["txData", "rxData", "maxMessageSize", "averageMessageSize"] },
};

/** Object 7. */
export const statisticsDefinition = defineObject(ConnectivityStatistics, handlers);

/** Object 7, with the one instance that there may be. */
export function statisticsObject(state: StatisticsState): LwM2mObject {
  return makeObject(statisticsDefinition, [{ id: 0, state }]);
}

/**
 * Counts a datagram of so many bytes if the server wants it counted. A collection that has had its period is over; no SMS
 * is ever sent, so that those counters do not exist.
 */
export function countDatagram(
  state: StatisticsState,
  direction: "sent" | "received",
  payload: number,
  now: Instant,
): void {
  state.at = now;
  if (!state.collecting) return;
  if (state.period > 0 && now >= state.since + state.period * 1000) {
    state.collecting = false;
    return;
  }
  const bytes = payload + HEADERS;
  state[direction] += bytes;
  state.messages++;
  if (bytes > state.longest) state.longest = bytes;
}

/** Object 7, and what counts the datagrams for it. */
export function statistics(): { readonly object: LwM2mObject; readonly traffic: Traffic } {
  const state = newStatistics();
  return {
    object: statisticsObject(state),
    traffic: (direction, bytes, now) => {
      countDatagram(state, direction, bytes, now);
    },
  };
}
