// Made from 6.xml by "npm run object"; not to be edited.
import { freeze } from "../../modules/base/freeze.js";
import type { ObjectModel } from "../../modules/lwm2m/model.js";

/** Object 6, version 1.0, of the OMA LwM2M registry. */
export const Location = freeze({
  id: 6,
  name: "Location",
  version: "1.0",
  resources: {
    latitude: { id: 0, type: "float", access: "R", mandatory: true, units: "lat" },
    longitude: { id: 1, type: "float", access: "R", mandatory: true, units: "lon" },
    altitude: { id: 2, type: "float", access: "R", units: "m" },
    radius: { id: 3, type: "float", access: "R", units: "m" },
    velocity: { id: 4, type: "opaque", access: "R" },
    timestamp: { id: 5, type: "time", access: "R", mandatory: true },
    speed: { id: 6, type: "float", access: "R", units: "m/s" },
  },
} as const satisfies ObjectModel);
