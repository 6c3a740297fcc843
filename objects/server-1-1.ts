import type { Instance, LwM2mObject } from "../modules/lwm2m/object.js";
import { defineObject, makeObject, type Handlers } from "../modules/lwm2m/object.js";
import { Lwm2mServer11 } from "./models/1-lwm2m-server-1-1.js";
import { newServer, serverHandlers, type ServerState } from "./server.js";

/** One Server instance of LwM2M 1.1: how its registration is begun and tried again. Periods are in seconds. */
export interface ServerState11 extends ServerState {
  bootstrapRequested: boolean;
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
}

/** What a new instance has before anything is written. */
export function newServer11(): ServerState11 {
  return {
    ...newServer(),
    bootstrapRequested: false,
    priority: undefined,
    delay: undefined,
    blocks: undefined,
    bootstraps: undefined,
    attempts: undefined,
    firstRetry: undefined,
    pause: undefined,
    sequences: undefined,
    muteSend: false,
  };
}

const handlers: Handlers<typeof Lwm2mServer11, ServerState11> = {
  ...serverHandlers,
  read: {
    ...serverHandlers.read,
    registrationPriorityOrder: (state) => state.priority,
    initialRegistrationDelayTimer: (state) => state.delay,
    registrationFailureBlock: (state) => state.blocks,
    bootstrapOnRegistrationFailure: (state) => state.bootstraps,
    communicationRetryCount: (state) => state.attempts,
    communicationRetryTimer: (state) => state.firstRetry,
    communicationSequenceDelayTimer: (state) => state.pause,
    communicationSequenceRetryCount: (state) => state.sequences,
    muteSend: (state) => state.muteSend,
  },
  write: {
    ...serverHandlers.write,
    muteSend: (state, value) => {
      state.muteSend = value;
    },
  },
  bootstrap: {
    ...serverHandlers.bootstrap,
    registrationPriorityOrder: (state, value) => {
      state.priority = Number(value);
    },
    initialRegistrationDelayTimer: (state, value) => {
      state.delay = Number(value);
    },
    registrationFailureBlock: (state, value) => {
      state.blocks = value;
    },
    bootstrapOnRegistrationFailure: (state, value) => {
      state.bootstraps = value;
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
  },
  execute: {
    ...serverHandlers.execute,
    bootstrapRequestTrigger: (state) => {
      state.bootstrapRequested = true;
      return undefined;
    },
  },
  create: newServer11,
  reset: (state) => {
    const { shortServerId, disableRequested } = state;
    Object.assign(state, newServer11(), { shortServerId, disableRequested, updateRequested: true });
  },
};

/** Object 1 in its version 1.1: with the bootstrap trigger, the order and the retries of registrations, and Mute Send. */
export const serverDefinition11 = defineObject(Lwm2mServer11, handlers);

/** Object 1 in its version 1.1 with its first instances. */
export function serverObject11(instances: Instance<ServerState>[]): LwM2mObject {
  return makeObject(serverDefinition11, instances as Instance<ServerState11>[]);
}

/** The Server object for the composition of a firmware. */
export const server11 = Object.freeze({ make: newServer11, object: serverObject11 });
