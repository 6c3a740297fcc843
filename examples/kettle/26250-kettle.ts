// Made from 26250.xml by "npm run object"; not to be edited.
import { freeze } from "../../modules/base/freeze.js";
import type { ObjectModel } from "../../modules/lwm2m/model.js";

/** Object 26250, version 1.0. */
export const Kettle = freeze({
  id: 26250,
  name: "Kettle",
  version: "1.0",
  resources: {
    waterTemperature: { id: 0, type: "float", access: "R", mandatory: true, range: [0, 110], units: "Cel" },
    targetTemperature: { id: 1, type: "float", access: "RW", mandatory: true, range: [20, 100], units: "Cel" },
    heating: { id: 2, type: "boolean", access: "R", mandatory: true },
    start: { id: 3, type: "none", access: "E" },
    stop: { id: 4, type: "none", access: "E" },
    label: { id: 5, type: "string", access: "RW", range: [0, 20] },
  },
} as const satisfies ObjectModel);
