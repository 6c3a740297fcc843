// Made from 3303-1_0.xml by "npm run object"; not to be edited.
import { freeze } from "../../modules/base/freeze.js";
import type { ObjectModel } from "../../modules/lwm2m/model.js";

/** Object 3303, version 1.0, of the OMA LwM2M registry. */
export const Temperature = freeze({
  id: 3303,
  name: "Temperature",
  version: "1.0",
  multiple: true,
  resources: {
    minMeasuredValue: { id: 5601, type: "float", access: "R" },
    maxMeasuredValue: { id: 5602, type: "float", access: "R" },
    minRangeValue: { id: 5603, type: "float", access: "R" },
    maxRangeValue: { id: 5604, type: "float", access: "R" },
    resetMinAndMaxMeasuredValues: { id: 5605, type: "none", access: "E" },
    sensorValue: { id: 5700, type: "float", access: "R", mandatory: true },
    sensorUnits: { id: 5701, type: "string", access: "R" },
  },
} as const satisfies ObjectModel);
