// Made from 3200.xml by "npm run object"; not to be edited.
import { freeze } from "../../modules/base/freeze.js";
import type { ObjectModel } from "../../modules/lwm2m/model.js";

/** Object 3200, version 1.1, of the OMA LwM2M registry. */
export const DigitalInput = freeze({
  id: 3200,
  name: "Digital Input",
  version: "1.1",
  multiple: true,
  resources: {
    digitalInputState: { id: 5500, type: "boolean", access: "R", mandatory: true },
    digitalInputCounter: { id: 5501, type: "integer", access: "R" },
    digitalInputPolarity: { id: 5502, type: "boolean", access: "RW" },
    digitalInputDebounce: { id: 5503, type: "integer", access: "RW", units: "ms" },
    digitalInputEdgeSelection: { id: 5504, type: "integer", access: "RW", range: [1, 3] },
    digitalInputCounterReset: { id: 5505, type: "none", access: "E" },
    timestamp: { id: 5518, type: "time", access: "R" },
    applicationType: { id: 5750, type: "string", access: "RW" },
    sensorType: { id: 5751, type: "string", access: "R" },
    fractionalTimestamp: { id: 6050, type: "float", access: "R", range: [0, 1], units: "s" },
  },
} as const satisfies ObjectModel);
