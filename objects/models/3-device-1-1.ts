// Made from 3-1_1.xml by "npm run object"; not to be edited.
import { freeze } from "../../modules/base/freeze.js";
import type { ObjectModel } from "../../modules/lwm2m/model.js";

/** Object 3, version 1.1, of the OMA LwM2M registry. */
export const Device11 = freeze({
  id: 3,
  name: "Device",
  version: "1.1",
  enabler: "1.1",
  mandatory: true,
  resources: {
    manufacturer: { id: 0, type: "string", access: "R" },
    modelNumber: { id: 1, type: "string", access: "R" },
    serialNumber: { id: 2, type: "string", access: "R" },
    firmwareVersion: { id: 3, type: "string", access: "R" },
    reboot: { id: 4, type: "none", access: "E", mandatory: true },
    factoryReset: { id: 5, type: "none", access: "E" },
    availablePowerSources: { id: 6, type: "integer", access: "R", multiple: true, range: [0, 7] },
    powerSourceVoltage: { id: 7, type: "integer", access: "R", multiple: true },
    powerSourceCurrent: { id: 8, type: "integer", access: "R", multiple: true },
    batteryLevel: { id: 9, type: "integer", access: "R", range: [0, 100], units: "%" },
    memoryFree: { id: 10, type: "integer", access: "R" },
    errorCode: { id: 11, type: "integer", access: "R", multiple: true, mandatory: true, range: [0, 8] },
    resetErrorCode: { id: 12, type: "none", access: "E" },
    currentTime: { id: 13, type: "time", access: "RW" },
    utcOffset: { id: 14, type: "string", access: "RW" },
    timezone: { id: 15, type: "string", access: "RW" },
    supportedBindingAndModes: { id: 16, type: "string", access: "R", mandatory: true },
    deviceType: { id: 17, type: "string", access: "R" },
    hardwareVersion: { id: 18, type: "string", access: "R" },
    softwareVersion: { id: 19, type: "string", access: "R" },
    batteryStatus: { id: 20, type: "integer", access: "R", range: [0, 6] },
    memoryTotal: { id: 21, type: "integer", access: "R" },
    extDevInfo: { id: 22, type: "objlink", access: "R", multiple: true },
  },
} as const satisfies ObjectModel);
