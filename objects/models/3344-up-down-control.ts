// Made from 3344.xml by "npm run object"; not to be edited.
import { freeze } from "../../modules/base/freeze.js";
import type { ObjectModel } from "../../modules/lwm2m/model.js";

/** Object 3344, version 1.0, of the OMA LwM2M registry. */
export const UpDownControl = freeze({
  id: 3344,
  name: "Up/Down Control",
  version: "1.0",
  multiple: true,
  resources: {
    increaseInputState: { id: 5532, type: "boolean", access: "R", mandatory: true },
    decreaseInputState: { id: 5533, type: "boolean", access: "R", mandatory: true },
    upCounter: { id: 5541, type: "integer", access: "RW" },
    downCounter: { id: 5542, type: "integer", access: "RW" },
    applicationType: { id: 5750, type: "string", access: "RW" },
  },
} as const satisfies ObjectModel);
