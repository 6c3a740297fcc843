// Made from 3305.xml by "npm run object"; not to be edited.
import { freeze } from "../../modules/base/freeze.js";
import type { ObjectModel } from "../../modules/lwm2m/model.js";

/** Object 3305, version 1.1, of the OMA LwM2M registry. */
export const PowerMeasurement = freeze({
  id: 3305,
  name: "Power Measurement",
  version: "1.1",
  multiple: true,
  resources: {
    timestamp: { id: 5518, type: "time", access: "R" },
    resetMinAndMaxMeasuredValues: { id: 5605, type: "none", access: "E" },
    applicationType: { id: 5750, type: "string", access: "RW" },
    instantaneousActivePower: { id: 5800, type: "float", access: "R", mandatory: true, units: "W" },
    minMeasuredActivePower: { id: 5801, type: "float", access: "R", units: "W" },
    maxMeasuredActivePower: { id: 5802, type: "float", access: "R", units: "W" },
    minRangeActivePower: { id: 5803, type: "float", access: "R", units: "W" },
    maxRangeActivePower: { id: 5804, type: "float", access: "R", units: "W" },
    cumulativeActivePower: { id: 5805, type: "float", access: "R", units: "Wh" },
    activePowerCalibration: { id: 5806, type: "float", access: "W", units: "W" },
    instantaneousReactivePower: { id: 5810, type: "float", access: "R", units: "var" },
    minMeasuredReactivePower: { id: 5811, type: "float", access: "R", units: "var" },
    maxMeasuredReactivePower: { id: 5812, type: "float", access: "R", units: "var" },
    minRangeReactivePower: { id: 5813, type: "float", access: "R", units: "var" },
    maxRangeReactivePower: { id: 5814, type: "float", access: "R", units: "var" },
    cumulativeReactivePower: { id: 5815, type: "float", access: "R", units: "varh" },
    reactivePowerCalibration: { id: 5816, type: "float", access: "W", units: "var" },
    powerFactor: { id: 5820, type: "float", access: "R" },
    currentCalibration: { id: 5821, type: "float", access: "RW" },
    resetCumulativeEnergy: { id: 5822, type: "none", access: "E" },
    measurementQualityIndicator: { id: 6042, type: "integer", access: "R", range: [0, 23] },
    measurementQualityLevel: { id: 6049, type: "integer", access: "R", range: [0, 100] },
    fractionalTimestamp: { id: 6050, type: "float", access: "R", range: [0, 1], units: "s" },
  },
} as const satisfies ObjectModel);
