import { AccessControl } from "../modules/lwm2m/access-control.js";
import type { Access } from "../modules/lwm2m/access.js";
import type { Instance, LwM2mObject } from "../modules/lwm2m/object.js";
import { defineObject, makeObject, type Handlers } from "../modules/lwm2m/object.js";
import { Code } from "../modules/lwm2m/operation.js";
import type { Tree } from "../modules/lwm2m/tree.js";
import type { Multiple } from "../modules/lwm2m/value.js";
import { Lwm2mAccessControl } from "./models/2-lwm2m-access-control.js";

/** One Access Control instance: who may do what with one instance of an object, or make instances of it. */
export interface AccessControlState {
  object: number;
  /** 65535 if it says who may make instances of the object. */
  instance: number;
  /** Rights by short server id, bits as in OMA LwM2M 1.2 clause E.3; 0 stands for the servers that are not listed. */
  list: Multiple<number | bigint>;
  /** Short id of the server that may change it; 65535 for none but bootstrap. */
  owner: number;
}

/** What a new instance has before anything is written: nobody may do anything. */
export function newAccessControl(): AccessControlState {
  return { object: 65_535, instance: 65_535, list: NOBODY, owner: 65_535 };
}

const NOBODY: Multiple<number> = Object.freeze({ instances: Object.freeze([]) });

/** Instances that there may be: one for each instance, and each object, of a tree of 64 objects with 16 instances each. */
const LIMIT = 1152;

/** All rights of a list. */
const ALL_RIGHTS = 31;

const handlers: Handlers<typeof Lwm2mAccessControl, AccessControlState> = {
  read: {
    objectId: (state) => state.object,
    objectInstanceId: (state) => state.instance,
    acl: (state) => state.list,
    accessControlOwner: (state) => state.owner,
  },
  check: {
    acl: (_, value) => (value.instances.every((one) => isRights(one.value)) ? undefined : Code.badRequest),
  },
  write: {
    acl: (state, value) => {
      state.list = value;
    },
    accessControlOwner: (state, value) => {
      state.owner = Number(value);
    },
  },
  bootstrap: {
    objectId: (state, value) => {
      state.object = Number(value);
    },
    objectInstanceId: (state, value) => {
      state.instance = Number(value);
    },
  },
  create: newAccessControl,
  remove: () => undefined,
  reset: (state) => {
    const { object, instance } = state;
    Object.assign(state, newAccessControl(), { object, instance });
  },
  bootstrapOnly: true,
  limit: LIMIT,
};

/** Object 2: what each of several servers may do. */
export const accessControlDefinition = defineObject(Lwm2mAccessControl, handlers);

/** Object 2 with its first instances. */
export function accessControlObject(instances: Instance<AccessControlState>[]): LwM2mObject {
  return makeObject(accessControlDefinition, instances);
}

/** Object 2 without instances, and the control of access by it over the tree that `tree` gives later. */
export function accessControl(servers: LwM2mObject, tree: () => Tree): { object: LwM2mObject; access: Access } {
  const object = accessControlObject([]);
  return { object, access: new AccessControl(object, servers, tree) };
}

function isRights(value: number | bigint): boolean {
  return value >= 0 && value <= ALL_RIGHTS;
}
