// Made from 3345.xml by "npm run object"; not to be edited.
import { freeze } from "../../modules/base/freeze.js";
import type { ObjectModel } from "../../modules/lwm2m/model.js";

/** Object 3345, version 1.0, of the OMA LwM2M registry. */
export const MultipleAxisJoystick = freeze({
  id: 3345,
  name: "Multiple Axis Joystick",
  version: "1.0",
  multiple: true,
  resources: {
    digitalInputState: { id: 5500, type: "boolean", access: "R" },
    digitalInputCounter: { id: 5501, type: "integer", access: "R" },
    xValue: { id: 5702, type: "float", access: "R" },
    yValue: { id: 5703, type: "float", access: "R" },
    zValue: { id: 5704, type: "float", access: "R" },
    applicationType: { id: 5750, type: "string", access: "RW" },
  },
} as const satisfies ObjectModel);
