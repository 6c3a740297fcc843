// Made from 1.xml by "npm run object"; not to be edited.
import { freeze } from "../../modules/base/freeze.js";
import type { ObjectModel } from "../../modules/lwm2m/model.js";

/** Object 1, version 1.2, of the OMA LwM2M registry. */
export const Lwm2mServer12 = freeze({
  id: 1,
  name: "LwM2M Server",
  version: "1.2",
  enabler: "1.2",
  multiple: true,
  mandatory: true,
  resources: {
    shortServerId: { id: 0, type: "integer", access: "R", mandatory: true, range: [1, 65534] },
    lifetime: { id: 1, type: "integer", access: "RW", mandatory: true, units: "s" },
    defaultMinimumPeriod: { id: 2, type: "integer", access: "RW", units: "s" },
    defaultMaximumPeriod: { id: 3, type: "integer", access: "RW", units: "s" },
    disable: { id: 4, type: "none", access: "E" },
    disableTimeout: { id: 5, type: "integer", access: "RW", units: "s" },
    notificationStoringWhenDisabledOrOffline: { id: 6, type: "boolean", access: "RW", mandatory: true },
    binding: { id: 7, type: "string", access: "RW", mandatory: true },
    registrationUpdateTrigger: { id: 8, type: "none", access: "E", mandatory: true },
    bootstrapRequestTrigger: { id: 9, type: "none", access: "E" },
    apnLink: { id: 10, type: "objlink", access: "RW" },
    tlsDtlsAlertCode: { id: 11, type: "unsigned", access: "R", range: [0, 255] },
    lastBootstrapped: { id: 12, type: "time", access: "R" },
    registrationPriorityOrder: { id: 13, type: "unsigned", access: "R" },
    initialRegistrationDelayTimer: { id: 14, type: "unsigned", access: "RW", units: "s" },
    registrationFailureBlock: { id: 15, type: "boolean", access: "R" },
    bootstrapOnRegistrationFailure: { id: 16, type: "boolean", access: "R" },
    communicationRetryCount: { id: 17, type: "unsigned", access: "RW" },
    communicationRetryTimer: { id: 18, type: "unsigned", access: "RW", units: "s" },
    communicationSequenceDelayTimer: { id: 19, type: "unsigned", access: "RW", units: "s" },
    communicationSequenceRetryCount: { id: 20, type: "unsigned", access: "RW" },
    trigger: { id: 21, type: "boolean", access: "RW" },
    preferredTransport: { id: 22, type: "string", access: "RW" },
    muteSend: { id: 23, type: "boolean", access: "RW" },
    alternateApnLinks: { id: 24, type: "objlink", access: "RW", multiple: true },
    supportedServerVersions: { id: 25, type: "string", access: "RW", multiple: true },
    defaultNotificationMode: { id: 26, type: "integer", access: "RW", range: [0, 1] },
    profileIdHashAlgorithm: { id: 27, type: "unsigned", access: "RW", range: [0, 255] },
  },
} as const satisfies ObjectModel);
