import { host } from "host";
import { runFirmware } from "../../firmware.js";
import { basicFormats } from "../../modules/lwm2m/formats/basic.js";
import { server10 } from "../../objects/server.js";
import { sensorDefinitions } from "../../objects/sensors.js";
import { kettleObject, newKettle } from "./kettle.js";

/** The firmware with an object of one's own: npm start -- --main examples/kettle/main */
runFirmware(host, {
  formats: basicFormats,
  server: server10,
  sensors: sensorDefinitions,
  objects: () => [kettleObject(newKettle())],
});
