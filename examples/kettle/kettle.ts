import type { LwM2mObject } from "../../modules/lwm2m/object.js";
import { defineObject, makeObject, type Handlers } from "../../modules/lwm2m/object.js";
import { Code } from "../../modules/lwm2m/operation.js";
import { Kettle } from "./26250-kettle.js";

/** A kettle. Whoever drives the heater reads `heating` and keeps `temperature` up to date, in °C. */
export interface KettleState {
  temperature: number;
  target: number;
  heating: boolean;
  label: string | undefined;
}

/** A cold kettle that is off. */
export function newKettle(): KettleState {
  return { temperature: 20, target: 96, heating: false, label: undefined };
}

/** The names are those of the model; the types of values, and what may be read, written or executed, follow from it. */
const handlers: Handlers<typeof Kettle, KettleState> = {
  read: {
    waterTemperature: (state) => state.temperature,
    targetTemperature: (state) => state.target,
    heating: (state) => state.heating,
    label: (state) => state.label,
  },
  // Asked before anything of a write is applied. Type and range were looked at before.
  check: {
    targetTemperature: (state) => (state.heating ? Code.forbidden : undefined),
  },
  write: {
    targetTemperature: (state, value) => {
      state.target = value;
    },
    label: (state, value) => {
      state.label = value;
    },
  },
  execute: {
    start: (state) => {
      if (state.temperature >= state.target) return Code.methodNotAllowed;
      state.heating = true;
      return undefined;
    },
    stop: (state) => {
      state.heating = false;
      return undefined;
    },
  },
  // An observer of `heating` hears of it when one of these is executed.
  affects: { start: ["heating"], stop: ["heating"] },
};

/** Made at module level, so that it lives in flash. */
export const kettleDefinition = defineObject(Kettle, handlers);

/** Object 26250, with its one instance. */
export function kettleObject(state: KettleState): LwM2mObject {
  return makeObject(kettleDefinition, [{ id: 0, state }]);
}
