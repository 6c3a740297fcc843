import type { LwM2mObject } from "../modules/lwm2m/object.js";
import { defineObject, makeObject, type Handlers } from "../modules/lwm2m/object.js";
import { multipleOf } from "../modules/lwm2m/value.js";
import { ConnectivityMonitoring } from "./models/4-connectivity-monitoring.js";

/** Numbers of network bearers (resource 0 of OMA LwM2M 1.0 appendix E.5). */
export const Bearer = Object.freeze({ lteFdd: 6, nbIot: 7 } as const);

/** What the modem knows of the network. What is `undefined`, or an empty list, is unknown and not announced. */
export interface ConnectivityState {
  bearer: number;
  /** Received power in dBm: RSRP on NB-IoT. */
  signalStrength: number | undefined;
  /** RSRQ in dB on NB-IoT. */
  linkQuality: number | undefined;
  addresses: readonly string[];
  apn: string | undefined;
  cell: number | undefined;
  /** Serving mobile network code and country code. */
  networkCode: number | undefined;
  countryCode: number | undefined;
}

/** NB-IoT of which nothing is known yet. */
export function newConnectivity(): ConnectivityState {
  return {
    bearer: Bearer.nbIot,
    signalStrength: undefined,
    linkQuality: undefined,
    addresses: NOTHING,
    apn: undefined,
    cell: undefined,
    networkCode: undefined,
    countryCode: undefined,
  };
}

const NOTHING: readonly string[] = Object.freeze([]);

const handlers: Handlers<typeof ConnectivityMonitoring, ConnectivityState> = {
  read: {
    networkBearer: (state) => state.bearer,
    availableNetworkBearer: (state) => multipleOf([state.bearer]),
    radioSignalStrength: (state) => state.signalStrength,
    linkQuality: (state) => state.linkQuality,
    ipAddresses: (state) => (state.addresses.length === 0 ? undefined : multipleOf(state.addresses)),
    apn: (state) => (state.apn === undefined ? undefined : multipleOf([state.apn])),
    cellId: (state) => state.cell,
    smnc: (state) => state.networkCode,
    smcc: (state) => state.countryCode,
  },
};

/** Object 4, with the one instance that there may be. */
export const connectivityDefinition = defineObject(ConnectivityMonitoring, handlers);

export function connectivityObject(state: ConnectivityState): LwM2mObject {
  return makeObject(connectivityDefinition, [{ id: 0, state }]);
}
