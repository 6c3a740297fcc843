import { ACCESS_CONTROL } from "../modules/lwm2m/access.js";
import { takeOut } from "../modules/lwm2m/instances.js";
import { findInstance, type Instance, type LwM2mObject } from "../modules/lwm2m/object.js";
import type { Tree } from "../modules/lwm2m/tree.js";
import { newAccessControl, type AccessControlState } from "./access-control.js";
import { packAccounts, unpackAccounts } from "./accounts.js";
import { newSecurity, type SecurityState } from "./security.js";
import type { ServerState } from "./server.js";

/** The objects that a bootstrap server gives accounts in. */
export interface AccountObjects {
  readonly security: LwM2mObject;
  readonly server: LwM2mObject;
}

const SERVER = 1;

/** Instances of object 2 speak of whole objects under this instance id. */
const WHOLE = 65_535;

/** The accounts as bytes, with what servers may do beyond what goes without saying. */
export function packedAccounts(tree: Tree, { security, server }: AccountObjects, source: string): Uint8Array {
  const { access } = tree;
  return packAccounts(
    access === undefined ? [security, server] : [security, server, { instances: access.kept() as Instance[] }],
    source,
  );
}

/** Puts kept accounts in place of those that there are; says in words why that cannot be, and then nothing is changed. */
export function restoreAccounts(
  bytes: Uint8Array,
  tree: Tree,
  { security, server }: AccountObjects,
  source: string,
  newServer: () => ServerState,
): string | undefined {
  const control = tree.access && tree.object(ACCESS_CONTROL);
  if (tree.access === undefined || control === undefined) {
    return unpackAccounts(bytes, [security, server], [newSecurity, newServer], source);
  }
  const fresh = [newSecurity, newServer, newAccessControl];
  const problem = unpackAccounts(bytes, [security, server, control], fresh, source);
  if (problem !== undefined) return problem;
  dropRightless(tree, control);
  tree.access.complete(tree.objects);
  return undefined;
}

/**
 * Takes out the Server instances of servers that have no account any more (OMA LwM2M 1.0 clause E.1.3), as long as there
 * is one that has: a sole account may go with a Server instance of another number.
 */
export function dropServers(tree: Tree, servers: LwM2mObject, accounts: readonly Instance<SecurityState>[]): void {
  const { instances } = servers;
  const strangers = instances.filter(({ state }) => {
    const { shortServerId } = state as ServerState;
    return !accounts.some((account) => account.state.shortServerId === shortServerId);
  });
  if (strangers.length === instances.length) return;
  for (let i = 0; i < strangers.length; i++) {
    const stranger = strangers[i] as Instance;
    takeOut(tree, servers, stranger);
    tree.access?.deleted(SERVER, stranger.id);
  }
}

/** Rights on instances that did not come back after the restart are of no use. */
function dropRightless(tree: Tree, { instances }: LwM2mObject): void {
  for (let i = instances.length - 1; i >= 0; i--) {
    const { object, instance } = (instances[i] as Instance<AccessControlState>).state;
    const about = tree.object(object);
    const there = about !== undefined && (instance === WHOLE || findInstance(about, instance) !== undefined);
    if (!there) instances.splice(i, 1);
  }
}
