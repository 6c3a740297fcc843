// Made from 3308.xml by "npm run object"; not to be edited.
import { freeze } from "../../modules/base/freeze.js";
import type { ObjectModel } from "../../modules/lwm2m/model.js";

/** Object 3308, version 1.1, of the OMA LwM2M registry. */
export const SetPoint = freeze({
  id: 3308,
  name: "Set Point",
  version: "1.1",
  multiple: true,
  resources: {
    timestamp: { id: 5518, type: "time", access: "R" },
    sensorUnits: { id: 5701, type: "string", access: "R" },
    colour: { id: 5706, type: "string", access: "RW" },
    applicationType: { id: 5750, type: "string", access: "RW" },
    setPointValue: { id: 5900, type: "float", access: "RW", mandatory: true },
    fractionalTimestamp: { id: 6050, type: "float", access: "R", range: [0, 1], units: "s" },
  },
} as const satisfies ObjectModel);
