import { freeze } from "../modules/base/freeze.js";
import type { Instance, LwM2mObject } from "../modules/lwm2m/object.js";
import { defineObject, makeObject, type Handlers } from "../modules/lwm2m/object.js";
import { Code } from "../modules/lwm2m/operation.js";
import { Lwm2mSecurity } from "./models/0-lwm2m-security.js";

/** The security modes of resource 2 (OMA LwM2M 1.0 appendix E.1). */
export const SecurityMode = Object.freeze({ psk: 0, rawPublicKey: 1, certificate: 2, none: 3 } as const);

/** One Security instance: how to reach one server. */
export interface SecurityState {
  /** Such as "coap://192.0.2.1:5683". */
  serverUri: string;
  bootstrap: boolean;
  securityMode: number;
  identity: Uint8Array | undefined;
  serverKey: Uint8Array | undefined;
  secret: Uint8Array | undefined;
  shortServerId: number | undefined;
  /** Seconds to wait before bootstrap begins. */
  holdOff: number | undefined;
  /** Seconds after which the bootstrap account goes, 0 for never. */
  accountTimeout: number | undefined;
}

/** What a new instance has before anything is written. */
export function newSecurity(): SecurityState {
  return {
    serverUri: "",
    bootstrap: false,
    securityMode: SecurityMode.none,
    identity: undefined,
    serverKey: undefined,
    secret: undefined,
    shortServerId: undefined,
    holdOff: undefined,
    accountTimeout: undefined,
  };
}

/** What every version of the object does. */
export const securityHandlers = freeze({
  // For the device itself and for bootstrap discover; no server may read this object, and keys cannot be read at all.
  read: {
    lwm2mServerUri: (state) => state.serverUri,
    bootstrapServer: (state) => state.bootstrap,
    securityMode: (state) => state.securityMode,
    shortServerId: (state) => state.shortServerId,
    clientHoldOffTime: (state) => state.holdOff,
    bootstrapServerAccountTimeout: (state) => state.accountTimeout,
  },
  bootstrap: {
    lwm2mServerUri: (state, value) => {
      state.serverUri = value;
    },
    bootstrapServer: (state, value) => {
      state.bootstrap = value;
    },
    securityMode: (state, value) => {
      state.securityMode = Number(value);
    },
    publicKeyOrIdentity: (state, value) => {
      state.identity = value;
    },
    serverPublicKey: (state, value) => {
      state.serverKey = value;
    },
    secretKey: (state, value) => {
      state.secret = value;
    },
    shortServerId: (state, value) => {
      state.shortServerId = Number(value);
    },
    clientHoldOffTime: (state, value) => {
      state.holdOff = Number(value);
    },
    bootstrapServerAccountTimeout: (state, value) => {
      state.accountTimeout = Number(value);
    },
  },
  create: newSecurity,
  // The bootstrap server's own account stays (OMA LwM2M 1.0 clause 5.2.7.2).
  remove: (state) => (state.bootstrap ? Code.badRequest : undefined),
  reset: (state) => {
    Object.assign(state, newSecurity());
  },
  bootstrapOnly: true,
} satisfies Handlers<typeof Lwm2mSecurity, SecurityState>);

/** Object 0: the accounts that the device knows. */
export const securityDefinition = defineObject<typeof Lwm2mSecurity, SecurityState>(Lwm2mSecurity, securityHandlers);

/** Object 0 with its first instances, such as the bootstrap account. */
export function securityObject(instances: Instance<SecurityState>[]): LwM2mObject {
  return makeObject(securityDefinition, instances);
}
