import { host } from "host";
import { runFirmware } from "./firmware.js";
import { Sending } from "./modules/client/sending.js";
import { NotificationStorage } from "./modules/client/storage.js";
import { areArguments } from "./modules/lwm2m/arguments.js";
import { composite } from "./modules/lwm2m/composite.js";
import { allFormats } from "./modules/lwm2m/formats/all.js";
import { bootstrapPack } from "./modules/mode/bootstrap-pack.js";
import { accessControl } from "./objects/access-control.js";
import { allObjects } from "./objects/all-objects.js";
import { allSensorDefinitions } from "./objects/ipso-objects.js";
import { statistics } from "./objects/connectivity-statistics.js";
import { server12 } from "./objects/server-1-2.js";
import { editionsUpTo } from "./objects/versions.js";
import { Watch } from "./objects/watch.js";

/** The 5,000 bytes of opaque that a client's conformance is tested with, in any format (base64 makes 6,668 of them). */
const MAX_PAYLOAD = 7168;

/** The firmware with every feature, format and object that there is, for a place with the flash for it. */
runFirmware(host, {
  formats: allFormats,
  server: server12,
  sensors: allSensorDefinitions,
  editions: editionsUpTo,
  objects: allObjects,
  statistics,
  watch: Watch,
  composite,
  checkArguments: areArguments,
  access: accessControl,
  storage: NotificationStorage,
  pack: bootstrapPack,
  sending: Sending,
  maxPayload: MAX_PAYLOAD,
});
