import type { Instance, LwM2mObject } from "../modules/lwm2m/object.js";
import { defineObject, makeObject, type Handlers } from "../modules/lwm2m/object.js";
import { Location } from "./models/6-location.js";

/** A position: degrees north and east, metres, metres a second, seconds since 1970-01-01 UTC. */
export interface LocationState {
  latitude: number;
  longitude: number;
  altitude: number | undefined;
  /** How far off the position may be. */
  radius: number | undefined;
  /** As in 3GPP TS 23.032 clause 8. */
  velocity: Uint8Array | undefined;
  timestamp: number;
  speed: number | undefined;
}

const handlers: Handlers<typeof Location, LocationState> = {
  read: {
    latitude: (state) => state.latitude,
    longitude: (state) => state.longitude,
    altitude: (state) => state.altitude,
    radius: (state) => state.radius,
    velocity: (state) => state.velocity,
    timestamp: (state) => state.timestamp,
    speed: (state) => state.speed,
  },
};

/** Object 6. */
export const locationDefinition = defineObject(Location, handlers);

/** Object 6; without a position it has no instance. */
export function locationObject(state: LocationState | undefined): LwM2mObject {
  const instances: Instance<LocationState>[] = state === undefined ? [] : [{ id: 0, state }];
  return makeObject(locationDefinition, instances);
}
