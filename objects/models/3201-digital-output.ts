// Made from 3201.xml by "npm run object"; not to be edited.
import { freeze } from "../../modules/base/freeze.js";
import type { ObjectModel } from "../../modules/lwm2m/model.js";

/** Object 3201, version 1.1, of the OMA LwM2M registry. */
export const DigitalOutput = freeze({
  id: 3201,
  name: "Digital Output",
  version: "1.1",
  multiple: true,
  resources: {
    timestamp: { id: 5518, type: "time", access: "R" },
    digitalOutputState: { id: 5550, type: "boolean", access: "RW", mandatory: true },
    digitalOutputPolarity: { id: 5551, type: "boolean", access: "RW" },
    applicationType: { id: 5750, type: "string", access: "RW" },
    fractionalTimestamp: { id: 6050, type: "float", access: "R", range: [0, 1], units: "s" },
  },
} as const satisfies ObjectModel);
