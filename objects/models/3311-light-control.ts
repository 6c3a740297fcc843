// Made from 3311.xml by "npm run object"; not to be edited.
import { freeze } from "../../modules/base/freeze.js";
import type { ObjectModel } from "../../modules/lwm2m/model.js";

/** Object 3311, version 1.0, of the OMA LwM2M registry. */
export const LightControl = freeze({
  id: 3311,
  name: "Light Control",
  version: "1.0",
  multiple: true,
  resources: {
    sensorUnits: { id: 5701, type: "string", access: "R" },
    colour: { id: 5706, type: "string", access: "RW" },
    applicationType: { id: 5750, type: "string", access: "RW" },
    cumulativeActivePower: { id: 5805, type: "float", access: "R", units: "Wh" },
    powerFactor: { id: 5820, type: "float", access: "R" },
    onOff: { id: 5850, type: "boolean", access: "RW", mandatory: true },
    dimmer: { id: 5851, type: "integer", access: "RW", range: [0, 100], units: "/100" },
    onTime: { id: 5852, type: "integer", access: "RW", units: "s" },
  },
} as const satisfies ObjectModel);
