// Made from 3302.xml by "npm run object"; not to be edited.
import { freeze } from "../../modules/base/freeze.js";
import type { ObjectModel } from "../../modules/lwm2m/model.js";

/** Object 3302, version 1.1, of the OMA LwM2M registry. */
export const Presence = freeze({
  id: 3302,
  name: "Presence",
  version: "1.1",
  multiple: true,
  resources: {
    digitalInputState: { id: 5500, type: "boolean", access: "R", mandatory: true },
    digitalInputCounter: { id: 5501, type: "integer", access: "R" },
    digitalInputCounterReset: { id: 5505, type: "none", access: "E" },
    timestamp: { id: 5518, type: "time", access: "R" },
    applicationType: { id: 5750, type: "string", access: "RW" },
    sensorType: { id: 5751, type: "string", access: "R" },
    busyToClearDelay: { id: 5903, type: "integer", access: "RW", units: "ms" },
    clearToBusyDelay: { id: 5904, type: "integer", access: "RW", units: "ms" },
    measurementQualityIndicator: { id: 6042, type: "integer", access: "R", range: [0, 23] },
    measurementQualityLevel: { id: 6049, type: "integer", access: "R", range: [0, 100] },
    fractionalTimestamp: { id: 6050, type: "float", access: "R", range: [0, 1], units: "s" },
  },
} as const satisfies ObjectModel);
