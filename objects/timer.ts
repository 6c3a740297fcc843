import type { Instance, LwM2mObject } from "../modules/lwm2m/object.js";
import { defineObject, makeObject, type Handlers } from "../modules/lwm2m/object.js";
import { Code } from "../modules/lwm2m/operation.js";
import { onlyZero } from "./ipso.js";
import { Timer } from "./models/3340-timer.js";
import { Stopwatch, type Ticks } from "./stopwatch.js";

/** The patterns of resource 5526 (IPSO object 3340). */
export const TimerMode = Object.freeze({ disabled: 0, oneShot: 1, interval: 2, pickUp: 3, dropOut: 4 } as const);

/** A timer. Whoever drives something by it reads `outputOf`. Durations are in seconds, times in milliseconds. */
export interface TimerState {
  mode: number;
  delay: number;
  /** How long after the end of one operation none can begin. */
  minimumOff: number;
  input: boolean;
  /** When the running operation ends. */
  until: number | undefined;
  /** When the last one ended. */
  ended: number | undefined;
  /** True if a delay on pick-up has passed. */
  pickedUp: boolean;
  /** How often the input, and the output, went on. */
  inputs: number;
  outputs: number;
  applicationType: string | undefined;
  readonly on: Stopwatch;
  readonly clock: Ticks;
}

/** A one-shot timer that does not run. */
export function newTimer(clock: Ticks): TimerState {
  return {
    mode: TimerMode.oneShot,
    delay: 0,
    minimumOff: 0,
    input: false,
    until: undefined,
    ended: undefined,
    pickedUp: false,
    inputs: 0,
    outputs: 0,
    applicationType: undefined,
    on: new Stopwatch(clock),
    clock,
  };
}

/** The timer's output at this moment. */
export function outputOf(state: TimerState): boolean {
  settle(state, state.clock.now());
  return isOn(state);
}

const handlers: Handlers<typeof Timer, TimerState> = {
  read: {
    delayDuration: (state) => state.delay,
    remainingTime: (state) => {
      const now = state.clock.now();
      settle(state, now);
      return state.until === undefined ? 0 : (state.until - now) / 1000;
    },
    minimumOffTime: (state) => state.minimumOff,
    onOff: (state) => state.input,
    digitalInputCounter: (state) => state.inputs,
    cumulativeTime: (state) => state.on.seconds,
    digitalState: outputOf,
    counter: (state) => {
      settle(state, state.clock.now());
      return state.outputs;
    },
    timerMode: (state) => state.mode,
    applicationType: (state) => state.applicationType,
  },
  check: {
    delayDuration: isDuration,
    minimumOffTime: isDuration,
    cumulativeTime: onlyZero,
    counter: onlyZero,
  },
  write: {
    delayDuration: (state, value) => {
      state.delay = value;
    },
    minimumOffTime: (state, value) => {
      state.minimumOff = value;
    },
    onOff: (state, value) => {
      if (value !== state.input) act(state, (now) => turn(state, value, now));
    },
    cumulativeTime: (state) => {
      state.on.reset();
    },
    counter: (state) => {
      settle(state, state.clock.now());
      state.outputs = 0;
    },
    // Another pattern begins with its output as the input says, and without an operation.
    timerMode: (state, value) => {
      act(state, () => {
        state.mode = Number(value);
        state.until = undefined;
        state.pickedUp = false;
      });
    },
    applicationType: (state, value) => {
      state.applicationType = value;
    },
  },
  execute: {
    trigger: (state) => {
      if (state.mode === TimerMode.disabled) return Code.methodNotAllowed;
      act(state, (now) => begin(state, now));
      return undefined;
    },
  },
  affects: {
    onOff: ["remainingTime", "digitalState", "digitalInputCounter", "counter"],
    trigger: ["remainingTime", "digitalState", "counter"],
    timerMode: ["remainingTime", "digitalState"],
  },
  moving: ["digitalState", "counter"],
  running: ["remainingTime", "cumulativeTime"],
};

/** Object 3340. */
export const timerDefinition = defineObject(Timer, handlers);

/** Object 3340 with its instances. */
export function timerObject(instances: Instance<TimerState>[]): LwM2mObject {
  return makeObject(timerDefinition, instances);
}

/** Does what changes the timer now, and counts if its output goes on by that. */
function act(state: TimerState, change: (now: number) => void): undefined {
  const now = state.clock.now();
  settle(state, now);
  const before = isOn(state);
  change(now);
  if (!before && isOn(state)) state.outputs++;
}

/** The input goes on or off. */
function turn(state: TimerState, input: boolean, now: number): void {
  state.input = input;
  state.on.run(input);
  if (input) state.inputs++;
  switch (state.mode) {
    case TimerMode.oneShot:
      if (input) begin(state, now);
      break;
    case TimerMode.interval:
    case TimerMode.pickUp:
      state.pickedUp = false;
      if (input) begin(state, now);
      else end(state, now);
      break;
    case TimerMode.dropOut:
      state.until = input ? undefined : now + state.delay * 1000;
      break;
    default:
      break;
  }
}

/** Begins an operation, or the running one anew, unless the last one ended too short a time ago. */
function begin(state: TimerState, now: number): void {
  if (state.ended !== undefined && now < state.ended + state.minimumOff * 1000) return;
  state.until = now + state.delay * 1000;
  state.pickedUp = false;
}

/** Ends the running operation before its time. */
function end(state: TimerState, now: number): void {
  if (state.until === undefined) return;
  state.until = undefined;
  state.ended = now;
}

/** Brings the timer up to date: an operation whose time has passed is over. */
function settle(state: TimerState, now: number): void {
  if (state.until === undefined || now < state.until) return;
  state.ended = state.until;
  state.until = undefined;
  if (state.mode !== TimerMode.pickUp) return;
  state.pickedUp = true;
  state.outputs++;
}

function isOn({ mode, input, until, pickedUp }: TimerState): boolean {
  switch (mode) {
    case TimerMode.oneShot:
    case TimerMode.interval:
      return until !== undefined;
    case TimerMode.pickUp:
      return pickedUp;
    case TimerMode.dropOut:
      return input || until !== undefined;
    default:
      return input;
  }
}

/** Seconds that a timer can hold: up to 136 years. */
function isDuration(_: TimerState, value: number): Code | undefined {
  return value >= 0 && value <= 0xffff_ffff ? undefined : Code.badRequest;
}
