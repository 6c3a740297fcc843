// Made from 5.xml by "npm run object"; not to be edited.
import { freeze } from "../../modules/base/freeze.js";
import type { ObjectModel } from "../../modules/lwm2m/model.js";

/** Object 5, version 1.2, of the OMA LwM2M registry. */
export const FirmwareUpdate12 = freeze({
  id: 5,
  name: "Firmware Update",
  version: "1.2",
  enabler: "1.1",
  resources: {
    package: { id: 0, type: "opaque", access: "W", mandatory: true },
    packageUri: { id: 1, type: "string", access: "RW", mandatory: true, range: [0, 255] },
    update: { id: 2, type: "none", access: "E", mandatory: true },
    state: { id: 3, type: "integer", access: "R", mandatory: true, range: [0, 3] },
    updateResult: { id: 5, type: "integer", access: "R", mandatory: true, range: [0, 11] },
    pkgName: { id: 6, type: "string", access: "R", range: [0, 255] },
    pkgVersion: { id: 7, type: "string", access: "R", range: [0, 255] },
    firmwareUpdateProtocolSupport: { id: 8, type: "integer", access: "R", multiple: true, range: [0, 5] },
    firmwareUpdateDeliveryMethod: { id: 9, type: "integer", access: "R", mandatory: true, range: [0, 2] },
    cancel: { id: 10, type: "none", access: "E" },
    severity: { id: 11, type: "integer", access: "RW", range: [0, 2] },
    lastStateChangeTime: { id: 12, type: "time", access: "R" },
    maximumDeferPeriod: { id: 13, type: "unsigned", access: "RW", units: "s" },
    automaticUpgradeAtDownload: { id: 14, type: "boolean", access: "RW" },
  },
} as const satisfies ObjectModel);
