import { decimal } from "../modules/base/text.js";
import type { Instance, LwM2mObject } from "../modules/lwm2m/object.js";
import { defineObject, makeObject, type Handlers } from "../modules/lwm2m/object.js";
import { Code } from "../modules/lwm2m/operation.js";
import { multipleOf } from "../modules/lwm2m/value.js";
import { Lwm2mServer12 } from "./models/1-lwm2m-server-1-2.js";
import { isPeriod, newServer, serverHandlers, type ServerState } from "./server.js";

/** One Server instance of LwM2M 1.1 and later: how its registration is begun and tried again. Periods are in seconds. */
export interface ServerState12 extends ServerState {
  bootstrapRequested: boolean;
  /** When a bootstrap server wrote the account last, in seconds since 1970-01-01 UTC. */
  bootstrappedAt: number | undefined;
  priority: number | undefined;
  delay: number | undefined;
  blocks: boolean | undefined;
  bootstraps: boolean | undefined;
  attempts: number | undefined;
  firstRetry: number | undefined;
  pause: number | undefined;
  sequences: number | undefined;
  /** True if the device may not send by itself. */
  muteSend: boolean;
  /** The versions of LwM2M that the server speaks, such as "1.0 1.1"; `undefined` if nobody said. */
  versions: string | undefined;
  /** 1 if notifications are Confirmable where no attribute says otherwise. */
  notificationMode: number | undefined;
}

/** What a new instance has before anything is written. */
export function newServer12(): ServerState12 {
  return {
    ...newServer(),
    bootstrapRequested: false,
    bootstrappedAt: undefined,
    priority: undefined,
    delay: undefined,
    blocks: undefined,
    bootstraps: undefined,
    attempts: undefined,
    firstRetry: undefined,
    pause: undefined,
    sequences: undefined,
    muteSend: false,
    versions: undefined,
    notificationMode: undefined,
  };
}

const handlers: Handlers<typeof Lwm2mServer12, ServerState12> = {
  ...serverHandlers,
  read: {
    ...serverHandlers.read,
    lastBootstrapped: (state) => state.bootstrappedAt,
    registrationPriorityOrder: (state) => state.priority,
    initialRegistrationDelayTimer: (state) => state.delay,
    registrationFailureBlock: (state) => state.blocks,
    bootstrapOnRegistrationFailure: (state) => state.bootstraps,
    communicationRetryCount: (state) => state.attempts,
    communicationRetryTimer: (state) => state.firstRetry,
    communicationSequenceDelayTimer: (state) => state.pause,
    communicationSequenceRetryCount: (state) => state.sequences,
    muteSend: (state) => state.muteSend,
    supportedServerVersions: ({ versions }) => (versions === undefined ? undefined : multipleOf(versions.split(" "))),
    defaultNotificationMode: (state) => state.notificationMode,
  },
  check: {
    ...serverHandlers.check,
    // 0 is a lifetime without an end.
    lifetime: (_, value) => (isPeriod(value) ? undefined : Code.badRequest),
    supportedServerVersions: (_, value) =>
      value.instances.every((one) => isVersion(one.value)) ? undefined : Code.badRequest,
  },
  // Servers may write 14 and 17 to 20 since object version 1.2; before that they are bootstrap's alone.
  write: {
    ...serverHandlers.write,
    initialRegistrationDelayTimer: (state, value) => {
      state.delay = Number(value);
    },
    communicationRetryCount: (state, value) => {
      state.attempts = Number(value);
    },
    communicationRetryTimer: (state, value) => {
      state.firstRetry = Number(value);
    },
    communicationSequenceDelayTimer: (state, value) => {
      state.pause = Number(value);
    },
    communicationSequenceRetryCount: (state, value) => {
      state.sequences = Number(value);
    },
    muteSend: (state, value) => {
      state.muteSend = value;
    },
    supportedServerVersions: (state, value) => {
      state.versions = value.instances.length === 0 ? undefined : value.instances.map((one) => one.value).join(" ");
    },
    defaultNotificationMode: (state, value) => {
      state.notificationMode = Number(value);
    },
  },
  bootstrap: {
    ...serverHandlers.bootstrap,
    registrationPriorityOrder: (state, value) => {
      state.priority = Number(value);
    },
    registrationFailureBlock: (state, value) => {
      state.blocks = value;
    },
    bootstrapOnRegistrationFailure: (state, value) => {
      state.bootstraps = value;
    },
  },
  execute: {
    ...serverHandlers.execute,
    bootstrapRequestTrigger: (state) => {
      state.bootstrapRequested = true;
      return undefined;
    },
  },
  create: newServer12,
  reset: (state, rights) => {
    const { shortServerId, disableRequested, bootstrapRequested } = state;
    const flags = { shortServerId, disableRequested, bootstrapRequested, updateRequested: true };
    Object.assign(state, newServer12(), rights === "server" ? keptByServers(state) : undefined, flags);
  },
};

/** What stays when a server replaces an instance: what it may not write, or not in every version. */
function keptByServers(state: ServerState12): Partial<ServerState12> {
  const { version, bootstrappedAt, priority, delay, blocks, bootstraps } = state;
  const { attempts, firstRetry, pause, sequences } = state;
  return { version, bootstrappedAt, priority, delay, blocks, bootstraps, attempts, firstRetry, pause, sequences };
}

/**
 * Object 1 with all the resources that this firmware has, for the versions that know them: the bootstrap trigger, the order
 * and the retries of registrations, Mute Send, the server's versions, the default notification mode. Without APN links (there is no object 11),
 * TLS alerts, the SMS trigger, other transports than UDP, and profiles.
 */
export const serverDefinition12 = defineObject(Lwm2mServer12, handlers);

/** Object 1 in its version 1.2 with its first instances. */
export function serverObject12(instances: Instance<ServerState>[]): LwM2mObject {
  return makeObject(serverDefinition12, instances as Instance<ServerState12>[]);
}

/** True for a version as resource 25 has it: two or three numbers with points between. */
function isVersion(text: string): boolean {
  const parts = text.split(".");
  return (parts.length === 2 || parts.length === 3) && parts.every((part) => decimal(part) !== undefined);
}

/** The Server object for the composition of a firmware. */
export const server12 = Object.freeze({ make: newServer12, object: serverObject12 });
