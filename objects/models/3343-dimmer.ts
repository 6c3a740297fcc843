// Made from 3343.xml by "npm run object"; not to be edited.
import { freeze } from "../../modules/base/freeze.js";
import type { ObjectModel } from "../../modules/lwm2m/model.js";

/** Object 3343, version 1.0, of the OMA LwM2M registry. */
export const Dimmer = freeze({
  id: 3343,
  name: "Dimmer",
  version: "1.0",
  multiple: true,
  resources: {
    level: { id: 5548, type: "float", access: "RW", mandatory: true, range: [0, 100], units: "/100" },
    applicationType: { id: 5750, type: "string", access: "RW" },
    onTime: { id: 5852, type: "integer", access: "RW", units: "s" },
    offTime: { id: 5854, type: "integer", access: "RW", units: "s" },
  },
} as const satisfies ObjectModel);
