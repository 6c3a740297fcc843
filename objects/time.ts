import type { Instance, LwM2mObject } from "../modules/lwm2m/object.js";
import { defineObject, makeObject, type Handlers } from "../modules/lwm2m/object.js";
import type { WallClock } from "./device.js";
import { Time } from "./models/3333-time.js";

/** The time by a clock that a server may set. */
export interface TimeState {
  readonly clock: WallClock;
  /** Seconds by which a server set the clock right. */
  offset: number;
  applicationType: string | undefined;
}

/** The time as the clock tells it. */
export function newTime(clock: WallClock): TimeState {
  return { clock, offset: 0, applicationType: undefined };
}

const handlers: Handlers<typeof Time, TimeState> = {
  read: {
    currentTime: (state) => whole(timeOf(state)),
    fractionalTime: (state) => {
      const time = timeOf(state);
      return time === undefined ? undefined : time - Math.floor(time);
    },
    applicationType: (state) => state.applicationType,
  },
  write: {
    currentTime: (state, value) => {
      const time = timeOf(state);
      if (time !== undefined) state.offset += value - Math.floor(time);
    },
    fractionalTime: (state, value) => {
      const time = timeOf(state);
      if (time !== undefined) state.offset += value - (time - Math.floor(time));
    },
    applicationType: (state, value) => {
      state.applicationType = value;
    },
  },
  running: ["currentTime", "fractionalTime"],
};

/** Object 3333. */
export const timeDefinition = defineObject(Time, handlers);

/** Object 3333 with its instances. */
export function timeObject(instances: Instance<TimeState>[]): LwM2mObject {
  return makeObject(timeDefinition, instances);
}

function timeOf({ clock, offset }: TimeState): number | undefined {
  const seconds = clock.wallClock();
  return seconds === undefined ? undefined : seconds + offset;
}

function whole(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : Math.floor(seconds);
}
