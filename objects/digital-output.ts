import type { Instance, LwM2mObject } from "../modules/lwm2m/object.js";
import { defineObject, makeObject, type Handlers } from "../modules/lwm2m/object.js";
import { DigitalOutput } from "./models/3201-digital-output.js";

/** One switch, relay or lamp. Whoever drives the pin reads `on` and `inverted`. */
export interface DigitalOutputState {
  on: boolean;
  /** True if the pin is low while the output is on. */
  inverted: boolean;
  applicationType: string | undefined;
}

/** An output that is off. */
export function newDigitalOutput(applicationType?: string): DigitalOutputState {
  return { on: false, inverted: false, applicationType };
}

const handlers: Handlers<typeof DigitalOutput, DigitalOutputState> = {
  read: {
    digitalOutputState: (state) => state.on,
    digitalOutputPolarity: (state) => state.inverted,
    applicationType: (state) => state.applicationType,
  },
  write: {
    digitalOutputState: (state, value) => {
      state.on = value;
    },
    digitalOutputPolarity: (state, value) => {
      state.inverted = value;
    },
    applicationType: (state, value) => {
      state.applicationType = value;
    },
  },
};

/** Object 3201. */
export const digitalOutputDefinition = defineObject(DigitalOutput, handlers);

/** Object 3201 with its instances. */
export function digitalOutputObject(instances: Instance<DigitalOutputState>[]): LwM2mObject {
  return makeObject(digitalOutputDefinition, instances);
}
