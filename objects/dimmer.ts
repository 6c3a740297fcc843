import type { Instance, LwM2mObject } from "../modules/lwm2m/object.js";
import { defineObject, makeObject, type Handlers } from "../modules/lwm2m/object.js";
import { onlyZero } from "./ipso.js";
import { Dimmer } from "./models/3343-dimmer.js";
import { Stopwatch, type Ticks } from "./stopwatch.js";

/** A dimmer, which is on while its level is above 0. */
export interface DimmerState {
  /** Percent; to be set by `dim`. */
  level: number;
  applicationType: string | undefined;
  readonly on: Stopwatch;
  readonly off: Stopwatch;
}

/** A dimmer at 0. */
export function newDimmer(clock: Ticks): DimmerState {
  const state = { level: 0, applicationType: undefined, on: new Stopwatch(clock), off: new Stopwatch(clock) };
  state.off.run(true);
  return state;
}

/** Sets the level, in percent. */
export function dim(state: DimmerState, level: number): undefined {
  state.level = level;
  state.on.run(level > 0);
  state.off.run(level === 0);
}

const handlers: Handlers<typeof Dimmer, DimmerState> = {
  read: {
    level: (state) => state.level,
    onTime: (state) => Math.floor(state.on.seconds),
    offTime: (state) => Math.floor(state.off.seconds),
    applicationType: (state) => state.applicationType,
  },
  check: { onTime: onlyZero, offTime: onlyZero },
  write: {
    level: dim,
    onTime: (state) => {
      state.on.reset();
    },
    offTime: (state) => {
      state.off.reset();
    },
    applicationType: (state, value) => {
      state.applicationType = value;
    },
  },
  running: ["onTime", "offTime"],
};

/** Object 3343. */
export const dimmerDefinition = defineObject(Dimmer, handlers);

/** Object 3343 with its instances. */
export function dimmerObject(instances: Instance<DimmerState>[]): LwM2mObject {
  return makeObject(dimmerDefinition, instances);
}
