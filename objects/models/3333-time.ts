// Made from 3333.xml by "npm run object"; not to be edited.
import { freeze } from "../../modules/base/freeze.js";
import type { ObjectModel } from "../../modules/lwm2m/model.js";

/** Object 3333, version 1.1, of the OMA LwM2M registry. */
export const Time = freeze({
  id: 3333,
  name: "Time",
  version: "1.1",
  multiple: true,
  resources: {
    currentTime: { id: 5506, type: "time", access: "RW", mandatory: true },
    fractionalTime: { id: 5507, type: "float", access: "RW", range: [0, 1], units: "s" },
    applicationType: { id: 5750, type: "string", access: "RW" },
    measurementQualityIndicator: { id: 6042, type: "integer", access: "R", range: [0, 23] },
    measurementQualityLevel: { id: 6049, type: "integer", access: "R", range: [0, 100] },
  },
} as const satisfies ObjectModel);
