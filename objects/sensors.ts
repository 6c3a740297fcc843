import { freeze } from "../modules/base/freeze.js";
import { GenericSensor } from "./models/3300-generic-sensor.js";
import { Temperature } from "./models/3303-temperature.js";
import { defineSensor } from "./sensor.js";

/** The kinds of sensors that the firmware announces where the place has them. */
export const sensorDefinitions = freeze([defineSensor(GenericSensor), defineSensor(Temperature)]);
