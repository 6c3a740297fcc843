import { host } from "host";
import { runFirmware } from "./firmware.js";
import { NotificationStorage } from "./modules/client/storage.js";
import { areArguments } from "./modules/lwm2m/arguments.js";
import { composite } from "./modules/lwm2m/composite.js";
import { allFormats } from "./modules/lwm2m/formats/all.js";
import { accessControl } from "./objects/access-control.js";
import { sensorDefinitions } from "./objects/sensors.js";

/** The firmware with every feature, format and object that there is, for a place with the flash for it. */
runFirmware(host, {
  formats: allFormats,
  sensors: sensorDefinitions,
  composite,
  checkArguments: areArguments,
  access: accessControl,
  storage: NotificationStorage,
});
