import type { Instance, LwM2mObject } from "../modules/lwm2m/object.js";
import { defineObject, makeObject, type Handlers } from "../modules/lwm2m/object.js";
import { onlyZero } from "./ipso.js";
import { LightControl } from "./models/3311-light-control.js";
import { Stopwatch, type Ticks } from "./stopwatch.js";

/** A light. Whoever drives it reads `on`, `dimmer` and `colour`. */
export interface LightState {
  on: boolean;
  /** Percent. */
  dimmer: number;
  /** A value in some colour space; not announced before one was written. */
  colour: string | undefined;
  applicationType: string | undefined;
  readonly lit: Stopwatch;
}

/** A light that is off. */
export function newLight(clock: Ticks): LightState {
  return { on: false, dimmer: 0, colour: undefined, applicationType: undefined, lit: new Stopwatch(clock) };
}

const handlers: Handlers<typeof LightControl, LightState> = {
  read: {
    onOff: (state) => state.on,
    dimmer: (state) => state.dimmer,
    onTime: (state) => Math.floor(state.lit.seconds),
    colour: (state) => state.colour,
    applicationType: (state) => state.applicationType,
  },
  check: { onTime: onlyZero },
  write: {
    onOff: (state, value) => {
      state.on = value;
      state.lit.run(value);
    },
    dimmer: (state, value) => {
      state.dimmer = Number(value);
    },
    onTime: (state) => {
      state.lit.reset();
    },
    colour: (state, value) => {
      state.colour = value;
    },
    applicationType: (state, value) => {
      state.applicationType = value;
    },
  },
  running: ["onTime"],
};

/** Object 3311. */
export const lightControlDefinition = defineObject(LightControl, handlers);

/** Object 3311 with its instances. */
export function lightControlObject(instances: Instance<LightState>[]): LwM2mObject {
  return makeObject(lightControlDefinition, instances);
}
