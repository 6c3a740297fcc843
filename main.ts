import { host } from "host";
import { runFirmware } from "./firmware.js";
import { basicFormats } from "./modules/lwm2m/formats/basic.js";
import { server10 } from "./objects/server.js";
import { sensorDefinitions } from "./objects/sensors.js";

/** The firmware for a bare ESP32: what OneNET asks of a device. `main-full.ts` has everything. */
runFirmware(host, { formats: basicFormats, server: server10, sensors: sensorDefinitions });
