import { freeze } from "../modules/base/freeze.js";
import type { ObjectModel } from "../modules/lwm2m/model.js";
import type { Instance, LooseHandlers, LwM2mObject, ObjectDefinition } from "../modules/lwm2m/object.js";
import { defineRows, makeObject } from "../modules/lwm2m/object.js";

/** One sensor that measures one number. What is `undefined` is not announced. */
export interface SensorState {
  value: number;
  /** The least and the greatest value since the start or the last reset. */
  min: number;
  max: number;
  /** The range that the sensor can measure. */
  readonly least: number | undefined;
  readonly most: number | undefined;
  /** SenML unit (RFC 8428 section 12.1), such as "Cel". */
  readonly units: string | undefined;
  applicationType: string | undefined;
  readonly sensorType: string | undefined;
}

/** What may be said of a sensor beyond its value. */
export interface SensorOptions {
  readonly least?: number;
  readonly most?: number;
  readonly units?: string;
  readonly applicationType?: string;
  readonly sensorType?: string;
}

/** A sensor with its first value. */
export function newSensor(value: number, options: SensorOptions = {}): SensorState {
  return {
    value,
    min: value,
    max: value,
    least: options.least,
    most: options.most,
    units: options.units,
    applicationType: options.applicationType,
    sensorType: options.sensorType,
  };
}

/** Models whose value is the resource Sensor Value, as in objects 3300 to 3304 and many more. */
export type SensorModel = ObjectModel & {
  readonly resources: { readonly sensorValue: { readonly id: 5700; readonly type: "float"; readonly access: "R" } };
};

const handlers: LooseHandlers<SensorState> = freeze({
  read: {
    sensorValue: (state) => state.value,
    minMeasuredValue: (state) => state.min,
    maxMeasuredValue: (state) => state.max,
    minRangeValue: (state) => state.least,
    maxRangeValue: (state) => state.most,
    sensorUnits: (state) => state.units,
    applicationType: (state) => state.applicationType,
    sensorType: (state) => state.sensorType,
  },
  write: {
    applicationType: (state, value: string) => {
      state.applicationType = value;
      return undefined;
    },
  },
  execute: {
    resetMinAndMaxMeasuredValues: (state) => {
      state.min = state.value;
      state.max = state.value;
      return undefined;
    },
  },
  affects: { resetMinAndMaxMeasuredValues: ["minMeasuredValue", "maxMeasuredValue"] },
});

/** An IPSO sensor over its model table, with those of the resources that the table has. For module level. */
export function defineSensor(model: SensorModel): ObjectDefinition<SensorState> {
  return defineRows(model, handlers);
}

/** An IPSO sensor object with its instances. */
export function sensorObject(
  definition: ObjectDefinition<SensorState>,
  instances: Instance<SensorState>[],
): LwM2mObject {
  return makeObject(definition, instances);
}

const NOTHING: readonly number[] = Object.freeze([]);
const VALUE: readonly number[] = Object.freeze([5700]);
const VALUE_AND_MIN: readonly number[] = Object.freeze([5700, 5601]);
const VALUE_AND_MAX: readonly number[] = Object.freeze([5700, 5602]);

/** Takes a new measurement in; gives the ids of the resources that have another value now, for `changedResources`. */
export function sample(state: SensorState, value: number): readonly number[] {
  if (value === state.value) return NOTHING;
  state.value = value;
  if (value < state.min) {
    state.min = value;
    return VALUE_AND_MIN;
  }
  if (value > state.max) {
    state.max = value;
    return VALUE_AND_MAX;
  }
  return VALUE;
}
