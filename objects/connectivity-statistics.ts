import type { LwM2mObject } from "../modules/lwm2m/object.js";
import { defineObject, makeObject, type Handlers } from "../modules/lwm2m/object.js";
import { Code } from "../modules/lwm2m/operation.js";
import { ConnectivityStatistics } from "./models/7-connectivity-statistics.js";

/** What went over the air since the server started the collection. */
export interface StatisticsState {
  collecting: boolean;
  /** Bytes. */
  sent: number;
  received: number;
  /** Bytes of the longest message. */
  longest: number;
  messages: number;
  /** Seconds after which the collection ends by itself; 0 for never. */
  period: number;
  /** Seconds that it has run. */
  elapsed: number;
}

/** Nothing collected yet. */
export function newStatistics(): StatisticsState {
  return { collecting: false, sent: 0, received: 0, longest: 0, messages: 0, period: 0, elapsed: 0 };
}

const KILOBYTE = 1024;

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
      const { period } = state;
      Object.assign(state, newStatistics(), { collecting: true, period });
      return undefined;
    },
    stop: (state) => {
      state.collecting = false;
      return undefined;
    },
  },
  affects: { start: ["txData", "rxData", "maxMessageSize", "averageMessageSize"] },
};

/** Object 7. */
export const statisticsDefinition = defineObject(ConnectivityStatistics, handlers);

/** Object 7, with the one instance that there may be. */
export function statisticsObject(state: StatisticsState): LwM2mObject {
  return makeObject(statisticsDefinition, [{ id: 0, state }]);
}

/** Counts one message of so many bytes, if the server wants it counted. */
export function countMessage(state: StatisticsState, direction: "sent" | "received", bytes: number): void {
  if (!state.collecting) return;
  state[direction] += bytes;
  state.messages++;
  if (bytes > state.longest) state.longest = bytes;
}

/** So many seconds have gone by: the collection ends with its period. */
export function passTime(state: StatisticsState, seconds: number): void {
  if (!state.collecting || state.period === 0) return;
  state.elapsed += seconds;
  if (state.elapsed >= state.period) state.collecting = false;
}
