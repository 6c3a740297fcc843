/**
 * The words of a registry name in lower case: "PkgName" is two, "LwM2M" and "On/Off" stay what they mean, "Key(s)" is
 * "keys".
 */
export function words(name: string): string[] {
  return name
    .replace(/lwm2m/gi, "Lwm2m")
    .replace(/[()]/g, "")
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== "")
    .map((word) => word.toLowerCase());
}

/** "sensorValue" for "Sensor Value"; `undefined` if the name has no letter to begin with. */
export function camelName(name: string): string | undefined {
  const [first, ...rest] = words(name);
  if (first === undefined || !/^[a-z]/.test(first)) return undefined;
  return first + rest.map(capital).join("");
}

/** "sensor-value" for "Sensor Value". */
export function kebabName(name: string): string {
  return words(name).join("-");
}

/** "SensorValue" for "Sensor Value". */
export function pascalName(name: string): string {
  return words(name).map(capital).join("");
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
