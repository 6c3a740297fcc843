// Made from 3347.xml by "npm run object"; not to be edited.
import { freeze } from "../../modules/base/freeze.js";
import type { ObjectModel } from "../../modules/lwm2m/model.js";

/** Object 3347, version 1.1, of the OMA LwM2M registry. */
export const PushButton = freeze({
  id: 3347,
  name: "Push button",
  version: "1.1",
  multiple: true,
  resources: {
    digitalInputState: { id: 5500, type: "boolean", access: "R", mandatory: true },
    digitalInputCounter: { id: 5501, type: "integer", access: "R" },
    timestamp: { id: 5518, type: "time", access: "R" },
    applicationType: { id: 5750, type: "string", access: "RW" },
    fractionalTimestamp: { id: 6050, type: "float", access: "R", range: [0, 1], units: "s" },
  },
} as const satisfies ObjectModel);
