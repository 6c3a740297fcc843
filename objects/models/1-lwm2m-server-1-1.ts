// Made from 1-1_1.xml by "npm run object"; not to be edited.
import { freeze } from "../../modules/base/freeze.js";
import type { ObjectModel } from "../../modules/lwm2m/model.js";

/** Object 1, version 1.1, of the OMA LwM2M registry. */
export const Lwm2mServer11 = freeze({
  id: 1,
  name: "LwM2M Server",
  version: "1.1",
  enabler: "1.1",
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
    registrationPriorityOrder: { id: 13, type: "unsigned", access: "" },
    initialRegistrationDelayTimer: { id: 14, type: "unsigned", access: "", units: "s" },
    registrationFailureBlock: { id: 15, type: "boolean", access: "" },
    bootstrapOnRegistrationFailure: { id: 16, type: "boolean", access: "" },
    communicationRetryCount: { id: 17, type: "unsigned", access: "" },
    communicationRetryTimer: { id: 18, type: "unsigned", access: "", units: "s" },
    communicationSequenceDelayTimer: { id: 19, type: "unsigned", access: "" },
    communicationSequenceRetryCount: { id: 20, type: "unsigned", access: "" },
    trigger: { id: 21, type: "boolean", access: "RW" },
    preferredTransport: { id: 22, type: "string", access: "RW" },
    muteSend: { id: 23, type: "boolean", access: "RW" },
  },
} as const satisfies ObjectModel);
