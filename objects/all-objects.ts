import type { LwM2mObject } from "../modules/lwm2m/object.js";
import type { WallClock } from "./device.js";
import { dimmerObject, newDimmer } from "./dimmer.js";
import { everyTypeObject, newEveryType } from "./every-type.js";
import { firmwareUpdateObject, newFirmwareUpdate } from "./firmware-update.js";
import { ipsoObject } from "./ipso.js";
import { setPoint, textDisplay } from "./ipso-objects.js";
import { lightControlObject, newLight } from "./light-control.js";
import { locationObject } from "./location.js";
import { portfolioObject } from "./portfolio.js";
import type { Ticks } from "./stopwatch.js";
import { newTime, timeObject } from "./time.js";
import { newTimer, timerObject } from "./timer.js";

/**
 * What a firmware with everything serves besides the core objects, the switch and the place's sensors: all that needs no
 * hardware, since no value is ever invented. Inputs and sensors come in where a place has them. `clock` is the place's.
 */
export function allObjects(clock: Ticks & WallClock): LwM2mObject[] {
  return [
    firmwareUpdateObject(newFirmwareUpdate([], clock)),
    locationObject(undefined),
    portfolioObject(),
    ipsoObject(setPoint, [{ id: 0, state: { setPointValue: 0 } }]),
    lightControlObject([{ id: 0, state: newLight(clock) }]),
    timeObject(clock.wallClock() === undefined ? [] : [{ id: 0, state: newTime(clock) }]),
    timerObject([{ id: 0, state: newTimer(clock) }]),
    ipsoObject(textDisplay, [{ id: 0, state: { text: "" } }]),
    dimmerObject([{ id: 0, state: newDimmer(clock) }]),
    everyTypeObject([{ id: 0, state: newEveryType() }]),
  ];
}
