import { freeze } from "../modules/base/freeze.js";
import type { Instance, LwM2mObject } from "../modules/lwm2m/object.js";
import { defineObject, makeObject, type Handlers } from "../modules/lwm2m/object.js";
import { Code } from "../modules/lwm2m/operation.js";
import type { Version } from "../modules/lwm2m/version.js";
import { Lwm2mServer } from "./models/1-lwm2m-server.js";

/** One Server instance: how to behave towards one server. Periods are in seconds. */
export interface ServerState {
  shortServerId: number;
  lifetime: number;
  defaultMinimumPeriod: number | undefined;
  defaultMaximumPeriod: number | undefined;
  disableTimeout: number | undefined;
  /** True if notifications are kept while the server cannot be reached. */
  storing: boolean;
  binding: string;
  /** Set when the server should hear of a change or asked to; the client clears it with the update. */
  updateRequested: boolean;
  /** Set when the server asked to be left for `disableTimeout`; the client clears it. */
  disableRequested: boolean;
  /** The version of LwM2M that the server spoke last time; no resource. */
  version: Version | undefined;
  /** Set when the server asked for a bootstrap, which it can since object version 1.1; the client clears it. */
  bootstrapRequested?: boolean;
  /** When a bootstrap server wrote the account last, in seconds since 1970-01-01 UTC; since object version 1.1. */
  bootstrappedAt?: number | undefined;
}

/** What a new instance has before anything is written: a day, UDP. */
export function newServer(): ServerState {
  return {
    shortServerId: 1,
    lifetime: 86_400,
    defaultMinimumPeriod: undefined,
    defaultMaximumPeriod: undefined,
    disableTimeout: undefined,
    storing: true,
    binding: "U",
    updateRequested: false,
    disableRequested: false,
    version: undefined,
  };
}

/** The bindings of OMA LwM2M 1.0 clause 5.3.1.1 that go over UDP alone; SMS is not served. */
const BINDINGS: readonly string[] = Object.freeze(["U", "UQ"]);

/** What every version of the object does. */
export const serverHandlers = freeze({
  read: {
    shortServerId: (state) => state.shortServerId,
    lifetime: (state) => state.lifetime,
    defaultMinimumPeriod: (state) => state.defaultMinimumPeriod,
    defaultMaximumPeriod: (state) => state.defaultMaximumPeriod,
    disableTimeout: (state) => state.disableTimeout,
    notificationStoringWhenDisabledOrOffline: (state) => state.storing,
    binding: (state) => state.binding,
  },
  check: {
    lifetime: (_, value) => (isPeriod(value) && value > 0 ? undefined : Code.badRequest),
    defaultMinimumPeriod: (_, value) => (isPeriod(value) ? undefined : Code.badRequest),
    defaultMaximumPeriod: (_, value) => (isPeriod(value) ? undefined : Code.badRequest),
    disableTimeout: (_, value) => (isPeriod(value) ? undefined : Code.badRequest),
    binding: (_, value) => (BINDINGS.includes(value) ? undefined : Code.badRequest),
  },
  write: {
    lifetime: (state, value) => {
      state.lifetime = Number(value);
      state.updateRequested = true;
    },
    defaultMinimumPeriod: (state, value) => {
      state.defaultMinimumPeriod = Number(value);
    },
    defaultMaximumPeriod: (state, value) => {
      state.defaultMaximumPeriod = Number(value);
    },
    disableTimeout: (state, value) => {
      state.disableTimeout = Number(value);
    },
    notificationStoringWhenDisabledOrOffline: (state, value) => {
      state.storing = value;
    },
    binding: (state, value) => {
      state.binding = value;
      state.updateRequested = true;
    },
  },
  bootstrap: {
    shortServerId: (state, value) => {
      state.shortServerId = Number(value);
    },
  },
  execute: {
    disable: (state) => {
      state.disableRequested = true;
      return undefined;
    },
    registrationUpdateTrigger: (state) => {
      state.updateRequested = true;
      return undefined;
    },
  },
  create: newServer,
  remove: () => undefined,
  reset: (state, rights) => {
    const { shortServerId, disableRequested, version } = state;
    Object.assign(state, newServer(), { shortServerId, disableRequested, updateRequested: true });
    // Which version the server speaks is forgotten only with the server.
    if (rights === "server") state.version = version;
  },
  bootstrapOnly: true,
} satisfies Handlers<typeof Lwm2mServer, ServerState>);

/** Object 1: the servers that the device registers with. */
export const serverDefinition = defineObject(Lwm2mServer, serverHandlers);

/** Object 1 with its first instances. */
export function serverObject(instances: Instance<ServerState>[]): LwM2mObject {
  return makeObject(serverDefinition, instances);
}

/** A version of the Server object. */
export interface ServerKind {
  readonly make: () => ServerState;
  readonly object: (instances: Instance<ServerState>[]) => LwM2mObject;
}

/** The Server object of LwM2M 1.0. */
export const server10: ServerKind = Object.freeze({ make: newServer, object: serverObject });

/** Seconds that a timer can hold: up to 136 years. */
export function isPeriod(value: number | bigint): boolean {
  return value >= 0 && value <= 0xffff_ffff;
}
