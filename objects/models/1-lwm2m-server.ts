// Made from 1-1_0.xml by "npm run object"; not to be edited.
import { freeze } from "../../modules/base/freeze.js";
import type { ObjectModel } from "../../modules/lwm2m/model.js";

/** Object 1, version 1.0, of the OMA LwM2M registry. */
export const Lwm2mServer = freeze({
  id: 1,
  name: "LwM2M Server",
  version: "1.0",
  multiple: true,
  mandatory: true,
  resources: {
    shortServerId: { id: 0, type: "integer", access: "R", mandatory: true, range: [1, 65535] },
    lifetime: { id: 1, type: "integer", access: "RW", mandatory: true, units: "s" },
    defaultMinimumPeriod: { id: 2, type: "integer", access: "RW", units: "s" },
    defaultMaximumPeriod: { id: 3, type: "integer", access: "RW", units: "s" },
    disable: { id: 4, type: "none", access: "E" },
    disableTimeout: { id: 5, type: "integer", access: "RW", units: "s" },
    notificationStoringWhenDisabledOrOffline: { id: 6, type: "boolean", access: "RW", mandatory: true },
    binding: { id: 7, type: "string", access: "RW", mandatory: true },
    registrationUpdateTrigger: { id: 8, type: "none", access: "E", mandatory: true },
  },
} as const satisfies ObjectModel);
