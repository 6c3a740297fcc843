import type { LwM2mObject } from "../modules/lwm2m/object.js";
import { newStatistics, statisticsObject } from "./connectivity-statistics.js";
import { everyTypeObject, newEveryType } from "./every-type.js";
import { firmwareUpdateObject, newFirmwareUpdate } from "./firmware-update.js";
import { ipsoObject } from "./ipso.js";
import { dimmer, lightControl, setPoint, textDisplay, timer } from "./ipso-objects.js";
import { locationObject } from "./location.js";
import { portfolioObject } from "./portfolio.js";

/**
 * What a firmware with everything serves besides the core objects, the switch and the place's sensors: all that needs no
 * hardware, since no value is ever invented. Inputs and sensors come in where a place has them.
 */
export function allObjects(): LwM2mObject[] {
  return [
    firmwareUpdateObject(newFirmwareUpdate()),
    locationObject(undefined),
    statisticsObject(newStatistics()),
    portfolioObject(),
    ipsoObject(setPoint, [{ id: 0, state: { setPointValue: 0 } }]),
    ipsoObject(lightControl, [{ id: 0, state: { onOff: false, dimmer: 0, onTime: 0 } }]),
    ipsoObject(timer, [{ id: 0, state: { delayDuration: 0, remainingTime: 0, digitalState: false } }]),
    ipsoObject(textDisplay, [{ id: 0, state: { text: "" } }]),
    ipsoObject(dimmer, [{ id: 0, state: { level: 0 } }]),
    everyTypeObject([{ id: 0, state: newEveryType() }]),
  ];
}
