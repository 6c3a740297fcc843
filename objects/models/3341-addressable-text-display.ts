// Made from 3341.xml by "npm run object"; not to be edited.
import { freeze } from "../../modules/base/freeze.js";
import type { ObjectModel } from "../../modules/lwm2m/model.js";

/** Object 3341, version 1.0, of the OMA LwM2M registry. */
export const AddressableTextDisplay = freeze({
  id: 3341,
  name: "Addressable Text Display",
  version: "1.0",
  multiple: true,
  resources: {
    text: { id: 5527, type: "string", access: "RW", mandatory: true },
    xCoordinate: { id: 5528, type: "integer", access: "RW" },
    yCoordinate: { id: 5529, type: "integer", access: "RW" },
    clearDisplay: { id: 5530, type: "none", access: "E" },
    contrast: { id: 5531, type: "float", access: "RW", range: [0, 100], units: "/100" },
    maxXCoordinate: { id: 5545, type: "integer", access: "R" },
    maxYCoordinate: { id: 5546, type: "integer", access: "R" },
    level: { id: 5548, type: "float", access: "RW", range: [0, 100], units: "/100" },
    applicationType: { id: 5750, type: "string", access: "RW" },
  },
} as const satisfies ObjectModel);
