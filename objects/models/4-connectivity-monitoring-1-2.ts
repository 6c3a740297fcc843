// Made from 4-1_2.xml by "npm run object"; not to be edited.
import { freeze } from "../../modules/base/freeze.js";
import type { ObjectModel } from "../../modules/lwm2m/model.js";

/** Object 4, version 1.2, of the OMA LwM2M registry. */
export const ConnectivityMonitoring12 = freeze({
  id: 4,
  name: "Connectivity Monitoring",
  version: "1.2",
  enabler: "1.1",
  resources: {
    networkBearer: { id: 0, type: "integer", access: "R", mandatory: true, range: [0, 50] },
    availableNetworkBearer: { id: 1, type: "integer", access: "R", multiple: true, mandatory: true, range: [0, 50] },
    radioSignalStrength: { id: 2, type: "integer", access: "R", mandatory: true },
    linkQuality: { id: 3, type: "integer", access: "R" },
    ipAddresses: { id: 4, type: "string", access: "R", multiple: true, mandatory: true },
    routerIpAddresses: { id: 5, type: "string", access: "R", multiple: true },
    linkUtilization: { id: 6, type: "integer", access: "R", range: [0, 100], units: "%" },
    apn: { id: 7, type: "string", access: "R", multiple: true },
    cellId: { id: 8, type: "integer", access: "R" },
    smnc: { id: 9, type: "integer", access: "R", range: [0, 999] },
    smcc: { id: 10, type: "integer", access: "R", range: [0, 999] },
    signalSnr: { id: 11, type: "integer", access: "R", units: "dB" },
    lac: { id: 12, type: "integer", access: "R" },
  },
} as const satisfies ObjectModel);
