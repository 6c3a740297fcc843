import type { LwM2mObject } from "../modules/lwm2m/object.js";
import { defineObject, makeObject, type Handlers } from "../modules/lwm2m/object.js";
import { multipleOf, type Multiple, type ObjectLink } from "../modules/lwm2m/value.js";
import { Device } from "./models/3-device.js";

/** A clock that knows the date, in seconds since 1970-01-01 UTC, once somebody has set it. */
export interface WallClock {
  wallClock(): number | undefined;
}

/** A source of power as resources 6 to 8 have it. */
export interface PowerSource {
  /** Such as 1 for an internal battery (resource 6). */
  kind: number;
  millivolts?: number;
  milliamperes?: number;
}

/** What the device says about itself. What is `undefined` is not announced. */
export interface DeviceState {
  manufacturer: string | undefined;
  model: string | undefined;
  serialNumber: string | undefined;
  firmwareVersion: string | undefined;
  /** Codes of resource 11 other than 0 (OMA LwM2M 1.0 appendix E.4); none of them means no error. */
  errors: readonly number[];
  clock: WallClock | undefined;
  /** Seconds by which a server set the clock right. */
  clockOffset: number;
  /** Such as "+08:00" (ISO 8601). */
  utcOffset: string | undefined;
  /** Such as "Asia/Shanghai" (IANA). */
  timezone: string | undefined;
  /** Bindings as in resource 7 of the Server object. */
  bindings: string;
  /** Battery level in percent. */
  batteryLevel: number | undefined;
  /** Free memory in kilobytes. */
  memoryFree: number | undefined;
  memoryTotal: number | undefined;
  /** Where its power comes from; none if nothing is known of that. */
  readonly powerSources?: readonly PowerSource[];
  /** Such as 1 for charging (resource 20). */
  batteryStatus?: number;
  /** Such as "smart meter"; the manufacturer's own word. */
  readonly deviceType?: string;
  readonly hardwareVersion?: string;
  /** The version of what runs above the firmware, where the two are apart. */
  readonly softwareVersion?: string;
  /** Instances of other objects with more of the device, such as the host that it is built into. */
  readonly more?: readonly ObjectLink[];
  /** Set by an execute; the client restarts and need not clear it. */
  rebootRequested: boolean;
}

/** A device that says nothing but what LwM2M demands. */
export function newDevice(): DeviceState {
  return {
    manufacturer: undefined,
    model: undefined,
    serialNumber: undefined,
    firmwareVersion: undefined,
    errors: NO_ERRORS,
    clock: undefined,
    clockOffset: 0,
    utcOffset: undefined,
    timezone: undefined,
    bindings: "U",
    batteryLevel: undefined,
    memoryFree: undefined,
    memoryTotal: undefined,
    rebootRequested: false,
  };
}

const NO_ERRORS: readonly number[] = Object.freeze([]);

/** How resource 11 says that there is no error. */
const NO_ERROR: readonly number[] = Object.freeze([0]);

const handlers: Handlers<typeof Device, DeviceState> = {
  read: {
    manufacturer: (state) => state.manufacturer,
    modelNumber: (state) => state.model,
    serialNumber: (state) => state.serialNumber,
    firmwareVersion: (state) => state.firmwareVersion,
    availablePowerSources: (state) => ofSources(state, ({ kind }) => kind),
    powerSourceVoltage: (state) => ofSources(state, ({ millivolts }) => millivolts),
    powerSourceCurrent: (state) => ofSources(state, ({ milliamperes }) => milliamperes),
    batteryLevel: (state) => state.batteryLevel,
    memoryFree: (state) => state.memoryFree,
    errorCode: (state) => multipleOf(state.errors.length === 0 ? NO_ERROR : state.errors),
    currentTime: deviceTime,
    utcOffset: (state) => state.utcOffset,
    timezone: (state) => state.timezone,
    supportedBindingAndModes: (state) => state.bindings,
    deviceType: (state) => state.deviceType,
    hardwareVersion: (state) => state.hardwareVersion,
    softwareVersion: (state) => state.softwareVersion,
    batteryStatus: (state) => state.batteryStatus,
    memoryTotal: (state) => state.memoryTotal,
    extDevInfo: (state) => (state.more === undefined ? undefined : multipleOf(state.more)),
  },
  write: {
    currentTime: (state, value) => {
      const seconds = state.clock?.wallClock();
      if (seconds !== undefined) state.clockOffset = value - Math.floor(seconds);
    },
    utcOffset: (state, value) => {
      state.utcOffset = value;
    },
    timezone: (state, value) => {
      state.timezone = value;
    },
  },
  execute: {
    reboot: (state) => {
      state.rebootRequested = true;
      return undefined;
    },
    resetErrorCode: (state) => {
      state.errors = NO_ERRORS;
      return undefined;
    },
  },
  affects: { resetErrorCode: ["errorCode"] },
};

/** Object 3, with the one instance that there may be. */
export const deviceDefinition = defineObject(Device, handlers);

/** The time by the device's clock, as a server set it, in seconds since 1970-01-01 UTC. */
export function deviceTime(state: DeviceState): number | undefined {
  const seconds = state.clock?.wallClock();
  return seconds === undefined ? undefined : Math.floor(seconds) + state.clockOffset;
}

export function deviceObject(state: DeviceState): LwM2mObject {
  return makeObject(deviceDefinition, [{ id: 0, state }]);
}

/** What is known of each power source, under the source's own resource instance; nothing if it is known of none. */
function ofSources(
  { powerSources = NO_SOURCES }: DeviceState,
  of: (source: PowerSource) => number | undefined,
): Multiple<number> | undefined {
  const instances: { id: number; value: number }[] = [];
  for (let i = 0; i < powerSources.length; i++) {
    const value = of(powerSources[i] as PowerSource);
    if (value !== undefined) instances.push({ id: i, value });
  }
  return instances.length === 0 ? undefined : { instances };
}

const NO_SOURCES: readonly PowerSource[] = Object.freeze([]);
