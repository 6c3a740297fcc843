// Made from 7-1_0.xml by "npm run object"; not to be edited.
import { freeze } from "../../modules/base/freeze.js";
import type { ObjectModel } from "../../modules/lwm2m/model.js";

/** Object 7, version 1.0, of the OMA LwM2M registry. */
export const ConnectivityStatistics = freeze({
  id: 7,
  name: "Connectivity Statistics",
  version: "1.0",
  resources: {
    smsTxCounter: { id: 0, type: "integer", access: "R" },
    smsRxCounter: { id: 1, type: "integer", access: "R" },
    txData: { id: 2, type: "integer", access: "R" },
    rxData: { id: 3, type: "integer", access: "R" },
    maxMessageSize: { id: 4, type: "integer", access: "R", units: "B" },
    averageMessageSize: { id: 5, type: "integer", access: "R", units: "B" },
    start: { id: 6, type: "none", access: "E", mandatory: true },
    stop: { id: 7, type: "none", access: "E", mandatory: true },
    collectionPeriod: { id: 8, type: "integer", access: "RW", units: "s" },
  },
} as const satisfies ObjectModel);
