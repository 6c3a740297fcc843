// Made from 2-1_1.xml by "npm run object"; not to be edited.
import { freeze } from "../../modules/base/freeze.js";
import type { ObjectModel } from "../../modules/lwm2m/model.js";

/** Object 2, version 1.1, of the OMA LwM2M registry. */
export const Lwm2mAccessControl11 = freeze({
  id: 2,
  name: "LwM2M Access Control",
  version: "1.1",
  multiple: true,
  resources: {
    objectId: { id: 0, type: "integer", access: "R", mandatory: true, range: [1, 65534] },
    objectInstanceId: { id: 1, type: "integer", access: "R", mandatory: true, range: [0, 65535] },
    acl: { id: 2, type: "integer", access: "RW", multiple: true, range: [0, 31] },
    accessControlOwner: { id: 3, type: "integer", access: "RW", mandatory: true, range: [0, 65535] },
  },
} as const satisfies ObjectModel);
