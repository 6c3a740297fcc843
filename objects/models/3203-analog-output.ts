// Made from 3203.xml by "npm run object"; not to be edited.
import { freeze } from "../../modules/base/freeze.js";
import type { ObjectModel } from "../../modules/lwm2m/model.js";

/** Object 3203, version 1.1, of the OMA LwM2M registry. */
export const AnalogOutput = freeze({
  id: 3203,
  name: "Analog Output",
  version: "1.1",
  multiple: true,
  resources: {
    timestamp: { id: 5518, type: "time", access: "R" },
    minRangeValue: { id: 5603, type: "float", access: "R" },
    maxRangeValue: { id: 5604, type: "float", access: "R" },
    analogOutputCurrentValue: { id: 5650, type: "float", access: "RW", mandatory: true, range: [0, 1] },
    applicationType: { id: 5750, type: "string", access: "RW" },
    fractionalTimestamp: { id: 6050, type: "float", access: "R", range: [0, 1], units: "s" },
  },
} as const satisfies ObjectModel);
