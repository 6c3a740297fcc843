import { freeze } from "../modules/base/freeze.js";
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
  /** Tracking area code, which LTE has where GSM has its location area code. */
  area: number | undefined;
  /** Signal to interference and noise in dB. */
  readonly snr?: number;
  /** 0 without coverage enhancement, else the level as the network counts it and 1 (resource 13). */
  readonly coverage?: number;
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
    area: undefined,
    networkCode: undefined,
    countryCode: undefined,
  };
}

const NOTHING: readonly string[] = Object.freeze([]);

/** What every version of the object does. */
export const connectivityHandlers = freeze({
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
} satisfies Handlers<typeof ConnectivityMonitoring, ConnectivityState>);

/** Object 4, with the one instance that there may be. */
export const connectivityDefinition = defineObject<typeof ConnectivityMonitoring, ConnectivityState>(
  ConnectivityMonitoring,
  connectivityHandlers,
);

export function connectivityObject(state: ConnectivityState): LwM2mObject {
  return makeObject(connectivityDefinition, [{ id: 0, state }]);
}
