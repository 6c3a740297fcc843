// Made from 3313.xml by "npm run object"; not to be edited.
import { freeze } from "../../modules/base/freeze.js";
import type { ObjectModel } from "../../modules/lwm2m/model.js";

/** Object 3313, version 1.1, of the OMA LwM2M registry. */
export const Accelerometer = freeze({
  id: 3313,
  name: "Accelerometer",
  version: "1.1",
  multiple: true,
  resources: {
    timestamp: { id: 5518, type: "time", access: "R" },
    minRangeValue: { id: 5603, type: "float", access: "R" },
    maxRangeValue: { id: 5604, type: "float", access: "R" },
    sensorUnits: { id: 5701, type: "string", access: "R" },
    xValue: { id: 5702, type: "float", access: "R", mandatory: true },
    yValue: { id: 5703, type: "float", access: "R" },
    zValue: { id: 5704, type: "float", access: "R" },
    applicationType: { id: 5750, type: "string", access: "RW" },
    measurementQualityIndicator: { id: 6042, type: "integer", access: "R", range: [0, 23] },
    measurementQualityLevel: { id: 6049, type: "integer", access: "R", range: [0, 100] },
    fractionalTimestamp: { id: 6050, type: "float", access: "R", range: [0, 1], units: "s" },
  },
} as const satisfies ObjectModel);
