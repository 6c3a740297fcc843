// Made from 3340.xml by "npm run object"; not to be edited.
import { freeze } from "../../modules/base/freeze.js";
import type { ObjectModel } from "../../modules/lwm2m/model.js";

/** Object 3340, version 1.0, of the OMA LwM2M registry. */
export const Timer = freeze({
  id: 3340,
  name: "Timer",
  version: "1.0",
  multiple: true,
  resources: {
    digitalInputCounter: { id: 5501, type: "integer", access: "R" },
    delayDuration: { id: 5521, type: "float", access: "RW", mandatory: true, units: "s" },
    trigger: { id: 5523, type: "none", access: "E" },
    minimumOffTime: { id: 5525, type: "float", access: "RW", units: "s" },
    timerMode: { id: 5526, type: "integer", access: "RW", range: [0, 4] },
    counter: { id: 5534, type: "integer", access: "RW" },
    remainingTime: { id: 5538, type: "float", access: "R", units: "s" },
    digitalState: { id: 5543, type: "boolean", access: "R" },
    cumulativeTime: { id: 5544, type: "float", access: "RW", units: "s" },
    applicationType: { id: 5750, type: "string", access: "RW" },
    onOff: { id: 5850, type: "boolean", access: "RW" },
  },
} as const satisfies ObjectModel);
