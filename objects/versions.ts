import { freeze } from "../modules/base/freeze.js";
import type { Editions } from "../modules/lwm2m/editions.js";
import type { LwM2mObject, ObjectDefinition } from "../modules/lwm2m/object.js";
import { withModel } from "../modules/lwm2m/object.js";
import { isNewer, type Version } from "../modules/lwm2m/version.js";
import { accessControlDefinition } from "./access-control.js";
import { connectivityDefinition } from "./connectivity.js";
import { connectivityDefinition13 } from "./connectivity-1-3.js";
import { deviceDefinition } from "./device.js";
import { firmwareUpdateDefinition, firmwareUpdateNewest } from "./firmware-update.js";
import { Lwm2mSecurity11 } from "./models/0-lwm2m-security-1-1.js";
import { Lwm2mServer } from "./models/1-lwm2m-server.js";
import { Lwm2mServer11 } from "./models/1-lwm2m-server-1-1.js";
import { Lwm2mAccessControl11 } from "./models/2-lwm2m-access-control-1-1.js";
import { Device11 } from "./models/3-device-1-1.js";
import { Device12 } from "./models/3-device-1-2.js";
import { ConnectivityMonitoring12 } from "./models/4-connectivity-monitoring-1-2.js";
import { FirmwareUpdate11 } from "./models/5-firmware-update-1-1.js";
import { securityDefinition } from "./security.js";
import { securityDefinition12 } from "./security-1-2.js";
import { serverDefinition12 } from "./server-1-2.js";

/** The versions of the core objects that go with each version of LwM2M (OMA LwM2M 1.0, 1.1 and 1.2 appendix E). */
const DEFINITIONS: Readonly<Record<Version, readonly ObjectDefinition[]>> = freeze({
  "1.0": [
    securityDefinition,
    withModel(serverDefinition12, Lwm2mServer),
    accessControlDefinition,
    deviceDefinition,
    connectivityDefinition,
    firmwareUpdateDefinition,
  ],
  "1.1": [
    withModel(securityDefinition12, Lwm2mSecurity11),
    withModel(serverDefinition12, Lwm2mServer11),
    accessControlDefinition,
    withModel(deviceDefinition, Device11),
    withModel(connectivityDefinition13, ConnectivityMonitoring12),
    withModel(firmwareUpdateNewest, FirmwareUpdate11),
  ],
  "1.2": [
    securityDefinition12,
    serverDefinition12,
    withModel(accessControlDefinition, Lwm2mAccessControl11),
    withModel(deviceDefinition, Device12),
    connectivityDefinition13,
    firmwareUpdateNewest,
  ],
});

/** An object in the version that goes with that of LwM2M; the instances stay the same, and so does an object of one version. */
export function versioned(object: LwM2mObject, version: Version): LwM2mObject {
  const definitions = DEFINITIONS[version];
  for (let i = 0; i < definitions.length; i++) {
    const definition = definitions[i] as ObjectDefinition;
    if (definition.model.id !== object.definition.model.id) continue;
    return definition === object.definition ? object : { ...object, definition };
  }
  return object;
}

/**
 * The objects of a device whose newest LwM2M is `newest`, for servers of this and all older versions.
 *
 * @param spoken the version that the server with a short id speaks; the newest while that is not known
 */
export function editionsUpTo(newest: Version, spoken: (server: number) => Version | undefined): Editions {
  const of = (object: LwM2mObject, version: Version): LwM2mObject =>
    versioned(object, isNewer(version, newest) ? newest : version);
  return { of, seenBy: (server, object) => of(object, spoken(server) ?? newest) };
}
