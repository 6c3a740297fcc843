import { host } from "host";
import { runFirmware } from "./firmware.js";
import { allFormats } from "./modules/lwm2m/formats/all.js";
import { sensorDefinitions } from "./objects/sensors.js";

/** The firmware with every feature, format and object that there is, for a place with the flash for it. */
runFirmware(host, { formats: allFormats, sensors: sensorDefinitions });
