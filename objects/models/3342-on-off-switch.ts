// Made from 3342.xml by "npm run object"; not to be edited.
import { freeze } from "../../modules/base/freeze.js";
import type { ObjectModel } from "../../modules/lwm2m/model.js";

/** Object 3342, version 1.1, of the OMA LwM2M registry. */
export const OnOffSwitch = freeze({
  id: 3342,
  name: "On/Off switch",
  version: "1.1",
  multiple: true,
  resources: {
    digitalInputState: { id: 5500, type: "boolean", access: "R", mandatory: true },
    digitalInputCounter: { id: 5501, type: "integer", access: "R" },
    timestamp: { id: 5518, type: "time", access: "R" },
    applicationType: { id: 5750, type: "string", access: "RW" },
    onTime: { id: 5852, type: "integer", access: "RW", units: "s" },
    offTime: { id: 5854, type: "integer", access: "RW", units: "s" },
    fractionalTimestamp: { id: 6050, type: "float", access: "R", range: [0, 1], units: "s" },
  },
} as const satisfies ObjectModel);
