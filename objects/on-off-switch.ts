import type { Instance, LwM2mObject } from "../modules/lwm2m/object.js";
import { defineObject, makeObject, type Handlers } from "../modules/lwm2m/object.js";
import { onlyZero } from "./ipso.js";
import { OnOffSwitch } from "./models/3342-on-off-switch.js";
import { Stopwatch, type Ticks } from "./stopwatch.js";

/** A switch that somebody works by hand. Whoever sees it calls `turn`. */
export interface SwitchState {
  on: boolean;
  /** How often it went on. */
  count: number;
  applicationType: string | undefined;
  readonly onTime: Stopwatch;
  readonly offTime: Stopwatch;
}

/** A switch that is off and never was on. */
export function newSwitch(clock: Ticks): SwitchState {
  const onTime = new Stopwatch(clock);
  const offTime = new Stopwatch(clock);
  offTime.run(true);
  return { on: false, count: 0, applicationType: undefined, onTime, offTime };
}

/** The switch was turned; gives the ids of the resources that have another value now, for `Tree.changedResources`. */
export function turn(state: SwitchState, on: boolean): readonly number[] {
  if (on === state.on) return NOTHING;
  state.on = on;
  state.onTime.run(on);
  state.offTime.run(!on);
  if (!on) return STATE;
  state.count++;
  return STATE_AND_COUNT;
}

const NOTHING: readonly number[] = Object.freeze([]);
const STATE: readonly number[] = Object.freeze([5500]);
const STATE_AND_COUNT: readonly number[] = Object.freeze([5500, 5501]);

const handlers: Handlers<typeof OnOffSwitch, SwitchState> = {
  read: {
    digitalInputState: (state) => state.on,
    digitalInputCounter: (state) => state.count,
    onTime: (state) => Math.floor(state.onTime.seconds),
    offTime: (state) => Math.floor(state.offTime.seconds),
    applicationType: (state) => state.applicationType,
  },
  check: { onTime: onlyZero, offTime: onlyZero },
  write: {
    onTime: (state) => {
      state.onTime.reset();
    },
    offTime: (state) => {
      state.offTime.reset();
    },
    applicationType: (state, value) => {
      state.applicationType = value;
    },
  },
  running: ["onTime", "offTime"],
};

/** Object 3342. */
export const onOffSwitchDefinition = defineObject(OnOffSwitch, handlers);

/** Object 3342 with its instances. */
export function onOffSwitchObject(instances: Instance<SwitchState>[]): LwM2mObject {
  return makeObject(onOffSwitchDefinition, instances);
}
