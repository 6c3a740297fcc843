// Made from 3346.xml by "npm run object"; not to be edited.
import { freeze } from "../../modules/base/freeze.js";
import type { ObjectModel } from "../../modules/lwm2m/model.js";

/** Object 3346, version 1.1, of the OMA LwM2M registry. */
export const Rate = freeze({
  id: 3346,
  name: "Rate",
  version: "1.1",
  multiple: true,
  resources: {
    timestamp: { id: 5518, type: "time", access: "R" },
    minMeasuredValue: { id: 5601, type: "float", access: "R" },
    maxMeasuredValue: { id: 5602, type: "float", access: "R" },
    minRangeValue: { id: 5603, type: "float", access: "R" },
    maxRangeValue: { id: 5604, type: "float", access: "R" },
    resetMinAndMaxMeasuredValues: { id: 5605, type: "none", access: "E" },
    sensorValue: { id: 5700, type: "float", access: "R", mandatory: true },
    sensorUnits: { id: 5701, type: "string", access: "R" },
    applicationType: { id: 5750, type: "string", access: "RW" },
    currentCalibration: { id: 5821, type: "float", access: "RW" },
    measurementQualityIndicator: { id: 6042, type: "integer", access: "R", range: [0, 23] },
    measurementQualityLevel: { id: 6049, type: "integer", access: "R", range: [0, 100] },
    fractionalTimestamp: { id: 6050, type: "float", access: "R", range: [0, 1], units: "s" },
  },
} as const satisfies ObjectModel);
