import { freeze } from "../modules/base/freeze.js";
import { defineIpso } from "./ipso.js";
import { DigitalInput } from "./models/3200-digital-input.js";
import { AnalogInput } from "./models/3202-analog-input.js";
import { AnalogOutput } from "./models/3203-analog-output.js";
import { GenericSensor } from "./models/3300-generic-sensor.js";
import { Illuminance } from "./models/3301-illuminance.js";
import { Presence } from "./models/3302-presence.js";
import { Temperature } from "./models/3303-temperature.js";
import { Humidity } from "./models/3304-humidity.js";
import { PowerMeasurement } from "./models/3305-power-measurement.js";
import { SetPoint } from "./models/3308-set-point.js";
import { Accelerometer } from "./models/3313-accelerometer.js";
import { Voltage } from "./models/3316-voltage.js";
import { Pressure } from "./models/3323-pressure.js";
import { AddressableTextDisplay } from "./models/3341-addressable-text-display.js";
import { UpDownControl } from "./models/3344-up-down-control.js";
import { MultipleAxisJoystick } from "./models/3345-multiple-axis-joystick.js";
import { Rate } from "./models/3346-rate.js";
import { PushButton } from "./models/3347-push-button.js";
import { defineSensor } from "./sensor.js";

/** Sensors of one number, announced where the place has them. */
export const allSensorDefinitions = freeze([
  defineSensor(GenericSensor),
  defineSensor(Illuminance),
  defineSensor(Temperature),
  defineSensor(Humidity),
  defineSensor(Voltage),
  defineSensor(Pressure),
  defineSensor(Rate),
]);

export const digitalInput = defineIpso(DigitalInput);
export const analogInput = defineIpso(AnalogInput);
export const analogOutput = defineIpso(AnalogOutput);
export const presence = defineIpso(Presence);
export const powerMeasurement = defineIpso(PowerMeasurement);
export const setPoint = defineIpso(SetPoint);
export const accelerometer = defineIpso(Accelerometer);
export const textDisplay = defineIpso(AddressableTextDisplay);
export const upDownControl = defineIpso(UpDownControl);
export const joystick = defineIpso(MultipleAxisJoystick);
export const pushButton = defineIpso(PushButton);
