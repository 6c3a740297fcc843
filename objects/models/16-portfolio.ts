// Made from 16.xml by "npm run object"; not to be edited.
import { freeze } from "../../modules/base/freeze.js";
import type { ObjectModel } from "../../modules/lwm2m/model.js";

/** Object 16, version 1.0, of the OMA LwM2M registry. */
export const Portfolio = freeze({
  id: 16,
  name: "Portfolio",
  version: "1.0",
  multiple: true,
  resources: {
    identity: { id: 0, type: "string", access: "RW", multiple: true, mandatory: true },
    getAuthData: { id: 1, type: "none", access: "E" },
    authData: { id: 2, type: "opaque", access: "R", multiple: true },
    authStatus: { id: 3, type: "integer", access: "R", range: [0, 2] },
  },
} as const satisfies ObjectModel);
