import { freeze } from "../modules/base/freeze.js";
import type { ObjectModel, ResourceModel } from "../modules/lwm2m/model.js";
import type { Instance, LwM2mObject, ObjectDefinition } from "../modules/lwm2m/object.js";
import { defineRows, makeObject } from "../modules/lwm2m/object.js";
import { Code } from "../modules/lwm2m/operation.js";
import type { Scalar } from "../modules/lwm2m/value.js";

/** One instance of any IPSO object: values by the names of its model. What has none is not announced. */
export interface IpsoState {
  [name: string]: Scalar | undefined;
}

/**
 * An IPSO object over its model table: what has a value is read, what may be written is stored, and the actions that
 * these objects share are done. For module level. Sensors of one number are better made by `defineSensor`.
 */
export function defineIpso(model: ObjectModel): ObjectDefinition<IpsoState> {
  const read: Record<string, (state: IpsoState) => Scalar | undefined> = {};
  const write: Record<string, (state: IpsoState, value: Scalar) => undefined> = {};
  for (const [name, { access }] of Object.entries<ResourceModel>(model.resources)) {
    if (access === "R" || access === "RW") read[name] = (state) => state[name];
    if (access === "W" || access === "RW") {
      write[name] = (state, value) => {
        state[name] = value;
      };
    }
  }
  return defineRows(model, { read, check, write, execute, affects: affectedIn(model) });
}

/** Refuses all but 0, for counters of which a write of 0 resets the count. */
export function onlyZero(_: unknown, value: number | bigint): Code | undefined {
  return Number(value) === 0 ? undefined : Code.badRequest;
}

/** An IPSO object with its instances. */
export function ipsoObject(definition: ObjectDefinition<IpsoState>, instances: Instance<IpsoState>[]): LwM2mObject {
  return makeObject(definition, instances);
}

/**
 * Takes a new value in, with what follows from it: the least and the greatest value, and the count of an input that went
 * on. Gives the ids of the resources that have another value now, for `Tree.changedResources`.
 */
export function setValue(
  definition: ObjectDefinition<IpsoState>,
  state: IpsoState,
  name: string,
  value: Scalar,
): number[] {
  const changed: number[] = [];
  const set = (other: string, content: Scalar): void => {
    const resource = definition.model.resources[other];
    if (resource === undefined || state[other] === content) return;
    state[other] = content;
    changed.push(resource.id);
  };
  if (state[name] === value) return changed;
  set(name, value);
  for (let i = 0; i < EXTREMES.length; i++) {
    const [measured, least, most] = EXTREMES[i] as (typeof EXTREMES)[number];
    if (measured !== name || typeof value !== "number") continue;
    if (value < Number(state[least] ?? Infinity)) set(least, value);
    if (value > Number(state[most] ?? -Infinity)) set(most, value);
  }
  const counter = COUNTERS[name];
  if (counter !== undefined && isCounted(state, value)) set(counter, Number(state[counter] ?? 0) + 1);
  return changed;
}

const check = freeze({ upCounter: onlyZero, downCounter: onlyZero });

/** Measured values with the resources that keep their least and their greatest. */
const EXTREMES = freeze([
  ["analogInputCurrentValue", "minMeasuredValue", "maxMeasuredValue"],
  ["instantaneousActivePower", "minMeasuredActivePower", "maxMeasuredActivePower"],
  ["instantaneousReactivePower", "minMeasuredReactivePower", "maxMeasuredReactivePower"],
]);

/** Inputs with what counts how often they went on. */
const COUNTERS: Readonly<Record<string, string>> = freeze({
  digitalInputState: "digitalInputCounter",
  increaseInputState: "upCounter",
  decreaseInputState: "downCounter",
});

/** The edges of resource 5504 (IPSO object 3200). */
const Edge = freeze({ falling: 1, rising: 2, both: 3 });

/** True if an input that became this is to be counted: when it went on, unless an edge was selected. */
function isCounted(state: IpsoState, value: Scalar): boolean {
  const edge = state["digitalInputEdgeSelection"] ?? Edge.rising;
  return edge === Edge.both || (value === true) === (edge === Edge.rising);
}

const execute: Readonly<Record<string, (state: IpsoState) => Code | undefined>> = Object.freeze({
  resetMinAndMaxMeasuredValues: (state: IpsoState) => {
    for (let i = 0; i < EXTREMES.length; i++) {
      const [measured, least, most] = EXTREMES[i] as (typeof EXTREMES)[number];
      if (state[measured] === undefined) continue;
      state[least] = state[measured];
      state[most] = state[measured];
    }
    return undefined;
  },
  digitalInputCounterReset: (state: IpsoState) => {
    state["digitalInputCounter"] = 0;
    return undefined;
  },
  resetCumulativeEnergy: (state: IpsoState) => {
    state["cumulativeActivePower"] = 0;
    state["cumulativeReactivePower"] = 0;
    return undefined;
  },
  clearDisplay: (state: IpsoState) => {
    state["text"] = "";
    return undefined;
  },
});

const AFFECTS: Readonly<Record<string, readonly string[]>> = freeze({
  resetMinAndMaxMeasuredValues: EXTREMES.flatMap(([, least, most]) => [least, most]),
  digitalInputCounterReset: ["digitalInputCounter"],
  resetCumulativeEnergy: ["cumulativeActivePower", "cumulativeReactivePower"],
  clearDisplay: ["text"],
});

/** What the actions change, as far as the model has it. */
function affectedIn(model: ObjectModel): Record<string, readonly string[]> {
  const affects: Record<string, readonly string[]> = {};
  for (const [name, others] of Object.entries(AFFECTS)) {
    if (name in model.resources) affects[name] = others.filter((other) => other in model.resources);
  }
  return affects;
}
